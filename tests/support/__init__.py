"""Helpers for tests: small schemes, sheets by hand, the command as a process."""
