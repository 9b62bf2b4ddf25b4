"""A protocol Context over memory, for rules that are tested without a server."""

from collections.abc import Mapping
from functools import cache
from urllib.parse import urlencode

from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.parameters import Parameters, parse
from keys import Custody, MasterKey, open_custody
from tests.support.memory_protocol import MemoryProtocol
from tests.support.vault import MemoryVault

NOW = 1_800_000_000
ISSUER = "https://id.example.vn"
CALLBACK = "https://portal.example.vn/callback"
CLIENT = Client(
    client_id="portal",
    name="Cổng dịch vụ công",
    redirect_uris=(CALLBACK,),
    grant_types=("authorization_code", "refresh_token"),
    scopes=("openid", "profile", "email", "offline_access"),
    sector="portal.example.vn",
)


@cache
def custody() -> Custody:
    """Return keys made once for all tests of a process; the clock stands still."""
    master = MasterKey(secret=bytes(range(32)))
    return open_custody(MemoryVault(), master, now=NOW, algorithms=("ES256",))


def a_context(client: Client = CLIENT, *, now: int = NOW) -> tuple[Context, MemoryProtocol]:
    """Return a context that knows this client, and the stores behind it."""
    stores = MemoryProtocol()
    stores.clients.put(client)
    context = Context(
        issuer=ISSUER,
        now=now,
        custody=custody(),
        clients=stores.clients,
        audiences=stores.audiences,
        grants=stores.grants,
        codes=stores.codes,
        refresh_tokens=stores.refresh_tokens,
        denied_tokens=stores.denied_tokens,
        consents=stores.consents,
        subjects=stores.subjects,
        people=stores.people,
        mandates=stores.mandates,
        replay_guard=stores.replay_guard,
        client_keys=stores.client_keys,
        logouts=stores.logouts,
        record=stores.record,
        notify=lambda _account, _kind, _facts: None,
    )
    return context, stores


def asked(**changes: str) -> Parameters:
    """Return the parameters of a good request, changed; an empty value leaves one out."""
    good: Mapping[str, str] = {
        "client_id": "portal",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid profile",
        "state": "xyz",
        "nonce": "n-0S6_WzA2Mj",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
    }
    return parse(urlencode({**good, **changes}).encode())
