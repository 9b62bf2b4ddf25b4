"""Whether the process lives, and whether it should be sent requests."""

from flask import Response

from idp.provider import Provider
from idp.web.respond import json_answer


def live(provider: Provider) -> Response:
    """Answer 200 while the process runs at all."""
    del provider
    return json_answer({"status": "live"})


def ready(provider: Provider) -> Response:
    """Answer 200, or 503 with the names of what is missing."""
    missing = provider.missing()
    if missing:
        response = json_answer({"status": "not ready", "missing": list(missing)}, 503)
        response.headers["Retry-After"] = "5"
        return response
    return json_answer({"status": "ready"})
