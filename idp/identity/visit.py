"""Visit: what a request tells about the browser behind it. One per request, made by `web/`."""

from dataclasses import dataclass
from typing import Final

from idp.identity.ports import DeviceHash

_BROWSERS: Final = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
_SYSTEMS: Final = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")


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


def browser_and_system(user_agent: str) -> str:
    """Browser and system in two words of ours; empty for whatever else calls itself a browser."""
    browser = next((name for name in _BROWSERS if name in user_agent), "")
    system = next((name for name in _SYSTEMS if name in user_agent), "")
    return " · ".join(part for part in (browser, system) if part)
