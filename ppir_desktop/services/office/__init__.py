"""Running a round: what the authority and its officers do, one module a task."""
