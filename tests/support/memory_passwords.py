"""`PasswordRules` and `BreachedPasswords` in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from idp.identity.password_ports import Duties
from idp.identity.ports import PasswordHash
from tests.support.memory_people import People


@dataclass(slots=True)
class MemoryPasswordRules:
    """`PasswordRules`; `above` is the tree of organisations, `administrators` who hold roles."""

    people: People
    above: dict[str, str] = field(default_factory=dict)
    administrators: set[str] = field(default_factory=set)
    chosen: dict[str, str] = field(default_factory=dict)
    replaced: dict[str, list[tuple[int, PasswordHash]]] = field(default_factory=dict)

    def duties_of(self, account_id: str, now: int) -> Duties:
        account = self.people.accounts.get(account_id)
        living = [
            self.duties_in(post.organisation)
            for post in (() if account is None else account.posts)
            if post.since <= now and (post.until is None or now < post.until)
        ]
        return Duties(
            presets=tuple(preset for one in living for preset in one.presets),
            organisations=tuple(name for one in living for name in one.organisations),
            administers=account_id in self.administrators,
            changed_at=self.people.password_at.get(account_id, 0),
        )

    def duties_in(self, organisation: str) -> Duties:
        place: str | None = organisation
        while place is not None and place not in self.chosen:
            place = self.above.get(place)
        presets = () if place is None else (self.chosen[place],)
        return Duties(presets=presets, organisations=(organisation,))

    def choose(self, organisation: str, preset: str, at: int) -> bool:
        assert at >= 0
        if self.chosen.get(organisation) == preset:
            return False
        self.chosen[organisation] = preset
        return True

    def former(self, account_id: str, most: int) -> Sequence[PasswordHash]:
        latest = sorted(self.replaced.get(account_id, ()), reverse=True)
        return [password for _, password in latest[:most]]

    def keep_former(self, account_id: str, password: PasswordHash, at: int, *, most: int) -> None:
        kept = [*self.replaced.get(account_id, ()), (at, password)]
        self.replaced[account_id] = sorted(kept)[-most:]


@dataclass(slots=True)
class MemoryBreachedPasswords:
    """`BreachedPasswords`."""

    passwords: set[str] = field(default_factory=set)

    def holds(self, password: str) -> bool:
        return password in self.passwords
