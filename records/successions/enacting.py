"""Entering an act of succession: judged, made and sent on its way in one SQL transaction."""

from collections.abc import Iterator, Mapping

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from pydantic import TypeAdapter, ValidationError

from calendars.decrees import Number
from records.advisory_locks import AdvisoryLock, lock
from records.database import Pool
from records.decrees.stored_calendars import today
from records.directory.history import note_author
from records.successions.acts import Act, Progress, begin_succession, find_succession

NUMBER: TypeAdapter[str] = TypeAdapter(Number)
# In SQL: parts: two tables as documents
PLACES = """
select (select jsonb_object_agg(code, active) from agencies where code = any(%(agencies)s)) as agencies,
       (select jsonb_object_agg(agency || ' ' || code, active) from units
        where agency = any(%(agencies)s)) as units,
       exists (select from successions where number = %(number)s) as is_known"""
# In SQL: parts
AGENCY_ENDS = "update agencies set active = false where code = %(agency)s and active"
UNIT_ENDS = "update units set active = false where agency = %(agency)s and code = %(unit)s and active"


class SuccessionRefused(Exception):
    """An act that can't be carried out; nothing was done. `code` says why, for programs."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


async def enact_succession(pool: Pool, act: Act, *, author: str | None = None) -> Progress:
    """Makes the predecessor inactive and sends the act to its open reports. `author` is the account that does
    it, null for a command. Raises SuccessionRefused or psycopg's errors, nothing done."""
    async with pool.connection() as connection, connection.transaction():
        await lock(connection, AdvisoryLock.DIRECTORY_AND_CALENDARS)
        await check_succession(connection, act)
        await note_author(connection, author)
        ends = AGENCY_ENDS if act.unit is None else UNIT_ENDS
        await connection.execute(ends, {"agency": act.agency, "unit": act.unit})
        await begin_succession(connection, act, author)
    made = await find_succession(pool, act.number)
    assert made is not None, "acts are kept for ever"
    return made


async def check_succession(connection: AsyncConnection[DictRow], act: Act) -> None:
    """Raises SuccessionRefused for an act of a number that is none or known, of a day that is still to come,
    or about agencies and units that are unknown, the same, or inactive where reports are to go."""
    agencies = [code for code in (act.agency, act.successor) if code is not None]
    cursor = await connection.execute(PLACES, {"agencies": agencies, "number": act.number})
    found = await cursor.fetchone()
    assert found is not None, "it selects one row"
    places = {**(found["agencies"] or {}), **(found["units"] or {})}
    for code, detail in _faults(act, places, is_known=found["is_known"]):
        raise SuccessionRefused(code, detail)


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
