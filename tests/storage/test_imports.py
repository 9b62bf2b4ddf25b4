"""Imports and the directory on each database: many people at once, and who has begun."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from idp.administration.import_ports import Import, Imported, Seal
from idp.identity.data_requests import DataRequest
from idp.identity.factors.recovery_code import RecoveryCodeHash
from idp.identity.ports import Account, IdentifierKey, Post
from idp.protocol.consent import Consent
from idp.storage import Storage, Stores
from idp.storage.durable.directory import PAGE
from idp.storage.durable.imports import MARKS
from tests.storage.records import NOW, a_grant, an_account, key_of, password_of
from tests.storage.test_administration_rows import ROLE
from tests.storage.test_certificates import a_certificate
from tests.storage.test_identity_ports import a_session
from tests.storage.test_mandates import a_mandate
from tests.storage.test_passkeys import a_passkey
from tests.storage.test_registrations import a_lock
from tests.storage.test_upstream_links import LINK
from tests.storage.worlds import ORIGIN

IMPORT = Import(
    id="i1",
    digest="d" * 64,
    file="/people.csv",
    layout="csv",
    operator="system:an@host",
    skips=False,
    started_at=NOW,
    updated_at=NOW,
)
POST = Post(organisation="G14", title="Thư ký", since=NOW)
REQUEST = DataRequest(id="r", account_id="khai", kind="erase", told="", asked_at=NOW)
CONSENT = Consent(
    client_id="portal",
    account_id="khai",
    scopes=(),
    claims=(),
    ground="consent",
    text_version="1",
    language="vi",
    receipt="r",
    given_at=NOW,
)

IN_TABLES: tuple[Callable[[Stores], object], ...] = (
    lambda s: s.sessions.add(a_session()),
    lambda s: s.grants.add(a_grant()),
    lambda s: s.consents.keep(CONSENT),
    lambda s: s.passkeys.add(a_passkey()),
    lambda s: s.links.add(LINK),
    lambda s: s.certificates.add(a_certificate()),
    lambda s: s.recovery_codes.replace("khai", [RecoveryCodeHash("c")], NOW),
    lambda s: s.roles.grant(ROLE, NOW),
    lambda s: s.mandates.add(a_mandate()),
    lambda s: s.locks.add(a_lock()),
    lambda s: s.data_requests.add(REQUEST),
)
"""In the order of MARKS."""

IN_THE_ROW: tuple[Callable[[Stores], object], ...] = (
    lambda s: s.credentials.set_password("khai", password_of("p"), NOW),
    lambda s: s.credentials.set_totp("khai", b"seed", 1, NOW),
    lambda s: s.credentials.set_one_time_messages("khai", "sms", on=True, at=NOW),
    lambda s: s.credentials.set_one_time_messages("khai", "email", on=True, at=NOW),
    lambda s: s.accounts.set_level("khai", 1, NOW),
    lambda s: s.accounts.change_status("khai", "locked", "asked for", NOW),
)


def a_person(name: str, post: Post | None = None) -> Account:
    return an_account(
        name,
        username=name,
        kind="citizen" if post is None else "official",
        posts=() if post is None else (post,),
    )


def imported(seal: Seal, *people: Account) -> list[Imported]:
    """People from the second line on, sealed, each with the id as an identifier."""
    return [
        Imported(
            line=line,
            account_id=one.id,
            kind=one.kind,
            posts=one.posts,
            identifiers=(("username", key_of(one.id)),),
            sealed=sealed,
        )
        for line, (one, sealed) in enumerate(zip(people, seal(people), strict=True), start=2)
    ]


@pytest.fixture(name="seal")
def _seal(storage: Storage) -> Seal:
    with storage.work(ORIGIN) as work:
        return storage.bind(work).imports.sealed


def many(count: int) -> list[Account]:
    return [a_person(f"p{number:04}", POST) for number in range(2, count + 2)]


def act(storage: Storage, *acts: Callable[[Stores], object]) -> object:
    """What the last of one transaction's acts answers."""
    answer: object = None
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        for each in acts:
            answer = each(stores)
        work.commit()
    return answer


@pytest.fixture(name="khai")
def _khai(storage: Storage, seal: Seal) -> None:
    """An import that made one person."""
    people = imported(seal, a_person("khai"))
    assert act(
        storage, lambda s: s.imports.add(IMPORT), lambda s: s.imports.add_people("i1", people)
    )


