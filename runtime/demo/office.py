"""The running system as its users meet it: over HTTP, each with their own sign-in or PIN."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from httpx import AsyncClient, Response

from workflows.procedure.model.facts import digest_of, first_previous

POLL = 0.3  # seconds
LONGEST_WAIT = 90.0  # seconds until something that clocks bring about
ENDED = "EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED"
AUDITOR = "auditor"

Json = dict[str, Any]


class NotAsTold(Exception):
    """The system did not do what the demo says it does."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that was refused, as the person was told: it is no fact."""

    after: int  # the number of facts before it
    who: str
    kind: str
    status: int
    code: str
    detail: str


@dataclass(slots=True)
class Report:
    """A report on its way: its state as last seen, who was refused, and what it is waiting for."""

    office: "Office"
    title: str
    number: str
    pin: str
    state: Json = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    doing: str = ""

    async def decide(self, who: str, kind: str, **fields: Any) -> None:
        """A staff decision on the open task. Raises NotAsTold if it does not stand."""
        self.state = _told(await self._decide(who, kind, fields), 200)

    async def is_refused(self, who: str, kind: str, code: str, **fields: Any) -> None:
        """A staff decision that is to be refused with `code`. Raises NotAsTold if it isn't."""
        answer = await self._decide(who, kind, fields)
        problem = answer.json()
        if problem.get("code") != code:
            raise NotAsTold(f"{kind} was to be refused with {code}: {answer.status_code} {answer.text}")
        told = (answer.status_code, problem["code"], problem["detail"])
        self.refused.append(Refused(self.state["facts"], who, kind, *told))

    async def reply(self, kind: str, **fields: Any) -> None:
        """The reporter's decision. Raises NotAsTold if it does not stand."""
        headers = {"Report-Pin": self.pin, "Idempotency-Key": secrets.token_hex(8)}
        body = {"decision": {"kind": kind, **fields}}
        answer = await self.office.http.post(f"/v1/reports/{self.number}/replies", json=body, headers=headers)
        _told(answer, 200)
        await self.look()

    async def look(self) -> None:
        """Sees how it stands."""
        self.state = await self.office.get(AUDITOR, f"/v1/reports/{self.number}")

    async def until(self, doing: str, there: Callable[[Json], bool]) -> None:
        """Waits while clocks run. Raises NotAsTold where nothing comes of it."""
        self.doing = doing
        limit = time.monotonic() + LONGEST_WAIT
        while not there(self.state):
            if time.monotonic() > limit:
                raise NotAsTold(f"{self.title}: waited in vain, {doing}")
            await asyncio.sleep(POLL)
            await self.look()
        self.doing = ""

    async def until_ended(self) -> None:
        """Waits until the report is closed for good: its workflow has ended."""
        limit = time.monotonic() + LONGEST_WAIT
        while (await self.events())[-1]["eventType"] != ENDED:
            if time.monotonic() > limit:
                raise NotAsTold(f"{self.title}: its workflow does not end")
            await asyncio.sleep(POLL)
        await self.look()

    async def events(self) -> list[Json]:
        """The events in its workflow's history."""
        history: Json = await self.office.get(AUDITOR, f"/v1/reports/{self.number}/history")
        events: list[Json] = history["events"]
        return events

    async def _decide(self, who: str, kind: str, fields: Json) -> Response:
        body = {"task": self.state["task"]["id"], "decision": {"kind": kind, **fields}}
        headers = await self.office.headers(who) | {"Idempotency-Key": secrets.token_hex(8)}
        return await self.office.http.post(f"/v1/reports/{self.number}/decisions", json=body, headers=headers)


@dataclass(frozen=True, slots=True)
class Figures:
    """What there is to count of a report that has ended."""

    report: Report
    events: int
    chained: bool
    letters: int


@dataclass(slots=True)
class Office:
    """Everybody of the demo directory; who acts is signed in when first asked for."""

    http: AsyncClient
    password: str
    _tokens: dict[str, str] = field(default_factory=dict)

    async def submit(self, title: str, submission: Mapping[str, Any]) -> Report:
        """Sends a report in; the demo calls it `title`."""
        key = {"Idempotency-Key": secrets.token_hex(8)}
        told = _told(await self.http.post("/v1/reports", json=dict(submission), headers=key), 201)
        report = Report(self, title, told["tracking_number"], told["pin"])
        await report.look()
        return report

    async def facts(self, report: Report) -> list[Json]:
        """What happened, as the auditor reads it."""
        page: Json = await self.get(AUDITOR, f"/v1/reports/{report.number}/facts")
        items: list[Json] = page["items"]
        return items

    async def figures(self, report: Report) -> Figures:
        """What there is to count."""
        path = f"/v1/reports/{report.number}"
        sealed = await self.get(AUDITOR, f"{path}/facts?form=sealed")
        messages = await self.get(AUDITOR, f"/v1/messages?report={report.number}")
        letters = sum(each["sent_at"] is not None for each in messages["items"])
        chained = is_chained(report.number, sealed["items"])
        return Figures(report, len(await report.events()), chained, letters)

    async def get(self, who: str, path: str) -> Json:
        """What `who` reads there. Raises NotAsTold."""
        return _told(await self.http.get(path, headers=await self.headers(who)), 200)

    async def headers(self, who: str) -> dict[str, str]:
        """Those that say who asks."""
        if who not in self._tokens:
            form = {"username": who, "password": self.password}
            told = _told(await self.http.post("/v1/token", data=form), 200)
            self._tokens[who] = told["access_token"]
        return {"Authorization": f"Bearer {self._tokens[who]}"}


@asynccontextmanager
async def open_office(url: str, password: str) -> AsyncIterator[Office]:
    """The office behind the API at `url`."""
    async with AsyncClient(base_url=url, timeout=60) as http:
        yield Office(http, password)


def is_chained(number: str, sealed: Sequence[Json]) -> bool:
    """Whether each fact names the digest of the one before, and its own digest is that of its content."""
    previous = first_previous(number)
    for fact in sealed:
        if fact["previous"] != previous or fact["digest"] != digest_of(fact):
            return False
        previous = fact["digest"]
    return True


def _told(answer: Response, status: int) -> Json:
    if answer.status_code != status:
        raise NotAsTold(f"{answer.request.method} {answer.request.url.path}: {answer.text}")
    told: Json = answer.json()
    return told
