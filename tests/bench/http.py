"""A small HTTP/1.1 client on kept-alive connections: measuring should cost little beside the measured."""

import asyncio
import json
from typing import Any, Self


class Connection:
    """One connection, one request at a time; opened anew when the server closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Sends a JSON request; returns status and JSON answer. Raises OSError where nobody answers."""
        sent = json.dumps(body).encode() if body is not None else b""
        return await self.send(method, path, sent, **headers)

    async def send(
        self, method: str, path: str, sent: bytes = b"", media_type: str = "application/json", **headers: str
    ) -> tuple[int, Any]:
        """Sends a request with any body; returns and raises as `call` does. An answer that is no JSON is
        returned as bytes."""
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(sent)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if sent:
            lines.append(f"Content-Type: {media_type}")
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write("\r\n".join([*lines, "", ""]).encode() + sent)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
        fields = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
        answer = await reader.readexactly(int(fields.get("content-length", 0)))
        if fields.get("connection") == "close":
            self.close()
        is_json = "json" in fields.get("content-type", "")
        return int(head[0].split(" ")[1]), json.loads(answer) if answer and is_json else answer or None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes it; the next call opens it anew."""
        if self._streams:
            self._streams[1].close()
            self._streams = None
