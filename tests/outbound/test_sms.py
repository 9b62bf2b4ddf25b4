"""SMS to a real webhook over https: guarded, authenticated, and told apart from refusals."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from idp.administration.ports import NoAnswer
from idp.identity.messages import Undeliverable
from idp.message_settings import SmsWebhook
from idp.outbound.fetch import Outbound
from idp.outbound.notifier import SmsSender
from tests.outbound.building import IDENTITY
from tests.support.receivers import SmsCentre, certified, sms_centre


@pytest.fixture(name="centre")
def _centre(tls: tuple[Path, ssl.SSLContext]) -> Iterator[SmsCentre]:
    with sms_centre(tls[1]) as centre:
        yield centre


@pytest.fixture(name="tls")
def _tls(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    return certified(tmp_path)


def a_sender(centre: SmsCentre, pem: Path | None, *allow: str) -> SmsSender:
    webhook = SmsWebhook(
        url=f"https://localhost:{centre.server_port}/sms", secret="bí mật".encode().hex()
    )
    outbound = Outbound(allow=allow, ca_bundle=pem, demonstration=False)
    return SmsSender(webhook, outbound)


def send(sender: SmsSender) -> None:
    sender.send("An Tin: 123456", to="+84912000001", message_id=IDENTITY)


def test_an_sms_is_handed_over(centre: SmsCentre, tls: tuple[Path, ssl.SSLContext]) -> None:
    send(a_sender(centre, tls[0], "localhost"))
    assert centre.taken == [{"id": IDENTITY, "to": "+84912000001", "text": "An Tin: 123456"}]
    assert centre.bearers == [f"Bearer {'bí mật'.encode().hex()}"]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(400, Undeliverable), (422, Undeliverable), (401, NoAnswer), (503, NoAnswer), (302, NoAnswer)],
)
def test_only_a_refusal_of_the_document_is_final(
    status: int, outcome: type[Exception], centre: SmsCentre, tls: tuple[Path, ssl.SSLContext]
) -> None:
    centre.status = status
    with pytest.raises(outcome):
        send(a_sender(centre, tls[0], "localhost"))


def test_the_guard_holds_for_the_webhook_too(
    centre: SmsCentre, tls: tuple[Path, ssl.SSLContext]
) -> None:
    """I-09: a private address only where the operator allowed it; a certificate that is trusted."""
    with pytest.raises(NoAnswer):
        send(a_sender(centre, tls[0]))
    with pytest.raises(NoAnswer):
        send(a_sender(centre, None, "localhost"))
    assert centre.taken == []
