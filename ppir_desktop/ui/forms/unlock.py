# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'unlock.ui'
##
##
## WARNING! All changes made in this file will be lost when recompiling UI file!
################################################################################

from PySide6.QtCore import (QSize, Qt)
from PySide6.QtWidgets import (QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget)
class Ui_Unlock(object):
    def setupUi(self, Unlock):
        if not Unlock.objectName():
            Unlock.setObjectName(u"Unlock")
        self.outer = QVBoxLayout(Unlock)
        self.outer.setObjectName(u"outer")
        self.above = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

        self.outer.addItem(self.above)

        self.middle = QHBoxLayout()
        self.middle.setObjectName(u"middle")
        self.left = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.middle.addItem(self.left)

        self.card = QFrame(Unlock)
        self.card.setObjectName(u"card")
        self.card.setMinimumSize(QSize(400, 0))
        self.card.setMaximumSize(QSize(460, 16777215))
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

        self.profileLabel = QLabel(self.card)
        self.profileLabel.setObjectName(u"profileLabel")

        self.column.addWidget(self.profileLabel)

        self.profile = QComboBox(self.card)
        self.profile.setObjectName(u"profile")

        self.column.addWidget(self.profile)

        self.passphraseLabel = QLabel(self.card)
        self.passphraseLabel.setObjectName(u"passphraseLabel")

        self.column.addWidget(self.passphraseLabel)

        self.passphrase = QLineEdit(self.card)
        self.passphrase.setObjectName(u"passphrase")
        self.passphrase.setEchoMode(QLineEdit.Password)

        self.column.addWidget(self.passphrase)

        self.message = QLabel(self.card)
        self.message.setObjectName(u"message")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.PlainText)

        self.column.addWidget(self.message)

        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.setObjectName(u"buttons")
        self.recover = QPushButton(self.card)
        self.recover.setObjectName(u"recover")

        self.buttons.addWidget(self.recover)

        self.between = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.buttons.addItem(self.between)

        self.make = QPushButton(self.card)
        self.make.setObjectName(u"make")

        self.buttons.addWidget(self.make)

        self.open = QPushButton(self.card)
        self.open.setObjectName(u"open")

        self.buttons.addWidget(self.open)


        self.column.addLayout(self.buttons)


        self.middle.addWidget(self.card)

        self.right = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.middle.addItem(self.right)


        self.outer.addLayout(self.middle)

        self.below = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

        self.outer.addItem(self.below)

#if QT_CONFIG(shortcut)
        self.profileLabel.setBuddy(self.profile)
        self.passphraseLabel.setBuddy(self.passphrase)
#endif // QT_CONFIG(shortcut)
        QWidget.setTabOrder(self.profile, self.passphrase)
        QWidget.setTabOrder(self.passphrase, self.open)
        QWidget.setTabOrder(self.open, self.make)
        QWidget.setTabOrder(self.make, self.recover)

        self.retranslateUi(Unlock)

        self.open.setDefault(True)

    # setupUi

    def retranslateUi(self, Unlock):
        pass
    # retranslateUi
