"""Role × act × scope is one table, which knows every act that there is (AD-01)."""

import ast
import importlib
import inspect
from collections.abc import Iterator

import pytest

from idp.administration.permissions import PERMISSIONS, covers, may
from idp.administration.ports import HeldRole, RoleName
from idp.administration.proposal_kinds import KINDS
from idp.administration.role_changes import ROLES
from tests.architecture.source import sources
from tests.support.officials import NATIONAL, Officials, officials_of
from tests.support.site import TEST_ORIGIN, open_site

OPERATORS_ALONE = {
    "break_glass.grant",
    "break_glass.revoke",
    "break_glass.rotate_keys",
    "clock.accept",
    "restoring.restored",
}
WAIT_FOR_A_SECOND_PERSON = {
    "roles.grant",
    "roles.revoke",
    "factor_policies.bar",
    "password_policies.choose",
    "session_policies.shorten",
    "reorganising.move",
    "reorganising.end",
    "client_changes.edit",
    "client_production.request",
    "signing_keys.rotate_now",
    "locks.decide",
    "factor_resets.reset",
    "imports.writing.begin",
    "imports.undoing.begin",
    "exporting.begin",
}
TWO_OFFICIALS_WITHIN = {"recoveries.propose", "recoveries.approve"}
STEPS = {
    "roles.scarce",  # a warning beside `roles.listed`
    "imports.writing.found",
    "imports.writing.write",
    "imports.writing.finish",
    "imports.undoing.undo",
    "imports.undoing.finish",
    "exporting.page",
    "exporting.finish",
}
"""Parts of an act that has its row."""
PACKAGES = {"idp.administration": "", "idp.administration.imports": "imports."}


@pytest.fixture(scope="module", name="officials")
def _officials(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Officials]:
    """One site for all: each test has people of its own."""
    opened = open_site(tmp_path_factory.mktemp("permissions"))
    yield officials_of(opened)
    opened.provider.close()


def _calls_of_the_command_line() -> set[str]:
    """`module.function` for each function of administration that is handed a context."""
    return {
        f"{module}.{call.func.attr}"
        for source in sources("idp")
        if source.path.parent.name == "cli"
        for module, call in _calls_in(source.tree)
        if isinstance(call.func, ast.Attribute) and _is_given(call)
    }


def _calls_in(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Each call of what stands in a module of administration, with that module's name."""
    modules = {
        alias.asname or alias.name: PACKAGES[node.module] + alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in PACKAGES
        for alias in node.names
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner))) if owner in modules:
                yield modules[owner], node


def _is_given(call: ast.Call) -> bool:
    """`unit.administration`, `deciding.context` or `context` is among what it is called with."""
    return any(
        (isinstance(one, ast.Attribute) and one.attr in ("administration", "context"))
        or (isinstance(one, ast.Name) and one.id == "context")
        for one in call.args
    )


def test_every_act_of_the_command_line_has_its_row() -> None:
    called = _calls_of_the_command_line()
    assert {"roles.grant", "approvals.approve", "accounts.create", "client_changes.edit"} <= called
    assert called - set(PERMISSIONS) == STEPS


@pytest.mark.parametrize("act", sorted(PERMISSIONS))
def test_every_row_is_an_act_that_exists_and_names_roles_that_do(act: str) -> None:
    module, _, name = act.rpartition(".")
    function = getattr(importlib.import_module(f"idp.administration.{module}"), name)
    assert "context" in inspect.signature(function).parameters
    row = PERMISSIONS[act]
    assert set(row.roles) <= set(ROLES)
    assert bool(row.roles) == (act not in OPERATORS_ALONE)


def test_what_needs_four_eyes_is_named() -> None:
    by_way = {
        way: {act for act, row in PERMISSIONS.items() if row.four_eyes == way}
        for way in ("proposal", "within")
    }
    assert by_way == {
        "proposal": WAIT_FOR_A_SECOND_PERSON,
        "within": TWO_OFFICIALS_WITHIN,
    }
    assert {kind.act for kind in KINDS.values()} == WAIT_FOR_A_SECOND_PERSON


