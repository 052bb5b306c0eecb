"""How the installation runs, for operators."""

from typing import Annotated

from pydantic import Field

from api.schemas.common import Phrase
from fields.answer_fields import Answer, Digest, Instant
from records.decrees.answers import RetimingProgress
from workflows.procedure.model.enums import ClockName


class OperationAlarm(Answer):
    """What somebody has to see to."""

    code: Annotated[str, Field(examples=["archive_gaps"])]
    """Of an alarm of `/readyz`, or the name of a check there that fails; `letters_late`, `timers_late`."""
    text: Phrase
    message: str
    """With the figures, in English."""
    stops: bool
    """Whether this process should not be used meanwhile: `/readyz` then answers 503."""
    section: Annotated[str, Field(examples=["The archive"])]
    """The heading in the operators' guide that says what to do."""
    guide: Annotated[str, Field(examples=["/operasi/panduan#the-archive"])]


class ServingProcess(Answer):
    """An API process, by its last sign of life."""

    process: Annotated[str, Field(description="Process and machine", examples=["812@tuntas-1"])]
    version: str
    commit: str | None
    started_at: Instant
    seen_at: Instant
    gone: bool
    """No sign of life for a minute: it ended without a word, or can't reach the database. It is told of for
    an hour."""
    late: list[str]
    """Its background tasks that were late then."""


class PollingWorker(Answer):
    """A worker process that asked for work."""

    identity: Annotated[str, Field(description="Process and machine", examples=["4711@tuntas-2"])]
    polled_at: Instant
    gone: bool
    """It has not asked for work for more than a minute; the engine forgets it within some minutes."""


class WaitingLetter(Answer):
    """The message that should have left first, of those that have not."""

    id: int
    template: str
    send_at: Instant
    tried_again_at: Instant
    attempts: int
    error: str | None


class LetterErrors(Answer):
    """Messages that did not leave for one kind of error."""

    error: Annotated[str, Field(examples=["bad_address"])]
    messages: int
    given_up: bool
    """They are not tried again. Those of the last seven days are counted."""
    last_at: Instant


class OutboxState(Answer):
    """Messages that have not left."""

    waiting: int
    """Their time has not come."""
    due: int
    failing: int
    """Failed at least once, and are tried again."""
    to_call: int
    """Reporters that somebody has to call by telephone."""
    oldest: WaitingLetter | None
    errors: list[LetterErrors]


class LateTimer(Answer):
    """Running clocks of one name that should have done by now what they do when due, and have not."""

    clock: ClockName
    timers: int
    oldest: Instant


class WaitingReports(Answer):
    """Reports that wait for something, and since when the first one does."""

    reports: int
    oldest: Instant | None


class NewestHead(Answer):
    """The ledger as it was signed last."""

    size: int
    at: Instant
    root: Digest


class OperationTask(Answer):
    """A background task of the process that answers."""

    name: str
    age: int
    """Seconds since it last succeeded."""
    late_after: int
    failures: int
    """In a row."""
    late: bool


class OperationLimits(Answer):
    """What is limited, as this process is set."""

    reports_per_second: int
    failed_sign_ins_per_minute: int
    wrong_pins: int
    new_pins_hourly: int
    event_streams: int
    """Open now at this process."""


class OperationStatus(Answer):
    """How the installation runs. What can't be known is null and named in `unknown`."""

    as_of: Instant
    version: str
    commit: str | None
    process: Annotated[str, Field(description="The API process that answers", examples=["812@tuntas-1"])]
    ready: bool
    checks: dict[str, str]
    """As in `/readyz`."""
    alarms: list[OperationAlarm]
    api_processes: list[ServingProcess] | None
    """The latest sign of life first."""
    workers: list[PollingWorker] | None
    outbox: OutboxState | None
    late_timers: list[LateTimer] | None
    archive: WaitingReports | None
    record: WaitingReports | None
    ledger: NewestHead | None
    retimings: list[RetimingProgress] | None
    """Those that are neither finished nor cancelled, the newest first."""
    background: list[OperationTask]
    limits: OperationLimits
    unknown: list[str]
    """Names of the parts that are null because what knows them does not answer."""
