"""Entering an act of succession: judged, made and sent on its way in one SQL transaction."""

from collections.abc import Iterator, Mapping

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from pydantic import TypeAdapter, ValidationError

from calendars.decrees import Number
from records.advisory_locks import AdvisoryLock, lock
from records.database import Pool
from records.decrees.stored_calendars import today
from records.directory.csv_lines import Name
from records.directory.history import note_author
from records.directory.in_memory import Directory
from records.successions.acts import Act, Progress, begin_succession, find_succession, note_renaming
from records.successions.digest import digest_of

NUMBER: TypeAdapter[str] = TypeAdapter(Number)
NAME: TypeAdapter[str] = TypeAdapter(Name)
# In SQL: parts: two tables as documents
PLACES = """
select (select jsonb_object_agg(code, active) from agencies where code = any(%(agencies)s)) as agencies,
       (select jsonb_object_agg(agency || ' ' || code, active) from units
        where agency = any(%(agencies)s)) as units,
       case when %(unit)s::text is null then (select name from agencies where code = %(agency)s)
            else (select name from units where agency = %(agency)s and code = %(unit)s) end as name,
       exists (select from successions where number = %(number)s) as is_known"""
# In SQL: parts
AGENCY_ENDS = "update agencies set active = false where code = %(agency)s and active"
UNIT_ENDS = "update units set active = false where agency = %(agency)s and code = %(unit)s and active"
AGENCY_NAMED = "update agencies set name = %(name)s where code = %(agency)s"
UNIT_NAMED = "update units set name = %(name)s where agency = %(agency)s and code = %(unit)s"


class SuccessionRefused(Exception):
    """An act that can't be carried out; nothing was done. `code` says why, for programs."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


async def enact_succession(
    pool: Pool, act: Act, *, author: str | None = None, seen: tuple[Directory, str] | None = None
) -> Progress:
    """Makes the predecessor inactive and sends the act to its open reports; or renames, and no report moves.
    `author` is the account that does it, null for a command. What was `seen` is a directory and the digest
    of a preview of it: then it is done only as it was previewed. Raises SuccessionRefused or psycopg's
    errors, nothing done."""
    async with pool.connection() as connection, connection.transaction():
        await lock(connection, AdvisoryLock.DIRECTORY_AND_CALENDARS)
        old_name = await check_succession(connection, act)
        if seen is not None:
            await _check_seen(*seen, act, old_name)
        await note_author(connection, author)
        values = {"agency": act.agency, "unit": act.unit, "name": act.name}
        if act.name is not None:
            await connection.execute(AGENCY_NAMED if act.unit is None else UNIT_NAMED, values)
            await note_renaming(connection, act, old_name, author)
        else:
            await connection.execute(AGENCY_ENDS if act.unit is None else UNIT_ENDS, values)
            await begin_succession(connection, act, author)
    made = await find_succession(pool, act.number)
    assert made is not None, "acts are kept for ever"
    return made


async def _check_seen(directory: Directory, digest: str, act: Act, name: str) -> None:
    await directory.refresh()
    if digest_of(directory, act, name) != digest:
        detail = "Accounts or units changed since the preview. Nothing was done: preview it again."
        raise SuccessionRefused("succession_changed", detail)


async def enact_succession_once(
    pool: Pool, act: Act, *, author: str | None, seen: tuple[Directory, str]
) -> tuple[Progress, bool]:
    """The act, and whether it was entered just now: the same one again changes nothing. Raises the same, with
    `succession_known` for another act of that number."""
    if (known := await _find_same_act(pool, act)) is not None:
        return known, False
    try:
        return await enact_succession(pool, act, author=author, seen=seen), True
    except SuccessionRefused as refused:
        known = await _find_same_act(pool, act) if refused.code == "succession_known" else None
        if known is None:
            raise
        return known, False


async def _find_same_act(pool: Pool, act: Act) -> Progress | None:
    """The very act, where it was entered before."""
    found = await find_succession(pool, act.number)
    if found is None:
        return None
    entered = (found.agency, found.unit, found.successor, found.units, found.effective_on, found.new_name)
    asked = (act.agency, act.unit, act.receiver, dict(act.units), act.effective_on, act.name)
    return found if entered == asked else None


async def check_succession(connection: AsyncConnection[DictRow], act: Act) -> str:
    """What the place is called that the act is about. Raises SuccessionRefused for an act of a number that is
    none or known, of a day that is still to come, about agencies and units that are unknown, the same, or
    inactive where reports are to go, or of a name that is none, or the same."""
    agencies = [code for code in (act.agency, act.successor) if code is not None]
    values = {"agencies": agencies, "number": act.number, "agency": act.agency, "unit": act.unit}
    cursor = await connection.execute(PLACES, values)
    found = await cursor.fetchone()
    assert found is not None, "it selects one row"
    places = {**(found["agencies"] or {}), **(found["units"] or {})}
    for code, detail in _faults(act, places, is_known=found["is_known"]):
        raise SuccessionRefused(code, detail)
    name: str = found["name"]
    if act.name is not None:
        _check_name(act.name, name)
    return name


def _check_name(new: str, old: str) -> None:
    try:
        is_name = NAME.validate_python(new) == new
    except ValidationError:
        is_name = False
    if not is_name:
        raise SuccessionRefused("succession_name", "A name is one line of 1 to 200 characters.")
    if new == old:
        raise SuccessionRefused("succession_same_name", f"It is called {old} already.")


def _faults(act: Act, places: Mapping[str, bool], *, is_known: bool) -> Iterator[tuple[str, str]]:
    if not _is_number(act.number):
        yield (
            "succession_number",
            "An act's number is one line of 1 to 200 characters, without spaces around it.",
        )
    if is_known:
        yield "succession_known", f"The act {act.number} was entered before."
    if act.effective_on > today():
        yield "succession_ahead", f"The act holds from {act.effective_on}; enter it on that day."
    yield from _faults_of_agencies(act, places)
    yield from _faults_of_units(act, places)


def _faults_of_agencies(act: Act, places: Mapping[str, bool]) -> Iterator[tuple[str, str]]:
    if act.agency not in places:
        yield "unknown_agency", f"There is no agency {act.agency}."
    if act.unit is not None and act.successor is not None:
        yield "succession_of_unit", "A unit goes to a unit of the same agency; no other agency is named."
    if act.successor is not None and not places.get(act.successor):
        yield "unknown_agency", f"There is no active agency {act.successor}."
    if act.successor == act.agency:
        yield "succession_same", "An agency is not its own successor."


def _faults_of_units(act: Act, places: Mapping[str, bool]) -> Iterator[tuple[str, str]]:
    if act.name is not None:
        if act.unit is not None and f"{act.agency} {act.unit}" not in places:
            yield "unknown_unit", f"{act.agency} has no unit {act.unit}."
        return
    if act.unit is not None and set(act.units) != {act.unit}:
        yield "succession_of_unit", "An act about a unit says where that unit's reports go, and no other's."
    for unit, successor in act.units.items():
        if f"{act.agency} {unit}" not in places:
            yield "unknown_unit", f"{act.agency} has no unit {unit}."
        if successor is not None and not places.get(f"{act.receiver} {successor}"):
            yield "unknown_unit", f"{act.receiver or 'The centre'} has no active unit {successor}."
        if act.unit is not None and successor == unit:
            yield "succession_same", "A unit is not its own successor."


def _is_number(number: str) -> bool:
    try:
        return NUMBER.validate_python(number) == number
    except ValidationError:
        return False
