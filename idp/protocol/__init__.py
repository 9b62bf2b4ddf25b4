"""What the specifications say: pure rules, no framework, no database, no wall clock.

Start with `authorization/__init__.py` (the rules of a request, in order), then
`grants/__init__.py` (what the token endpoint gives).
"""
