"""No query of a request reads a whole table, however large it grows (performance.md, growth)."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from idp.audit.events import ClockAccepted
from idp.audit.search import Sought, Turning
from idp.identity.applicant import LinkHash
from idp.identity.data_requests import DataRequest
from idp.identity.factors.recovery_code import RecoveryCodeHash
from idp.identity.happenings import Happening, Place
from idp.identity.notices import Notice
from idp.identity.ports import DeviceHash, SessionHash
from idp.identity.sent_proofs import SentProof
from idp.protocol.client import Client
from idp.protocol.consent import Consent
from idp.storage import Storage, Stores
from idp.storage.durable.engine import Statement
from idp.storage.durable.wording import Parameters, Wording, Wordings
from tests.storage.records import (
    NOW,
    a_code,
    a_grant,
    a_refresh_token,
    an_account,
    key_of,
    password_of,
)
from tests.storage.test_certificates import a_certificate
from tests.storage.test_identity_ports import a_session
from tests.storage.test_imports import IMPORT, POST, a_person, imported
from tests.storage.test_mandates import a_mandate
from tests.storage.test_organisations import MINISTRY
from tests.storage.test_passkeys import a_passkey
from tests.storage.test_recovery_ports import a_recovery
from tests.storage.test_registrations import a_lock, a_registration
from tests.storage.test_session_policies import LONG as LENGTHS
from tests.storage.worlds import (
    ORIGIN,
)

GRANT = a_grant()
CODE = a_code(GRANT)
TOKEN = a_refresh_token(GRANT)
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
NOTICE = Notice(id="n", account_id="khai", kind="k", facts={}, created_at=NOW)
CERTIFICATE = a_certificate()
MANDATE = a_mandate(id="m", accepted_at=None)
PROOF = SentProof(
    key="key", kind="not_me", account_id="khai", hash="h", created_at=NOW, expires_at=NOW + 9
)
REQUEST = DataRequest(id="r", account_id="khai", kind="erase", told="", asked_at=NOW)
HAPPENING = Happening(id="h", account_id="khai", topic="sign_in", kind="signed_in", at=NOW)
PASSKEY = a_passkey()
HASH = SessionHash("hash-of-session-1")

REQUESTS: tuple[Callable[[Stores], object], ...] = (
    lambda s: s.accounts.add(an_account("khai"), [("username", key_of("a"))], password_of("a")),
    lambda s: s.accounts.get("khai"),
    lambda s: s.accounts.account_id_of(key_of("a")),
    lambda s: s.accounts.set_attributes("khai", {}, NOW),
    lambda s: s.accounts.set_language("khai", "vi"),
    lambda s: s.accounts.set_identifier("khai", "email", key_of("e")),
    lambda s: s.credentials.set_one_time_messages("khai", "sms", on=True, at=NOW),
    lambda s: s.credentials.set_one_time_messages("khai", "sms", on=False, at=NOW),
    lambda s: s.credentials.by_identifier(key_of("a")),
    lambda s: s.credentials.by_account("khai"),
    lambda s: s.credentials.set_password("khai", password_of("b"), NOW),
    lambda s: s.credentials.set_totp("khai", b"seed", 1, NOW),
    lambda s: s.credentials.accept_totp_step("khai", 2),
    lambda s: s.credentials.count_totp_failure("khai", 100),
    lambda s: s.credentials.remove_totp("khai"),
    lambda s: s.recovery_codes.replace("khai", [RecoveryCodeHash("c")], NOW),
    lambda s: s.recovery_codes.is_living("khai", RecoveryCodeHash("c")),
    lambda s: s.recovery_codes.remaining("khai"),
    lambda s: s.recovery_codes.spend("khai", RecoveryCodeHash("c"), NOW),
    lambda s: s.recoveries.add(a_recovery()),
    lambda s: s.recoveries.get("r1"),
    lambda s: s.recoveries.by_link("l"),
    lambda s: s.recoveries.by_cancel("c"),
    lambda s: s.recoveries.proposed(NOW),
    lambda s: s.recoveries.change(a_recovery()),
    lambda s: s.recoveries.forget_links("khai", ("proving",), "r1"),
    lambda s: s.failure_counts.get("k"),
    lambda s: s.failure_counts.reserve("k", 0, NOW),
    lambda s: s.failure_counts.reserve("k", 1, NOW),
    lambda s: s.failure_counts.add("k", NOW),
    lambda s: s.failure_counts.reset("k"),
    lambda s: s.sessions.add(a_session()),
    lambda s: s.sessions.by_hash(HASH),
    lambda s: s.sessions.rise(
        "session-1", old=HASH, new=HASH, level=2, methods=(), factors=(), at=NOW
    ),
    lambda s: s.sessions.touch("session-1", last_seen_at=NOW, idle_end=NOW),
    lambda s: s.sessions.of_account("khai", NOW),
    lambda s: s.sessions.end("session-1", "signed_out", NOW),
    lambda s: s.devices.is_known("khai", DeviceHash("d"), NOW),
    lambda s: s.devices.keep("khai", DeviceHash("d"), NOW + 9, NOW),
    lambda s: s.devices.keep("khai", DeviceHash("d"), NOW + 9, NOW),
    lambda s: s.devices.forget_all("khai"),
    lambda s: s.outbox.add("m", b"sealed", NOW),
    lambda s: s.sent_proofs.put(PROOF),
    lambda s: s.sent_proofs.find("key"),
    lambda s: s.sent_proofs.spend(PROOF, NOW),
    lambda s: s.passkeys.hold("khai"),
    lambda s: s.passkeys.add(PASSKEY),
    lambda s: s.passkeys.by_credential(PASSKEY.credential_id),
    lambda s: s.passkeys.of_account("khai"),
    lambda s: s.passkeys.use("k1", 1, NOW),
    lambda s: s.passkeys.rename("khai", "k1", "n"),
    lambda s: s.passkeys.remove("khai", "k1"),
    lambda s: s.notices.add(NOTICE),
    lambda s: s.notices.unseen("khai"),
    lambda s: s.notices.dismiss("khai", "n", NOW),
    lambda s: s.certificates.hold("khai"),
    lambda s: s.certificates.add(CERTIFICATE),
    lambda s: s.certificates.of_certificate("i", "1f"),
    lambda s: s.certificates.of_account("khai"),
    lambda s: s.certificates.use("c1", NOW),
    lambda s: s.certificates.remove("khai", "c1"),
    lambda s: s.data_requests.add(REQUEST),
    lambda s: s.data_requests.get("r"),
    lambda s: s.data_requests.of_account("khai"),
    lambda s: s.data_requests.end(REQUEST),
    lambda s: s.history.add(HAPPENING, NOW),
    lambda s: s.history.of_account("khai", "sign_in"),
    lambda s: s.history.of_account("khai", "sign_in", before=Place(at=NOW, id="h")),
    lambda s: s.grants.add(GRANT),
    lambda s: s.grants.standing(GRANT.id, "jti"),
    lambda s: s.grants.standing(GRANT.id, "jti", with_claims=True),
    lambda s: s.grants.machine_standing("portal", "jti"),
    lambda s: s.grants.of_session("session-1"),
    lambda s: s.codes.add(CODE),
    lambda s: s.codes.find(CODE.hash),
    lambda s: s.codes.consume(CODE.hash, "redeemed", NOW),
    lambda s: s.codes.mark_replayed(CODE.hash, NOW),
    lambda s: s.refresh_tokens.add(TOKEN),
    lambda s: s.refresh_tokens.find(TOKEN.hash),
    lambda s: s.refresh_tokens.touch(TOKEN.hash, NOW, NOW),
    lambda s: s.refresh_tokens.spend(TOKEN.hash, NOW),
    lambda s: s.refresh_tokens.mark_reused(TOKEN.hash, NOW),
    lambda s: s.grants.end_of_session("session-1", keep_offline=True, reason="r", at=NOW),
    lambda s: s.grants.end_of_session("session-1", keep_offline=False, reason="r", at=NOW),
    lambda s: s.grants.end_of_client_and_account("portal", "khai", "r", NOW),
    lambda s: s.grants.end_of_account("khai", "r", NOW),
    lambda s: s.grants.end_of_client("portal", "r", NOW),
    lambda s: s.grants.end_of_mandate("m", "r", NOW),
    lambda s: s.mandates.add(MANDATE),
    lambda s: s.mandates.get("m"),
    lambda s: s.mandates.held_by("khai"),
    lambda s: s.mandates.given_for("0100233488"),
    lambda s: s.mandates.organisation("0100233488"),
    lambda s: s.mandates.accept("m", "khai", NOW),
    lambda s: s.mandates.end("m", "r", NOW),
    lambda s: s.grants.end(GRANT.id, "r", NOW),
    lambda s: s.denied_tokens.deny("jti", NOW),
    lambda s: s.consents.keep(CONSENT),
    lambda s: s.consents.of("khai", "portal"),
    lambda s: s.consents.services_of("khai"),
    lambda s: s.consents.withdraw("khai", "portal", NOW),
    lambda s: s.subjects.keep("a.vn", "khai", "sub"),
    lambda s: s.subjects.account_of("a.vn", "sub"),
    lambda s: s.people.get("khai"),
    lambda s: s.roles.of_account("khai", NOW),
    lambda s: s.roles.living("auditor", NOW),
    lambda s: s.repeats.get("k", NOW),
    lambda s: s.organisations.line("G14"),
    lambda s: s.organisations.add(MINISTRY, NOW),
    lambda s: s.organisations.get("G14"),
    lambda s: s.organisations.find("000.00.00.G14"),
    lambda s: s.organisations.add_alias("G14", "G14.A", NOW),
    lambda s: s.organisations.change(MINISTRY, NOW),
    lambda s: s.organisations.hold(),
    lambda s: s.organisations.end_posts("G14", NOW),
    lambda s: s.organisations.posts("G14", NOW),
    lambda s: s.organisations.extent("G14"),
    lambda s: s.organisations.children(None, "G14"),
    lambda s: s.organisations.children("G14", "G14"),
    lambda s: s.organisations.below("G14", "G14"),
    lambda s: s.organisations.named("bo", "G14"),
    lambda s: s.organisations.history("G14"),
    lambda s: s.session_policies.choose("G14", LENGTHS, NOW),
    lambda s: s.logouts.add(client_id="portal", subject="s", sid="x", at=NOW),
    lambda s: s.client_rows.add(Client(client_id="portal", name="p"), NOW),
    lambda s: s.client_rows.get("portal"),
    lambda s: s.client_rows.after("portal"),
    lambda s: s.audience_rows.get("https://hub.example"),
    lambda s: s.facts.keep("issuer", "https://issuer.example"),
    lambda s: s.accounts.set_level("khai", 1, NOW),
    lambda s: s.registrations.add(a_registration()),
    lambda s: s.registrations.get("r1"),
    lambda s: s.registrations.by_link(LinkHash("l")),
    lambda s: s.registrations.change(a_registration(), a_registration()),
    lambda s: s.registrations.of_guardian(key_of("g")),
    lambda s: s.registrations.for_review(),
    lambda s: s.locks.add(a_lock()),
    lambda s: s.locks.get("l1"),
    lambda s: s.locks.change(a_lock(), a_lock()),
    lambda s: s.locks.of_account("khai"),
    lambda s: s.locks.due(NOW),
    # No request, but no import or export may slow requests down either.
    lambda s: s.imports.add(IMPORT),
    lambda s: s.imports.of_file("d", "/people.csv"),
    lambda s: s.imports.advance(IMPORT, IMPORT),
    lambda s: s.imports.taken([key_of("a")]),
    lambda s: s.imports.add_people("i1", imported(s.imports.sealed, a_person("an", POST))),
    lambda s: s.imports.made("i1", 0, 9),
    lambda s: s.directory.after("", None, None),
    lambda s: s.directory.after("", "official", "G14"),
    lambda s: s.names.found([1, 2], "G14", after="", most=9),
    lambda s: s.proposals.of("an", 9),
    lambda s: s.proposals.withdraw("p", "an", NOW),
    lambda s: s.names.file_some_of_before(),
    lambda s: s.trail.file(),
    lambda s: s.trail.found(Sought(person="khai", event="e"), Turning()),
)
"""Everything that a request of a person or a client may ask for."""

READ_TOGETHER: tuple[Callable[[Stores], object], ...] = (
    lambda s: s.grants.standing("g", "jti", with_claims=True),
    lambda s: s.codes.find(CODE.hash),
    lambda s: s.refresh_tokens.find(TOKEN.hash),
    lambda s: s.credentials.by_identifier(key_of("a")),
    lambda s: s.sessions.by_hash(HASH),
    lambda s: s.mandates.get("m"),
    lambda s: s.mandates.held_by("khai"),
    lambda s: s.trail.file(),
)

# A recursive query walks the rows it has just found; that is no table.
WALKED = re.compile(r"\bSCAN (line|below|lanes|CONSTANT ROW)|CTE Scan|WorkTable Scan")
WHOLE = re.compile(r"\bSCAN\b|Seq Scan")


@pytest.fixture(name="heard")
def _heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Every statement from now on, with parameters, as the driver gets them."""
    heard: list[tuple[str, Any]] = []
    wording_of = Wordings.of

    def listen(wordings: Wordings, statement: Statement, parameters: Parameters) -> Wording:
        wording = wording_of(wordings, statement, parameters)
        heard.append((wording.text, wording.values(parameters)))
        return wording

    monkeypatch.setattr(Wordings, "of", listen)
    return heard


