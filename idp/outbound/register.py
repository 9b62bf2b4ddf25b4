"""The register of persons over https: a signed question, a yes or a no.

The question is a JWS of ours, so that the register knows who asks and may ask; the answer names
the question. Implements `idp.identity.registration.register.Register`.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Final

from idp.administration.ports import NoAnswer
from idp.identity.registration.register import Finding, Question, RegisterSilent
from keys import Custody

TYPE: Final = "register-question+jwt"
LIFETIME: Final = 60  # seconds
_ALGORITHM: Final = "ES256"

Ask = Callable[[str, Mapping[str, str]], Mapping[str, object]]
"""Post a form and return the JSON object that it is answered with; NoAnswer otherwise."""


class RegisterOverHttps:
    """One register; safe for threads."""

    def __init__(self, *, name: str, url: str, issuer: str, custody: Custody, ask: Ask) -> None:
        """Ask at `url` in the name of `issuer`."""
        self.name = name
        self._url = url
        self._issuer = issuer
        self._custody = custody
        self._ask = ask

    def ask(self, question: Question, at: int) -> Finding:
        """Its answer; RegisterSilent for none, and for one to another question."""
        number = secrets.token_urlsafe(16)
        signed = self._custody.signer.sign(
            {
                "iss": self._issuer,
                "aud": self._url,
                "iat": at,
                "exp": at + LIFETIME,
                "jti": number,
                "person": {name: value for name, value in asdict(question).items() if value},
            },
            typ=TYPE,
            algorithm=_ALGORITHM,
            now=at,
        )
        try:
            answer = self._ask(self._url, {"question": signed})
        except NoAnswer as failure:
            raise RegisterSilent(str(failure)) from None
        if answer.get("jti") != number:
            raise RegisterSilent("the answer is not to this question")
        match answer.get("finding"):
            case "confirmed":
                return "confirmed"
            case "not_confirmed":
                return "not_confirmed"
            case _:
                raise RegisterSilent("the answer says neither yes nor no")
