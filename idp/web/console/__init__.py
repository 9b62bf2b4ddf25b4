"""For officials. `idp/web/routes.py` names each page's act; `desk.py` lets people in by it."""
