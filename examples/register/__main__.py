"""`python -m examples.register`: the simulator, until SIGTERM or SIGINT."""

import os

from examples.relying_party.serving import serve

if __name__ == "__main__":
    serve("examples.register.app:create", os.environ["REGISTER_BIND"])
