"""What messages say: in two languages, in one part, with no link but our own."""

import re

import pytest

from idp.identity.messages import Undeliverable
from idp.outbound.texts import NOTICE, TEXTS, plain_letters
from idp.web.sentences import NOTICES
from tests.architecture.source import sources
from tests.outbound.building import ISSUER, a_letter, composer

GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
KINDS = sorted({*TEXTS, *NOTICES})
LANGUAGES = ("vi", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_an_sms_is_one_part_in_letters_that_every_telephone_has(kind: str, language: str) -> None:
    text = composer().sms(a_letter(kind, channel="sms", language=language))
    assert set(text) <= set(GSM)
    assert 20 < len(text) <= 160


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_says_something_and_links_to_nobody_but_us(kind: str, language: str) -> None:
    """RC-02."""
    mail = composer().mail(a_letter(kind, language=language))
    assert mail.subject.startswith("Ấn Tín: ")
    assert "\n" not in mail.subject
    assert "%(" not in mail.body
    links = re.findall(r"\w+://\S+", mail.body)
    assert links
    assert all(link.startswith(ISSUER) for link in links)


def test_a_person_reads_their_own_language() -> None:
    assert "thiết bị mới" in composer().mail(a_letter()).subject
    assert "new device" in composer().mail(a_letter(language="en")).subject


def test_a_code_stands_in_the_text_and_not_in_the_subject_that_a_locked_screen_shows() -> None:
    mail = composer().mail(a_letter("sign_in_code"))
    assert "123456" in mail.body
    assert "123456" not in mail.subject
    assert "123456" in composer().sms(a_letter("sign_in_code", channel="sms"))


def test_a_new_device_is_described_in_words_of_ours() -> None:
    body = composer().mail(a_letter()).body
    assert "21:13, 21/09/2026" in body
    assert "203.0.113.7" in body
    assert "Firefox · Linux" in body
    assert f"{ISSUER}/not-me/{'A' * 22}" in body


@pytest.mark.parametrize(
    "hostile",
    [
        "http://evil.example/x",
        "www.evil.example",
        "%(code)s",
        "<a href=//evil.example>",
        "a\r\nBcc: everybody@example.vn",
    ],
)
def test_what_a_browser_says_of_itself_is_never_quoted(hostile: str) -> None:
    """IN-03: names and addresses of the sign-in are an attacker's to choose."""
    facts = {"address": hostile, "user_agent": hostile, "link": "A" * 22, "other": hostile}
    mail = composer().mail(a_letter(facts=facts))
    assert hostile not in mail.body
    assert "evil" not in mail.body + mail.subject


def test_a_foreign_link_stops_a_message() -> None:
    """RC-02, the last look: whatever fact it came in by."""
    for code in ("https://evil.example", "see www.evil.example", f"{ISSUER}.evil.example"):
        with pytest.raises(Undeliverable):
            composer().mail(a_letter("sign_in_code", facts={"code": code}))


def test_a_kind_without_words_is_not_sent() -> None:
    with pytest.raises(Undeliverable):
        composer().mail(a_letter("unheard_of"))
    with pytest.raises(Undeliverable):
        composer().sms(a_letter("unheard_of", channel="sms"))


def test_every_notice_that_is_told_has_its_sentence() -> None:
    told = {
        kind
        for source in sources("idp")
        for kind in re.findall(r'\b(?:tell|notify)\(\s*[\w.]+,\s*"(\w+)"', source.path.read_text())
    }
    assert {"new_device", "many_failures", "refresh_reuse", "not_me"} <= told
    assert told <= set(NOTICES)
    assert NOTICE.subject


def test_marks_are_left_out_and_letters_stay() -> None:
    assert plain_letters("Đăng nhập ở Ấn Tín – được") == "Dang nhap o An Tin – duoc"
