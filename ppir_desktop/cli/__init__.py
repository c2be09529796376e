"""The ``ppir`` command: reads its arguments, calls a service, words the answer."""
