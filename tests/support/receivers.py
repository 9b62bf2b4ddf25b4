"""Real servers that take what we send: a mail server (aiosmtpd), and an SMS centre over https."""

import datetime
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.ports import free_port

USER, PASSWORD = "antin", "mat-khau-cua-may-chu-thu"


def certified(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A self-signed certificate of localhost as a PEM file, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / "server.pem", folder / "server.key"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    return pem, context


@dataclass(slots=True)
class Mailbox:
    """What a mail server took; `answer` is its reply to each recipient."""

    port: int = 0
    answer: str = "250 OK"
    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, *sent: Any) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(sent[0])
        return self.answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.envelopes.append(envelope)
        letter = message_from_bytes(content, policy=POLICY)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def admit(self, *asked: Any) -> AuthResult:
        """Note the login; only the right one is let in."""
        data = asked[-1]
        self.logins.append(data.password)
        is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)


@contextmanager
def mailbox(
    context: ssl.SSLContext | None = None, *, with_login: bool = False
) -> Iterator[Mailbox]:
    """A mail server on a free port; with a context it demands STARTTLS."""
    box = Mailbox(port=free_port())
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=box.port,
        tls_context=context,
        require_starttls=context is not None,
        authenticator=box.admit if with_login else None,
        auth_required=with_login,
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


class SmsCentre(ThreadingHTTPServer):
    """What the operator's webhook took; `status` is what it answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _SmsHandler)
        self.status = 202
        self.taken: list[dict[str, Any]] = []
        self.bearers: list[str] = []


class _SmsHandler(BaseHTTPRequestHandler):
    server: SmsCentre

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append(json.loads(body))
        self.server.bearers.append(self.headers["Authorization"])
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


@contextmanager
def sms_centre(context: ssl.SSLContext) -> Iterator[SmsCentre]:
    """A webhook over https on a free port."""
    centre = SmsCentre()
    centre.socket = context.wrap_socket(centre.socket, server_side=True)
    Thread(target=centre.serve_forever, daemon=True).start()
    try:
        yield centre
    finally:
        centre.shutdown()
        centre.server_close()
