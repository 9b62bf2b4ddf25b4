"""For programs and for the browser on its way: one file per endpoint of `routes.py`."""
