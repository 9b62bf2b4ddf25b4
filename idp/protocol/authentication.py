"""Authentication: the fact that a person signed in. `identity/` makes it, `protocol/` reads it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """One living session, as the protocol may know it.

    `time` is the moment of the last proof (`auth_time`, seconds UTC); `level` the authentication
    level 1–4; `methods` the `amr` values (RFC 8176); `session` the session's internal id, stable
    through step-ups and never sent to anyone; `reachable_level` what this person could reach with
    the factors that are enrolled now; `absolute_end` the second at which the session ends for good.
    """

    account_id: str
    session: str
    time: int
    level: int
    methods: tuple[str, ...]
    reachable_level: int
    absolute_end: int
