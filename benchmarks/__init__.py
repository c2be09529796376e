"""What is promised about speed and memory, measured against a peer or a limit in one run.

``make bench`` runs everything here and keeps the table in ``benchmarks/results.md`` and
``results.json``, beside the ratios of the last commit; ``make bench-quick`` prints one of what
takes seconds. No test asserts a time: machines are shared.
"""
