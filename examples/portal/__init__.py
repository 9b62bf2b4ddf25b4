"""The sample National Public Service Portal: a relying party with a page, and nothing else.

`app.py` is the whole of it; signing in and out is in `relying_party`.
"""
