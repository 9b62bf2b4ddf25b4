"""The words of a message in the language of the request: the typed door to Flask-Babel.

`marked` names a message in a table of constants; `gettext` translates it when a page is made.
"""

from __future__ import annotations

import flask_babel


def marked(message: str) -> str:
    """`message` itself; the extraction of messages finds it by this call."""
    return message


def gettext(message: str, **variables: object) -> str:
    """`message` in the language of this request, its %(name)s filled in; not HTML, not escaped."""
    return str(flask_babel.gettext(message, **variables))


def ngettext(singular: str, plural: str, count: int, **variables: object) -> str:
    """The form for `count`, which the message may show as %(num)d."""
    return str(flask_babel.ngettext(singular, plural, count, **variables))
