"""Ready bytes: a Flask view that returns a constant, the unit of every figure."""

from flask import Flask

BODY = b'{"ready":"bytes"}'


def application() -> Flask:
    """An application that does nothing but answer."""
    made = Flask("ready", static_folder=None)
    made.add_url_rule("/ready", "ready", lambda: BODY)
    return made
