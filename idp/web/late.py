"""An application that is imported and made when the first request for it comes, once."""

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any, Final

from idp.provider import Provider
from idp.web.ready_bytes import Application, StartResponse


class Late:
    """WSGI in place of an application that costs too much for every start."""

    def __init__(self, make: Callable[[], Application]) -> None:
        """`make` imports what it needs by itself."""
        self._make: Final = make
        self._making: Final = Lock()
        self._made: Application | None = None

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer by the application; who comes while it is made waits."""
        return self.application()(environ, start_response)

    def application(self) -> Application:
        """Return it, made now if nobody came before."""
        if self._made is None:
            with self._making:
                if self._made is None:
                    self._made = self._make()
        return self._made


def late_api(provider: Provider) -> Late:
    """Return the API of officials' programs."""

    def make() -> Application:
        from idp.web.api.application import create_api

        return create_api(provider)

    return Late(make)
