"""Outbound requests, guarded: the address is checked, and exactly that address is connected to.

https to the usual port of public addresses only, no redirects, no proxies, five seconds, 64 kB
(I-09). Hosts that the operator allows may be private, have other ports, and in the demonstration
speak http; what authorities say of their certificates is signed by itself, and comes from allowed
hosts by http everywhere.
"""

import json
import socket
import ssl
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from pathlib import Path
from threading import Timer
from time import monotonic
from types import MappingProxyType
from typing import Final
from urllib.parse import SplitResult, urlencode, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from idp.administration.addresses import Address, is_public
from idp.administration.ports import NoAnswer
from idp.outbound.addresses import NoAddress, addresses_of

PORT: Final = 443
SECONDS: Final = 5.0  # for the whole exchange, however slowly the other side drips
LARGEST: Final = 65_536  # bytes of an answer
LARGEST_SIGNED: Final = 4_194_304  # bytes: a list of some 100,000 revoked certificates
_CHUNK: Final = 8_192
_OK: Final = 200
FORM: Final[Mapping[str, str]] = MappingProxyType(
    {"Content-Type": "application/x-www-form-urlencoded"}
)
NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    status: int
    body: bytes


@cache
def _trusted(ca_bundle: Path | None) -> ssl.SSLContext:
    """Read once: a system has hundreds of them."""
    trust = ssl.create_default_context()
    if ca_bundle is not None:
        trust.load_verify_locations(cafile=ca_bundle)
    return trust


