"""All event streams of this process, and what PostgreSQL tells, handed on to those whom it concerns.

Nothing waits for a stream: a slow one misses messages, not the others. Changes are remembered for a while, so
that a page is told what changed between its reading and the opening of its stream.
"""

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from api.answers.problems import Problem
from api.live.audience import About, Accounts, Topic, has_news, has_presence
from api.live.stream import Confirm, Stream
from records.reports.changes import Change, parse_change
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

MOST_OF_ONE = 12
"""Streams of one session, or of one account with tokens."""
MOST = 2000
"""Streams of this process."""
REMEMBERED = 5000
"""Changes that are remembered."""


@dataclass(slots=True)
class Streams:
    """`longest` is how many seconds a stream lasts. Then its client opens another one, and is judged anew."""

    accounts: Accounts
    longest: float
    most: int = MOST
    _open: set[Stream] = field(default_factory=set)
    _of_report: dict[str, set[Stream]] = field(default_factory=dict)
    _of_lists: dict[str | None, set[Stream]] = field(default_factory=dict)
    _recent: "deque[Change]" = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _remembered_from: float = field(default_factory=time.time)
    _is_closed: bool = False

    def open(
        self,
        topic: Topic,
        actor: Actor,
        *,
        session: str | None = None,
        since: float | None = None,
        confirm: Confirm | None = None,
    ) -> Stream:
        """A stream; `since` is when the page was read that it updates, in seconds since 1970. Raises a 429
        problem where too many are open. Close it when its client is gone."""
        of_one = sum((each.actor.id, each.session) == (actor.id, session) for each in self._open)
        if of_one >= MOST_OF_ONE or len(self._open) >= self.most:
            detail = "Too many event streams are open. Load the page again to see what is new."
            raise Problem(429, "too_many_streams", detail, headers={"Retry-After": "60"}, retry_after=60)
        stream = Stream(topic, actor, session, self.longest, confirm)
        self._open.add(stream)
        self._group(stream).add(stream)
        if self._is_closed:
            stream.end()
        if since is not None:
            self._catch_up(stream, since)
        return stream

    def close(self, stream: Stream) -> None:
        """Forgets a stream."""
        stream.end()
        self._open.discard(stream)
        self._group(stream).discard(stream)
        if stream.topic.report is not None and not self._of_report.get(stream.topic.report):
            self._of_report.pop(stream.topic.report, None)

    async def receive(self, payload: str | None) -> None:
        """Hands on what a notification tells; without one that can be read, everybody is to look again."""
        change = parse_change(payload) if payload else None
        if change is None:
            self._recent.clear()
            self._remembered_from = time.time()
            for stream in self._open:
                stream.tell_missed()
            return
        if len(self._recent) == REMEMBERED:
            self._remembered_from = self._recent[0].at
        self._recent.append(change)
        for stream in list(self._concerned(change)):
            self._tell(stream, change)

    def sessions(self) -> set[str]:
        """The sessions that have streams."""
        return {each.session for each in self._open if each.session is not None}

    def end_outdated(self, in_force: set[str]) -> None:
        """Ends the streams of all sessions but these, and of accounts that are not what they were."""
        for stream in self._open:
            is_over = stream.session is not None and stream.session not in in_force
            if is_over or not self._is_current(stream):
                stream.end()

    def end_all(self) -> None:
        """Ends all streams, and each that is opened from now on: the process is about to end."""
        self._is_closed = True
        for stream in self._open:
            stream.end()

    def count(self, audience: str) -> int:
        """How many are open, of `staff` or of a `reporter`."""
        return sum((each.actor.role is Role.REPORTER) is (audience == "reporter") for each in self._open)

    def _group(self, stream: Stream) -> set[Stream]:
        if stream.topic.about is About.REPORT:
            return self._of_report.setdefault(str(stream.topic.report), set())
        return self._of_lists.setdefault(stream.actor.agency, set())

    def _concerned(self, change: Change) -> Iterator[Stream]:
        """Those that may be concerned, by agency and report."""
        yield from self._of_report.get(change.report, ())
        if change.first is None:
            return
        places = {None, change.reach.agency, change.before.agency if change.before else None}
        for agency in places | change.reach.declined.keys() | {each.agency for each in change.owners}:
            yield from self._of_lists.get(agency, ())

    def _tell(self, stream: Stream, change: Change) -> None:
        if stream.is_ended:
            return
        if not self._is_current(stream):
            stream.end()
        elif has_news(stream.topic, stream.actor, change, self.accounts):
            stream.tell_news(change.report, change.first or 0)
        elif has_presence(stream.topic, stream.actor, change, self.accounts):
            stream.tell_presence()

    def _is_current(self, stream: Stream) -> bool:
        """Whether the account is active and in the office in which the stream was opened."""
        actor = stream.actor
        if actor.role is Role.REPORTER:
            return True
        account = self.accounts.account(actor.id)
        if account is None or account.disabled:
            return False
        return (account.role, account.agency, account.unit) == (actor.role, actor.agency, actor.unit)

    def _catch_up(self, stream: Stream, since: float) -> None:
        if since < self._remembered_from:
            stream.tell_missed()
        for change in self._recent:
            if change.at > since:
                self._tell(stream, change)
