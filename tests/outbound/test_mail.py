"""E-mail to a real server: protected, in one address's hands, with nothing smuggled in."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from idp.administration.ports import NoAnswer
from idp.identity.messages import Undeliverable
from idp.message_settings import MailServer, Protection
from idp.outbound.mail import MailSender
from idp.outbound.texts import Mail
from tests.outbound.building import IDENTITY, TIME
from tests.support.ports import free_port
from tests.support.receivers import PASSWORD, USER, Mailbox, certified, mailbox

MAIL = Mail(subject="Ấn Tín: mã đăng nhập", body="Mã đăng nhập của Quý khách: 123456\n")


@pytest.fixture(name="box")
def _box() -> Iterator[Mailbox]:
    with mailbox() as box:
        yield box


def a_sender(
    port: int,
    protection: Protection = "starttls_if_offered",
    *,
    trust: ssl.SSLContext | None = None,
    password: str | None = None,
) -> MailSender:
    server = MailServer(
        host="localhost",
        port=port,
        protection=protection,
        sender="no-reply@example.vn",
        user=None if password is None else USER,
        password=password,
    )
    return MailSender(server, host="id.example.vn", trust=trust or ssl.create_default_context())


def send(sender: MailSender, to: str = "lan@example.vn", mail: Mail = MAIL) -> None:
    sender.send(mail, to=to, message_id=IDENTITY, at=TIME)


def test_a_mail_arrives_whole(box: Mailbox) -> None:
    send(a_sender(box.port))
    letter = box.letters[0]
    assert letter["Subject"] == MAIL.subject
    assert letter["To"] == "lan@example.vn"
    assert letter["From"].addresses[0].addr_spec == "no-reply@example.vn"
    assert letter["From"].addresses[0].display_name == "Ấn Tín"
    assert letter["Message-ID"] == f"<{IDENTITY}@id.example.vn>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().splitlines() == MAIL.body.splitlines()
    assert box.envelopes[0].rcpt_tos == ["lan@example.vn"]


@pytest.mark.parametrize(
    "address",
    [
        "lan@example.vn\r\nBcc: everybody@example.vn",
        "lan@example.vn\nSubject: khác",
        "lan@example.vn, minh@example.vn",
        "Lan <lan@example.vn>",
        "lan@exämple.vn",
        "<lan@example.vn>",
        "",
    ],
)
def test_nothing_is_smuggled_into_a_header(address: str, box: Mailbox) -> None:
    """IN-03."""
    with pytest.raises(Undeliverable):
        send(a_sender(box.port), to=address)
    assert box.letters == []


def test_a_subject_of_two_lines_is_not_sent(box: Mailbox) -> None:
    with pytest.raises(Undeliverable):
        send(a_sender(box.port), mail=Mail(subject="a\r\nBcc: b@example.vn", body=""))
    assert box.letters == []


def test_a_body_ends_no_mail_early(box: Mailbox) -> None:
    """A line of one dot is data."""
    send(a_sender(box.port), mail=Mail(subject="s", body="a\n.\r\nMAIL FROM:<x@example.vn>\n"))
    assert len(box.letters) == 1
    assert "MAIL FROM" in box.letters[0].get_content()


def test_a_login_goes_through_starttls_of_a_server_that_is_trusted(tmp_path: Path) -> None:
    pem, context = certified(tmp_path)
    trust = ssl.create_default_context(cafile=pem)
    with mailbox(context, with_login=True) as box:
        send(a_sender(box.port, "starttls", trust=trust, password=PASSWORD))
        assert len(box.letters) == 1
        with pytest.raises(NoAnswer):
            send(a_sender(box.port, "starttls", trust=trust, password="wrong"))
        seen = list(box.logins)
        with pytest.raises(NoAnswer):  # a certificate of nobody we know
            send(a_sender(box.port, "starttls", password=PASSWORD))
        assert box.logins == seen
        assert len(box.letters) == 1


def test_a_server_without_starttls_is_told_nothing(box: Mailbox) -> None:
    with pytest.raises(NoAnswer, match="SMTPNotSupportedError"):
        send(a_sender(box.port, "starttls"))
    with pytest.raises(NoAnswer):
        send(a_sender(box.port, "tls"))
    assert box.envelopes == []


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("550 no such user", Undeliverable), ("451 try later", NoAnswer)],
)
def test_only_a_permanent_refusal_is_final(
    answer: str, outcome: type[Exception], box: Mailbox
) -> None:
    """RFC 5321 §4.2.1."""
    box.answer = answer
    with pytest.raises(outcome):
        send(a_sender(box.port))


def test_a_server_that_is_away_is_tried_again() -> None:
    with pytest.raises(NoAnswer):
        send(a_sender(free_port()))
