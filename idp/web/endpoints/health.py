"""Whether the process lives, and whether it should be sent requests."""

from idp.provider import Provider
from idp.web.answers import RETRY_AFTER, Answer, json_answer


def live(provider: Provider) -> Answer:
    """Answer 200 while the process runs at all."""
    del provider
    return json_answer({"status": "live"})


def ready(provider: Provider) -> Answer:
    """Answer 200, or 503 with the names of what is missing."""
    missing = provider.missing()
    if missing:
        told = json_answer({"status": "not ready", "missing": list(missing)}, 503)
        return told.with_headers(("Retry-After", str(RETRY_AFTER)))
    return json_answer({"status": "ready"})
