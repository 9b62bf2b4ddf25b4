"""Chromium's virtual authenticator: a telephone with a fingerprint reader that keeps its keys."""

from playwright.sync_api import CDPSession, Page

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """Chromium's virtual authenticator of one page."""

    def __init__(self, page: Page) -> None:
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._cdp.send("WebAuthn.enable", {"enableUI": False})
        added = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self._name = added["authenticatorId"]

    @property
    def keys(self) -> int:
        """How many keys it holds."""
        found = self._cdp.send("WebAuthn.getCredentials", {"authenticatorId": self._name})
        return len(found["credentials"])

    def answers(self, *, by_itself: bool, knows_owner: bool = True) -> None:
        """Whether somebody touches it, and whether it knows their finger."""
        self._cdp.send(
            "WebAuthn.setAutomaticPresenceSimulation",
            {"authenticatorId": self._name, "enabled": by_itself},
        )
        self._cdp.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": self._name, "isUserVerified": knows_owner},
        )
