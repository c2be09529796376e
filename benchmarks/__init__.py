"""What is promised about speed and memory, measured against a peer or a limit in one run.

``make bench`` runs everything here and prints a table; ``--write`` keeps it in
``benchmarks/results.md`` and ``results.json``. No test asserts a time: machines are shared.
"""
