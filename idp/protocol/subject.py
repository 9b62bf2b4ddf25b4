"""By which `sub` a client knows a person (OIDC Core §8): pairwise by sector, stable for ever.

The value is computed once and stored at first use; the stored one wins, also after an import.
"""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from urllib.parse import urlsplit

from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError

PUBLIC_SECTOR = "public"  # the one sector of all clients that may know people in common


def subject_of(account_id: str, client: Client, context: Context) -> str:
    """Return the `sub`, storing it at first use."""
    sector = sector_that_knows(client)
    hashed = context.custody.keyed_hash("pairwise_subject", f"{sector}\n{account_id}".encode())
    computed = urlsafe_b64encode(hashed).rstrip(b"=").decode()
    return context.subjects.keep(sector, account_id, computed)


def account_known_as(subject: str, client: Client, context: Context) -> str:
    """Return the account that this client knows by `subject`; "" for nobody we know."""
    return context.subjects.account_of(sector_that_knows(client), subject) or ""


def sector_that_knows(client: Client) -> str:
    """Return where the client's `sub` values are kept."""
    return PUBLIC_SECTOR if client.subject_type == "public" else client.sector


def sector_of(redirect_uris: Sequence[str], named: str | None) -> str:
    """Return a new client's sector: the named one, else the one host of its redirect URIs.

    Raises ProtocolError `invalid_client_metadata` for several hosts (OIDC Core §8.1).
    """
    if named:
        return named
    hosts = {urlsplit(uri).hostname or urlsplit(uri).scheme for uri in redirect_uris}
    if len(hosts) > 1:
        raise ProtocolError(
            "invalid_client_metadata",
            "Redirect URIs of several hosts need a sector identifier.",
            parameter="sector_identifier_uri",
        )
    return next(iter(hosts), "")
