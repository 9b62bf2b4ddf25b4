"""Every table of the database: importing this fills `metadata`, for migrations and checks."""

from typing import Final

from sqlalchemy import Table

from idp.storage.durable.accounts import accounts, identifiers
from idp.storage.durable.audiences import audiences
from idp.storage.durable.certificates import certificates
from idp.storage.durable.client_notes import client_errors, client_uses
from idp.storage.durable.clients import clients
from idp.storage.durable.codes import codes
from idp.storage.durable.consents import consents
from idp.storage.durable.data_requests import data_requests
from idp.storage.durable.denied_tokens import denied_tokens
from idp.storage.durable.devices import devices
from idp.storage.durable.emergencies import emergencies
from idp.storage.durable.factor_policies import factor_policies
from idp.storage.durable.facts import facts
from idp.storage.durable.failure_counts import failure_counts
from idp.storage.durable.former_passwords import former_passwords
from idp.storage.durable.grants import grants
from idp.storage.durable.highest_time import highest_time
from idp.storage.durable.history import history
from idp.storage.durable.imports import imported_accounts, imports
from idp.storage.durable.jobs import jobs
from idp.storage.durable.locks import locks
from idp.storage.durable.mandates import mandates
from idp.storage.durable.name_rows import named, names
from idp.storage.durable.notices import notices
from idp.storage.durable.organisation_past import organisation_past
from idp.storage.durable.organisation_rows import organisation_codes, organisations
from idp.storage.durable.organisation_words import organisation_words
from idp.storage.durable.passkeys import passkeys
from idp.storage.durable.password_rules import password_policies
from idp.storage.durable.posts import posts
from idp.storage.durable.proposals import proposals
from idp.storage.durable.recoveries import recoveries
from idp.storage.durable.recovery_codes import recovery_codes
from idp.storage.durable.refresh_tokens import refresh_tokens
from idp.storage.durable.registrations import registrations
from idp.storage.durable.repeats import repeats
from idp.storage.durable.roles import roles
from idp.storage.durable.sealed_keys import sealed_keys, vault
from idp.storage.durable.sent_proofs import sent_proofs
from idp.storage.durable.session_policies import session_policies
from idp.storage.durable.sessions import sessions
from idp.storage.durable.short_lived import short_lived
from idp.storage.durable.subjects import subjects
from idp.storage.durable.trail import trail_checkpoints, trail_heads
from idp.storage.durable.trail_rows import trail_files, trail_records
from idp.storage.durable.upstream_links import upstream_links
from idp.storage.durable.versions import versions

TABLES: Final[tuple[Table, ...]] = (
    accounts,
    named,
    names,
    identifiers,
    passkeys,
    upstream_links,
    posts,
    repeats,
    roles,
    organisations,
    organisation_codes,
    organisation_words,
    organisation_past,
    sessions,
    devices,
    notices,
    sent_proofs,
    recovery_codes,
    recoveries,
    certificates,
    failure_counts,
    clients,
    client_errors,
    client_uses,
    audiences,
    grants,
    codes,
    refresh_tokens,
    denied_tokens,
    consents,
    subjects,
    proposals,
    emergencies,
    mandates,
    jobs,
    vault,
    sealed_keys,
    trail_heads,
    trail_records,
    trail_files,
    trail_checkpoints,
    short_lived,
    versions,
    highest_time,
    facts,
    password_policies,
    factor_policies,
    session_policies,
    former_passwords,
    registrations,
    locks,
    history,
    data_requests,
    imports,
    imported_accounts,
)
