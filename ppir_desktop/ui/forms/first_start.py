# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'first_start.ui'
##
##
## WARNING! All changes made in this file will be lost when recompiling UI file!
################################################################################

from PySide6.QtCore import (QSize, Qt)
from PySide6.QtWidgets import (QFrame, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget)
class Ui_FirstStart(object):
    def setupUi(self, FirstStart):
        if not FirstStart.objectName():
            FirstStart.setObjectName(u"FirstStart")
        self.outer = QVBoxLayout(FirstStart)
        self.outer.setObjectName(u"outer")
        self.above = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

        self.outer.addItem(self.above)

        self.middle = QHBoxLayout()
        self.middle.setObjectName(u"middle")
        self.left = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.middle.addItem(self.left)

        self.card = QFrame(FirstStart)
        self.card.setObjectName(u"card")
        self.card.setMinimumSize(QSize(480, 0))
        self.card.setMaximumSize(QSize(560, 16777215))
        self.column = QVBoxLayout(self.card)
        self.column.setSpacing(12)
        self.column.setObjectName(u"column")
        self.column.setContentsMargins(32, 32, 32, 28)
        self.title = QLabel(self.card)
        self.title.setObjectName(u"title")

        self.column.addWidget(self.title)

        self.hint = QLabel(self.card)
        self.hint.setObjectName(u"hint")
        self.hint.setWordWrap(True)

        self.column.addWidget(self.hint)

        self.nameLabel = QLabel(self.card)
        self.nameLabel.setObjectName(u"nameLabel")

        self.column.addWidget(self.nameLabel)

        self.name = QLineEdit(self.card)
        self.name.setObjectName(u"name")

        self.column.addWidget(self.name)

        self.passphraseLabel = QLabel(self.card)
        self.passphraseLabel.setObjectName(u"passphraseLabel")

        self.column.addWidget(self.passphraseLabel)

        self.passphrase = QLineEdit(self.card)
        self.passphrase.setObjectName(u"passphrase")
        self.passphrase.setEchoMode(QLineEdit.Password)

        self.column.addWidget(self.passphrase)

        self.strength = QProgressBar(self.card)
        self.strength.setObjectName(u"strength")
        self.strength.setMaximum(100)
        self.strength.setTextVisible(False)
        self.strength.setMaximumSize(QSize(16777215, 4))

        self.column.addWidget(self.strength)

        self.advice = QLabel(self.card)
        self.advice.setObjectName(u"advice")
        self.advice.setWordWrap(True)

        self.column.addWidget(self.advice)

        self.againLabel = QLabel(self.card)
        self.againLabel.setObjectName(u"againLabel")

        self.column.addWidget(self.againLabel)

        self.again = QLineEdit(self.card)
        self.again.setObjectName(u"again")
        self.again.setEchoMode(QLineEdit.Password)

        self.column.addWidget(self.again)

        self.message = QLabel(self.card)
        self.message.setObjectName(u"message")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.PlainText)

        self.column.addWidget(self.message)

        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.setObjectName(u"buttons")
        self.back = QPushButton(self.card)
        self.back.setObjectName(u"back")

        self.buttons.addWidget(self.back)

        self.between = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.buttons.addItem(self.between)

        self.make = QPushButton(self.card)
        self.make.setObjectName(u"make")

        self.buttons.addWidget(self.make)


        self.column.addLayout(self.buttons)


        self.middle.addWidget(self.card)

        self.right = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.middle.addItem(self.right)


        self.outer.addLayout(self.middle)

        self.below = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

        self.outer.addItem(self.below)

#if QT_CONFIG(shortcut)
        self.nameLabel.setBuddy(self.name)
        self.passphraseLabel.setBuddy(self.passphrase)
        self.againLabel.setBuddy(self.again)
#endif // QT_CONFIG(shortcut)
        QWidget.setTabOrder(self.name, self.passphrase)
        QWidget.setTabOrder(self.passphrase, self.again)
        QWidget.setTabOrder(self.again, self.make)
        QWidget.setTabOrder(self.make, self.back)

        self.retranslateUi(FirstStart)

        self.make.setDefault(True)

    # setupUi

    def retranslateUi(self, FirstStart):
        pass
    # retranslateUi
