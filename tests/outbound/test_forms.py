"""What is posted as a form says that it is one; the reader would find no field otherwise."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from idp.outbound.fetch import Outbound


class _Reader(BaseHTTPRequestHandler):
    """Answers with the fields of a form, and with none for anything else."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length).decode()
        is_form = self.headers.get("Content-Type") == "application/x-www-form-urlencoded"
        told = b'{"question": "%s"}' % (parse_qs(body)["question"][0] if is_form else "").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_arguments: Any) -> None:
        """No access log."""


def test_a_question_arrives_as_a_form() -> None:
    server = HTTPServer(("127.0.0.1", 0), _Reader)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    outbound = Outbound(allow=["127.0.0.1"], ca_bundle=None, demonstration=True)
    try:
        url = f"http://127.0.0.1:{server.server_port}/check"
        assert outbound.ask(url, {"question": "ai"}) == {"question": "ai"}
        assert outbound.post_form(url, {"question": "ai"}) == 200
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
