"""The one way out: every request that the product makes leaves through `fetch.py` (I-09)."""
