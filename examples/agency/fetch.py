"""`python -m examples.agency.fetch`: the documents addressed to our agency, by a machine client.

client_credentials (RFC 6749 §4.4) with a signed assertion (RFC 7523): no secret ever travels. Reads
`var/demonstration.json`, as `make run` leaves it; a real agency has its own settings.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import requests
from authlib.integrations.base_client import OAuthError
from joserfc.jwk import ECKey

from examples.relying_party.client import Client, session_of
from examples.relying_party.provider import Provider
from examples.relying_party.remembered import TIMEOUT, Json, Unreachable

SCOPE = "documents.receive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The issuer, the hub, and our registration as a client of both."""

    issuer: str
    hub: str
    client: Client

    @classmethod
    def from_demonstration(cls, file: Path) -> "Settings":
        """The settings of the demonstration's client `agency`."""
        said = json.loads(file.read_text())
        machine = next(client for client in said["clients"] if client["name"] == "agency")
        return cls(
            issuer=said["issuer"],
            hub=said["hub"],
            client=Client(
                client_id=machine["client_id"],
                private_key=ECKey.import_key(machine["private_jwk"]),
                scope=SCOPE,
                resource=said["hub"],
            ),
        )


class Refused(Exception):
    """The provider or the hub refused; the message is one line for the operator."""


def access_token(settings: Settings) -> str:
    """A token for the hub alone, good for a few minutes. Raises Refused or Unreachable."""
    client = settings.client
    endpoint = Provider(settings.issuer).metadata().token_endpoint
    with session_of(client, settings.issuer) as session:
        try:
            response = session.fetch_token(
                endpoint, grant_type="client_credentials", scope=client.scope, **client.target
            )
        except OAuthError as error:
            raise Refused(f"the provider refused: {error.error}") from error
    return str(response["access_token"])


def fetch(settings: Settings) -> list[Json]:
    """The documents for our agency, newest first. Raises Refused, Unreachable, or requests' own."""
    answer = requests.get(
        f"{settings.hub}/documents",
        headers={"Authorization": f"Bearer {access_token(settings)}"},
        timeout=TIMEOUT,
    )
    if answer.status_code in {401, 403}:
        raise Refused(f"the hub refused: {answer.headers.get('WWW-Authenticate')}")
    answer.raise_for_status()
    documents: list[Json] = answer.json()["documents"]
    return documents


def main() -> int:
    """Prints the documents as JSON; 1 and one line on standard error if there is no way to them."""
    file = Path(os.environ.get("IDP_VAR", "var")) / "demonstration.json"
    try:
        documents = fetch(Settings.from_demonstration(file))
    except FileNotFoundError:
        print(f"{file} is not there: start `make run` first.", file=sys.stderr)
        return 1
    except (Refused, Unreachable, requests.RequestException) as error:
        print(f"No documents: {error}", file=sys.stderr)
        return 1
    print(json.dumps(documents, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
