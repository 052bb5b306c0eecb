"""External events: messages of merged reports, and vacancies that the record finds."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.case import Case, Step
from workflows.procedure.model.enums import FactKind, Outcome, Stage
from workflows.procedure.model.messages import MergeMessage
from workflows.procedure.model.vacancy import VacantTask
from workflows.procedure.rules.centre import close_report
from workflows.procedure.rules.refusals import MergeTarget
from workflows.procedure.rules.timed_events import write_due_events


def adopt_follower(transcript: Transcript, follower: str, followers: tuple[str, ...]) -> None:
    """Takes in another report and those that followed it. Raises MergeTarget where this one is closed,
    merged, or the follower itself."""
    write_due_events(transcript, transcript.now)
    case = transcript.case
    if case.stage in (Stage.CLOSED, Stage.MERGED) or case.tracking_number in (follower, *followers):
        raise MergeTarget("A report is merged into another one that is open and itself not merged.")
    if not {follower, *followers} <= set(case.merging.followers):
        transcript.add(FactKind.MERGED, transcript.now, follower=follower, followers=list(followers))


def check_adoption(
    case: Case, follower: str, followers: tuple[str, ...], at: datetime, *, is_merging: bool
) -> None:
    """Raises MergeTarget where `adopt_follower` would at `at`, and, if `is_merging`, for a new follower.

    `is_merging` says that this report is asking another one to adopt it. Reports that adopt one another
    meanwhile would follow one another in a circle.
    """
    if is_merging and follower not in case.merging.followers:
        raise MergeTarget("A report that is itself being merged takes no other in.")
    adopt_follower(Transcript(case, at), follower, followers)


def release_follower(transcript: Transcript, follower: str) -> None:
    """Releases a follower; writes nothing if it does not follow."""
    write_due_events(transcript, transcript.now)
    if follower in transcript.case.merging.followers:
        transcript.add(FactKind.SPLIT, transcript.now, follower=follower)


def close_with_original(transcript: Transcript, original: str, outcome: Outcome) -> None:
    """Closes a follower with its original's outcome. It is split instead if the original was withdrawn, or if
    its reporter objected to the merge and the centre has not decided about that (`objection_frees` of the
    policy; ADR 17). Writes nothing if the report does not follow `original`."""
    write_due_events(transcript, transcript.now)
    case = transcript.case
    if case.stage is not Stage.MERGED or case.merging.into != original:
        return
    if outcome is Outcome.WITHDRAWN:
        transcript.add(
            FactKind.SPLIT, transcript.now, original=original, reason=None, cause="original_withdrawn"
        )
    elif case.merging.objection and case.policy.objection_frees:
        transcript.add(FactKind.SPLIT, transcript.now, original=original, reason=None, cause="objection_open")
    else:
        close_report(transcript, transcript.now, outcome, "original_closed")


def follow_moved_original(transcript: Transcript, original: str, into: str) -> None:
    """Makes a follower follow the report into which its original was merged."""
    write_due_events(transcript, transcript.now)
    case = transcript.case
    if case.stage is Stage.MERGED and case.merging.into == original:
        transcript.add(FactKind.MERGED, transcript.now, into=into, original=original)


def is_vacancy_new(case: Case, found: VacantTask) -> bool:
    """Whether the vacancy is of the open task, and later than the last one that was written. Compared by
    instant and number, because a restored record gives numbers again."""
    if case.task is None or case.task.id != found.task or case.last_vacancy >= (found.found_at, found.number):
        return False
    return found.vacancy.is_of(case.task.owner)


def note_vacancy(transcript: Transcript, found: VacantTask) -> None:
    """Writes that nobody in office can do the open task; nothing if `is_vacancy_new` is false."""
    write_due_events(transcript, transcript.now)
    case, vacancy = transcript.case, found.vacancy
    if case.task is None or not is_vacancy_new(case, found):
        return
    transcript.add(
        FactKind.VACANCY_FOUND,
        transcript.now,
        fact=case.task.fact,
        task=found.task,
        role=vacancy.role.value,
        agency=vacancy.agency,
        unit=vacancy.unit,
        because=vacancy.reason.value,
        number=found.number,
        found_at=found.found_at,
    )


def list_new_vacancies(steps: Iterable[Step], vacancies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of `vacancies` that no fact of `steps` has: facts recorded again bring the same ones again."""
    noted = [fact.data for _, fact in steps if fact.kind is FactKind.VACANCY_FOUND]
    return [each for each in vacancies if each not in noted]


def note_vacancies(transcript: Transcript, vacancies: list[dict[str, Any]]) -> None:
    """Writes that a notice of a rung found nobody in office; each vacancy is `{fact, role, agency, unit}`."""
    write_due_events(transcript, transcript.now)
    for vacancy in vacancies:
        transcript.add(FactKind.VACANCY_FOUND, transcript.now, **vacancy)


def comes_early(case: Case, message: MergeMessage) -> bool:
    """Whether the sender is a report that this one, merged into another, does not follow yet.

    Reports that are merged and closed one after the other send their messages independently: the closing of
    the last may arrive before the message that leads there.
    """
    return message.may_wait and case.stage is Stage.MERGED and case.merging.into != message.sender


def receive_messages(transcript: Transcript, message: MergeMessage, early: list[MergeMessage]) -> None:
    """Applies `message`, then the `early` messages of the report that this one follows by then."""
    current: MergeMessage | None = message
    while current is not None:
        receive_message(transcript, current)
        case = transcript.case
        is_merged = case.stage is Stage.MERGED
        current = next((each for each in early if is_merged and each.sender == case.merging.into), None)
        if current is not None:
            early.remove(current)


def receive_message(transcript: Transcript, message: MergeMessage) -> None:
    """Applies one message to the report."""
    if message.outcome is not None:
        close_with_original(transcript, message.sender, message.outcome)
    elif message.into is not None:
        follow_moved_original(transcript, message.sender, message.into)
    else:
        release_follower(transcript, message.sender)
