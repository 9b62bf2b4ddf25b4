"""JOBS: what happens without anybody asking; `idp worker` runs them, by the table in `worker.py`."""
