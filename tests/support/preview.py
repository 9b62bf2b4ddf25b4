"""Every page on a bare Flask application, and pictures of it as people will see it.

`python -m tests.support.preview FOLDER [NAME…]`: narrow and wide, light and dark, both languages.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Final, Literal

from flask import Flask, render_template, url_for
from jinja2 import StrictUndefined
from playwright.sync_api import Browser, ConsoleMessage, sync_playwright
from werkzeug.serving import make_server

from idp.web import languages
from tests.support.sample_views import SAMPLES, sample

WEB: Final = Path(languages.__file__).parent
CHROMIUM: Final = "/usr/bin/chromium"
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NONCE: Final = "preview-nonce"
POLICY: Final = (
    f"default-src 'none'; script-src 'nonce-{NONCE}'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
Scheme = Literal["light", "dark"]
# Width in CSS pixels, colours, language: narrow and wide, each scheme and language at least twice.
SHOTS: Final[tuple[tuple[int, Scheme, str], ...]] = (
    (320, "light", "vi"),
    (320, "dark", "en"),
    (1280, "light", "vi"),
    (1280, "dark", "vi"),
    (1280, "light", "en"),
)


def preview_application() -> Flask:
    """A Flask application that shows each sample at `/<name>`, under the CSP of the product."""
    application = Flask("preview", root_path=str(WEB))
    application.jinja_env.undefined = StrictUndefined
    application.jinja_env.globals.update(csp_nonce=lambda: NONCE, asset=_asset)
    languages.install(
        application,
        cookies=languages.LanguageCookies(clicked="language-now", habit="language", secure=False),
    )
    application.add_url_rule("/<name>", view_func=_page)

    @application.after_request
    def _protect(response):  # type: ignore[no-untyped-def]  # Flask's own signature
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return application


def take_pictures(folder: Path, names: list[str]) -> None:
    """`folder` holds a PNG per sample and shot; what would need side-scrolling is printed."""
    server = make_server("127.0.0.1", 0, preview_application(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for width, scheme, language in SHOTS:
            site, shot = f"http://127.0.0.1:{server.port}", (width, scheme, language)
            _shoot(browser, site, shot, folder=folder, names=names)
        browser.close()
    server.shutdown()


def _shoot(
    browser: Browser, site: str, shot: tuple[int, Scheme, str], *, folder: Path, names: list[str]
) -> None:
    width, scheme, language = shot
    context = browser.new_context(
        viewport={"width": width, "height": 720}, color_scheme=scheme, locale=language
    )
    page = context.new_page()
    page.on("console", _complain)
    # A page that leaves at once could not be photographed.
    page.route("**/form-post*.js", lambda route: route.abort())
    page.route("**/signed-out*.js", lambda route: route.abort())
    for name in names:
        page.goto(f"{site}/{name}", wait_until="load")
        page.screenshot(
            path=str(folder / f"{name}-{width}-{scheme}-{language}.png"), full_page=True
        )
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            sys.stdout.write(f"{name} needs {needed} px at {width}\n")
        for small in page.evaluate(_SMALL_TARGETS):
            sys.stdout.write(f"{name} at {width}: target below 44 px: {small}\n")
    context.close()


_SMALL_TARGETS: Final = """() => [...document.querySelectorAll('a, button, input, summary')]
  .filter((e) => e.type !== 'hidden' && e.offsetParent !== null && !e.closest('label, .skip'))
  .filter((e) => e.getBoundingClientRect().height < 43.5)
  .map((e) => e.outerHTML.slice(0, 90) + ' ' + e.getBoundingClientRect().height)"""


def _complain(message: ConsoleMessage) -> None:
    sys.stderr.write(f"{message.text}\n")


def _page(name: str) -> str:
    template, view = sample(name)
    return render_template(template, view=view)


def _asset(name: str) -> str:
    return url_for("static", filename=name)


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]), sys.argv[2:] or list(SAMPLES))
