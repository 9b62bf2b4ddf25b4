"""What the portal reads from its environment, once, at the start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The issuer's address, our registration with it, and where we ourselves are.

    `url` is how browsers reach the portal; `bind` is the HOST:PORT to listen on.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    url: str
    bind: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The settings; stops the start with one line that names what is missing."""
        try:
            return cls(
                issuer=environment["OIDC_ISSUER"].rstrip("/"),
                client_id=environment["OIDC_CLIENT_ID"],
                client_secret=environment["OIDC_CLIENT_SECRET"],
                url=environment["PORTAL_URL"].rstrip("/"),
                bind=environment["PORTAL_BIND"],
            )
        except KeyError as missing:
            raise SystemExit(f"The portal needs {missing.args[0]} in its environment.") from None
