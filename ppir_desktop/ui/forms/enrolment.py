# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'enrolment.ui'
##
##
## WARNING! All changes made in this file will be lost when recompiling UI file!
################################################################################

from PySide6.QtCore import (QSize, Qt)
from PySide6.QtWidgets import (QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget)
class Ui_Enrolment(object):
    def setupUi(self, Enrolment):
        if not Enrolment.objectName():
            Enrolment.setObjectName(u"Enrolment")
        self.outer = QVBoxLayout(Enrolment)
        self.outer.setObjectName(u"outer")
        self.above = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

        self.outer.addItem(self.above)

        self.middle = QHBoxLayout()
        self.middle.setObjectName(u"middle")
        self.left = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.middle.addItem(self.left)

        self.card = QFrame(Enrolment)
        self.card.setObjectName(u"card")
        self.card.setMinimumSize(QSize(520, 0))
        self.card.setMaximumSize(QSize(600, 16777215))
        self.column = QVBoxLayout(self.card)
        self.column.setSpacing(10)
        self.column.setObjectName(u"column")
        self.column.setContentsMargins(32, 28, 32, 24)
        self.title = QLabel(self.card)
        self.title.setObjectName(u"title")

        self.column.addWidget(self.title)

        self.hint = QLabel(self.card)
        self.hint.setObjectName(u"hint")
        self.hint.setWordWrap(True)

        self.column.addWidget(self.hint)

        self.source = QHBoxLayout()
        self.source.setSpacing(8)
        self.source.setObjectName(u"source")
        self.open = QPushButton(self.card)
        self.open.setObjectName(u"open")

        self.source.addWidget(self.open)

        self.paste = QPushButton(self.card)
        self.paste.setObjectName(u"paste")

        self.source.addWidget(self.paste)

        self.after = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.source.addItem(self.after)


        self.column.addLayout(self.source)

        self.invitation = QLabel(self.card)
        self.invitation.setObjectName(u"invitation")
        self.invitation.setWordWrap(True)
        self.invitation.setTextFormat(Qt.PlainText)

        self.column.addWidget(self.invitation)

        self.nameLabel = QLabel(self.card)
        self.nameLabel.setObjectName(u"nameLabel")

        self.column.addWidget(self.nameLabel)

        self.name = QLineEdit(self.card)
        self.name.setObjectName(u"name")

        self.column.addWidget(self.name)

        self.affiliationLabel = QLabel(self.card)
        self.affiliationLabel.setObjectName(u"affiliationLabel")

        self.column.addWidget(self.affiliationLabel)

        self.affiliation = QLineEdit(self.card)
        self.affiliation.setObjectName(u"affiliation")

        self.column.addWidget(self.affiliation)

        self.sectorLabel = QLabel(self.card)
        self.sectorLabel.setObjectName(u"sectorLabel")

        self.column.addWidget(self.sectorLabel)

        self.sector = QComboBox(self.card)
        self.sector.setObjectName(u"sector")

        self.column.addWidget(self.sector)

        self.stick = QHBoxLayout()
        self.stick.setSpacing(8)
        self.stick.setObjectName(u"stick")
        self.bundle = QPushButton(self.card)
        self.bundle.setObjectName(u"bundle")

        self.stick.addWidget(self.bundle)

        self.bundleName = QLabel(self.card)
        self.bundleName.setObjectName(u"bundleName")
        self.bundleName.setTextFormat(Qt.PlainText)

        self.stick.addWidget(self.bundleName)

        self.beside = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.stick.addItem(self.beside)


        self.column.addLayout(self.stick)

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

        self.enrol = QPushButton(self.card)
        self.enrol.setObjectName(u"enrol")

        self.buttons.addWidget(self.enrol)


        self.column.addLayout(self.buttons)


        self.middle.addWidget(self.card)

        self.right = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.middle.addItem(self.right)


        self.outer.addLayout(self.middle)

        self.below = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

        self.outer.addItem(self.below)

#if QT_CONFIG(shortcut)
        self.nameLabel.setBuddy(self.name)
        self.affiliationLabel.setBuddy(self.affiliation)
        self.sectorLabel.setBuddy(self.sector)
#endif // QT_CONFIG(shortcut)
        QWidget.setTabOrder(self.open, self.paste)
        QWidget.setTabOrder(self.paste, self.name)
        QWidget.setTabOrder(self.name, self.affiliation)
        QWidget.setTabOrder(self.affiliation, self.sector)
        QWidget.setTabOrder(self.sector, self.bundle)
        QWidget.setTabOrder(self.bundle, self.enrol)
        QWidget.setTabOrder(self.enrol, self.back)

        self.retranslateUi(Enrolment)

        self.enrol.setDefault(True)

    # setupUi

    def retranslateUi(self, Enrolment):
        pass
    # retranslateUi
