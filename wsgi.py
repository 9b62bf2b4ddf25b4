"""The WSGI entry point: `granian --interface wsgi wsgi:application`."""

from idp.app import create_app
from idp.settings import Settings

application = create_app(Settings.from_environment())