@pytest.fixture(name="asked")
def _asked(storage: Storage, heard: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The statements of all requests."""
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        for request in REQUESTS:
            request(stores)
        work.record(ClockAccepted(latest=1, accepted=1))
        work.commit()
    for act in (
        lambda: storage.ephemeral.put("room", "a", b"1", 60),
        lambda: storage.ephemeral.put_once("room", "a", b"1", 60),
        lambda: storage.ephemeral.get("room", "a"),
        lambda: storage.ephemeral.swap("room", "a", b"1", b"2", ttl=60),
        lambda: storage.ephemeral.pop("room", "a"),
        lambda: storage.ephemeral.count("room", "a", 60),
        lambda: storage.ephemeral.counted("room", "a"),
        lambda: storage.ephemeral.drop("room", "a"),
        lambda: storage.vault.version(),
        lambda: storage.jobs.claim("logout", NOW, lease=1),
    ):
        act()
    return list(heard)


def test_no_request_reads_a_whole_table(storage: Storage, asked: list[tuple[str, Any]]) -> None:
    explain = "EXPLAIN QUERY PLAN " if storage.database.is_sqlite else "EXPLAIN "
    found: list[str] = []
    with storage.database.engine.connect() as connection:
        if not storage.database.is_sqlite:
            # Small tables are read whole by choice; the question is whether an index would serve.
            connection.exec_driver_sql("SET enable_seqscan = off")
            connection.exec_driver_sql("SET enable_bitmapscan = off")
        for statement, values in asked:
            if not statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
                continue
            given = tuple(values) if isinstance(values, list) else values
            plan = connection.exec_driver_sql(explain + statement, given).all()
            lines = [str(column) for row in plan for column in row]
            found += [
                f"{line}  ←  {statement}"
                for line in lines
                if WHOLE.search(line) and not WALKED.search(line)
            ]
        if not storage.database.is_sqlite:
            connection.exec_driver_sql("RESET ALL")
    assert len(asked) > 70
    assert found == []


def test_what_is_read_together_is_one_statement(
    storage: Storage, heard: list[tuple[str, Any]]
) -> None:
    for request in READ_TOGETHER:
        heard.clear()
        with storage.work(ORIGIN) as work:
            request(storage.bind(work))
            work.commit()
        assert len(heard) == 1
