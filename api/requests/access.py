"""Looking at what people wrote, and noting it: nothing is opened for a reader but through a `Reading`, and
what it opened is entered into the access ledger before the answer leaves."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import Request

from api.answers.problems import Malformed
from api.services import Services
from evidence.accesses.access_log import AccessAct, Note
from fields.reasons import clean_reason
from records.keys.report_key import Redacted, ReportKey
from records.keys.store import KeyDestroyed
from records.reports.queries.listing import confidential_among
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.sealed import Sealed

REASON = "Access-Reason"


async def note_access(
    services: Services, actor: Actor, act: AccessAct, reports: Iterable[str], reason: str | None = None
) -> None:
    """Enters it now. Raises AccessNotRecorded, a 503 problem where it reaches the client."""
    await services.accesses.note([Note(actor, act, tuple(reports), reason)])


def read_reason(request: Request) -> str | None:
    """Why somebody wants to look, if they say: UTF-8, percent-encoded wherever it isn't ASCII.
    Raises Malformed."""
    sent = request.headers.get(REASON)
    return None if sent is None else _read(sent)


def require_reason(request: Request) -> str:
    """The same where it has to be said. Raises Malformed."""
    reason = read_reason(request)
    if reason is None:
        raise _malformed("is missing: say why")
    return reason


def _read(sent: str) -> str:
    try:
        return clean_reason(unquote_to_bytes(sent.encode("ascii")).decode())
    except UnicodeError:
        raise _malformed("must be percent-encoded UTF-8") from None
    except ValueError as error:
        raise _malformed(str(error)) from None


def _malformed(message: str) -> Malformed:
    return Malformed([{"field": REASON, "message": message}])


@dataclass(frozen=True, slots=True)
class OpeningKey:
    """A report's key for one reader: whatever it opens is noted."""

    report: str
    act: AccessAct
    _key: ReportKey
    _reading: "Reading"

    def open(self, value: Sealed) -> str:
        """The text of `value`. Raises Redacted or SealBroken."""
        text = self._key.open(value)
        self._reading.note(self.act, self.report)
        return text


@dataclass(slots=True)
class Reading:
    """One reader and one answer: what it opens and shows, to be noted before it leaves. What reporters see of
    their own report is theirs, and not noted."""

    services: Services
    actor: Actor
    reason: str | None = None
    _noted: dict[AccessAct, dict[str, None]] = field(default_factory=dict)

    def note(self, act: AccessAct, *reports: str) -> None:
        """This is done, to these reports."""
        others = [each for each in reports if self.actor.role is not Role.REPORTER or each != self.actor.id]
        if others or not reports:
            self._noted.setdefault(act, {}).update(dict.fromkeys(others))

    def shows(self, report: str, state: Mapping[str, Any]) -> None:
        """The answer shows where the report stands: of a confidential one that is noted."""
        if state["confidential"]:
            self.note(AccessAct.READ_CONFIDENTIAL, report)

    async def lists(self, reports: Iterable[str]) -> None:
        """The answer has a line of each of these reports: of confidential ones that is noted. Raises one of
        `SQL_AWAY`."""
        if confidential := await confidential_among(self.services.pool, list(reports)):
            self.note(AccessAct.READ_CONFIDENTIAL, *confidential)

    async def of(self, report: str, act: AccessAct = AccessAct.READ_PERSONAL) -> OpeningKey:
        """What opens the report's texts, noting it as `act`. Raises UnknownReport, KeyDestroyed or
        KeyUnavailable."""
        return OpeningKey(report, act, await self.services.keys.of(report), self)

    async def key(self, report: str, act: AccessAct = AccessAct.READ_PERSONAL) -> OpeningKey | None:
        """The same; null once the key is destroyed. Raises UnknownReport or KeyUnavailable."""
        try:
            return await self.of(report, act)
        except KeyDestroyed:
            return None

    async def keys(self, reports: Iterable[str]) -> dict[str, OpeningKey]:
        """The keys of several reports, in one round trip; without those destroyed or unknown.

        Raises KeyUnavailable.
        """
        found = await self.services.keys.of_all(reports)
        return {
            report: OpeningKey(report, AccessAct.READ_PERSONAL, key, self) for report, key in found.items()
        }

    async def seal_own(self, report: str, text: str) -> Sealed:
        """What the reader writes and keeps for themselves, sealed under the report's key. Raises
        UnknownReport, KeyDestroyed or KeyUnavailable."""
        return (await self.services.keys.of(report)).seal(text)

    async def seal_own_in_all(self, texts: Mapping[str, tuple[str, str]]) -> dict[str, Sealed]:
        """The same of several texts: by name the report and the text. Those whose report's key is destroyed
        or unknown are left out. Raises KeyUnavailable."""
        keys = await self.services.keys.of_all(report for report, _text in texts.values())
        return {name: keys[report].seal(text) for name, (report, text) in texts.items() if report in keys}

    async def open_own(self, report: str, value: Sealed) -> str:
        """The text again. It is not noted: it tells its author only what they wrote themselves, and what they
        copied from the report was noted when they opened that. Raises the same, and SealBroken."""
        return (await self.services.keys.of(report)).open(value)

    async def enter(self) -> None:
        """Enters all of it into the ledger. Raises AccessNotRecorded."""
        notes = [Note(self.actor, act, tuple(of), self.reason) for act, of in self._noted.items()]
        await self.services.accesses.note(notes)

    @property
    def is_noted(self) -> bool:
        """Whether there is anything to enter."""
        return bool(self._noted)


@asynccontextmanager
async def open_reading(services: Services, actor: Actor, request: Request) -> AsyncIterator[Reading]:
    """A reading of `actor`'s, entered at the end of the block unless that fails: then no answer shows any of
    it. Raises AccessNotRecorded, and Malformed for a reason that can't be read."""
    reading = Reading(services, actor)
    yield reading
    if reading.is_noted and reading.reason is None and actor.role is not Role.REPORTER:
        reading.reason = read_reason(request)
    await reading.enter()


def open_text(key: OpeningKey | None, value: Mapping[str, Any] | None) -> str | None:
    """The text of a sealed value in its wire form; null where there is none, or no longer."""
    if value is None or key is None:
        return None
    try:
        return key.open(Sealed.model_validate(value))
    except Redacted:
        return None
