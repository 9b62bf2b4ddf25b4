"""`python -m examples.document_hub`: the hub as a server; `settings.py` says what it needs."""

from examples.document_hub.settings import Settings
from examples.relying_party.serving import serve

if __name__ == "__main__":
    serve("examples.document_hub.app:create", Settings.from_environment().bind)
