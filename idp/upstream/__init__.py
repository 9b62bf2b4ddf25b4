"""Signing in with an identity issued elsewhere: the state e-ID, an agency's own provider.

`configuration.py` reads what the operator connected, `door.py` sends people there and believes
what comes back, `id_token.py` says when. All requests leave through the guard of `idp/outbound`.
"""
