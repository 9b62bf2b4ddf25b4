"""The origin where browsers show certificates: one path, which judges and sends back.

Plain WSGI, twice in use: before the application, for the host at which a trusted proxy asks for
certificates (RFC 9440), and alone, behind `certificate_listener.py`. No cookie of ours and no page
is here: a ticket of the main origin comes, a proof for it leaves (`certificate_handover.py`).
"""

import logging
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from idp.audit.events import CertificateRefused, Origin
from idp.certificates import Accepted, Certificate, Judge
from idp.identity.certificate_handover import (
    Bearer,
    NoCertificate,
    Verdict,
    give_proof,
    shown,
    take_ticket,
)
from idp.identity.certificate_step import bound_to
from idp.identity.ports import StoreUnavailable
from idp.provider import Provider, Unit
from idp.web.client_cert import Malformed, NotFromHere, Presented, Read
from idp.web.machines import Application, Environ, StartResponse
from idp.web.request import origin_of
from idp.web.security import fixed_headers

LOG: Final = logging.getLogger("idp.web")
PATH: Final = "/certificate"
LONGEST_QUERY: Final = 256  # characters; a ticket has 43


class CertificateDoor:
    """Answers its own host; all others are the application's, if there is one."""

    def __init__(
        self, provider: Provider, judge: Judge, read: Read, *, otherwise: Application | None = None
    ) -> None:
        """`read` finds what was shown; `judge` says whether it counts."""
        issuer = provider.settings.issuer
        self._provider = provider
        self._judge = judge
        self._read = read
        self._otherwise = otherwise
        self._host: Final = urlsplit(provider.settings.certificate_origin or "").netloc
        self._fixed: Final = tuple(fixed_headers(https=issuer.startswith("https://")))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Send the browser back with a proof, or to the page that says that it was too late."""
        is_ours = environ.get("HTTP_HOST") == self._host
        if not is_ours and self._otherwise is not None:
            return self._otherwise(environ, start_response)
        status, location = self._answer(environ) if is_ours else ("421 Misdirected Request", None)
        headers = [*self._fixed, ("Content-Length", "0")]
        if location is not None:
            headers.append(("Location", location))
        else:
            self._count(environ)
        start_response(status, headers)
        return [b""]

    def _answer(self, environ: Environ) -> tuple[str, str | None]:
        if environ.get("PATH_INFO") != PATH:
            return "404 Not Found", None
        if environ.get("REQUEST_METHOD") != "GET":
            return "405 Method Not Allowed", None
        try:
            presented = self._read(environ)
            return "303 See Other", self._way_back(presented, environ)
        except NotFromHere:
            return "403 Forbidden", None
        except Malformed:
            return "400 Bad Request", None
        except StoreUnavailable:
            return "503 Service Unavailable", None
        except Exception:
            LOG.exception("a certificate was not judged")
            return "500 Internal Server Error", None

    def _way_back(self, presented: Presented, environ: Environ) -> str:
        provider = self._provider
        issuer, origin = provider.settings.issuer, self._origin(environ)
        with provider.unit(origin) as unit:
            bearer = take_ticket(_ticket_in(environ), unit.identity)
        if bearer is None:
            self._count(environ)
            return f"{issuer}{PATH}"
        # Between two units: whom it asks may take seconds, and no transaction waits for that.
        verdict, certificate = self._verdict(presented)
        with provider.unit(origin) as unit:
            proof = _proof(bearer, verdict, certificate, unit)
            unit.commit()
        return f"{issuer}{bearer.path}?{urlencode({'proof': proof})}"

    def _verdict(self, presented: Presented) -> tuple[Verdict, Certificate | None]:
        if presented.certificate is None:
            return NoCertificate(reason="certificate_missing"), None
        now = self._provider.clock.now()
        judged = self._judge.judge(presented.certificate, presented.chain, now)
        if isinstance(judged, Accepted):
            return shown(judged.certificate), judged.certificate
        return NoCertificate(reason=judged.reason), judged.certificate

    def _origin(self, environ: Environ) -> Origin:
        return origin_of(environ, self._provider.settings.trusted_proxies)

    def _count(self, environ: Environ) -> None:
        address, now = self._origin(environ).address, self._provider.clock.now()
        self._provider.beside.count_garbage(address, PATH, now)


def _ticket_in(environ: Environ) -> str:
    """The one ticket of the address; anything else is a ticket that nobody has."""
    query = str(environ.get("QUERY_STRING", ""))
    pairs: list[Any] = [] if len(query) > LONGEST_QUERY else parse_qsl(query)
    return str(pairs[0][1]) if len(pairs) == 1 and pairs[0][0] == "ticket" else ""


def _proof(bearer: Bearer, verdict: Verdict, certificate: Certificate | None, unit: Unit) -> str:
    context = unit.identity
    if isinstance(verdict, NoCertificate) and verdict.reason != "certificate_missing":
        bound = None if certificate is None else bound_to(shown(certificate), context)
        context.record(
            CertificateRefused(
                subject=None if bound is None else bound.account_id,
                thumbprint="" if certificate is None else certificate.thumbprint,
                reason=verdict.reason,
            )
        )
    return give_proof(bearer, verdict, context)
