"""Who someone is, and how sure we are: people, factors, levels, sign-in, sessions. Pure.

Start with `assurance.py` (which factors reach which level), then `login.py` (the steps of a
sign-in) and `endings.py` (what ends what).
"""
