"""A mail server that takes everything, unless told to refuse or to stall."""

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Self


@dataclass
class Sink:
    """What it took is in `taken`, and byte for byte in `raw`; `refusing` answers a recipient with that line,
    `stalling` never answers."""

    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    refusing: dict[str, str] = field(default_factory=dict)
    stalling: asyncio.Event | None = None
    port: int = 0
    connections: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for message in self.taken]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        self._serving: set[asyncio.Task[None]] = set()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        self.connections += 1
        try:
            await self._talk(reader, writer)
        except ConnectionError:
            pass  # a client that was killed says nothing
        finally:
            self._serving.discard(task)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := (await reader.readline()).decode().strip():
            answer = await self._answer(line, reader, writer)
            writer.write(f"{answer}\r\n".encode())
            if line.upper() == "QUIT":
                return

    async def _answer(self, line: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        if line.upper().startswith("RCPT TO:"):
            address = line[8:].split()[0].strip("<>")
            return self.refusing.get(address, "250 ok")
        if line.upper() != "DATA":
            return "221 bye" if line.upper() == "QUIT" else "250 ok"
        writer.write(b"354 go on\r\n")
        taken = (await reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n")
        self.raw.append(taken)
        self.taken.append(message_from_bytes(taken, policy=default))
        if self.stalling is not None:
            self.stalling.set()
            await asyncio.Event().wait()
        return "250 taken"