def test_many_people_are_written_at_once_and_read_page_by_page(
    storage: Storage, seal: Seal
) -> None:
    people = many(PAGE + 1)
    act(storage, lambda s: s.imports.add(IMPORT))
    assert act(storage, lambda s: s.imports.add_people("i1", imported(seal, *people)))
    with storage.work(ORIGIN) as work:
        directory = storage.bind(work).directory
        first = directory.after("", None, None)
        assert len(first) == PAGE
        second = directory.after(first[-1].id, None, None)
        assert [*first, *second] == people
        assert directory.after(second[-1].id, None, None) == []
        assert directory.after("", "citizen", None) == []
        assert len(directory.after("", "official", "G14")) == PAGE
        assert directory.after("", None, "G15") == []


def test_the_newest_imports_come_first(storage: Storage) -> None:
    later = replace(IMPORT, id="i2", started_at=NOW + 1, people=3)
    act(storage, lambda s: s.imports.add(IMPORT), lambda s: s.imports.add(later))
    with storage.work(ORIGIN) as work:
        imports = storage.bind(work).imports
        assert list(imports.newest(9)) == [later, IMPORT]
        assert list(imports.newest(1)) == [later]


def test_taken_keys_are_told_however_many_are_asked_for(storage: Storage, seal: Seal) -> None:
    people = imported(seal, *many(250))
    act(storage, lambda s: s.imports.add(IMPORT), lambda s: s.imports.add_people("i1", people))
    keys = {key for one in people for _, key in one.identifiers}
    with storage.work(ORIGIN) as work:
        imports = storage.bind(work).imports
        assert imports.taken([*keys, IdentifierKey("free")]) == keys
        assert imports.taken([IdentifierKey("free")]) == frozenset()
        assert imports.taken([]) == frozenset()


@pytest.mark.usefixtures("khai")
@pytest.mark.parametrize("count", [1, 20])
def test_where_an_identifier_is_taken_nobody_of_the_batch_is_written(
    storage: Storage, seal: Seal, count: int
) -> None:
    *others, twin = imported(seal, *many(count), a_person("twin"))
    twin = twin._replace(identifiers=(("username", key_of("khai")),))
    with storage.work(ORIGIN) as work:
        assert not storage.bind(work).imports.add_people("i1", [*others, twin])
    with storage.work(ORIGIN) as work:
        assert [one.id for one in storage.bind(work).directory.after("", None, None)] == ["khai"]


@pytest.mark.usefixtures("khai")
def test_an_import_is_found_by_its_content_and_by_its_name(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        imports = storage.bind(work).imports
        assert imports.get("i1") == IMPORT
        assert imports.get("i2") is None
        assert imports.of_file("d" * 64, "/other.csv") == [IMPORT]
        assert imports.of_file("e" * 64, "/people.csv") == [IMPORT]
        assert imports.of_file("e" * 64, "/other.csv") == []


@pytest.mark.usefixtures("khai")
def test_an_import_goes_on_for_one_caller(storage: Storage) -> None:
    after = replace(IMPORT, lines_done=2, accounts=1, updated_at=NOW + 1)
    with storage.work(ORIGIN) as work:
        imports = storage.bind(work).imports
        assert imports.advance(after, IMPORT)
        assert not imports.advance(after, IMPORT)
        assert imports.get("i1") == after
        assert imports.advance(replace(after, state="finished"), after)
        assert not imports.advance(replace(after, lines_done=3), after)


def test_what_an_import_made_is_told_line_by_line_without_the_erased(
    storage: Storage, seal: Seal
) -> None:
    people = imported(seal, *many(3))
    act(storage, lambda s: s.imports.add(IMPORT), lambda s: s.imports.add_people("i1", people))
    act(storage, lambda s: s.accounts.erase("p0003", NOW))
    with storage.work(ORIGIN) as work:
        imports = storage.bind(work).imports
        assert [one.account_id for one in imports.made("i1", 0, 9)] == ["p0002", "p0004"]
        assert [one.line for one in imports.made("i1", 0, 1)] == [2]
        assert [one.line for one in imports.made("i1", 2, 9)] == [4]
        assert imports.made("i1", 4, 9) == []
        assert imports.made("i2", 0, 9) == []


@pytest.mark.usefixtures("khai")
@pytest.mark.parametrize("begins", (*IN_TABLES, *IN_THE_ROW))
def test_whoever_has_begun_is_in_use(storage: Storage, begins: Callable[[Stores], object]) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        assert [one.is_used for one in stores.imports.made("i1", 0, 9)] == [False]
        begins(stores)
        assert [one.is_used for one in stores.imports.made("i1", 0, 9)] == [True]


def test_who_is_not_sealed_is_not_written(storage: Storage, seal: Seal) -> None:
    (one,) = imported(seal, a_person("khai"))
    with storage.work(ORIGIN) as work, pytest.raises(TypeError):
        storage.bind(work).imports.add_people("i1", [one._replace(sealed=None)])


def test_every_mark_has_its_case() -> None:
    assert len(IN_TABLES) == len(MARKS)
