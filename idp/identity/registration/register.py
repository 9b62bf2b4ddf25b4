"""The register that knows whether somebody is who they say: what it is asked, what it answers.

Pluggable: `outbound/register.py` asks one over https. It answers yes or no, never with data.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

Finding = Literal["confirmed", "not_confirmed"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Question:
    """Whether a person of this number has this name and birth date, and this guardian if any."""

    personal_number: str
    name: str
    birthdate: str
    guardian_number: str | None = None


class RegisterSilent(Exception):
    """The register did not answer; the same question is asked again later."""


class Register(Protocol):
    """A register of persons."""

    name: str

    def ask(self, question: Question, at: int) -> Finding:
        """Return its answer; RegisterSilent when there is none that counts."""
