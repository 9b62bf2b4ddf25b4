"""The tree of organisations: what the store promises, on each database."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from threading import Barrier
from typing import cast

import pytest

from idp.administration import reorganising
from idp.administration.context import Context
from idp.administration.organisation_ports import Extent, Organisations
from idp.administration.ports import Organisation
from idp.administration.refusal import Refused
from idp.administration.reorganising import Reorganisation
from idp.audit.events import Event
from idp.identity.ports import Post
from idp.storage import Storage, Stores
from tests.storage.records import NOW, an_account
from tests.storage.test_races import ROUNDS
from tests.storage.worlds import ORIGIN

MINISTRY = Organisation(
    code="G14", name="Bộ Thông tin và Truyền thông", kind="ministry", aliases=("000.00.00.G14",)
)
DEPARTMENT = Organisation(code="G14.4", name="Cục Chuyển đổi số", kind="department", parent="G14")
OFFICE = Organisation(code="G14.4.1", name="Phòng Đào tạo", kind="department", parent="G14.4")
HEIR = Organisation(code="G06", name="Bộ Khoa học và Công nghệ", kind="ministry")
TREE = (MINISTRY, DEPARTMENT, OFFICE, HEIR)


def codes(found: Sequence[Organisation]) -> list[str]:
    return [one.code for one in found]


def _planted(stores: Stores) -> Organisations:
    for one in TREE:
        assert stores.organisations.add(one, NOW)
    return stores.organisations


def test_a_code_leads_to_one_organisation_whichever_form_it_has(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        tree = _planted(storage.bind(work))
        assert tree.find("000.00.00.G14") == tree.find("G14") == tree.get("G14") == MINISTRY
        assert (tree.get("000.00.00.G14"), tree.find("G99")) == (None, None)
        for taken in ("G06", "000.00.00.G14", "G14"):
            assert not tree.add_alias("G14.4", taken, NOW)
        assert tree.add_alias("G14.4", "000.00.04.G14", NOW)
        assert tree.get("G14.4") == replace(DEPARTMENT, aliases=("000.00.04.G14",))
        assert tree.line("G14.4")[-1].aliases == ("000.00.04.G14",)


@pytest.mark.parametrize(
    ("code", "aliases"),
    [("G14", ()), ("000.00.00.G14", ()), ("G15", ("G06",)), ("G15", ("G15.1", "000.00.00.G14"))],
)
def test_what_shares_a_code_is_not_kept_in_any_part(
    storage: Storage, code: str, aliases: tuple[str, ...]
) -> None:
    with storage.work(ORIGIN) as work:
        tree = _planted(storage.bind(work))
        assert not tree.add(replace(HEIR, code=code, name="Khác", aliases=aliases), NOW)
        assert tree.get("G15") is None
        assert tree.named("khac") == []
        assert tree.add(replace(HEIR, code="G15", aliases=("G15.1",)), NOW)


def test_a_change_counts_once_and_what_was_before_stays_readable(storage: Storage) -> None:
    renamed = replace(DEPARTMENT, name="Cục Chuyển đổi số quốc gia", parent="G06")
    with storage.work(ORIGIN) as work:
        tree = _planted(storage.bind(work))
        assert tree.change(renamed, NOW + 5)
        assert not tree.change(replace(renamed, name="Cũ"), NOW + 6)  # of a version that is over
        present = tree.get("G14.4")
        assert present == replace(renamed, version=2)
        ended = replace(present, status="ended", successor="G06")
        assert tree.change(ended, NOW + 9)
        assert not tree.change(replace(ended, version=3), NOW + 9)
        first, second, third = tree.history("G14.4")
        assert (first.name, first.parent, first.since, first.until) == (
            "Cục Chuyển đổi số", "G14", NOW, NOW + 5,
        )  # fmt: skip
        assert (second.parent, second.status, second.until) == ("G06", "active", NOW + 9)
        assert (third.status, third.successor, third.until) == ("ended", "G06", None)
        assert tree.history("G99") == []


def test_pages_go_downwards_in_the_order_of_codes(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        tree = _planted(storage.bind(work))
        for number in range(5):
            unit = replace(OFFICE, code=f"G14.5{number}", parent="G14")
            assert tree.add(unit, NOW)
        assert codes(tree.children(None)) == ["G06", "G14"]
        assert codes(tree.children(None, after="G06")) == ["G14"]
        below = ["G14.4", "G14.50", "G14.51", "G14.52", "G14.53", "G14.54"]
        assert codes(tree.children("G14")) == below
        assert codes(tree.children("G14", after="G14.50", most=2)) == ["G14.51", "G14.52"]
        assert codes(tree.below("G14", most=3)) == ["G14.4", "G14.4.1", "G14.50"]
        assert codes(tree.below("G14", after="G14.4")) == ["G14.4.1", *below[1:]]
        assert tree.extent("G14") == Extent(levels=3, living=7)
        assert tree.extent("G14.4.1") == Extent(levels=1, living=0)
        assert tree.extent("G99") == Extent(levels=0, living=0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bo", ["G06", "G14"]),
        ("Thông Tin", ["G14"]),
        ("truyen th", ["G14"]),
        ("tin truyen", []),
        ("đào", ["G14.4.1"]),
        ("g14.4", ["G14.4", "G14.4.1"]),
        ("000.00.00", ["G14"]),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE organisations; --", []),
    ],
)
def test_words_are_found_without_marks_from_their_beginnings_on(
    storage: Storage, text: str, found: list[str]
) -> None:
    with storage.work(ORIGIN) as work:
        tree = _planted(storage.bind(work))
        assert codes(tree.named(text)) == found


@pytest.mark.parametrize("text", ["G14\x00", "\x00", "\ud800", "G" * 10_000])
def test_a_text_that_cannot_be_kept_leads_nowhere(storage: Storage, text: str) -> None:
    """IN-01: no driver is asked what it cannot say."""
    with storage.work(ORIGIN) as work:
        tree = _planted(storage.bind(work))
        assert (tree.get(text), tree.find(text)) == (None, None)
        for page in (tree.named(text), tree.named("bo", text), tree.children(None, text)):
            assert page == []
        assert tree.below("G14", text) == []


def test_a_former_name_still_leads_there_and_pages_go_on(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        tree = _planted(storage.bind(work))
        tree.change(replace(HEIR, name="Bộ Khoa học"), NOW + 1)
        assert codes(tree.named("cong nghe")) == ["G06"]
        assert codes(tree.named("bo", most=1)) == ["G06"]
        assert codes(tree.named("bo", after="G06", most=1)) == ["G14"]


def test_posts_end_with_their_organisation_alone(storage: Storage) -> None:
    there = Post(organisation="G14.4", title="Chuyên viên", since=NOW - 10)
    over = Post(organisation="G14.4", title="Thư ký", since=NOW - 10, until=NOW - 5)
    to_come = Post(organisation="G14.4", title="Trưởng phòng", since=NOW + 99)
    elsewhere = Post(organisation="G14", title="Chuyên viên", since=NOW - 10)
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        tree = _planted(stores)
        account = an_account("khai", kind="official", posts=(there, over, to_come, elsewhere))
        stores.accounts.add(account, [], None)
        assert (tree.posts("G14.4", NOW), tree.posts("G99", NOW)) == (2, 0)
        assert tree.end_posts("G14.4", NOW) == 2
        assert (tree.end_posts("G14.4", NOW), tree.posts("G14.4", NOW)) == (0, 0)
        assert set(stores.accounts.posts_of("khai")) == {
            replace(there, until=NOW), over, replace(to_come, until=NOW), elsewhere,
        }  # fmt: skip
        person = stores.people.get("khai")
    assert person is not None
    assert [one["org_code"] for one in person.organisations] == ["G14"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    """As much of a context as a reorganisation asks for."""

    organisations: Organisations
    now: int = NOW

    def record(self, _event: Event) -> None:
        """Nobody listens."""


def _reorganised(storage: Storage, together: Barrier, change: Reorganisation) -> str:
    together.wait()
    with storage.work(ORIGIN) as work:
        context = cast("Context", _Bound(organisations=storage.bind(work).organisations))
        try:
            reorganising.carry_out(change, context)
        except Refused as refusal:
            return refusal.code
        work.commit()
    return "done"


def _raced(storage: Storage, changes: Sequence[Reorganisation]) -> list[str]:
    act: Callable[[Reorganisation], str] = partial(_reorganised, storage, Barrier(len(changes)))
    with ThreadPoolExecutor(len(changes)) as threads:
        return sorted(threads.map(act, changes))


def _add(storage: Storage, *found: Organisation) -> None:
    with storage.work(ORIGIN) as work:
        for one in found:
            assert storage.bind(work).organisations.add(one, NOW)
        work.commit()


def test_two_that_go_below_each_other_at_once_make_no_circle(storage: Storage) -> None:
    """Each sees the other where it was; one of them has to wait, and is refused."""
    for number in range(ROUNDS):
        one, two = (f"{letter}{number}" for letter in "AB")
        _add(storage, replace(HEIR, code=one), replace(HEIR, code=two))
        changes = [
            Reorganisation(kind="organisation_move", unit=unit, below=other)
            for unit, other in ((one, two), (two, one))
        ]
        assert _raced(storage, changes) == ["below_itself", "done"]
        with storage.work(ORIGIN) as work:
            tree = storage.bind(work).organisations
            assert sorted(len(tree.line(code)) for code in (one, two)) == [1, 2]


def test_an_organisation_has_one_end_and_never_a_circle_of_successors(storage: Storage) -> None:
    for number in range(ROUNDS):
        one, two = (f"{letter}{number}" for letter in "CD")
        _add(storage, replace(HEIR, code=one), replace(HEIR, code=two))
        ends = [
            Reorganisation(kind="organisation_end", unit=unit, below=other)
            for unit, other in ((one, two), (one, two), (one, None), (two, one))
        ]
        outcomes = _raced(storage, ends)
        with storage.work(ORIGIN) as work:
            found = [storage.bind(work).organisations.get(code) for code in (one, two)]
        ended = {each.code: each.successor for each in found if each and each.status == "ended"}
        # Whoever follows somebody has not ended before; it may end afterwards, without a successor.
        assert ended in ({one: two}, {one: None}, {two: one}, {two: one, one: None})
        assert outcomes.count("done") == len(ended)


def test_one_of_many_gets_a_code(storage: Storage) -> None:
    _add(storage, *TREE)
    together = Barrier(8)

    def act(number: int) -> bool:
        together.wait()
        with storage.work(ORIGIN) as work:
            tree = storage.bind(work).organisations
            of = "G14" if number % 2 else "G06"
            done = tree.add_alias(of, "000.00.09.G14", NOW)
            work.commit()
        return done

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(act, range(8))).count(True) == 1
