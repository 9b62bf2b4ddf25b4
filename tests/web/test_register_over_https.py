"""Asking the register: a signed question, and only an answer to it counts."""

from collections.abc import Mapping

import pytest

from idp.administration.ports import NoAnswer
from idp.identity.registration.register import Question, RegisterSilent
from idp.outbound.register import TYPE, RegisterOverHttps
from tests.support.site import ISSUER, Site

URL = "https://register.example/check"
QUESTION = Question(personal_number="001092300001", name="Hoàng Văn Thái", birthdate="1992-03-15")


class Other:
    """The other side: it reads the question with the provider's own keys, and answers."""

    def __init__(self, site: Site, **answer: object) -> None:
        self._site = site
        self._answer = answer
        self.asked: Mapping[str, object] = {}

    def __call__(self, url: str, fields: Mapping[str, str]) -> Mapping[str, object]:
        signer, now = self._site.provider.custody.signer, self._site.clock.now()
        claims = signer.verify(fields["question"], typ=TYPE, now=now)
        assert claims is not None
        assert url == URL
        self.asked = claims
        return {"jti": claims["jti"], **self._answer}


def register(site: Site, other: Other) -> RegisterOverHttps:
    custody = site.provider.custody
    return RegisterOverHttps(name="sổ", url=URL, issuer=ISSUER, custody=custody, ask=other)


@pytest.mark.parametrize("finding", ["confirmed", "not_confirmed"])
def test_a_question_is_signed_addressed_and_short_lived(site: Site, finding: str) -> None:
    other = Other(site, finding=finding)
    assert register(site, other).ask(QUESTION, site.clock.now()) == finding
    assert (other.asked["iss"], other.asked["aud"]) == (ISSUER, URL)
    assert other.asked["exp"] == site.clock.now() + 60
    assert other.asked["person"] == {
        "personal_number": "001092300001",
        "name": "Hoàng Văn Thái",
        "birthdate": "1992-03-15",
    }


@pytest.mark.parametrize(
    "answer", [{"finding": "maybe"}, {}, {"finding": "confirmed", "jti": "another"}]
)
def test_what_is_no_answer_to_the_question_is_silence(
    site: Site, answer: dict[str, object]
) -> None:
    """I-04: a register that stammers confirms nobody."""
    with pytest.raises(RegisterSilent):
        register(site, Other(site, **answer)).ask(QUESTION, site.clock.now())


def test_a_register_out_of_reach_is_silent(site: Site) -> None:
    """I-09: asked through the guard, which reaches no private address."""
    guarded = site.provider.outbound.ask
    for url in ("https://127.0.0.2/check", "http://register.example/check"):
        asking = RegisterOverHttps(
            name="sổ", url=url, issuer=ISSUER, custody=site.provider.custody, ask=guarded
        )
        with pytest.raises(RegisterSilent):
            asking.ask(QUESTION, site.clock.now())
    with pytest.raises(NoAnswer):
        guarded("https://127.0.0.2/check", {})
