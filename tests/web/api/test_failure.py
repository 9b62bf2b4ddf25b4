"""When something breaks: the documented answer, nothing done, nothing told of the inside (I-21)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from idp.audit.events import Origin
from idp.identity.ports import StoreUnavailable
from idp.provider import Provider, Remembering, Unit
from idp.web.application import create_web
from tests.support.api import Api, api_of, codes_of
from tests.support.site import Site, open_site


class Lost:
    """A storage that answers until its database is lost: at once, or as it commits."""

    def __init__(self, inner: Remembering, *, commits_only: bool) -> None:
        self._inner = inner
        self._commits_only = commits_only

    @contextmanager
    def unit(self, provider: Provider, origin: Origin) -> Iterator[Unit]:
        if not self._commits_only:
            raise StoreUnavailable("lost")
        with self._inner.unit(provider, origin) as unit:
            yield cast(Unit, _LostAtTheEnd(unit))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _LostAtTheEnd:
    def __init__(self, inner: Unit) -> None:
        self._inner = inner

    def commit(self) -> None:
        raise StoreUnavailable("lost")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def _losing(api: Api, *, commits_only: bool) -> Api:
    """The same site, whose application has lost its database."""
    provider = api.site.provider
    lost = cast(Remembering, Lost(provider.remembering, commits_only=commits_only))
    # What the doors ask of it when they are made is answered before it is lost.
    application = create_web(provider)
    losing = replace(provider, remembering=lost)
    doors: Any = application.wsgi_app
    doors._application._application.mounts["/api"] = _api(losing)
    site = Site(provider=provider, application=application, clock=api.site.clock)
    return replace(api, officials=replace(api.officials, site=site))


def _api(provider: Provider) -> object:
    from idp.web.api.application import create_api

    return create_api(provider)


def test_a_database_that_is_lost_is_a_503_and_nothing_is_done(api: Api) -> None:
    """RE-02, I-15: also where a refusal was to be recorded."""
    body = {"username": "an", "role": "approver"}
    for commits_only in (False, True):
        losing = _losing(api, commits_only=commits_only)
        token = api.token("an")
        asked = losing.post("/roles/grants", token, json=body)
        odd = losing.post("/roles/grants", token, json={**body, "sub": "x"})
        for answer in (asked, odd):
            assert codes_of(answer) == (503, "temporarily_unavailable")
            assert answer.headers["Retry-After"] == "5"
    assert api.get("/approvals", api.token("an")).get_json()["proposals"] == []


def test_a_crash_tells_a_number_and_nothing_else(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    api = api_of(site)
    token = api.token("an")
    api.officials.proposed_grant("chi", "auditor")
    assert api.get("/approvals", token).status_code == 200
    with sqlite3.connect(tmp_path / "idp.db") as database:
        database.execute("UPDATE proposals SET payload = 'a secret of the inside'")
    answer = api.get("/approvals", token)
    assert codes_of(answer) == (500, "server_error")
    assert answer.get_json()["detail"].startswith("Incident ")
    assert "secret" not in answer.text
    site.provider.close()
