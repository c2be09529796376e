"""The Qt client. Qt is imported here and nowhere else."""
