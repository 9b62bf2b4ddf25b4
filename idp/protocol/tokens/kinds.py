"""The `typ` of everything we sign: no kind is taken for another (RFC 8725 §3.11)."""

from typing import Final

ID_TOKEN: Final = "JWT"
ACCESS_TOKEN: Final = "at+jwt"
LOGOUT_TOKEN: Final = "logout+jwt"
