"""What was wrong with a client's requests is counted: bounded, without a word of theirs (I-19)."""

from idp.administration.client_ports import ClientError, ClientUse, ErrorKind
from idp.administration.client_tally import MOST_KINDS, MOST_USES, OTHER, ClientTally, Noted
from idp.protocol.errors import ProtocolError, Unanswerable

NOW = 1_800_000_000  # the first second of a minute
WRONG = ProtocolError("invalid_grant", "The grant is invalid.", parameter="code", reason="unknown")


def kinds(noted: Noted | None) -> list[tuple[str, str, int]]:
    assert noted is not None
    return [(one.kind.client_id, one.kind.parameter, one.count) for one in noted.errors]


def test_what_was_wrong_is_told_once_the_minute_is_over() -> None:
    tally = ClientTally()
    for at in (NOW, NOW + 59):
        tally.count_error("portal", "/token", WRONG, at)
    tally.note_use("portal", "tokens", NOW + 30)
    tally.note_use("portal", "tokens", NOW + 31)
    assert tally.taken(NOW + 59) is None
    kind = ErrorKind(
        client_id="portal", day="2027-01-15", endpoint="/token", error="invalid_grant",
        parameter="code", reason="unknown",
    )  # fmt: skip
    assert tally.taken(NOW + 60) == Noted(
        errors=(ClientError(kind=kind, count=2, last_at=NOW + 59),),
        uses=(ClientUse(client_id="portal", what="tokens", last_at=NOW + 31),),
    )
    assert tally.taken(NOW + 120) is None


def test_a_name_that_we_do_not_read_is_not_repeated() -> None:
    """Somebody could write anything there."""
    tally = ClientTally()
    for parameter in ("state", "<script>", None):
        wrong = Unanswerable("invalid_request", "repeated", parameter=parameter)
        tally.count_error("portal", "/authorize", wrong, NOW)
    assert kinds(tally.taken(NOW + 60)) == [
        ("portal", "state", 1), ("portal", OTHER, 1), ("portal", "", 1),
    ]  # fmt: skip


def test_a_silent_request_that_needs_a_person_is_not_wrong() -> None:
    tally = ClientTally()
    for code in ("login_required", "consent_required", "interaction_required"):
        tally.count_error("portal", "/authorize", ProtocolError(code, "A person."), NOW)
    assert tally.taken(NOW + 60) is None


def test_a_flood_fills_the_bounds_and_no_more() -> None:
    tally = ClientTally()
    for number in range(2 * max(MOST_KINDS, MOST_USES)):
        tally.count_error(f"c{number}", "/token", WRONG, NOW)
        tally.note_use(f"c{number}", "jwks", NOW)
    tally.note_use("portal", "tokens", NOW)  # whoever names clients at the keys leaves room here
    tally.count_error("c0", "/token", WRONG, NOW)
    noted = tally.taken(NOW + 60)
    assert noted is not None
    assert len(noted.errors) == MOST_KINDS
    assert len(noted.uses) == MOST_USES + 1
    assert kinds(noted)[0] == ("c0", "code", 2)


def test_what_could_not_be_written_counts_with_what_comes() -> None:
    tally = ClientTally()
    tally.count_error("portal", "/token", WRONG, NOW)
    tally.note_use("portal", "tokens", NOW)
    noted = tally.taken(NOW + 60)
    assert noted is not None
    tally.count_error("portal", "/token", WRONG, NOW + 61)
    tally.put_back(noted)
    again = tally.taken(NOW + 120)
    assert kinds(again) == [("portal", "code", 2)]
    assert again is not None
    assert again.errors[0].last_at == NOW + 61
    assert again.uses == noted.uses
