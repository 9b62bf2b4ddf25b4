"""Visit: what a request tells about the browser behind it. One per request, made by `web/`."""

from dataclasses import dataclass

from idp.identity.ports import DeviceHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """`browser` is the hash of the cookie that binds attempts; `device` that of the lasting one.

    `source` is the address of the peer, or what a trusted proxy says; `client` is the service
    that sent the person, if any. A browser without a device cookie is given a fresh one first.
    """

    browser: str
    device: DeviceHash
    source: str
    user_agent: str = ""
    client: str | None = None
