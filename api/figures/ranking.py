"""Agencies in the order of a formula that is shown, above a floor."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.answers.problems import not_allowed
from api.figures.answering import as_number, present_days
from api.figures.asking import RankingQuery, resolve_period
from api.schemas.common import phrase
from api.schemas.figures import Ranked, Ranking
from api.services import Services
from records.database import Pool
from records.directory.in_memory import Directory, names_of
from records.figures.counting import read_counted_until
from records.figures.definitions import BY_CODE, measures_of
from records.figures.periods import Period
from records.figures.reading import Line, read_figures
from records.figures.scopes import agency_scope
from texts.figures.names import RANKING_FORMULA
from workflows.procedure.model import instants
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all

SHOWN = [BY_CODE[code] for code in ("in_time_share", "answer_median", "answer_p90", "rating_mean")]


@dataclass(frozen=True, slots=True)
class RankedAgencies:
    """Agencies from the first on, and those below the floor, which have no rank."""

    items: list[Ranked]
    below_floor: list[Ranked]


async def rank_agencies(services: Services, actor: Actor, which: RankingQuery) -> Ranking:
    """The ranking, for who sees all agencies. Raises 403 for others, and Malformed."""
    if not watches_all(actor):
        raise not_allowed("The ranking of agencies is not yours to see.")
    period = resolve_period(services, which.from_, which.to)
    until = await read_counted_until(services.figures)
    ranked = await list_ranked(services.figures, services.directory, period, which.floor)
    return {
        **present_days(period),
        "formula": phrase(RANKING_FORMULA),
        "floor": which.floor,
        "counted_until": instants.format_instant(until),
        "items": ranked.items,
        "below_floor": ranked.below_floor,
    }


async def list_ranked(pool: Pool, directory: Directory, period: Period, floor: int) -> RankedAgencies:
    """All agencies in their order. Raises one of `SQL_AWAY`."""
    scopes = [agency_scope(each.code) for each in directory.agencies()]
    lines = await read_figures(pool, scopes, period, measures=measures_of(SHOWN))
    ranked = sorted((_present(directory, line) for line in lines), key=_order)
    above = [each for each in ranked if each["of"] >= floor]
    return RankedAgencies(_with_ranks(above), [each for each in ranked if each["of"] < floor])


def _present(directory: Directory, line: Line) -> Ranked:
    agency, figures = str(line.scope.agency), line.figures
    share = figures["in_time_share"]
    return {
        "rank": None,
        "agency": agency,
        **names_of(directory, agency, None),
        "in_time_share": as_number(share.value),
        "in_time": share.count,
        "of": share.of or 0,
        "answer_median": as_number(figures["answer_median"].value),
        "answer_p90": as_number(figures["answer_p90"].value),
        "rating_mean": as_number(figures["rating_mean"].value),
        "ratings": figures["rating_mean"].count,
    }


def _order(line: Ranked) -> tuple[float, int, str]:
    """The highest share first, of equals the one with more answers."""
    share = line["in_time_share"]
    return -(share if share is not None else -1), -line["of"], line["agency"]


def _with_ranks(lines: Sequence[Ranked]) -> list[Ranked]:
    found: list[Ranked] = []
    for place, line in enumerate(lines, 1):
        is_equal = bool(found) and found[-1]["in_time_share"] == line["in_time_share"]
        found.append({**line, "rank": found[-1]["rank"] if is_equal else place})
    return found
