# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'recovery.ui'
##
##
## WARNING! All changes made in this file will be lost when recompiling UI file!
################################################################################

from PySide6.QtCore import (QSize, Qt)
from PySide6.QtWidgets import (QCheckBox, QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget)
class Ui_Recovery(object):
    def setupUi(self, Recovery):
        if not Recovery.objectName():
            Recovery.setObjectName(u"Recovery")
        self.outer = QVBoxLayout(Recovery)
        self.outer.setObjectName(u"outer")
        self.above = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

        self.outer.addItem(self.above)

        self.middle = QHBoxLayout()
        self.middle.setObjectName(u"middle")
        self.left = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.middle.addItem(self.left)

        self.card = QFrame(Recovery)
        self.card.setObjectName(u"card")
        self.card.setMinimumSize(QSize(560, 0))
        self.card.setMaximumSize(QSize(640, 16777215))
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

        self.sheet = QPlainTextEdit(self.card)
        self.sheet.setObjectName(u"sheet")
        self.sheet.setReadOnly(True)
        self.sheet.setMinimumSize(QSize(0, 240))

        self.column.addWidget(self.sheet)

        self.keeping = QHBoxLayout()
        self.keeping.setSpacing(8)
        self.keeping.setObjectName(u"keeping")
        self.print = QPushButton(self.card)
        self.print.setObjectName(u"print")

        self.keeping.addWidget(self.print)

        self.save = QPushButton(self.card)
        self.save.setObjectName(u"save")

        self.keeping.addWidget(self.save)

        self.beside = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.keeping.addItem(self.beside)


        self.column.addLayout(self.keeping)

        self.message = QLabel(self.card)
        self.message.setObjectName(u"message")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.PlainText)

        self.column.addWidget(self.message)

        self.kept = QCheckBox(self.card)
        self.kept.setObjectName(u"kept")

        self.column.addWidget(self.kept)

        self.buttons = QHBoxLayout()
        self.buttons.setObjectName(u"buttons")
        self.between = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.buttons.addItem(self.between)

        self.next = QPushButton(self.card)
        self.next.setObjectName(u"next")
        self.next.setEnabled(False)

        self.buttons.addWidget(self.next)


        self.column.addLayout(self.buttons)


        self.middle.addWidget(self.card)

        self.right = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.middle.addItem(self.right)


        self.outer.addLayout(self.middle)

        self.below = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

        self.outer.addItem(self.below)

        QWidget.setTabOrder(self.print, self.save)
        QWidget.setTabOrder(self.save, self.kept)
        QWidget.setTabOrder(self.kept, self.next)
        QWidget.setTabOrder(self.next, self.sheet)

        self.retranslateUi(Recovery)

        self.next.setDefault(True)

    # setupUi

    def retranslateUi(self, Recovery):
        pass
    # retranslateUi
