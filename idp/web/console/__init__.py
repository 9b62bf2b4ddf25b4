"""For officials. `routes.py` names each page's act; `desk.py` lets people in by it."""
