"""For people: one file per page of `routes.py`, each with a template of the same name."""
