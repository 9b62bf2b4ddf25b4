"""Attempt: what a request presents to say which client it is."""

from dataclasses import dataclass, field

from idp.protocol.jose import Presented


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A method, the client that it names and the proof: a secret, or an assertion read once."""

    method: str
    client_id: str
    secret: str = field(default="", repr=False)
    assertion: Presented | None = None
