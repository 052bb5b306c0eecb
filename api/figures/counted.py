"""What a figure counts, as its reader may see it."""

from api.figures.answering import present_days
from api.figures.asking import CountedQuery, OfFigureQuery, resolve_period, resolve_scope
from api.figures.defining import define
from api.figures.naming import describe_scope
from api.schemas.figures import CountedEntries, CountedEntry
from api.services import Services
from records.directory.in_memory import names_of
from records.figures.definitions import BY_CODE
from records.figures.drilling import Asked, Counted, list_entries
from workflows.procedure.model.enums import Channel, ReportClass
from workflows.procedure.model.facts import Actor
from workflows.procedure.outputs.figures.measures import Measure


async def list_counted(services: Services, actor: Actor, which: CountedQuery) -> CountedEntries:
    """The entries. Raises Malformed, 403 for what is not the reader's to see, BadCursor or WrongCursor."""
    asked = resolve_entries(services, actor, which)
    page = await list_entries(services.lists, actor, asked, limit=which.limit, after=which.after)
    return {
        **present_days(asked.period),
        "figure": define(asked.figure),
        "scope": describe_scope(services.directory, asked.scope),
        "items": [_present(services, each) for each in page.items],
        "next": page.next,
    }


def resolve_entries(services: Services, actor: Actor, which: OfFigureQuery) -> Asked:
    """Which entries are asked for. Raises Malformed, and 403 for what is not the reader's to see."""
    scope = resolve_scope(services.directory, actor, which.scope)
    period = resolve_period(services, which.from_, which.to)
    return Asked(BY_CODE[which.figure], scope, period, which.by, which.value)


def _present(services: Services, entry: Counted) -> CountedEntry:
    return {
        "number": entry.report if entry.readable else None,
        "measure": Measure(entry.measure),
        "day": entry.day.isoformat(),
        "until": entry.until.isoformat() if entry.until else None,
        "value": entry.value,
        "agency": entry.agency,
        "unit": entry.unit,
        **names_of(services.directory, entry.agency, entry.unit),
        "province": entry.province,
        "class": ReportClass(entry.report_class),
        "category": entry.category,
        "channel": Channel(entry.channel),
    }
