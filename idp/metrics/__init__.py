"""METRICS: what serving processes count, summed and told on a port of its own. Off by default.

A worker counts in memory (`figures.py`) and leaves what it counted in a private folder, a file
for each process (`files.py`); a process beside the workers sums the files when it is asked
(`listener.py`, `exposition.py`: the only ones that know Prometheus). Where nobody listens nothing
is counted at all.
"""
