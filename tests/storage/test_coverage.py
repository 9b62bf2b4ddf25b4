"""What the coverage page counts: so many statements, however large the tree."""

import re
from dataclasses import replace

import pytest

from idp.administration.organisation_ports import CoveredService, CoveredUnit, OfficialsAlike
from idp.administration.ports import Organisation
from idp.identity.ports import Post
from idp.protocol.client import Client
from idp.storage import Storage, Stores
from idp.storage.durable.engine import Statement
from idp.storage.durable.wording import Parameters, Wording, Wordings
from tests.storage.records import NOW, an_account, password_of
from tests.storage.test_factor_policies import SMS
from tests.storage.test_organisations import HEIR, TREE, codes
from tests.storage.worlds import ORIGIN

COMPANY = Organisation(code="0100233488", name="Công ty", kind="enterprise")
CLOSED = Organisation(code="G14.9", name="Cục cũ", kind="department", parent="G14")
WHOLE = re.compile(
    r"(SCAN|Seq Scan on) (accounts|posts|factor_policies|passkeys|certificates|upstream_links)\b"
)
KEYS = {"keys": [{"kty": "EC"}]}


def _official(stores: Stores, name: str, *places: str) -> None:
    posts = [Post(organisation=place, title="Chuyên viên", since=NOW - 9) for place in places]
    account = an_account(name, kind="official", posts=tuple(posts))
    assert stores.accounts.add(account, [], password_of(name))


def _planted(stores: Stores) -> None:
    for one in (*TREE, COMPANY, CLOSED):
        assert stores.organisations.add(one, NOW)
    assert stores.organisations.change(replace(CLOSED, status="ended"), NOW)
    _official(stores, "an", "G14", "G14.4.1")
    _official(stores, "binh", "G14.4.1")
    _official(stores, "chi", "G14.4.1")
    _official(stores, "dung", COMPANY.code)
    stores.credentials.set_totp("binh", b"seed", 1, NOW)
    stores.accounts.change_status("chi", "locked", "left", NOW)
    stores.factor_policies.choose("G14.4", SMS, NOW)
    portal = Client(client_id="portal", name="Cổng", organisation="G14.4", jwks=KEYS)
    for client in (
        replace(portal, authentication_method="private_key_jwt"),
        replace(portal, client_id="old", jwks=None, organisation="G14"),
        replace(portal, client_id="off", disabled=True),
        replace(portal, client_id="elsewhere", organisation=COMPANY.code),
        replace(portal, client_id="nobody", organisation=None),
    ):
        assert stores.client_rows.add(client, NOW)


def test_units_officials_and_services_are_counted_below_what_stands_at_the_top(
    storage: Storage,
) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        _planted(stores)
        figures = stores.coverage
        assert codes(figures.tops()) == ["G06", "G14"]
        assert list(figures.units()) == [
            CoveredUnit(organisation="G06", root="G06", has_officials=False),
            CoveredUnit(organisation="G14", root="G14", has_officials=True),
            CoveredUnit(organisation="G14.4", root="G14", has_officials=False),
            CoveredUnit(organisation="G14.4.1", root="G14", has_officials=True),
        ]
        found = sorted(figures.officials(), key=lambda one: len(one.enrolled))
        assert found == [
            OfficialsAlike(root="G14", enrolled=frozenset({"password"}), barred=SMS, count=1),
            OfficialsAlike(
                root="G14", enrolled=frozenset({"password", "totp"}), barred=SMS, count=1
            ),
        ]
        assert sorted(figures.services(), key=lambda one: one.method) == [
            CoveredService(root="G14", method="client_secret_basic", has_keys=False),
            CoveredService(root="G14", method="private_key_jwt", has_keys=True),
        ]


def test_the_number_of_statements_does_not_grow_with_the_tree(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Wording] = []
    wording_of = Wordings.of

    def listen(wordings: Wordings, statement: Statement, parameters: Parameters) -> Wording:
        heard.append(wording_of(wordings, statement, parameters))
        return heard[-1]

    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        _planted(stores)
        for number in range(30):
            stores.organisations.add(replace(HEIR, code=f"P{number}"), NOW)
        monkeypatch.setattr(Wordings, "of", listen)
        figures = stores.coverage
        figures.tops(), figures.units(), figures.officials(), figures.services()
        monkeypatch.undo()
        assert len(heard) == 5
        work.commit()
    # Persons and posts are reached by what leads to them, however many there are.
    plans = [plan for one in heard for plan in _plan_of(one, storage)]
    assert any("accounts" in line for line in plans)
    assert not [line for line in plans if WHOLE.search(line)]


def _plan_of(one: Wording, storage: Storage) -> list[str]:
    found = one.values({"present": NOW})
    values = tuple(found) if isinstance(found, list) else found
    explain = "EXPLAIN QUERY PLAN " if storage.database.is_sqlite else "EXPLAIN "
    with storage.database.engine.connect() as connection:
        if not storage.database.is_sqlite:
            for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):  # tables are small here
                connection.exec_driver_sql(f"SET enable_{way} = off")
        plan = connection.exec_driver_sql(explain + one.text, values).all()
        if not storage.database.is_sqlite:
            connection.exec_driver_sql("RESET ALL")
    return [str(column) for row in plan for column in row]
