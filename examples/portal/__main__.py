"""`python -m examples.portal`: the portal as a server; `settings.py` says what it needs."""

from examples.portal.settings import Settings
from examples.relying_party.serving import serve

if __name__ == "__main__":
    serve("examples.portal.app:create", Settings.from_environment().bind)
