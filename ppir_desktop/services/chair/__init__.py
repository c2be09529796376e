"""A chair at work: collecting sheets, the meeting, and the decision; one module a task."""
