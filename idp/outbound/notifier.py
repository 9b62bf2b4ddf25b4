"""Carries messages to people: e-mail by SMTP, SMS by a webhook; implements `provider.Notifier`.

A demonstration without a mail server writes them to a file, for whoever tries it out.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from idp.administration.ports import NoAnswer
from idp.clock import moment
from idp.identity.messages import CHANNELS, Channel, Letter, Undeliverable
from idp.outbound.fetch import Outbound
from idp.outbound.mail import MailSender
from idp.outbound.texts import Composer
from idp.settings import Settings, SmsWebhook

_TAKEN: Final = range(200, 300)
_NEVER: Final = (400, 404, 410, 422)  # the document is refused, and will be again


class SmsSender:
    """Hands SMS to the operator's webhook, through the guard of every request (I-09)."""

    def __init__(self, webhook: SmsWebhook, outbound: Outbound) -> None:
        """Post to this webhook."""
        self._webhook = webhook
        self._outbound = outbound

    def send(self, text: str, *, to: str, message_id: str) -> None:
        """The webhook took the SMS; NoAnswer or Undeliverable otherwise.

        `id` stays the same at every try, so that a second delivery can be recognised.
        """
        document = {"id": message_id, "to": to, "text": text}
        status = self._outbound.post_json(self._webhook.url, document, bearer=self._webhook.secret)
        if status in _NEVER:
            raise Undeliverable(f"status {status}")
        if status not in _TAKEN:
            raise NoAnswer(f"status {status}")


class Notifier:
    """The senders of this installation; safe for threads."""

    def __init__(
        self,
        composer: Callable[[], Composer],
        *,
        mail: MailSender | None,
        sms: SmsSender | None,
        file: Path | None,
    ) -> None:
        """Send by these; `file` takes what has no sender, in the demonstration alone."""
        self._composer = composer
        self._mail = mail
        self._sms = sms
        self._file = file
        senders: dict[Channel, object] = {"email": mail, "sms": sms}
        self._channels = frozenset(name for name in CHANNELS if senders[name] or file)

    @property
    def channels(self) -> frozenset[Channel]:
        """The channels that this installation has."""
        return self._channels

    def deliver(self, letter: Letter) -> None:
        """Somebody took it; raises NoAnswer (try again) or Undeliverable (never again)."""
        message = letter.message
        if letter.message.channel == "email":
            mail = self._composer().mail(letter)
            if self._mail is not None:
                self._mail.send(
                    mail, to=letter.address, message_id=message.id, at=message.created_at
                )
            else:
                self._write(letter, f"{mail.subject}\n\n{mail.body}")
            return
        text = self._composer().sms(letter)
        if self._sms is not None:
            self._sms.send(text, to=letter.address, message_id=message.id)
        else:
            self._write(letter, text)

    def _write(self, letter: Letter, text: str) -> None:
        if self._file is None:
            raise Undeliverable("nothing carries this channel")
        line = {
            "at": moment(letter.message.created_at),
            "channel": letter.message.channel,
            "to": letter.address,
            "text": text,
        }
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        with os.fdopen(os.open(self._file, flags, 0o600), "w", encoding="utf-8") as opened:
            opened.write(json.dumps(line, ensure_ascii=False) + "\n")


def open_notifier(
    settings: Settings, composer: Callable[[], Composer], outbound: Outbound
) -> Notifier:
    """The notifier of these settings; the composer is asked for when there is a letter."""
    server, webhook = settings.mail_server, settings.sms_webhook
    host = urlsplit(settings.issuer).hostname or ""
    return Notifier(
        composer,
        mail=None if server is None else MailSender(server, host=host, trust=outbound.trust),
        sms=None if webhook is None else SmsSender(webhook, outbound),
        file=settings.messages_file,
    )
