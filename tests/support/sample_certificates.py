"""Views of the pages of certificates, for `sample_views`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.web import sentences, views
from idp.web.translate import gettext

PORTAL: Final = "Cổng Dịch vụ công tỉnh Thái Nguyên"
PERSON: Final = "Trần Thị Bình"
ISSUER: Final = "CN=Cơ quan chứng thực số chuyên dùng Chính phủ,O=Ban Cơ yếu Chính phủ,C=VN"
TIME: Final = 1_790_000_000  # 21:13, 21/09/2026 in Vietnam
CSRF: Final = "c" * 43
SHOWN: Final = views.ShownCertificate(
    proof="p" * 43, name=PERSON, issuer=ISSUER, expires_at=TIME + 300 * 86_400
)


def sign_in() -> views.SignIn:
    """Return the first page, where officials have certificates."""
    return views.SignIn(action="/sign_in", csrf=CSRF, certificate_url="/certificate")


def certificate() -> views.Certificate:
    """Return the page that leads to where certificates are shown."""
    ways = [views.OtherWay(url="/sign_in", words=gettext("Use the password"))]
    return views.Certificate(action="/certificate", csrf=CSRF, client_name=PORTAL, other_ways=ways)


def certificate_refused() -> views.Certificate:
    """Return the same where the one that was shown did not count."""
    errors = [("certificate-use", sentences.reason_words("certificate_unchecked"))]
    return replace(certificate(), errors=errors)


def certificate_shown() -> views.Certificate:
    """Return the page on which it is confirmed."""
    return replace(certificate(), shown=SHOWN)


def certificates() -> views.Certificates:
    """Return the page of an official who has two, one of them expired."""
    rows = [
        views.CertificateRow(
            id=str(number),
            name=PERSON,
            issuer=ISSUER,
            expires_at=TIME + number * 86_400,
            expired=number == 1,
            used_at=None if number == 1 else TIME,
        )
        for number in (1, 400)
    ]
    return views.Certificates(
        action="/certificates", csrf=CSRF, account_url="/account", addable=True, rows=rows
    )


def certificates_none() -> views.Certificates:
    """Return the page of somebody who has none, where none can be added."""
    return replace(certificates(), rows=[], addable=False)


def certificates_shown() -> views.Certificates:
    """Return the page on which another one is added."""
    return replace(certificates(), shown=SHOWN)


CERTIFICATE_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "certificate": ("certificate.html", certificate),
    "certificate_refused": ("certificate.html", certificate_refused),
    "certificate_shown": ("certificate.html", certificate_shown),
    "certificates": ("certificates.html", certificates),
    "certificates_none": ("certificates.html", certificates_none),
    "certificates_shown": ("certificates.html", certificates_shown),
    "sign_in_certificate": ("sign_in.html", sign_in),
}
