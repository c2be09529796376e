"""Use cases that join the packages below: one module for each task a person would name."""
