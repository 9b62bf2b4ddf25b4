"""`sid`: how one client may know a session (OIDC Back-Channel Logout §2.1, Front-Channel §3).

Stable through step-ups, different for every client, and nothing to do with the cookie.
"""

from base64 import urlsafe_b64encode
from typing import Final

from keys import Custody

_BYTES: Final = 24  # of the keyed hash: 192 bits, 32 characters without padding


def sid_of(custody: Custody, session: str, client_id: str) -> str:
    """The `sid` of a session, given its internal id, for this client; always the same."""
    # The length keeps ("a", "bc") and ("ab", "c") apart.
    first = session.encode()
    data = len(first).to_bytes(4, "big") + first + client_id.encode()
    return urlsafe_b64encode(custody.keyed_hash("sid", data)[:_BYTES]).decode()
