"""As much of S3 as the archive asks of it, in this process: one bucket, objects whole, conditional writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

NAME = "arsip"


@dataclass
class Bucket:
    """What it holds, by path; while it is `broken` it answers 503 to everything."""

    port: int = 0
    objects: dict[str, bytes] = field(default_factory=dict)
    broken: bool = False

    @property
    def environment(self) -> dict[str, str]:
        """What AWS's own clients read."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "arsip",
            "AWS_SECRET_ACCESS_KEY": "arsip",
            "AWS_REGION": "id-jkt",
        }


@contextmanager
def serving() -> Iterator[Bucket]:
    """A bucket for as long as the block runs."""
    bucket = Bucket()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _tell(self, status: int, body: bytes = b"") -> None:
            self.send_response(503 if bucket.broken else status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", f'"{md5(body, usedforsecurity=False).hexdigest()}"')
            self.send_header("Last-Modified", "Tue, 24 Nov 2026 05:00:00 GMT")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def do_GET(self) -> None:
            found = bucket.objects.get(self.path)
            self._tell(404 if found is None else 200, found or b"")

        do_HEAD = do_GET  # noqa: N815  # the library's names

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not self.path.startswith(f"/{NAME}/"):
                return self._tell(404)
            if self.headers.get("If-None-Match") == "*" and self.path in bucket.objects:
                return self._tell(412)
            if not bucket.broken:
                bucket.objects[self.path] = body
            return self._tell(200)

        def log_message(self, *told: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        bucket.port = server.server_port
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield bucket
        finally:
            server.shutdown()