def test_who_may_propose_sees_and_takes_back_what_they_proposed() -> None:
    proposes = {
        role for row in PERMISSIONS.values() if row.four_eyes == "proposal" for role in row.roles
    }
    assert set(PERMISSIONS["approvals.own"].roles) == proposes
    assert set(PERMISSIONS["approvals.withdraw"].roles) == proposes


def test_the_auditor_changes_nothing_and_the_security_officer_no_account() -> None:
    """administration.md, roles."""
    looks = {
        "show",
        "of",
        "chosen",
        "listed",
        "shown",
        "history",
        "verified",
        "verified_file",
        "exported",
        "searched",
    }
    auditor = {act for act, row in PERMISSIONS.items() if "auditor" in row.roles}
    assert {act.rpartition(".")[2] for act in auditor} <= looks | {"unconfirmed"}
    security = {act for act, row in PERMISSIONS.items() if "security_officer" in row.roles}
    assert not {act for act in security if act.startswith(("accounts.", "proving.", "roles.g"))}
    anybodys = {act for act, row in PERMISSIONS.items() if set(row.roles) == set(ROLES)}
    assert {act.rpartition(".")[0] for act in anybodys} == {"organisations"}
    helpdesk = {act for act, row in PERMISSIONS.items() if "helpdesk" in row.roles}
    assert helpdesk - anybodys == {
        "accounts.show",
        "people.search",
        "recoveries.propose",
        "sessions.end_all",
        "factor_resets.reset",
        "approvals.own",
        "approvals.withdraw",
    }


@pytest.mark.parametrize(
    ("role", "held_for", "act", "place", "allowed"),
    [
        ("unit_administrator", "G12", "accounts.create", "G12", True),
        ("unit_administrator", "G12", "accounts.create", "G12.1", True),
        ("unit_administrator", "G12.1", "accounts.create", "G12", False),
        ("unit_administrator", "G12", "accounts.create", "G13", False),
        ("unit_administrator", "G12", "accounts.create", None, False),
        ("unit_administrator", None, "accounts.create", "G13", True),
        ("unit_administrator", "G12", "roles.grant", "G12", False),
        ("helpdesk", "G12", "accounts.create", "G12", False),
        ("auditor", "G12", "evidence.verified", "G12", False),
        ("helpdesk", "G12", "organisations.shown", "G13", True),
        ("helpdesk", "G12", "organisations.listed", None, True),
        ("auditor", None, "evidence.verified", None, True),
        ("auditor", None, "evidence.exported", "G12", True),
        (NATIONAL, None, "roles.grant", "G12", True),
        (NATIONAL, None, "accounts.create", "G12", False),
        (NATIONAL, None, "clock.accept", None, False),
        ("approver", None, "accounts.show", "G12", False),
    ],
)
def test_a_role_allows_its_acts_inside_its_scope_alone(
    officials: Officials, role: RoleName, held_for: str | None, act: str, place: str | None,
    allowed: bool,
) -> None:  # fmt: skip
    account_id = officials.give(f"chi.{len(officials.ids)}", role, held_for)
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        assert may(account_id, act, place, unit.administration) is allowed
        assert not may("nobody", act, place, unit.administration)


def test_an_act_without_a_row_is_nobodys(officials: Officials) -> None:
    with officials.site.provider.unit(TEST_ORIGIN) as unit, pytest.raises(KeyError):
        may(officials.ids["an"], "accounts.forget", None, unit.administration)


def test_a_place_nobody_knows_is_covered_by_the_whole_country_alone(officials: Officials) -> None:
    held = HeldRole(account_id="a", role="approver", organisation="G12", since=0, until=None)
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        assert not covers(held, "G99", unit.administration)
