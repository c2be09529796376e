"""The Qt client. Qt is imported here and nowhere else."""

from ppir_desktop.ui.lasting import make_lasting

# Before anything of Qt is used.
make_lasting()
