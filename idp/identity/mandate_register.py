"""The register of mandates, as identity changes it: a Protocol. Storage implements it.

Reading one to act by it is the business of `idp/protocol/mandate.py`. Next: `mandates.py`.
"""

from collections.abc import Sequence
from typing import Protocol

from idp.protocol.mandate import Mandate, Mandates


class MandateRegister(Mandates, Protocol):
    """Mandates, to be given, accepted and ended. What ended stays as history."""

    def add(self, mandate: Mandate) -> None:
        """Remember a mandate in the present transaction."""

    def accept(self, mandate_id: str, holder: str, at: int) -> bool:
        """It counts now; True for one caller, only for its holder and while it is open."""

    def end(self, mandate_id: str, reason: str, at: int) -> Sequence[Mandate]:
        """End it and all that hang on it; return those that ended now, itself first."""

    def given_for(self, principal: str) -> Sequence[Mandate]:
        """Return those for this organisation or person, newest first; no ended ones."""
