"""Entering and withdrawing decrees, and what either would move: the same for programs and pages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime

from api.answers.problems import Problem, as_sentence, not_allowed
from api.requests.access import Reading
from api.schemas.decrees import Decrees
from api.services import Services
from calendars import CalendarError, Decree, Snapshot
from records.decrees import enacting, stored_calendars, stored_decrees, views
from records.decrees.answers import DecreePreview, ShownDecree
from records.decrees.errors import DecreeConflict, DecreeRefused, DecreeSuperseded, UnknownDecree
from records.decrees.stored_decrees import EnteredDecree
from records.paging import BadCursor, Cursors
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

STATUSES: dict[type[DecreeRefused], int] = {DecreeConflict: 409, DecreeSuperseded: 409, UnknownDecree: 404}


def may_decree(actor: Actor) -> bool:
    """Whether decrees are `actor`'s to enter and to withdraw."""
    return actor.role is Role.NATIONAL_ADMIN


def require_centre(actor: Actor) -> None:
    """Raises a 403 problem where somebody else than a national admin asks."""
    if not may_decree(actor):
        raise not_allowed("Decrees are the national admin's to enter and to withdraw.")


@contextmanager
def refusals() -> Iterator[None]:
    """What calendars and the record refuse, as problems."""
    try:
        yield
    except CalendarError as error:
        raise Problem(422, error.code, as_sentence(str(error))) from None
    except DecreeRefused as refused:
        raise Problem(STATUSES.get(type(refused), 422), refused.code, as_sentence(str(refused))) from None


async def list_decrees(
    services: Services, region: str | None, agency: str | None, limit: int, after: str | None
) -> Decrees:
    """A page of decrees, the last issued first; also those that no longer stand. Raises BadCursor or
    WrongCursor."""
    cursors = Cursors.of("decrees", region, agency)
    before = None
    if after is not None:
        issued_on, number = cursors.read(after, str, str)
        before = (_day(issued_on), number)
    found = await stored_decrees.list_decrees(
        services.pool, region=region, agency=agency, limit=limit + 1, before=before
    )
    page = cursors.page(found, limit, lambda last: [last.decree.issued_on.isoformat(), last.decree.number])
    return {"items": await views.present_decrees(services.pool, page.items), "next": page.next}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCursor from None


async def read_decree(services: Services, number: str) -> ShownDecree:
    """The decree of that number. Raises a 404 problem."""
    with refusals():
        entered = await stored_decrees.read_decree(services.pool, number)
    return await _present(services, entered)


async def enact_decree(services: Services, actor: Actor, decree: Decree) -> tuple[ShownDecree, bool]:
    """The decree on record, and whether it was entered just now. Raises 403, 409 and 422 problems."""
    require_centre(actor)
    with refusals():
        entered, is_new = await enacting.enact_decree(
            services.pool, decree, actor.id, stored_calendars.today()
        )
    await services.directory.refresh()
    return await _present(services, entered), is_new


async def withdraw_decree(services: Services, actor: Actor, number: str, reason: str) -> ShownDecree:
    """The decree, withdrawn; again it changes nothing. Raises 403, 404 and 409 problems."""
    require_centre(actor)
    with refusals():
        entered = await enacting.withdraw_decree(
            services.pool, number, reason, actor.id, stored_calendars.today()
        )
    await services.directory.refresh()
    return await _present(services, entered)


async def preview_enactment(
    reading: Reading, decree: Decree, limit: int, after: str | None = None
) -> DecreePreview:
    """What the decree would move; nothing is changed. Raises the problems of `enact_decree`."""
    require_centre(reading.actor)
    with refusals():
        made = await enacting.preview_enactment(reading.services.pool, decree, stored_calendars.today())
    return await _preview(reading, made, decree.model_dump_json(), limit, after)


async def preview_withdrawal(
    reading: Reading, number: str, limit: int, after: str | None = None
) -> DecreePreview:
    """What the withdrawal would move; nothing is changed. Raises the problems of `withdraw_decree`."""
    require_centre(reading.actor)
    with refusals():
        made = await enacting.preview_withdrawal(reading.services.pool, number, stored_calendars.today())
    return await _preview(reading, made, f"withdraw {number}", limit, after)


async def _preview(
    reading: Reading, made: Sequence[Snapshot], asked: str, limit: int, after: str | None
) -> DecreePreview:
    services = reading.services
    told = await views.preview_impact(
        services.pool, services.directory, made, datetime.now(UTC), asked, limit, after
    )
    await reading.lists(each["tracking_number"] for each in told["items"])
    return told


async def _present(services: Services, entered: EnteredDecree) -> ShownDecree:
    (item,) = await views.present_decrees(services.pool, [entered])
    return item
