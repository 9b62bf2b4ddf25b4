"""FactorName: what each kind of proof is called, in attempts, sessions, events and policies.

A passkey is a security key where the maker attests that it never leaves its hardware; one-time
messages and upstreams are named apart, so that a policy can bar one; a phone that approves a
sign-in on another screen is named by the level of its own. Next: `factors/__init__.py`.
"""

from typing import Literal

FactorName = Literal[
    "password",
    "totp",
    "recovery_code",
    "one_time_sms",
    "one_time_mail",
    "passkey",
    "security_key",
    "certificate",
    "upstream_1",
    "upstream_2",
    "upstream_3",
    "cross_device_1",
    "cross_device_2",
]
