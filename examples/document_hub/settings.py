"""What the hub reads from its environment, once, at the start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The issuer's address, our registration with it, and where we ourselves are.

    `url` is how others reach the hub, and the audience of the tokens it accepts; `var` holds the
    documents; `private_key_file` holds one JWK, readable by the hub alone.
    """

    issuer: str
    client_id: str
    private_key_file: Path
    url: str
    bind: str
    var: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The settings; stops the start with one line that names what is missing."""
        try:
            return cls(
                issuer=environment["OIDC_ISSUER"].rstrip("/"),
                client_id=environment["OIDC_CLIENT_ID"],
                private_key_file=Path(environment["OIDC_PRIVATE_KEY_FILE"]),
                url=environment["HUB_URL"].rstrip("/"),
                bind=environment["HUB_BIND"],
                var=Path(environment.get("HUB_VAR", "var")),
            )
        except KeyError as missing:
            raise SystemExit(f"The hub needs {missing.args[0]} in its environment.") from None
