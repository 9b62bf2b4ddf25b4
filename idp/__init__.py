"""Ấn Tín, an OpenID Connect provider: what the specifications say, who a person is, who may.

Next: `app.py`, which knows everybody, or `protocol/authorization`, where the rules are.
"""
