"""What people are sent by a site: the worker's delivery, and the demonstration's file."""

import json
import re
from dataclasses import dataclass
from typing import Any

from idp.jobs.deliver_messages import deliver_messages
from tests.support.site import TEST_ORIGIN, Site

REACHABLE = {
    "email_verified": True,
    "phone_number": "+84912345678",
    "phone_number_verified": True,
}
"""Claims of somebody with two verified channels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One message that arrived."""

    channel: str
    to: str
    text: str

    def link(self, path: str) -> str:
        """The path of the link that begins so."""
        return str(re.findall(rf"{path}\S+", self.text)[0])

    def code(self) -> str:
        """The first code in it."""
        return str(re.findall(r"\b\d{6}\b", self.text)[0])


def delivered(site: Site) -> list[Received]:
    """Everything that was ever delivered, after the worker did its rounds."""
    while deliver_messages(site.provider, TEST_ORIGIN):
        pass
    path = site.provider.settings.messages_file
    if path is None or not path.exists():
        return []
    lines: list[dict[str, Any]] = [json.loads(line) for line in path.read_text().splitlines()]
    return [Received(channel=one["channel"], to=one["to"], text=one["text"]) for one in lines]
