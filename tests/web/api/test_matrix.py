"""AD-01, AD-02: every operation × every role, listed from the running application."""

import re
from itertools import product
from typing import Any, get_args

import pytest
from flask import Flask

from idp.administration.api_scopes import API_SCOPES
from idp.administration.organisation_codes import KINDS
from idp.administration.permissions import PERMISSIONS
from idp.administration.ports import RoleName
from idp.administration.role_changes import ROLES
from idp.identity.password_policy import PRESETS
from idp.web.api.operations import OPERATIONS, Operation
from idp.web.api.organisations import Kind
from idp.web.api.policies import PasswordPolicy
from idp.web.late import Late
from idp.web.words import SCOPE_WORDS
from tests.support.api import ALL_SCOPES, Api, codes_of
from tests.support.officials import NATIONAL

NOT_FOR_PROGRAMS = {
    # The operator's alone, for good
    *(act for act, row in PERMISSIONS.items() if not row.roles),
    # A file of the server is read or written, in steps that go on after a cut
    "imports.listing.listed",
    "imports.writing.begin",
    "imports.undoing.begin",
    "exporting.begin",
    "evidence.verified_file",
    # A proof of a person needs a look at the person; a card, its certificate
    "proving.prove",
    "certificates.bind",
    "certificates.unbind",
    "certificates.of",
    # What is due, the worker does
    "signing_keys.rotate",
}
"""Acts that the API does not open: a new act is named here or has its operation."""
WHERE_IT_IS_TRIED = "G12"
NO_ROLE = (403, "not_permitted")
NOBODY = "id-of-nobody"


def _address(operation: Operation) -> str:
    """Its path about something that does not exist."""
    return re.sub(r"<\w+>", "G99" if "<code>" in operation.path else NOBODY, operation.path)


def _sent(operation: Operation) -> dict[str, Any]:
    """An empty object where there is a body: whoever gets as far as that reads 400."""
    return {"json": {}} if "body" in operation.models else {}


def test_every_act_is_open_to_programs_or_named_as_one_that_is_not() -> None:
    opened = [operation.act for operation in OPERATIONS]
    assert len(set(opened)) == len(opened)
    assert set(opened) == set(API_SCOPES)
    assert set(opened) == set(PERMISSIONS) - NOT_FOR_PROGRAMS


def test_every_scope_has_words_for_the_person_who_agrees() -> None:
    assert set(ALL_SCOPES) <= set(SCOPE_WORDS)


def test_the_document_knows_every_kind_of_organisation_and_password_policy() -> None:
    assert get_args(Kind) == tuple(KINDS)
    assert set(get_args(PasswordPolicy.model_fields["preset"].annotation)) == set(PRESETS)


def test_every_route_of_the_running_application_is_an_operation(api: Api) -> None:
    api.get("/openapi.json")
    door = api.site.application
    found = {
        (method, rule.rule)
        for rule in _running(door).url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
    }
    told = {(operation.method, operation.path) for operation in OPERATIONS}
    assert found == told | {("GET", "/openapi.json")}


def test_the_document_tells_of_every_operation_and_its_scope(api: Api) -> None:
    document = api.get("/openapi.json").get_json()
    assert document["openapi"].startswith("3.1.")
    for operation in OPERATIONS:
        path = re.sub(r"<(\w+)>", r"{\1}", operation.path)
        told = document["paths"][path][operation.method.lower()]
        assert told["security"] == [{"token": [API_SCOPES[operation.act]]}]
        assert {"400", "401", "403", "404", "503"} < set(told["responses"])


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_ad_01_without_a_token_or_its_scope_nobody_gets_in(api: Api, operation: Operation) -> None:
    """RFC 6750 §3.1; the body is not even looked at."""
    address, sent = _address(operation), _sent(operation)
    refused = api.call(operation.method, address, **sent)
    assert codes_of(refused) == (401, "no_token")
    assert refused.headers["WWW-Authenticate"] == 'Bearer realm="api"'
    scope = API_SCOPES[operation.act]
    others = tuple(one for one in ALL_SCOPES if one != scope)
    refused = api.call(operation.method, address, api.token("an", *others), **sent)
    assert codes_of(refused) == (403, "insufficient_scope")
    assert f'scope="{scope}"' in refused.headers["WWW-Authenticate"]


@pytest.mark.parametrize("role", ROLES)
def test_ad_01_a_role_opens_its_own_operations_and_no_others(api: Api, role: RoleName) -> None:
    username = f"only.{role}"
    api.officials.give(username, role)
    token = api.token(username)
    for operation in OPERATIONS:
        answer = api.call(operation.method, _address(operation), token, **_sent(operation))
        if role in PERMISSIONS[operation.act].roles:
            assert answer.status_code not in (401, 403), operation.name
        else:
            assert codes_of(answer) == NO_ROLE, operation.name


@pytest.mark.parametrize(
    ("role", "operation"),
    [
        (role, operation)
        for role, operation in product(ROLES, OPERATIONS)
        if PERMISSIONS[operation.act].scope == "nation"
        and role in PERMISSIONS[operation.act].roles
        and role != NATIONAL
    ],
    ids=lambda one: getattr(one, "name", one),
)
def test_ad_01_what_is_for_the_nation_is_not_for_a_role_in_one_place(
    api: Api, role: RoleName, operation: Operation
) -> None:
    username = f"local.{role}"
    if username not in api.officials.ids:
        api.officials.give(username, role, WHERE_IT_IS_TRIED)
    token = api.token(username)
    answer = api.call(operation.method, _address(operation), token, **_sent(operation))
    assert codes_of(answer) == NO_ROLE


def _running(application: Flask) -> Flask:
    """The application behind the doors, in front of which `Late` stands."""
    inner: Any = application.wsgi_app
    while not hasattr(inner, "mounts"):
        inner = inner._application
    (late,) = inner.mounts.values()
    assert isinstance(late, Late)
    made = late.application()
    assert isinstance(made, Flask)
    return made
