"""The provider's own API among the resource servers: it is there, and nobody can take its place."""

from collections.abc import Sequence

from idp.administration.ports import AudienceRegistry
from idp.protocol.ports import Audience, Audiences


class KnownAudiences:
    """`idp.protocol.ports.Audiences`, with the provider's own."""

    __slots__ = ("_others", "_own")

    def __init__(self, own: Audience, others: Audiences) -> None:
        """Ask the others for everything else."""
        self._own = own
        self._others = others

    def get(self, uri: str) -> Audience | None:
        """The audience registered under exactly this URI."""
        return self._own if uri == self._own.uri else self._others.get(uri)


class RegisteredAudiences:
    """`idp.administration.ports.AudienceRegistry`, with the provider's own."""

    __slots__ = ("_others", "_own")

    def __init__(self, own: Audience, others: AudienceRegistry) -> None:
        """Ask the others for everything else."""
        self._own = own
        self._others = others

    def get(self, uri: str) -> Audience | None:
        """The audience as it stands in this transaction."""
        return self._own if uri == self._own.uri else self._others.get(uri)

    def all(self) -> Sequence[Audience]:
        """Every audience, by URI."""
        return sorted((self._own, *self._others.all()), key=lambda one: one.uri)

    def add(self, audience: Audience, at: int) -> bool:
        """It is registered; False when the URI is taken."""
        return audience.uri != self._own.uri and self._others.add(audience, at)
