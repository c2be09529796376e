"""State and signals that windows show, without widgets."""
