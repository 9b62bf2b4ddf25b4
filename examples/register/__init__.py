"""A SIMULATOR of the register of persons, on invented people: for demonstrations and tests only.

Nobody's real data are in it, and nothing that it confirms is true. Next: `app.py`.
"""
