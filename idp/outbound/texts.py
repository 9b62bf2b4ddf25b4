"""What messages say: one table, in the person's language, plain text for mail and for SMS.

Kinds without a line of their own say the sentence of the notice on the account page. No link but
the issuer's own leaves in any text (RC-02). Next: `notifier.py`.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from ipaddress import ip_address
from types import MappingProxyType
from typing import Final

from idp.clock import moment
from idp.identity.messages import Letter, Undeliverable
from idp.identity.visit import browser_and_system

_LINK: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S*|www\.\S*")
_AFTER_A_LINK: Final = ".,;:!?)"


def marked(message: str) -> str:
    """`message` itself; the extraction of messages finds it by this call."""
    return message


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One message: subject and paragraphs of the mail, and the one line of the SMS.

    A paragraph whose fact is not there is left out.
    """

    subject: str
    paragraphs: tuple[str, ...]
    sms: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What an e-mail says."""

    subject: str
    body: str


_WHEN: Final = marked("Time: %(moment)s")
_WHERE: Final = marked("Network address: %(address)s")
_WITH: Final = marked("Device: %(device)s")
_KEEP: Final = marked(
    "Never tell anyone your password or your one-time codes. Officials will never ask for them."
)
_CHANGE: Final = marked("If this was not you, change your password at once:\n%(password_page)s")
_BY: Final = marked("This message was sent by Ấn Tín, %(issuer)s. Nobody reads answers to it.")

NOTICE: Final = Text(
    subject=marked("Ấn Tín: about your account"),
    paragraphs=("%(sentence)s", _WHEN, _WHERE, _WITH, _CHANGE, _KEEP, _BY),
    sms=marked("Ấn Tín: %(sentence)s Check: %(account_page)s"),
)
"""Every kind that has no line in TEXTS."""

TEXTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "new_device": Text(
            subject=marked("Ấn Tín: sign-in on a new device"),
            paragraphs=(
                "%(sentence)s",
                _WHEN,
                _WHERE,
                _WITH,
                marked("If this was you, there is nothing to do."),
                marked(
                    "If this was not you, open this page and confirm. You will be signed out "
                    "everywhere, and every service will be told. The link works once, for 7 days:\n"
                    "%(not_me_page)s"
                ),
                _KEEP,
                _BY,
            ),
            sms=marked("Ấn Tín: sign-in on a new device. Not you? %(not_me_page)s"),
        ),
        "recovery_link": Text(
            subject=marked("Ấn Tín: get your account back"),
            paragraphs=(
                marked("Somebody asked to choose a new password for your account."),
                marked(
                    "If that was you, open this link in the browser in which you asked. It works "
                    "once, for 30 minutes:\n%(recover_page)s"
                ),
                marked("If that was not you, there is nothing to do: your password stays."),
                _KEEP,
                _BY,
            ),
            sms=marked("Ấn Tín: get your account back, within 30 minutes: %(recover_page)s"),
        ),
        "recovery_waiting": Text(
            subject=marked("Ấn Tín: a new password can be chosen soon"),
            paragraphs=(
                marked("Somebody asked to choose a new password for your account."),
                marked("If that was not you, stop it here, without signing in:\n%(cancel_page)s"),
                marked(
                    "If that was you, come back with this link from %(ready)s on, within three "
                    "days:\n%(recover_page)s"
                ),
                _KEEP,
                _BY,
            ),
            sms=marked("Ấn Tín: in 24 h: %(recover_page)s Stop: %(cancel_page)s"),
        ),
        "recovery_approved": Text(
            subject=marked("Ấn Tín: your account is given back in person"),
            paragraphs=(
                marked(
                    "Two officials approved that you choose a new password with a printed link."
                ),
                marked("If that was not you, stop it here, without signing in:\n%(cancel_page)s"),
                _KEEP,
                _BY,
            ),
            sms=marked("Ấn Tín: new password approved in person. Not you? %(cancel_page)s"),
        ),
        "activation": Text(
            subject=marked("Ấn Tín: activate your account"),
            paragraphs=(
                marked(
                    "Your registration is confirmed. Open this page to activate the account; the "
                    "link works once, for 7 days:\n%(activation_page)s"
                ),
                marked("If you did not register, somebody mistyped an address: ignore this."),
                _KEEP,
                _BY,
            ),
            sms=marked("Ấn Tín: activate your account within 7 days: %(activation_page)s"),
        ),
        "sign_in_code": Text(
            subject=marked("Ấn Tín: your sign-in code"),
            paragraphs=(
                marked("Your code to sign in: %(code)s"),
                marked("It works once, for 5 minutes, on the page that asked for it."),
                marked(
                    "If you are not signing in, somebody knows your password. Change it at once:\n"
                    "%(password_page)s"
                ),
                _KEEP,
                _BY,
            ),
            sms=marked("Ấn Tín: %(code)s is your sign-in code, for 5 minutes. Tell it to nobody."),
        ),
        "channel_code": Text(
            subject=marked("Ấn Tín: confirm your address"),
            paragraphs=(
                marked("Your code to confirm this address: %(code)s"),
                marked("It works once, for 5 minutes, on the page that asked for it."),
                marked("If you did not ask for it, somebody mistyped an address: ignore this."),
                _KEEP,
                _BY,
            ),
            sms=marked("Ấn Tín: %(code)s confirms this phone number, for 5 minutes."),
        ),
    }
)


PAGES: Final[Mapping[str, str]] = MappingProxyType(
    {"recover": "/recover/link/", "cancel": "/recover/cancel/"}
)
"""Pages that take a token of that name."""


class Composer:
    """Writes every text; safe for threads."""

    def __init__(
        self,
        *,
        issuer: str,
        catalogue: Callable[[str], NullTranslations],
        sentences: Mapping[str, str],
    ) -> None:
        """Speak by these catalogues; `sentences` are those of the notices, by their kind."""
        self._issuer = issuer
        self._catalogue = catalogue
        self._sentences = sentences

    def mail(self, letter: Letter) -> Mail:
        """The e-mail; Undeliverable for a kind that has no words."""
        text, facts = _text_of(letter), self._facts(letter)
        told = (self._told(paragraph, facts, letter) for paragraph in text.paragraphs)
        body = "\n\n".join(paragraph for paragraph in told if paragraph)
        return Mail(subject=self._told(text.subject, facts, letter), body=self._safe(body) + "\n")

    def sms(self, letter: Letter) -> str:
        """The SMS, without marks: 160 letters fit into one part then, and 70 with them."""
        text = self._told(_text_of(letter).sms, self._facts(letter), letter)
        return self._safe(plain_letters(text))

    def _told(self, message: str, facts: Mapping[str, str], letter: Letter) -> str:
        said = self._catalogue(letter.language).gettext(message)
        try:
            return said % facts
        except KeyError:
            return ""

    def _facts(self, letter: Letter) -> Mapping[str, str]:
        """What texts may show: only what cannot be mistaken for a link or a command."""
        told, kind = letter.message.facts, letter.message.kind
        facts = {
            "moment": moment(letter.message.created_at),
            "issuer": self._issuer,
            "account_page": f"{self._issuer}/account",
            "password_page": f"{self._issuer}/account/password",
            "address": _address_in(told.get("address", "")),
            "device": browser_and_system(told.get("user_agent", "")),
            "code": told.get("code", ""),
            "not_me_page": self._page("not-me", told),
            "activation_page": self._page("activate", told),
        }
        for name, page in PAGES.items():
            if name in told:
                facts[f"{name}_page"] = f"{self._issuer}{page}{told[name]}"
        if told.get("ready_at", "").isdecimal():
            facts["ready"] = moment(int(told["ready_at"]))
        if kind in self._sentences:
            facts["sentence"] = self._catalogue(letter.language).gettext(self._sentences[kind])
        elif kind not in TEXTS:
            raise Undeliverable("this kind of message has no words")
        return {name: value for name, value in facts.items() if value}

    def _page(self, path: str, told: Mapping[str, str]) -> str:
        return f"{self._issuer}/{path}/{told['link']}" if "link" in told else ""

    def _safe(self, text: str) -> str:
        """RC-02: whatever got into a text, it links to nobody but us."""
        links = (found.rstrip(_AFTER_A_LINK) for found in _LINK.findall(text))
        if not all(link == self._issuer or link.startswith(f"{self._issuer}/") for link in links):
            raise Undeliverable("the message would hold a foreign link")
        return text


def plain_letters(text: str) -> str:
    """The text in the letters that every telephone has: no marks, đ as d."""
    apart = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _text_of(letter: Letter) -> Text:
    return TEXTS.get(letter.message.kind, NOTICE)


def _address_in(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
