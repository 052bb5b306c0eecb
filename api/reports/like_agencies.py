"""An agency beside others like it: medians only, so that nothing of a single other one is told."""

from collections.abc import Sequence
from datetime import datetime
from statistics import median

from api.schemas.board import LikeAgencies
from api.services import Services
from calendars import NATIONAL
from records.reports.queries.board import AgencyOpen, count_open_by_agency
from records.reports.queries.pace import find_medians
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all

LEAST, MOST = 5, 40
"""Agencies that a median is of: with fewer it would say too much of one of them."""


async def compare_agency(
    services: Services, actor: Actor, since: datetime, before: datetime
) -> LikeAgencies | None:
    """`actor`'s agency beside those of its type and size, in that time; null for the nation."""
    if actor.agency is None or watches_all(actor):
        return None
    counted = await count_open_by_agency(services.figures)
    own = next((each for each in counted if each.agency == actor.agency), AgencyOpen(actor.agency, 0, 0))
    like = choose_like(own, [each for each in counted if _is_same_type(services, own, each)])
    is_told = len(like) >= LEAST
    codes = [each.agency for each in like] if is_told else []
    medians = dict(await find_medians(services.figures, [own.agency, *codes], since, before))
    own_median = medians.pop(own.agency, None)
    return {
        "agencies": len(like),
        "least": LEAST,
        "most": MOST,
        "own_overdue_percent": _percent(own),
        "overdue_percent": median(_percent(each) or 0 for each in like) if is_told else None,
        "own_median_working_days": own_median,
        "median_working_days": median(medians.values()) if is_told and len(medians) >= LEAST else None,
    }


def choose_like(own: AgencyOpen, others: Sequence[AgencyOpen]) -> list[AgencyOpen]:
    """Those with half to twice as many open tasks, the nearest in size first, `MOST` at most."""
    fitting = [
        each
        for each in others
        if each.agency != own.agency and own.open <= 2 * each.open and each.open <= 2 * own.open
    ]
    return sorted(fitting, key=lambda each: (abs(each.open - own.open), each.agency))[:MOST]


def _is_same_type(services: Services, own: AgencyOpen, other: AgencyOpen) -> bool:
    """Whether both are national ones, or both of a province."""
    found = [services.directory.agency(each.agency) for each in (own, other)]
    return len({each.region == NATIONAL for each in found if each}) == 1


def _percent(each: AgencyOpen) -> float | None:
    return round(100 * each.overdue / each.open, 1) if each.open else None
