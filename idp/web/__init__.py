"""HTTP only: parse, call one function, render. Start with `routes.py`."""
