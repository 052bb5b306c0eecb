"""Changing the directory, one entry or a file: previewed, and done just as it was previewed or not at all."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, cast

from api.answers.problems import Problem
from api.directory.rights import (
    require_change,
    require_directory_reader,
    require_keeper,
    require_other,
    sees_agency,
)
from api.requests.access import Reading
from api.schemas import directory as written
from api.schemas.signing_in import VacatedTask
from records.directory import accounts
from records.directory.accounts import Account
from records.directory.csv_lines import AccountLine, AgencyLine, Line, UnitLine, read_lines
from records.directory.csv_table import DirectoryErrors, LineError, decode_text
from records.directory.in_memory import Directory
from records.directory.load import Change, DirectoryChanged, Loaded, apply_lines
from records.directory.vacancies import Released, Vacant
from workflows.procedure.model.enums import Role, Stage
from workflows.procedure.model.vacancy import VacancyReason

MOST_NAMED = 200
"""How many of the tasks concerned are named."""


class DirectoryRefused(Problem):
    """What is wrong with lines of a file, or with one entry; nothing was done."""

    def __init__(self, errors: Sequence[LineError]) -> None:
        told = [{"field": f"line {each.line}", "message": str(each).partition(": ")[2]} for each in errors]
        super().__init__(422, "directory_refused", "Nothing was changed; see `errors`.", errors=told)


async def change_entry(
    reading: Reading, line: Line, *, preview: bool, expected: str | None = None, is_new: bool = False
) -> written.DirectoryEffect:
    """Does what `line` says of one entry; with `is_new` there must be none yet. Raises 403, 409 and 422
    problems."""
    services, actor = reading.services, reading.actor
    require_directory_reader(actor)
    await services.directory.refresh()  # rights are judged by what is there
    if isinstance(line, AccountLine):
        before = services.directory.account_named(line.username)
        if before is not None and (is_new or not sees_agency(actor, before.agency)):
            raise Problem(409, "username_taken", "Another account has that name.")
        require_change(actor, line, before)
    else:
        require_change(actor, line, None)
        if is_new and _is_known(services.directory, line):
            raise Problem(409, "code_taken", "There is one of that code already.")
    return await _apply(reading, [(1, line)], preview=preview, expected=expected)


async def load_file(
    reading: Reading, content: bytes, *, preview: bool, expected: str | None = None
) -> written.DirectoryEffect:
    """Does what the lines of a CSV file say, all or nothing. Raises 403, 409 and 422 problems."""
    services, actor = reading.services, reading.actor
    require_keeper(actor)
    try:
        lines = read_lines(decode_text(content))
    except DirectoryErrors as refused:
        raise DirectoryRefused(refused.errors) from None
    await services.directory.refresh()
    errors = []
    for number, line in lines:
        before = services.directory.account_named(line.username) if isinstance(line, AccountLine) else None
        try:
            require_change(actor, line, before)
        except Problem as problem:
            errors.append(LineError(number, problem.detail))
    if errors:
        raise DirectoryRefused(errors)
    return await _apply(reading, lines, preview=preview, expected=expected)


async def give_one_time_password(reading: Reading, account: Account) -> str:
    """A new password of the account, to be changed after signing in; its sessions end. Raises a 403
    problem."""
    require_other(reading.actor, account)
    made = accounts.one_time_password()
    services = reading.services
    await accounts.change_password(
        services.pool, account.username, made, one_time=True, author=reading.actor.id
    )
    await services.directory.refresh()
    return made


def _is_known(directory: Directory, line: AgencyLine | UnitLine) -> bool:
    if isinstance(line, AgencyLine):
        return directory.agency(line.agency) is not None
    return any(each.code == line.unit for each in directory.units(line.agency))


async def _apply(
    reading: Reading, lines: list[tuple[int, Line]], *, preview: bool, expected: str | None
) -> written.DirectoryEffect:
    services = reading.services
    try:
        loaded = await apply_lines(
            services.pool, lines, preview=preview, author=reading.actor.id, expected=expected
        )
    except DirectoryErrors as refused:
        raise DirectoryRefused(refused.errors) from None
    except DirectoryChanged:
        detail = "What it would do changed since the preview. Nothing was done: preview it again."
        raise Problem(409, "directory_changed", detail) from None
    if not preview:
        await services.directory.refresh()
    return await _present(reading, loaded, preview=preview)


async def _present(reading: Reading, loaded: Loaded, *, preview: bool) -> written.DirectoryEffect:
    """Names tasks to those who may read their reports, and counts them for everybody."""
    vacated = [each for each in loaded.vacated if _reads(reading, each)][:MOST_NAMED]
    released = [each for each in loaded.released if _reads(reading, each)][:MOST_NAMED]
    await reading.lists({*(each.report for each in vacated), *(each.report for each in released)})
    return {
        "preview": preview,
        "digest": loaded.digest,
        "lines": [_shown_line(each) for each in loaded.changes],
        "vacated": _count_offices(loaded.vacated),
        "released": _count_offices(loaded.released),
        "vacated_tasks": [present_vacant(each) for each in vacated],
        "released_tasks": [_shown_released(each) for each in released],
    }


def _reads(reading: Reading, task: Vacant | Released) -> bool:
    actor = reading.actor
    return actor.role is Role.NATIONAL_ADMIN or (actor.agency is not None and task.agency == actor.agency)


def _shown_line(change: Change) -> written.DirectoryLine:
    kind, *codes = change.what.split(" ")
    return {
        "line": change.line,
        "kind": cast("Any", kind),
        "codes": codes,
        "done": cast("Any", change.done),
        "fields": [
            {"column": each.column, "before": each.before, "after": each.after} for each in change.fields
        ],
    }


def _count_offices(tasks: Iterable[Vacant | Released]) -> list[written.OfficeTasks]:
    counted = Counter((each.owner_role, each.agency, each.unit) for each in tasks)
    return [
        {"owner_role": Role(role), "agency": agency, "unit": unit, "tasks": count}
        for (role, agency, unit), count in counted.most_common()
    ]


def present_vacant(each: Vacant) -> VacatedTask:
    """A task that nobody can do any more, as worklists name its parts."""
    return {
        "id": each.task,
        "tracking_number": each.report,
        "stage": Stage(each.stage),
        "owner_role": Role(each.owner_role),
        "agency": each.agency,
        "unit": each.unit,
        "vacancy": VacancyReason(each.reason),
    }


def _shown_released(each: Released) -> written.ReleasedTask:
    return {
        "id": each.task,
        "tracking_number": each.report,
        "officer": each.officer,
        "owner_role": Role(each.owner_role),
        "agency": each.agency,
        "unit": each.unit,
    }
