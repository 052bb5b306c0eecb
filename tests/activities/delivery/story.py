"""Reports in which everything happens, so that each notice there is can be seen as it is made."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Any

from tests.procedure.build import Play, answered, at_agency, at_unit, nobody
from tests.procedure.scene import MONDAY, changed, profile, snapshot
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Outcome
from workflows.procedure.model.succession import Succession
from workflows.procedure.model.vacancy import VacancyReason, VacantTask
from workflows.procedure.outputs.notices import list_notices
from workflows.procedure.rules import external_events, succession

LONG_WAY = timedelta(days=60)


def plays() -> Iterator[Play]:
    """The reports, each driven to where its way ends."""
    yield from (_straight(), _interim_and_talk(), _asked(), _lapsed_everywhere(), _moved_about())
    yield from (
        _disputed_twice(),
        _archived_and_reopened(),
        _withdrawn(),
        *_merged(),
        *_vacated(),
        *_succeeded(),
    )
    yield from (_closed_as("redirected"), _closed_as("not_granted"))


@cache
def told() -> list[dict[str, Any]]:
    """Every notice of every report, with its `report`."""
    return [
        {"report": play.case.tracking_number, **notice}
        for play in plays()
        for case, fact in zip(play.cases, play.facts, strict=True)
        for notice in list_notices(case, fact)
    ]


def _straight() -> Play:
    play = answered()
    play.do("confirm")
    return play


def _closed_as(outcome: str) -> Play:
    play = at_unit()
    play.do("respond", outcome=outcome)
    play.do("confirm")
    return play


def _interim_and_talk() -> Play:
    play = at_unit()
    play.do("respond", final=False)
    play.do("nudge")
    play.do("remark")
    play.do("correct_contact")
    play.do("allow_question")
    play.do("extend")
    play.do("return_to_agency")
    play.do("respond")
    play.do("reply")
    play.do("respond")
    play.wait(MONDAY + LONG_WAY)
    return play


def _asked() -> Play:
    play = at_unit()
    play.do("ask_reporter")
    play.do("complete")
    play.do("extend", clock="response")
    play.do("return_to_agency")
    play.do("ask_reporter")
    play.wait(MONDAY + LONG_WAY)
    return play


def _lapsed_everywhere() -> Play:
    play = Play()
    play.sleep(days=20)
    play.do("forward")
    play.sleep(days=20)
    play.do("dispose")
    play.sleep(days=30)
    return play


def _moved_about() -> Play:
    play = at_agency()
    play.do("decline")
    play.do("forward", agency="pemkab-jayapura", supervisory=True)
    play.change_calendar(changed(snapshot("ID-PA"), 2, off=("2026-10-07", "2026-10-08")))
    play.do("dispose")
    play.do("reassign")
    return play


def _disputed_twice() -> Play:
    play = answered()
    play.do("dispute")
    play.do("respond")
    play.do("dispute")
    play.do("respond")
    play.do("revise")
    play.do("respond")
    play.do("approve")
    return play


def _archived_and_reopened() -> Play:
    play = Play()
    play.do("correct")
    play.do("postpone")
    play.do("archive")
    play.do("reopen")
    return play


def _succeeded() -> Iterator[Play]:
    """An agency merged into another one, and one abolished."""
    for successor in (profile("pemprov-aceh"), None):
        play = at_unit()
        play.apply_event(succession.transfer_report, Succession("ACT-1", "kemenkes", successor))
        yield play


def _vacated() -> Iterator[Play]:
    """Tasks that nobody is left to do, for each reason."""
    begun: tuple[Callable[[], Play], ...] = (Play, at_agency, at_unit)
    for number, (reason, begin) in enumerate(product(VacancyReason, begun), 1):
        play = begin()
        assert play.case.task is not None
        vacancy = nobody(play.case.task.owner, reason)
        found = VacantTask(number, play.case.task.id, vacancy, instants.format_instant(play.now))
        play.apply_event(external_events.note_vacancy, found)
        if play.case.assignment.agency:
            play.do("recall")
        yield play


def _withdrawn() -> Play:
    play = at_agency()
    play.do("withdraw")
    return play


def _merged() -> Iterator[Play]:
    """A follower that is split, one freed by its original's withdrawal, and one closed with it."""
    for end in ("split", Outcome.WITHDRAWN, Outcome.RESOLVED, Outcome.ARCHIVED):
        play = Play()
        play.do("merge")
        if end == "split":
            play.do("dispute")
            play.do("split")
        else:
            play.apply_event(external_events.close_with_original, "LPR-2", end)
        yield play
