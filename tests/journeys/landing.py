"""Where a browser lands that comes back to a service: a real listener on a free port."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Landing(BaseHTTPRequestHandler):
    """Answers every address with a page that says that one has arrived."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>Arrived</title><h1 id=arrived>Arrived</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the address bar of the browser is what the journeys read."""


@contextmanager
def landing() -> Iterator[str]:
    """The origin of a service that exists for this journey alone."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Landing)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
