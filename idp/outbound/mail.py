"""E-mail by SMTP: TLS before anything else, one connection a message, bounded in time.

Headers are made by the standard library, which refuses line breaks in them (IN-03).
"""

import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from threading import Timer
from typing import Final

from idp.administration.ports import NoAnswer
from idp.identity.messages import Undeliverable
from idp.outbound.texts import Mail
from idp.settings import MailServer

SECONDS: Final = 20.0  # for the whole exchange, however slowly the server answers
_FOR_EVER: Final = 500  # replies from here on are permanent (RFC 5321 §4.2.1)


class MailSender:
    """Hands mails to one server; safe for threads, keeps no connection."""

    def __init__(self, server: MailServer, *, host: str, trust: ssl.SSLContext) -> None:
        """Submit to `server`; `host` is our own name, in Message-ID and greeting."""
        self._server = server
        self._host = host
        self._trust = trust

    def send(self, mail: Mail, *, to: str, message_id: str, at: int) -> None:
        """The server took the mail; NoAnswer or Undeliverable otherwise."""
        message = self._message(mail, to=to, message_id=message_id, at=at)
        try:
            self._submit(message)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            if min(codes) >= _FOR_EVER:
                raise Undeliverable("the address was refused") from None
            raise NoAnswer("the address was put off") from None
        except smtplib.SMTPDataError as refused:
            if refused.smtp_code >= _FOR_EVER:
                raise Undeliverable("the mail was refused") from None
            raise NoAnswer("the mail was put off") from None
        except (smtplib.SMTPException, OSError) as error:
            raise NoAnswer(type(error).__name__) from None

    def _message(self, mail: Mail, *, to: str, message_id: str, at: int) -> EmailMessage:
        message = EmailMessage()
        if not to.isascii():
            raise Undeliverable("the address is not in ASCII")
        try:
            message["From"] = f"Ấn Tín <{self._server.sender}>"
            message["To"] = to
            message["Subject"] = mail.subject
        except ValueError:
            raise Undeliverable("the address cannot stand in a header") from None
        if len(message["To"].addresses) != 1 or message["To"].addresses[0].addr_spec != to:
            raise Undeliverable("the address is not one address")
        message["Date"] = formatdate(at)
        # The same at every try: receivers recognise a second delivery.
        message["Message-ID"] = f"<{message_id}@{self._host}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body)
        return message

    def _submit(self, message: EmailMessage) -> None:
        server = self._server
        if server.protection == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, self._host, timeout=SECONDS, context=self._trust
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, self._host, timeout=SECONDS)
        end = Timer(SECONDS, _cut, (connection,))
        end.daemon = True
        end.start()
        try:
            self._protect(connection)
            if server.user is not None and server.password is not None:
                connection.login(server.user, server.password)
            connection.send_message(message)
            connection.quit()
        finally:
            end.cancel()
            connection.close()

    def _protect(self, connection: smtplib.SMTP) -> None:
        """Nothing but a server of this machine is spoken to in the clear."""
        connection.ehlo_or_helo_if_needed()
        protection = self._server.protection
        if protection == "starttls" or (
            protection == "starttls_if_offered" and connection.has_extn("starttls")
        ):
            connection.starttls(context=self._trust)


def _cut(connection: smtplib.SMTP) -> None:
    """The exchange has lasted too long: whoever reads from it now fails."""
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it had ended by itself
