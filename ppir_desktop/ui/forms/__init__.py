"""Forms, compiled from ui/ by packaging/compile_forms.py; not to be edited."""
