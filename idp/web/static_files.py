"""Our few files: read once, named by their content, kept by browsers for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from flask import Response, abort

FOLDER: Final = Path(__file__).parent / "static"
KINDS: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FOR_EVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """A file under the name that its content gives it."""

    url: str
    body: bytes
    kind: str


def read_files() -> Mapping[str, StaticFile]:
    """Return the files by their plain names."""
    return {path.name: _read(path) for path in sorted(FOLDER.iterdir()) if path.suffix in KINDS}


def _read(path: Path) -> StaticFile:
    body = path.read_bytes()
    digest = sha256(body).hexdigest()[:12]
    return StaticFile(
        url=f"/static/{path.stem}.{digest}{path.suffix}", body=body, kind=KINDS[path.suffix]
    )


def serve(files: Mapping[str, StaticFile], url: str) -> Response:
    """Answer with the file of exactly this URL."""
    for file in files.values():
        if file.url == url:
            response = Response(file.body, content_type=file.kind)
            response.headers["Cache-Control"] = FOR_EVER
            return response
    abort(404)
