"""JOBS: what happens without anybody asking; `worker.py` holds the table of `idp worker`."""
