"""Which language a page speaks, and its catalogues, read once from .po files at start.

English message ids; nothing is compiled to disk. Words of the domain: `idp/web/words.py`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import flask_babel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, Response, g, has_request_context, request

from idp.clock import moment
from idp.web import sentences

# In the order of the switch; names in their own language, so that everybody finds theirs.
LANGUAGES: Final[Mapping[str, str]] = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT_LANGUAGE: Final = "vi"
LOCALES: Final = Path(__file__).parent / "locales"
SWITCH_PARAMETER: Final = "language"
# Whoever put one of these into an address does not find it again on our page (I-18).
NEVER_REPEATED: Final = frozenset(
    {
        "id_token_hint", "code", "code_verifier", "token", "access_token", "refresh_token",
        "client_secret", "client_assertion", "password", "otp", "csrf", "proof", "ticket",
        SWITCH_PARAMETER,
    }
)  # fmt: skip
# Seconds. A click beats the wish of a service for as long as a sign-in lives, then it is a habit.
CLICK_LIFETIME: Final = 30 * 60
HABIT_LIFETIME: Final = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCookies:
    """The two cookies of the switch: the click of this half hour and the habit of a year."""

    clicked: str = "__Host-language-now"
    habit: str = "__Host-language"
    secure: bool = True


def chosen_language(
    *,
    clicked: str | None,
    ui_locales: str | None,
    habit: str | None,
    accepted: Iterable[str],
) -> str:
    """The first language we speak: click, service's wish (OIDC Core §3.1.2.1), habit, browser."""
    wishes = (
        (clicked or "",),
        (ui_locales or "").split(),
        (habit or "",),
        accepted,
    )
    for wish in wishes:
        spoken = _first_spoken(wish)
        if spoken is not None:
            return spoken
    return DEFAULT_LANGUAGE


def install(application: Flask, *, cookies: LanguageCookies) -> None:
    """Every page of `application` is in the chosen language; a click on the switch is kept."""
    babel = flask_babel.Babel()
    babel.init_app(
        application,
        default_locale=DEFAULT_LANGUAGE,
        locale_selector=lambda: _language_of_the_request(cookies),
    )
    with application.app_context():
        domain = babel.domain_instance
        for language in LANGUAGES:
            domain.cache[language, domain.domain[0]] = catalogue(language)
    application.jinja_env.filters.update(moment=moment, day=day)
    application.jinja_env.globals.update(
        problem_words=sentences.problem_words,
        wait_words=sentences.wait_words,
        turn_words=sentences.turn_words,
    )
    application.context_processor(_switch)
    application.after_request(lambda response: _remember_click(response, cookies))


@cache
def catalogue(language: str) -> Translations:
    """The messages of `locales/<language>.po`, ready to use; fuzzy ones are left out."""
    with (LOCALES / f"{language}.po").open("rb") as source:
        messages = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def prefer(ui_locales: str | None) -> None:
    """The rest of this request follows the `ui_locales` of the parked authorization request."""
    g.ui_locales = ui_locales
    flask_babel.refresh()


def current_language() -> str:
    """The language of this request, `vi` or `en`; the default outside a request."""
    return str(flask_babel.get_locale() or DEFAULT_LANGUAGE)


def day(iso: str) -> str:
    """An ISO 8601 date as dd/mm/yyyy; an incomplete one (OIDC Core §5.1) loses what it lacks."""
    return "/".join(reversed(iso.split("-")))


def _language_of_the_request(cookies: LanguageCookies) -> str:
    if not has_request_context():
        return DEFAULT_LANGUAGE
    return chosen_language(
        clicked=_clicked_now() or request.cookies.get(cookies.clicked),
        ui_locales=g.get("ui_locales") or request.args.get("ui_locales"),
        habit=request.cookies.get(cookies.habit),
        accepted=[tag for tag, quality in request.accept_languages if quality > 0],
    )


def _first_spoken(tags: Iterable[str]) -> str | None:
    for tag in tags:
        primary = tag.replace("_", "-").split("-")[0].lower()
        if primary in LANGUAGES:
            return primary
    return None


def _clicked_now() -> str | None:
    clicked = request.args.get(SWITCH_PARAMETER)
    return clicked if request.method == "GET" and clicked in LANGUAGES else None


def _switch() -> dict[str, str]:
    language = current_language()
    other = next(code for code in LANGUAGES if code != language)
    return {
        "language": language,
        "other_language": other,
        "other_language_name": LANGUAGES[other],
        "other_language_url": _same_page_in(other),
    }


def _same_page_in(language: str) -> str:
    if not has_request_context():
        return ""
    said = request.args.items(multi=True)
    kept = [(name, value) for name, value in said if name not in NEVER_REPEATED]
    return "?" + urlencode([*kept, (SWITCH_PARAMETER, language)])


def _remember_click(response: Response, cookies: LanguageCookies) -> Response:
    clicked = _clicked_now()
    if clicked is not None:
        for name, lifetime in ((cookies.clicked, CLICK_LIFETIME), (cookies.habit, HABIT_LIFETIME)):
            response.set_cookie(
                name,
                clicked,
                max_age=lifetime,
                secure=cookies.secure,
                httponly=True,
                samesite="Lax",
            )
    return response
