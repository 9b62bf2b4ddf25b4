"""A crowd at the sign-in of a site: a queue before the hashing threads, as long as a test says."""

from idp.identity.waiting_room import WaitingRoom
from tests.support.site import Site


class Crowd:
    """New sign-ins at the site wait from now on; `places_taken` counts those that got a turn."""

    def __init__(self, site: Site) -> None:
        self.ahead = 20.0
        self.places_taken = 0
        object.__setattr__(site.provider, "waiting_room", WaitingRoom(self))

    def seconds_ahead(self) -> float:
        """How long the passwords before theirs will take."""
        return self.ahead

    def seconds_each(self) -> float:
        """How much longer each makes it."""
        self.places_taken += 1
        return 0.5
