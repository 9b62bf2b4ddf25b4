"""Context: everything a rule of identity may know beside the request. One per request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from idp.identity.applicant import Registrations
from idp.identity.assurance import DEFAULT_POLICY, Policy
from idp.identity.certificate_ports import BoundCertificates
from idp.identity.data_requests import DataRequests
from idp.identity.devices import Devices
from idp.identity.elsewhere import Links, Upstream
from idp.identity.factors.password import Hashing
from idp.identity.happenings import History
from idp.identity.key_models import KeyModel
from idp.identity.lock import Locks
from idp.identity.mandate_register import MandateRegister
from idp.identity.messages import Channel, Outbox
from idp.identity.notices import Notices
from idp.identity.passkey_ports import Passkeys
from idp.identity.password_ports import BreachedPasswords, PasswordRules
from idp.identity.ports import Accounts, CredentialStore, Ephemeral, Sessions
from idp.identity.recovery_ports import Recoveries, RecoveryCodes
from idp.identity.sent_proofs import SentProofs
from idp.identity.throttle_ports import FailureCounts, SourceLimits
from idp.protocol.context import Context as ProtocolContext
from idp.protocol.ports import Record
from keys import Custody


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The present second, the keys, the ports and the hashing threads; reached for by nobody.

    `reachable` are the channels that this installation can send messages on.
    `protocol` serves only to end what hangs on a session and to tell the clients.
    """

    now: int
    custody: Custody
    accounts: Accounts
    credentials: CredentialStore
    passwords: PasswordRules
    breached: BreachedPasswords
    failure_counts: FailureCounts
    source_limits: SourceLimits
    sessions: Sessions
    devices: Devices
    notices: Notices
    certificates: BoundCertificates
    history: History
    data_requests: DataRequests
    mandates: MandateRegister
    registrations: Registrations
    locks: Locks
    outbox: Outbox
    sent_proofs: SentProofs
    reachable: frozenset[Channel]
    passkeys: Passkeys
    recovery_codes: RecoveryCodes
    recoveries: Recoveries
    links: Links
    ephemeral: Ephemeral
    hashing: Hashing
    record: Record
    protocol: ProtocolContext
    policy: Policy = DEFAULT_POLICY
    key_models: tuple[KeyModel, ...] = ()
    upstreams: Mapping[str, Upstream] = field(default_factory=dict)
