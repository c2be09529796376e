"""What every other package leans on: clock, identifiers, paths, resources, logs, errors, words."""
