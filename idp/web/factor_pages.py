"""Which page asks for which factor, and what the way there is called. One line per factor."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from idp.identity.assurance import EnrolmentMissing, FactorMissing, Missing
from idp.identity.attempt import LoginAttempt
from idp.identity.factors import FactorName
from idp.web.translate import gettext, marked
from idp.web.views import OtherWay


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorPage:
    """`path` takes the attempt's id; `words` are those of the link to it."""

    path: str
    words: str


PASSKEY: Final = FactorPage(path="/passkey/", words=marked("Use a passkey"))
ELSEWHERE: Final = FactorPage(path="/elsewhere/", words=marked("Use a linked account"))
PAGES: Final[Mapping[FactorName, FactorPage]] = MappingProxyType(
    {
        "password": FactorPage(path="/sign-in/", words=marked("Use the password")),
        "passkey": PASSKEY,
        "security_key": PASSKEY,
        "certificate": FactorPage(path="/certificate/", words=marked("Use a certificate")),
        "totp": FactorPage(path="/second-factor/", words=marked("Use the authenticator app")),
        "one_time_sms": FactorPage(path="/sms-code/", words=marked("Get a code by SMS")),
        "one_time_mail": FactorPage(path="/mail-code/", words=marked("Get a code by e-mail")),
        "recovery_code": FactorPage(path="/recovery-code/", words=marked("Enter a recovery code")),
        "upstream_1": ELSEWHERE,
        "upstream_2": ELSEWHERE,
        "upstream_3": ELSEWHERE,
    }
)
ENROLMENT_PAGES: Final[Mapping[FactorName, str]] = MappingProxyType({"totp": "/enrol/"})


def factor_path(factor: FactorName, attempt: LoginAttempt) -> str:
    """Where this attempt is asked for the factor."""
    return f"{PAGES[factor].path}{attempt.id}"


def due_path(missing: Missing, attempt: LoginAttempt) -> str:
    """Where this attempt goes on: the page that asks for what is missing."""
    match missing:
        case FactorMissing(factor=factor):
            return factor_path(factor, attempt)
        case EnrolmentMissing(factor=factor):
            return f"{ENROLMENT_PAGES[factor]}{attempt.id}"
        case _:
            return factor_path("password", attempt)


def other_ways(missing: Missing, here: FactorName, attempt: LoginAttempt) -> tuple[OtherWay, ...]:
    """Links to the pages of the other factors that would do, each page once."""
    if not isinstance(missing, FactorMissing):
        return ()
    pages = dict.fromkeys(PAGES[one] for one in missing.choices if PAGES[one] != PAGES[here])
    return tuple(
        OtherWay(url=f"{page.path}{attempt.id}", words=gettext(page.words)) for page in pages
    )
