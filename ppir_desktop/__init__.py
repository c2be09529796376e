"""PPIR Desktop: offline review of innovative products by expert panels."""

__version__ = "0.1.0"
