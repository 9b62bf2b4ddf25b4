"""An exported trail is verified by nothing but the file and a thumbprint (AU-01 on an export)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import OKPKey, RSAKey

from idp.audit.checkpoint import BrokenCheckpoint, CheckpointFlaw
from idp.audit.export import (
    Header,
    Malformed,
    MalformedExport,
    json_lines,
    read_export,
    thumbprint,
    verify_export,
)
from idp.audit.trail import Entry, digest, link_of
from idp.audit.verification import Broken, Flaw, Intact, Sound, Verdict
from tests.audit.building import ISSUER, NOW, a_trail, checkpoint
from tests.support.trail import CheckpointKey, MemoryTrail, verify_with

TAMPERINGS = 100
OLD, NEW = CheckpointKey(), CheckpointKey()
HEADER = Header(issuer=ISSUER, exported_at=NOW, keys=(OLD.public, NEW.public))
PROCEDURE = Path(__file__).parents[2] / "docs" / "audit_verification.md"


def rotated_trail() -> MemoryTrail:
    """A trail whose last checkpoint a newer key signed."""
    trail = a_trail(OLD, lanes=2, rounds=2)
    checkpoint(trail, NEW, NOW + 500)
    return trail


def exported(trail: MemoryTrail) -> list[str]:
    return list(json_lines(HEADER, trail.checkpoints(), trail.records()))


LINES = exported(rotated_trail())
FIRST_RECORD = 4  # index: a header and three checkpoints come before


def verdict(lines: list[str], witnesses: tuple[str, ...] = ()) -> Verdict | Malformed:
    found = verify_export(lines, verify_with, {NEW.thumbprint}, witnesses)
    assert not isinstance(found, Sound)
    return found


def changed(line: str, **members: object) -> str:
    return json.dumps(json.loads(line) | members)


def test_an_export_is_intact_and_reads_back() -> None:
    assert verdict(LINES) == Intact(
        count=16, lanes=2, checkpoints=3, unsigned=0, unsigned_since=None
    )
    export = read_export(line + "\n" for line in LINES)
    assert export.header == HEADER
    assert list(export.records) == list(rotated_trail_records())
    assert all(line.isascii() and line.isprintable() for line in LINES)


def rotated_trail_records() -> list[object]:
    return list(rotated_trail().records())


def test_au_01_a_changed_line_of_an_export_is_named() -> None:
    lines = [*LINES]
    lines[FIRST_RECORD + 2] = changed(lines[FIRST_RECORD + 2], body="{}")
    assert verdict(lines) == Broken(lane=1, sequence=3, reason=Flaw.BODY_CHANGED)


@settings(max_examples=TAMPERINGS, deadline=None)
@given(
    st.sampled_from(["delete", "double", "swap", "change"]),
    st.integers(0, len(LINES) - 1),
    st.data(),
)
def test_au_01_no_random_tampering_of_an_export_goes_unseen(
    kind: str, place: int, data: st.DataObject
) -> None:
    lines = [*LINES]
    match kind:
        case "delete":
            del lines[place]
        case "double":
            lines.insert(place, lines[place])
        case "swap":
            other = data.draw(st.integers(0, len(LINES) - 1).filter(lambda n: n != place))
            lines[place], lines[other] = lines[other], lines[place]
        case _:
            members = json.loads(lines[place])
            # Neither the issuer, the time of export nor a spare key is part of the trail.
            own = sorted(members.keys() - {"issuer", "exported_at", "keys"})
            lines[place] = changed(lines[place], **{data.draw(st.sampled_from(own)): "x"})
    assert not isinstance(verdict(lines), Intact)


def test_the_newest_checkpoint_must_be_by_a_trusted_key() -> None:
    found = verify_export(LINES, verify_with, {OLD.thumbprint})
    assert found == BrokenCheckpoint(number=3, reason=CheckpointFlaw.UNSIGNED)


def test_a_whole_forged_export_is_not_trusted() -> None:
    forger = CheckpointKey()
    trail = a_trail(forger)
    header = Header(issuer=ISSUER, exported_at=NOW, keys=(forger.public, NEW.public))
    lines = list(json_lines(header, trail.checkpoints(), trail.records()))
    assert isinstance(verdict(lines), BrokenCheckpoint)


def test_an_export_without_checkpoints_proves_nothing() -> None:
    lines = [LINES[0], *LINES[FIRST_RECORD:]]
    assert verdict(lines) == BrokenCheckpoint(number=1, reason=CheckpointFlaw.ABSENT)


def test_an_older_checkpoint_by_an_unknown_key_is_named() -> None:
    trail = a_trail(CheckpointKey(), lanes=1)
    checkpoint(trail, NEW, NOW + 500)
    found = verdict(exported(trail))
    assert found == BrokenCheckpoint(number=1, reason=CheckpointFlaw.UNSIGNED)


def test_a_witness_from_outside_must_be_in_the_file() -> None:
    trail = rotated_trail()
    lines = exported(trail)
    checkpoint(trail, NEW, NOW + 560)
    witness = list(trail.checkpoints())[-1]
    found = verdict(lines, (witness,))
    assert isinstance(found, BrokenCheckpoint)
    assert found.number == 4


SELECTED = replace(HEADER, selection={"event": "code_replay"})


def selected(*numbers: int) -> list[str]:
    """An export of some records alone, by their places in the whole one."""
    records = list(rotated_trail().records())
    chosen = [records[number] for number in numbers]
    return list(json_lines(SELECTED, rotated_trail().checkpoints(), chosen))


def test_a_selection_says_that_it_is_one_and_that_each_record_is_sound() -> None:
    lines = selected(2, 9, 5)
    assert read_export(lines).header == SELECTED
    assert verify_export(lines, verify_with, {NEW.thumbprint}) == Sound(count=3, checkpoints=3)


SPOILED: dict[str, tuple[Callable[[list[str]], list[str]], Flaw]] = {
    "body": (lambda lines: with_record(lines, body="{}"), Flaw.BODY_CHANGED),
    "time": (lambda lines: with_record(lines, at=1), Flaw.ALTERED),
    "doubled": (lambda lines: with_record(lines, **json.loads(lines[5])), Flaw.REPEATED),
}


def with_record(lines: list[str], **members: object) -> list[str]:
    """The last record of the file has these members."""
    return [*lines[:-2], changed(lines[-2], **members), lines[-1]]


@pytest.mark.parametrize("case", SPOILED.values(), ids=SPOILED.keys())
def test_a_bad_record_of_a_selection_is_named(
    case: tuple[Callable[[list[str]], list[str]], Flaw],
) -> None:
    spoil, reason = case
    found = verify_export(spoil(selected(2, 9, 5)), verify_with, {NEW.thumbprint})
    assert isinstance(found, Broken)
    assert found.reason is reason


def test_a_rewritten_record_of_a_selection_contradicts_its_checkpoint() -> None:
    head = rotated_trail().heads()[1]
    place = [record.entry.sequence for record in rotated_trail().records()].index(head.sequence, 8)
    lines = selected(place)
    entry = json.loads(lines[-2])
    forged = Entry(
        lane=entry["lane"], sequence=entry["sequence"], at=entry["at"],
        body_hash=digest("{}"), previous=entry["previous"], link="",
    )  # fmt: skip
    lines = with_record(lines, body="{}", body_hash=forged.body_hash, link=link_of(forged))
    found = verify_export(lines, verify_with, {NEW.thumbprint})
    assert found == Broken(lane=2, sequence=head.sequence, reason=Flaw.CONTRADICTED)


def test_nobody_takes_a_selection_for_the_whole_trail(tmp_path: Path) -> None:
    """Neither by its header nor by the verifier that is printed."""
    done = run_procedure(tmp_path, selected(*range(16)))
    assert (done.returncode, done.stderr) == (1, "BROKEN: unknown format\n")
    bare = selected(2)
    whole = [changed(bare[0], format=json.loads(LINES[0])["format"]), *bare[1:]]
    assert verify_export(whole, verify_with, ()) == Malformed(
        line=1, reason="this line is no header of an-tin-audit-1"
    )


END = len(LINES) - 1
RECORD = LINES[FIRST_RECORD]
MALFORMED: dict[str, tuple[list[str], int]] = {
    "empty": ([], 1),
    "no header": (LINES[1:], 1),
    "other format": ([changed(LINES[0], format="x"), *LINES[1:]], 1),
    "keys are no objects": ([changed(LINES[0], keys=["x"]), *LINES[1:]], 1),
    "header only": (LINES[:1], 2),
    "cut after the checkpoints": (LINES[:FIRST_RECORD], FIRST_RECORD + 1),
    "cut in the records": (LINES[:-1], END + 1),
    "wrong count": ([*LINES[:-1], changed(LINES[-1], records=1)], END + 1),
    "more after the end": ([*LINES, RECORD], END + 2),
    "no JSON": ([*LINES[:FIRST_RECORD], "{", *LINES[FIRST_RECORD:]], FIRST_RECORD + 1),
    "no record": ([*LINES[:FIRST_RECORD], "{}", *LINES[FIRST_RECORD:]], FIRST_RECORD + 1),
    "truth for a number": (
        [*LINES[:FIRST_RECORD], changed(RECORD, lane=True), *LINES[FIRST_RECORD + 1 :]],
        FIRST_RECORD + 1,
    ),
}


@pytest.mark.parametrize("case", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_export_names_its_line(case: tuple[list[str], int]) -> None:
    lines, number = case
    found = verdict(lines)
    assert isinstance(found, Malformed)
    assert found.line == number
    with pytest.raises(MalformedExport, match=f"line {number}: "):
        list(read_export(lines).records)


@pytest.mark.parametrize("key", [{"kty": "EC", "d": "x"}, {"kty": "oct", "k": "x"}, {}])
def test_no_private_key_leaves_in_a_header(key: dict[str, object]) -> None:
    header = Header(issuer=ISSUER, exported_at=NOW, keys=(key,))
    with pytest.raises(ValueError, match="public keys only"):
        list(json_lines(header, [], []))


def test_thumbprints_are_those_of_rfc_7638() -> None:
    for key in (RSAKey.generate_key(2048), OKPKey.generate_key("Ed25519")):
        assert thumbprint(dict(key.as_dict(private=False))) == key.thumbprint()
    assert thumbprint(NEW.public) == NEW.thumbprint
    assert thumbprint({"kty": "oct"}) is None
    assert thumbprint({"kty": "EC", "crv": "P-256"}) is None


def run_procedure(folder: Path, lines: list[str]) -> subprocess.CompletedProcess[str]:
    """The verifier printed in the documentation, run on a file without the product."""
    found = re.search(r"```python\n(.*?)```", PROCEDURE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    (folder / "verify.py").write_text(found[1], encoding="utf-8")
    (folder / "export.jsonl").write_text("\n".join(lines) + "\n", encoding="ascii")
    (folder / "kept.jws").write_text(json.loads(LINES[3])["signed"], encoding="ascii")
    command = [sys.executable, "-I", "verify.py", "export.jsonl", NEW.thumbprint, "kept.jws"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_documented_procedure_accepts_an_honest_export(tmp_path: Path) -> None:
    done = run_procedure(tmp_path, LINES)
    assert (done.returncode, done.stdout) == (0, "INTACT: 16 records, 2 lanes, 3 checkpoints\n")


TAMPERED: dict[str, Callable[[list[str]], list[str]]] = {
    "changed": lambda lines: [*lines[:6], changed(lines[6], body="{}"), *lines[7:]],
    "deleted": lambda lines: lines[:6] + lines[7:],
    "truncated": lambda lines: [*lines[:-2], changed(lines[-1], records=15)],
    "without the kept checkpoint": lambda lines: lines[:3] + lines[4:],
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED.keys())
def test_the_documented_procedure_finds_a_tampering(
    tmp_path: Path, tamper: Callable[[list[str]], list[str]]
) -> None:
    done = run_procedure(tmp_path, tamper(LINES))
    assert done.returncode == 1
    assert done.stderr.startswith("BROKEN: ")
