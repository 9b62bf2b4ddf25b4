"""Which certificates sign an official in: bound and unbound by the administration of the unit."""

from typing import Final

from flask import Response

from idp.administration import certificates
from idp.administration.refusal import Refused
from idp.certificates import Unreadable, pem_to_der
from idp.web.console.account_views import CertificateList, CertificateRow
from idp.web.console.areas import frame
from idp.web.console.desk import CONSOLE, Desk
from idp.web.console.people import PEOPLE
from idp.web.console.person_acts import Concerned, concerned
from idp.web.console.refusals import errors_of
from idp.web.forms import LONGEST_ANSWER, read_form
from idp.web.respond import page, redirect
from idp.web.views import Errors

TEMPLATE: Final = "console/person_certificates.html"


def listed(desk: Desk, account: str) -> Response:
    """Show those that sign the person in, and the form for another."""
    about = concerned(account, "certificates.of", desk)
    return about if isinstance(about, Response) else page(TEMPLATE, _view(about, "", desk))


def bind(desk: Desk, account: str) -> Response:
    """The certificate that was pasted signs the person in."""
    fields = read_form(desk.exchange, CONSOLE, longest=LONGEST_ANSWER)
    about = concerned(account, "certificates.bind", desk)
    if isinstance(about, Response):
        return about
    pasted = fields.get("pem", "")
    try:
        certificates.bind(about.person.username, _der(pasted), desk.context)
    except Refused as refusal:
        view = _view(about, pasted, desk, errors_of(refusal))
        return page(TEMPLATE, view, status=400)
    return redirect(f"{_url(about)}&done=certificate_bound")


def unbind(desk: Desk, account: str) -> Response:
    """The certificate counts no more, and the person is signed out everywhere."""
    bound = desk.fields().get("unbind", "")
    about = concerned(account, "certificates.unbind", desk)
    if isinstance(about, Response):
        return about
    try:
        certificates.unbind_bound(about.person.username, bound, desk.context)
    except Refused as refusal:
        view = _view(about, "", desk, errors_of(refusal, unknown_certificate="certificates"))
        return page(TEMPLATE, view, status=409)
    return redirect(f"{_url(about)}&done=certificate_unbound")


def _der(pasted: str) -> bytes:
    try:
        return pem_to_der(pasted.strip().encode())
    except Unreadable:
        raise Refused("certificate_unreadable", "There is no single certificate in it.") from None


def _url(about: Concerned) -> str:
    return f"{PEOPLE}/{about.person.id}/certificates?ground={about.ground}"


def _view(about: Concerned, pasted: str, desk: Desk, errors: Errors = ()) -> CertificateList:
    url, ground = f"{PEOPLE}/{about.person.id}/certificates", f"?ground={about.ground}"
    return CertificateList(
        frame=frame(desk, "people"),
        person=about.name,
        bind_action=f"{url}/bind{ground}",
        unbind_action=f"{url}/unbind{ground}",
        back_url=about.sheet,
        offered="certificate" in desk.context.identity.policy.offered,
        rows=[
            CertificateRow(
                id=one.id,
                name=one.name,
                issuer=one.issuer,
                serial=one.serial,
                expires_at=one.expires_at,
                is_over=one.expires_at < desk.context.now,
            )
            for one in certificates.of(about.person.username, desk.context)
        ],
        fields={"pem": pasted},
        errors=errors,
    )
