"""Benchmarks: what each request costs, as a ratio to ready bytes on the same server.

`python -m benchmarks` prints today's table and writes it to `results/`. Next: `rows.py`.
"""