class Outbound:
    """The way out of one process; safe for threads, keeps no connection."""

    def __init__(
        self, *, allow: Collection[str], ca_bundle: Path | None, demonstration: bool
    ) -> None:
        """Trust the system's certificates, and those of `ca_bundle`."""
        self._allow = frozenset(host.lower() for host in allow)
        self._demonstration = demonstration
        self._trust = _trusted(ca_bundle)

    @property
    def trust(self) -> ssl.SSLContext:
        """The certificates that are trusted, for whoever speaks TLS but not https."""
        return self._trust

    def leads_astray(self, url: str) -> bool:
        """Whether no request would ever go out to where this leads now; nothing is sent.

        A name that has no address yet leads nowhere, and not astray.
        """
        try:
            self._addresses(self._permitted(url, is_signed=False))
        except NoAddress:
            return False
        except NoAnswer:
            return True
        return False

    def get_json(self, url: str) -> Mapping[str, object]:
        """The JSON object at this URL; NoAnswer for anything but a 200 with one."""
        return _json_object(self._exchange("GET", url, None))

    def ask(self, url: str, fields: Mapping[str, str]) -> Mapping[str, object]:
        """The JSON object that a form is answered with; NoAnswer for anything but a 200 of one."""
        return _json_object(self._exchange("POST", url, urlencode(fields).encode(), FORM))

    def send(
        self, method: str, url: str, *, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """The status and the body of one exchange; NoAnswer where there was none."""
        answer = self._exchange(method, url, body, headers)
        return answer.status, answer.body

    def post_form(self, url: str, fields: Mapping[str, str]) -> int:
        """The status that the receiver answered the form with; NoAnswer where there was none."""
        return self._exchange("POST", url, urlencode(fields).encode(), FORM).status

    def post_json(self, url: str, document: Mapping[str, object], *, bearer: str) -> int:
        """The status that the receiver answered with; NoAnswer where there was none."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {bearer}"}
        body = json.dumps(document, ensure_ascii=False).encode()
        return self._exchange("POST", url, body, headers).status

    def ask_authority(self, url: str, question: bytes | None) -> bytes | None:
        """What a certification authority says at this URL (RFC 6960 §A.1); None: no answer."""
        method = "GET" if question is None else "POST"
        headers = NO_HEADERS if question is None else {"Content-Type": "application/ocsp-request"}
        try:
            answer = self._exchange(method, url, question, headers, is_signed=True)
        except NoAnswer:
            return None
        return answer.body if answer.status == _OK else None

    def _exchange(
        self,
        method: str,
        url: str,
        body: bytes | None,
        more: Mapping[str, str] = NO_HEADERS,
        *,
        is_signed: bool = False,
    ) -> _Answer:
        parts = self._permitted(url, is_signed=is_signed)
        largest = LARGEST_SIGNED if is_signed else LARGEST
        reason, ends = "no answer in time", monotonic() + SECONDS
        for address in self._addresses(parts):
            left = ends - monotonic()
            if left <= 0:
                break
            connection = self._connection(parts, address, left / 2)
            try:
                connection.connect()
                with _cut_after(ends - monotonic(), connection):
                    return _carried_out(
                        connection, method, parts, body=body, more=more, largest=largest
                    )
            except (HTTPError, HTTPException, OSError) as error:
                reason = type(error).__name__
            finally:
                connection.close()
        raise NoAnswer(reason)

    def _permitted(self, url: str, *, is_signed: bool) -> SplitResult:
        try:
            parts = urlsplit(url)
            host = parts.hostname
            _ = parts.port
        except ValueError:
            raise NoAnswer("the URL is malformed") from None
        if not host or "@" in parts.netloc or not url.isascii() or not url.isprintable():
            raise NoAnswer("the URL is malformed")
        may_be_plain = (self._demonstration or is_signed) and host in self._allow
        if parts.scheme != "https" and not (parts.scheme == "http" and may_be_plain):
            raise NoAnswer("the URL is not https")
        if parts.port not in (None, PORT) and host not in self._allow:
            raise NoAnswer("the port is not the usual one")
        return parts

    def _addresses(self, parts: SplitResult) -> list[Address]:
        """Every address of the host; NoAnswer when one of them is not ours to reach."""
        host = parts.hostname or ""
        addresses = addresses_of(host, within=SECONDS)
        if host not in self._allow and not all(map(is_public, addresses)):
            raise NoAnswer("the host is not on the public network")
        return addresses

    def _connection(self, parts: SplitResult, address: Address, timeout: float) -> HTTPConnection:
        """To exactly this address; connecting and agreeing on TLS take so many seconds each."""
        host = parts.hostname or ""
        if parts.scheme == "http":
            return HTTPConnection(str(address), parts.port or 80, timeout=timeout)
        return HTTPSConnection(
            str(address),
            parts.port or PORT,
            timeout=timeout,
            ssl_context=self._trust,
            server_hostname=host,
            assert_hostname=host,
        )


def _json_object(answer: _Answer) -> Mapping[str, object]:
    if answer.status != _OK:
        raise NoAnswer(f"status {answer.status}")
    try:
        value = json.loads(answer.body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NoAnswer("the answer is not JSON") from None
    if not isinstance(value, dict):
        raise NoAnswer("the answer is not a JSON object")
    return value


def _carried_out(
    connection: HTTPConnection,
    method: str,
    parts: SplitResult,
    *,
    body: bytes | None,
    more: Mapping[str, str],
    largest: int,
) -> _Answer:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Host": parts.netloc,
        "Accept": "*/*",
        "User-Agent": "an-tin",
        "Connection": "close",
        **more,
    }
    connection.request(method, target, body=body, headers=headers, preload_content=False)
    response = connection.getresponse()
    content = bytearray()
    while chunk := response.read(_CHUNK, decode_content=False):
        content += chunk
        if len(content) > largest:
            raise NoAnswer("the answer is too large")
    return _Answer(status=response.status, body=bytes(content))


@contextmanager
def _cut_after(seconds: float, connection: HTTPConnection) -> Iterator[None]:
    """However slowly the other side drips, it ends then."""
    end = Timer(seconds, _cut, (connection,))
    end.daemon = True
    end.start()
    try:
        yield
    finally:
        end.cancel()


def _cut(connection: HTTPConnection) -> None:
    """The exchange has lasted too long: whoever reads from it now fails."""
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it had ended by itself
