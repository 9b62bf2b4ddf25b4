"""AU-01: whatever is done to the records, in a database or in an export, verification finds it."""

from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import assume, given, settings
from sqlalchemy import delete, insert, text

from idp.audit.checkpoint import BrokenCheckpoint
from idp.audit.export import Header, Malformed, json_lines, verify_export
from idp.audit.filing import filed_as
from idp.audit.trail import Head, head_of
from idp.audit.verification import Broken, Flaw, Intact, Sound, Verdict, verify
from idp.storage import Storage
from idp.storage.durable.trail import trail_checkpoints, trail_heads
from idp.storage.durable.trail_rows import trail_files, trail_records, values_of, words_of
from tests.audit.building import ISSUER, NOW
from tests.storage.tampering import (
    CHECKPOINTS,
    KEY,
    LANES,
    LENGTH,
    VERIFY,
    Lanes,
    Tampering,
    first_changed,
    tamperings,
)
from tests.storage.worlds import ORIGIN
from tests.support.scale import count
from tests.support.trail import verify_with


def lay(storage: Storage, lanes: Lanes, heads: Sequence[Head], checkpoints: Sequence[str]) -> None:
    """The database holds these rows and no others."""
    records = [record for lane in lanes.values() for record in lane]
    rows = [values_of(record) for record in records]
    files = [
        {
            **{name: values_of(record)[name] for name in ("lane", "sequence", "at")},
            **words_of(record.filed or filed_as(record.body)),
        }
        for record in records
    ]
    kept = [{"number": number, "signed": one} for number, one in enumerate(checkpoints, start=1)]
    ends = [{"lane": one.lane, "sequence": one.sequence, "link": one.link} for one in heads]
    with storage.database.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        for table, held in (
            (trail_records, rows),
            (trail_files, files),
            (trail_heads, ends),
            (trail_checkpoints, kept),
        ):
            connection.execute(delete(table))
            if held:
                connection.execute(insert(table), held)
        connection.exec_driver_sql("COMMIT")


def heads_of(lanes: Lanes) -> list[Head]:
    return [head_of(records[-1].entry) for records in lanes.values() if records]


def verdict_on(storage: Storage) -> Verdict:
    """As `idp audit verify` judges it, with the checkpoints that were kept outside."""
    with storage.work(ORIGIN) as work:
        trail = storage.bind(work).trail
        kept = list(trail.checkpoints())
        return verify(trail.records(), kept, VERIFY, CHECKPOINTS, heads=trail.heads)


def verdict_on_export(how: Tampering) -> Verdict | Sound | Malformed:
    """A plain hand leaves the last line of the file as it was."""
    header = Header(issuer=ISSUER, exported_at=NOW, keys=(KEY.public,))
    records = [record for lane in how.lanes.values() for record in lane]
    lines = list(json_lines(header, CHECKPOINTS, records))
    if not how.thorough:
        whole = [record for lane in LANES.values() for record in lane]
        lines[-1] = list(json_lines(header, (), whole))[-1]
    return verify_export(lines, verify_with, {KEY.thumbprint}, CHECKPOINTS)


@pytest.mark.soak(name="tamperings")
def test_au_01_no_random_tampering_of_a_database_goes_unseen(storage: Storage) -> None:
    lay(storage, LANES, heads_of(LANES), CHECKPOINTS)
    assert isinstance(verdict_on(storage), Intact)

    @settings(max_examples=count("tamperings"), deadline=None, database=None)
    @given(how=tamperings())
    def is_found(how: Tampering) -> None:
        lay(storage, how.lanes, heads_of(how.lanes if how.thorough else LANES), CHECKPOINTS)
        found = verdict_on(storage)
        assert isinstance(found, Broken)
        assert found.lane == how.lane
        if how.thorough or how.kind == "fork":
            assert found.sequence >= first_changed(how)  # where a checkpoint has seen another
        else:
            assert found.sequence == first_changed(how)

    is_found()


