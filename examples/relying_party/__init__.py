"""Signing people in with OpenID Connect: the part that the portal and the hub share.

Copy this folder beside your own application. Reading order: `routes.py` (what exists), `sign_in.py`
(the code flow, check by check), `tokens.py` (what makes a JWT trustworthy), `provider.py` (what the
provider says of itself, remembered).
"""
