"""Browsers that a person has signed in with before: what must be remembered of them."""

from typing import Protocol

from idp.identity.ports import DeviceHash


class Devices(Protocol):
    """Browsers that a person has signed in with before (180 days)."""

    def is_known(self, account_id: str, device: DeviceHash, now: int) -> bool:
        """Whether this browser signed this person in before."""

    def keep(self, account_id: str, device: DeviceHash, until: int, at: int) -> bool:
        """Remember it; True when it is new."""

    def forget_all(self, account_id: str) -> None:
        """No browser is known any more."""
