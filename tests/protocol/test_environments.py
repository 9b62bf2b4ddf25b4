"""A client in test meets nobody real, one in production nobody invented; past its sunset, none."""

from dataclasses import replace
from datetime import datetime

import pytest

from idp.audit.events import ClientPastSunset
from idp.clock import VIETNAM
from idp.protocol.acting import still_stands
from idp.protocol.authentication import Authentication
from idp.protocol.authorization import Refusal, receive
from idp.protocol.authorization.interaction import (
    Issue,
    Progress,
    Refuse,
    SignIn,
    Situation,
    Step,
    next_step,
)
from idp.protocol.authorization.request import audience_of
from idp.protocol.client import Client, Environment
from idp.protocol.client_authentication import authenticate
from idp.protocol.consent import Consent
from idp.protocol.errors import ProtocolError
from idp.protocol.grants import exchange
from idp.protocol.ports import Audience
from idp.protocol.scopes import SCOPE_CLAIMS
from tests.support.builders import a_client, a_world, basic, fields
from tests.support.rulebook import CLIENT, NOW, a_context, asked

REAL = Authentication(
    account_id="u1", session="s1", time=NOW, level=1, methods=("pwd",), reachable_level=2,
    absolute_end=NOW + 1000,
)  # fmt: skip
INVENTED = replace(REAL, sandbox=True)
AGREED = Consent(
    client_id="portal", account_id="u1", scopes=("openid", "profile"),
    claims=SCOPE_CLAIMS["profile"], ground="consent", text_version="1", language="vi",
    receipt="r", given_at=NOW,
)  # fmt: skip
LAST_DAY = datetime.fromtimestamp(NOW, VIETNAM).date().isoformat()


def step_for(environment: Environment, authentication: Authentication, **progress: str) -> Step:
    context, _ = a_context(replace(CLIENT, environment=environment))
    request = receive(asked(), context)
    assert not isinstance(request, Refusal)
    situation = Situation(
        request=request,
        authentication=authentication,
        consent=AGREED,
        progress=Progress(**progress),
        context=context,
    )
    return next_step(situation)


@pytest.mark.parametrize(
    ("environment", "authentication"), [("test", INVENTED), ("production", REAL)]
)
def test_who_is_of_the_environment_is_signed_in(
    environment: Environment, authentication: Authentication
) -> None:
    assert step_for(environment, authentication) == Issue(authentication=authentication)


@pytest.mark.parametrize(
    ("environment", "authentication", "words"),
    [
        ("test", REAL, "This client is in test: only sandbox people sign in."),
        ("production", INVENTED, "Sandbox people sign in at clients in test alone."),
    ],
)
def test_anybody_else_is_asked_to_sign_in_and_then_refused(
    environment: Environment, authentication: Authentication, words: str
) -> None:
    """Whoever tests may have a session of their own, as somebody real."""
    assert step_for(environment, authentication) == SignIn(level=1)
    refused = step_for(environment, authentication, signed_in="s1")
    assert isinstance(refused, Refuse)
    assert (refused.error.code, refused.error.description) == ("access_denied", words)


def test_a_resource_server_is_asked_for_in_its_own_environment_alone() -> None:
    """That of its owner; what nobody owns is in production (RFC 8707 §2)."""
    owners: tuple[Environment, ...] = ("test", "production")
    clients = [replace(CLIENT, client_id=f"owner-{one}", environment=one) for one in owners]
    world = a_world(*clients)
    uris = ("https://test.vn", "https://production.vn", "https://nobody.vn")
    for uri, owner in zip(uris, ("owner-test", "owner-production", None), strict=True):
        world.stores.audiences.put(Audience(uri=uri, name="x", scopes=("s",), owner=owner))

    def allowed(environment: Environment) -> list[str]:
        client = replace(CLIENT, environment=environment, audiences=uris)
        found = []
        for uri in uris:
            try:
                audience_of(uri, client, world.context)
            except ProtocolError as error:
                assert error.code == "invalid_target"
            else:
                found.append(uri)
        return found

    assert allowed("test") == ["https://test.vn"]
    assert allowed("production") == ["https://production.vn", "https://nobody.vn"]


@pytest.mark.parametrize(("ahead", "stands"), [(-5, False), (0, False), (1, False), (2, True)])
def test_what_was_granted_in_test_stands_no_more_in_production(ahead: int, stands: bool) -> None:
    """A second longer: so old may a registration in a cache be."""
    world = a_world(a_client())
    world.tokens(a_client())
    (grant,) = world.stores.grants.of_session("session-1")
    moved = replace(a_client(), production_since=grant.created_at - ahead)
    world.stores.clients.put(moved)
    assert still_stands(grant, world.context) is stands


@pytest.mark.parametrize(
    ("sunset", "over"),
    [(None, False), ("2000-01-01", True), (LAST_DAY, False), ("2999-12-31", False)],
)
def test_a_client_is_past_its_sunset_when_its_last_day_is_over(
    sunset: str | None, over: bool
) -> None:
    assert replace(CLIENT, sunset=sunset).is_past_sunset(NOW) is over


def test_the_last_day_ends_at_midnight_in_vietnam() -> None:
    midnight = datetime(2027, 1, 2, tzinfo=VIETNAM).timestamp()
    client = replace(CLIENT, sunset="2027-01-01")
    assert not client.is_past_sunset(int(midnight) - 1)
    assert client.is_past_sunset(int(midnight))


def over(client: Client) -> Client:
    return replace(client, sunset="2020-01-01")


def test_after_its_sunset_a_client_is_refused_where_it_sends_people() -> None:
    context, stores = a_context(over(CLIENT))
    refused = receive(asked(), context)
    assert isinstance(refused, Refusal)
    assert refused.error.code == "unauthorized_client"
    assert refused.error.description == "The registration of this client has ended."
    assert list(stores.events) == [ClientPastSunset(client="portal", sunset="2020-01-01")]


def test_after_its_sunset_a_client_is_refused_at_every_endpoint_for_programs() -> None:
    """And only who proves to be it is told so: the wrong secret is the wrong secret."""
    world = a_world(over(a_client()))
    with pytest.raises(ProtocolError) as refused:
        exchange(fields(grant_type="refresh_token", refresh_token="x"), basic("b"), world.context)
    assert (refused.value.code, world.events) == ("unauthorized_client", ["client_past_sunset"])
    with pytest.raises(ProtocolError) as wrong:
        authenticate(fields(), basic("b", "wrong"), world.context)
    assert (wrong.value.code, wrong.value.client) == ("invalid_client", "b")
