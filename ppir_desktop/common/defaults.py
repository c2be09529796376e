"""What is taken where nothing was chosen."""

DEFAULT_SCHEME = "ppir-2025"
"""Id of the scheme of review."""