@pytest.mark.soak(name="tamperings")
@settings(max_examples=count("tamperings"), deadline=None, database=None)
@given(how=tamperings())
def test_au_01_no_random_tampering_of_an_export_goes_unseen(how: Tampering) -> None:
    if how.kind == "change":
        assume(how.member != "files")  # they are no part of an export
        # Nor are heads: the last record of all, rewritten whole, waits for its checkpoint.
        assume(how.member != "record" or how.place < LENGTH - 1 or how.thorough)
    found = verdict_on_export(how)
    assert isinstance(found, Broken | Malformed)
    if isinstance(found, Broken):
        assert found.lane == how.lane
        assert found.sequence >= first_changed(how)


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_au_01_a_cut_of_records_and_checkpoints_together_is_seen_from_outside(
    storage: Storage, kept: int
) -> None:
    """In every lane, with heads that fit: only what was kept outside the database knows."""
    cut: Lanes = {lane: records[: 4 * kept] for lane, records in LANES.items()}
    lay(storage, cut, heads_of(cut), CHECKPOINTS[:kept])
    found = verdict_on(storage)
    assert isinstance(found, BrokenCheckpoint)
    assert found.number == kept + 1


# What was written by hand → how it is named: lane, sequence, why.
BY_HAND: Final[dict[str, tuple[tuple[str, ...], tuple[int, int, Flaw]]]] = {
    "a last record without its head": (
        ("UPDATE trail_heads SET sequence=13, link='x' WHERE lane=2",),
        (2, 13, Flaw.OFF_HEAD),
    ),
    "a head moved back": (
        (
            "UPDATE trail_heads SET sequence=13, link=(SELECT link FROM trail_records "
            "WHERE lane=2 AND sequence=13) WHERE lane=2",
        ),
        (2, 14, Flaw.BEHIND_HEAD),
    ),
    "a tail that nobody has signed": (
        ("DELETE FROM trail_records WHERE lane=3 AND sequence=14",),
        (3, 14, Flaw.MISSING),
    ),
    "a head taken away": (("DELETE FROM trail_heads WHERE lane=1",), (1, 1, Flaw.BEHIND_HEAD)),
    "a lane without a head": (
        ("UPDATE trail_records SET lane=9 WHERE lane=3 AND sequence=14",),
        (3, 14, Flaw.MISSING),
    ),
    "a record before the first": (
        ("UPDATE trail_records SET sequence=0 WHERE lane=1 AND sequence=14",),
        (1, 0, Flaw.REPEATED),
    ),
    "a lane before the first": (
        ("UPDATE trail_records SET lane=-4 WHERE lane=1 AND sequence=14",),
        (-4, 14, Flaw.OUT_OF_ORDER),
    ),
    "files of somebody else": (
        ("UPDATE trail_files SET subject='u2' WHERE lane=2 AND sequence=5",),
        (2, 5, Flaw.MISFILED),
    ),
    "a file of another time": (
        ("UPDATE trail_files SET at=1 WHERE lane=2 AND sequence=5",),
        (2, 5, Flaw.MISFILED),
    ),
    "a file taken away": (
        ("DELETE FROM trail_files WHERE lane=2 AND sequence=5",),
        (2, 5, Flaw.MISFILED),
    ),
    "no files": (
        ("UPDATE trail_files SET event=NULL WHERE lane=2 AND sequence=14",),
        (2, 14, Flaw.MISFILED),
    ),
}
SQLITE_KEEPS: Final[dict[str, tuple[tuple[str, ...], tuple[int, int, Flaw]]]] = {
    "a number that is none": (
        ("UPDATE trail_records SET sequence='x' WHERE lane=1 AND sequence=14",),
        (1, -1, Flaw.REPEATED),
    ),
    "a time that is none": (
        ("UPDATE trail_records SET at='x' WHERE lane=1 AND sequence=14",),
        (1, 14, Flaw.ALTERED),
    ),
    "a body of bytes": (
        ("UPDATE trail_records SET body=x'00ff' WHERE lane=1 AND sequence=3",),
        (1, 3, Flaw.BODY_CHANGED),
    ),
}


@pytest.mark.parametrize("case", BY_HAND.values(), ids=BY_HAND.keys())
def test_au_01_what_is_written_by_hand_is_named(
    storage: Storage, case: tuple[tuple[str, ...], tuple[int, int, Flaw]]
) -> None:
    statements, (lane, sequence, reason) = case
    lay(storage, LANES, heads_of(LANES), CHECKPOINTS)
    with storage.database.engine.connect() as connection:
        for statement in statements:
            assert connection.execute(text(statement)).rowcount == 1
    assert verdict_on(storage) == Broken(lane=lane, sequence=sequence, reason=reason)


@pytest.mark.parametrize("case", SQLITE_KEEPS.values(), ids=SQLITE_KEEPS.keys())
def test_au_01_what_no_column_of_ours_holds_is_named_too(
    sqlite_storage: Storage, case: tuple[tuple[str, ...], tuple[int, int, Flaw]]
) -> None:
    test_au_01_what_is_written_by_hand_is_named(sqlite_storage, case)
