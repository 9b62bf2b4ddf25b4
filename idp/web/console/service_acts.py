"""What is done to a service beside its registration: secrets, production, disabling, enabling."""

from collections.abc import Callable

from flask import Response

from idp.administration import client_production, clients
from idp.administration.context import Context
from idp.administration.proposing import Proposed
from idp.administration.refusal import Refused
from idp.administration.second_person import one_line
from idp.protocol.client import Client
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.refusals import errors_of
from idp.web.console.service_page import again
from idp.web.console.service_register import secret_lines
from idp.web.console.service_views import ServiceSecret
from idp.web.console.services import service_at, url_of
from idp.web.respond import page, redirect
from idp.web.translate import gettext


def rotate_secret(desk: Desk, client: str) -> Response:
    """It has a new secret, shown this once; the newest of the old ones works beside it."""
    service = service_at(desk, client, "clients.rotate_secret")
    version = desk.fields().get("version", "")
    try:
        _is_present(version, service)
        secret = clients.rotate_secret(client, desk.context)
    except Refused as refusal:
        return again(client, errors_of(refusal, **{refusal.code: "rotate"}), desk)
    view = ServiceSecret(
        frame=frame(desk, "services"),
        heading=gettext("A new secret of %(name)s", name=service.name),
        said=gettext(
            "It is shown this once: nobody can read it again. The secret before it works until"
            " you end it on the page of the service."
        ),
        lines=secret_lines(client, secret, desk),
        back_url=url_of(service),
    )
    return page("console/service_secret.html", view)


def end_secret(desk: Desk, client: str) -> Response:
    """The newest secret alone works from now on."""
    service = service_at(desk, client, "clients.end_secret")
    version = desk.fields().get("version", "")
    try:
        _is_present(version, service)
        clients.end_secret(client, desk.context)
    except Refused as refusal:
        return again(client, errors_of(refusal, **{refusal.code: "rotate"}), desk)
    return redirect(f"{url_of(service)}?done=secret_ended")


def ask_for_production(desk: Desk, client: str) -> Response:
    """That it meets real people waits for another's approval."""
    service = service_at(desk, client, "client_production.request")
    desk.fields()
    try:
        outcome = client_production.request(client, desk.context)
    except Refused as refusal:
        return again(client, errors_of(refusal), desk)
    done = "proposed" if isinstance(outcome, Proposed) else "service_changed"
    return redirect(f"{url_of(service)}?done={done}")


def disable(desk: Desk, client: str) -> Response:
    """It is refused everywhere, and its grants with it."""
    return _switched(desk, client, "clients.disable", clients.disable)


def enable(desk: Desk, client: str) -> Response:
    """It may ask again."""
    return _switched(desk, client, "clients.enable", clients.enable)


def _switched(
    desk: Desk, client: str, act: str, switch: Callable[[str, str, Context], None]
) -> Response:
    service = service_at(desk, client, act)
    fields = desk.fields()
    try:
        switch(client, one_line(fields.get("reason", "")), desk.context)
    except Refused as refusal:
        return again(client, errors_of(refusal), desk)
    return redirect(f"{url_of(service)}?done={act.replace('clients.', 'service_')}")


def _is_present(version: str, service: Client) -> None:
    """Pressed twice, a button for a new secret would end the one that works."""
    if version != str(service.version):
        raise Refused("changed_meanwhile", "Somebody else changed the client; try again.")
