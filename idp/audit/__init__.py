"""AUDIT: what happened, in chains that cannot be changed unseen (invariants I-15 and I-17).

Reading order: `events.py` (the catalogue), `record.py` (canonical text), `trail.py` (the chain),
`checkpoint.py` (signed heads), `verification.py`, `export.py`; `ports.py` is what storage keeps.
"""
