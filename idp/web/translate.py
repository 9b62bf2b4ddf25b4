"""The words of a message in the language of the request, from catalogues read once from .po files.

English message ids; nothing is compiled to disk. `marked` names a message in a table of constants;
`gettext` translates it when a page is made.
"""

from __future__ import annotations

import io
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Final

import flask_babel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, g, has_app_context

LOCALES: Final = Path(__file__).parent / "locales"
DEFAULT_LANGUAGE: Final = "vi"


@cache
def catalogue(language: str) -> Translations:
    """The messages of `locales/<language>.po`, ready to use; fuzzy ones are left out."""
    with (LOCALES / f"{language}.po").open("rb") as source:
        messages = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def marked(message: str) -> str:
    """`message` itself; the extraction of messages finds it by this call."""
    return message


def gettext(message: str, **variables: object) -> str:
    """`message` in the language of this request, its %(name)s filled in; not HTML, not escaped."""
    text = _words().gettext(message)
    return text % variables if variables else text


def ngettext(singular: str, plural: str, count: int, **variables: object) -> str:
    """The form for `count`, which the message may show as %(num)d."""
    return _words().ngettext(singular, plural, count) % {"num": count, **variables}


def speak(application: Flask) -> None:
    """Templates use the same catalogues; Flask-Babel would look for them at each message."""
    templates: Any = application.jinja_env  # its extension has added the method
    templates.install_gettext_callables(
        gettext=lambda message: _words().gettext(message),
        ngettext=lambda one, many, count: _words().ngettext(one, many, count),
        newstyle=True,
    )


def forget_language() -> None:
    """The rest of this request may be in another language than what came before."""
    flask_babel.refresh()
    g.pop("words", None)


def current_language() -> str:
    """The language of this request, `vi` or `en`; the default outside a request."""
    return str(flask_babel.get_locale() or DEFAULT_LANGUAGE)


def _words() -> NullTranslations:
    if not has_app_context():
        return NullTranslations()
    found: NullTranslations | None = g.get("words")
    if found is None:
        found = g.words = catalogue(current_language())
    return found
