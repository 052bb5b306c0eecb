"""One event stream: what is still to be told, and when. It never holds more than one message."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from api.live.audience import Topic
from api.schemas.events import Look
from workflows.procedure.model.facts import Actor

PAUSE = 1.0
"""Seconds between two messages at least."""
HEARTBEAT = 25.0
"""Seconds after which a stream that has nothing to tell sends a comment, so that proxies keep it open."""
MOST_NAMED = 200
"""Reports that one message names; where there are more, it says that more may have changed."""

Confirm = Callable[[int], Awaitable[bool]]
"""Whether there is anything to see from that fact on."""


@dataclass(eq=False, slots=True)
class Stream:
    """What `actor` is told of `topic`. `session` is the value of the session's cookie, null with a token.

    `confirm`, where it is given, is asked before new facts are told.
    """

    topic: Topic
    actor: Actor
    session: str | None
    longest: float
    confirm: Confirm | None = None
    is_ended: bool = False
    _reports: set[str] = field(default_factory=set)
    _first: int | None = None
    _presence: bool = False
    _missed: bool = False
    _wakes: asyncio.Event = field(default_factory=asyncio.Event)
    _ends: asyncio.Event = field(default_factory=asyncio.Event)

    def tell_news(self, report: str, first: int) -> None:
        """The report has new facts, the first of them with that number."""
        if len(self._reports) < MOST_NAMED:
            self._reports.add(report)
        self._missed = self._missed or report not in self._reports
        self._first = first if self._first is None else min(first, self._first)
        self._wakes.set()

    def tell_presence(self) -> None:
        """Somebody else is at work on the report."""
        self._presence = True
        self._wakes.set()

    def tell_missed(self) -> None:
        """Anything may have changed."""
        self._missed = True
        self._wakes.set()

    def end(self) -> None:
        """Ends the stream at once."""
        self.is_ended = True
        self._ends.set()
        self._wakes.set()

    async def messages(self) -> AsyncIterator[bytes]:
        """The stream's bytes, until it ends. A client that reconnects waits a time of its own, so that not
        all come back at once."""
        clock = asyncio.get_running_loop().time
        ends_at = clock() + self.longest
        yield f"retry: {random.randrange(2000, 6000)}\n: open\n\n".encode()
        while not self.is_ended and (left := ends_at - clock()) > 0:
            if not await _is_set_within(self._wakes, min(HEARTBEAT, left)):
                yield b":\n\n"
                continue
            self._wakes.clear()
            if self._ends.is_set():
                return
            if look := await self._take():
                yield f"event: look\ndata: {json.dumps(look)}\n\n".encode()
                await _is_set_within(self._ends, PAUSE)

    async def _take(self) -> Look | None:
        """What is to be told now; null where it turns out to be nothing."""
        reports, first = sorted(self._reports), self._first
        look: Look = {"reports": reports, "presence": self._presence, "missed": self._missed}
        self._reports, self._first, self._presence, self._missed = set(), None, False, False
        if self.confirm is not None and first is not None and not await self.confirm(first):
            look["reports"] = []
        return look if look["reports"] or look["presence"] or look["missed"] else None


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
