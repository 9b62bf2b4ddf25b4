"""Which language a page speaks: the click of the person, the wish of the service, the browser.

Its catalogues: `translate.py`. Words of the domain: `idp/web/words.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import flask_babel
from flask import Flask, Response, g, has_request_context, request

from idp.clock import day_of, moment
from idp.web import sentences
from idp.web.translate import (
    DEFAULT_LANGUAGE,
    catalogue,
    current_language,
    forget_language,
    speak,
)

# In the order of the switch; names in their own language, so that everybody finds theirs.
LANGUAGES: Final[Mapping[str, str]] = {"vi": "Tiếng Việt", "en": "English"}
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
    flask_babel.Babel().init_app(
        application,
        default_locale=DEFAULT_LANGUAGE,
        locale_selector=lambda: _language_of_the_request(cookies),
    )
    speak(application)
    for language in LANGUAGES:
        catalogue(language)  # read now, and not by the first person
    application.jinja_env.filters.update(moment=moment, moment_day=day_of, day=day)
    application.jinja_env.globals.update(
        problem_words=sentences.problem_words,
        wait_words=sentences.wait_words,
        turn_words=sentences.turn_words,
    )
    application.context_processor(_switch)
    application.after_request(lambda response: _remember_click(response, cookies))


def prefer(ui_locales: str | None) -> None:
    """The rest of this request follows the `ui_locales` of the parked authorization request."""
    g.ui_locales = ui_locales
    forget_language()


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
