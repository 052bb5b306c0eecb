"""Figures: of the nation, a province, an agency or a unit; what each counts; and the ranking of agencies."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.dependencies import ServicesDep
from api.figures.answering import answer_figures, answer_parts
from api.figures.asking import (
    Asked,
    By,
    CountedQuery,
    FiguresQuery,
    RankingQuery,
    is_before_agencies,
    resolve_period,
    resolve_query,
)
from api.figures.counted import list_counted, resolve_entries
from api.figures.naming import name_scope
from api.figures.ranking import rank_agencies
from api.pages.charts.drawing import Entry
from api.pages.charts.over_time import TimeChart, lay_out_lines
from api.pages.charts.provinces import ProvinceGrid, lay_out_provinces
from api.pages.figure_links import (
    COUNTED,
    COUNTED_FILE,
    FIGURES_FILE,
    PATH,
    RANKING,
    list_breakdowns,
    list_days,
    list_files,
    list_headline,
    list_periods,
    list_reports,
    list_sections,
    list_ways_up,
    make_figures_address,
    make_part_row,
)
from api.pages.formats import Formats
from api.pages.language import Language, language_of
from api.pages.list_address import make_address
from api.pages.rendering import render
from api.pages.staff import StaffVisitDep
from api.schemas.figures import FiguresLine
from records.figures.definitions import BY_CODE, Kind
from records.figures.scopes import NATION, ScopeKind
from records.open_data.months import read_first_month
from texts.figures.names import WORDINGS

router = APIRouter(include_in_schema=False)

PARTS = ("total", "open", "overdue", "finished")
SPEED = ("in_time_share", "answer_median")


class FiguresPageQuery(FiguresQuery):
    """The same, in the language that was chosen."""

    lang: str | None = None


class CountedPageQuery(CountedQuery):
    """The same, in the language that was chosen."""

    lang: str | None = None


class RankingPageQuery(RankingQuery):
    """The same, in the language that was chosen."""

    lang: str | None = None


@router.get(PATH)
async def show_figures(
    services: ServicesDep, request: Request, visit: StaffVisitDep, which: Annotated[FiguresPageQuery, Query()]
) -> Response:
    """All figures of a scope, and some of its parts."""
    actor, language = visit.who.actor, language_of(request)
    asked, formats = resolve_query(services, actor, which), Formats(language)
    by = asked.by or list_breakdowns(asked)[0]
    told = await answer_figures(services, replace(asked, by=None))
    arrivals = "received" if is_before_agencies(asked.scope) else "forwardings"
    columns = (*PARTS, arrivals, "finishings", *SPEED)
    in_parts = replace(asked, by=by, figures=[BY_CODE[code] for code in columns])
    parts = await answer_parts(services, in_parts, compares=False)
    busy = [line for line in parts if any(each["count"] for each in line["figures"])]
    first = await read_first_month(services.figures)
    today = services.directory.centre().calendar.local_date(datetime.now(UTC))
    context = {
        "told": told,
        "sections": list(list_sections(asked, told["total"], formats)),
        "columns": [WORDINGS[code].name for code in columns],
        "headline": list_headline(asked, told["total"], formats, arrivals),
        "parts": [make_part_row(in_parts, line, formats) for line in busy],
        "left_out": len(parts) - len(busy),
        "by": by,
        "breakdowns": [
            (each, make_figures_address(PATH, asked.scope, asked.period, by=each), each is by)
            for each in list_breakdowns(asked)
        ],
        "periods": list(list_periods(asked, today, by)),
        "files": list_files(FIGURES_FILE, {"scope": asked.scope.code, "by": by} | list_days(asked.period)),
        "reports": list_reports(asked.scope, asked.period.last, today, first),
        "ways_up": [
            (name_scope(services.directory, each), make_figures_address(PATH, each, asked.period))
            for each in list_ways_up(actor, asked.scope)
        ],
        "grid": draw_provinces(in_parts, parts, language) if by is By.PROVINCE else None,
        "months": draw_months(in_parts, parts, language, arrivals) if by is By.MONTH else None,
        "ranking": make_address(RANKING, list_days(asked.period))
        if asked.scope.kind is ScopeKind.NATION
        else None,
        "is_empty": not any(each["count"] for each in told["total"]["figures"]),
    }
    return render(request, "staff/figures.html", context)


def draw_provinces(asked: Asked, parts: Sequence[FiguresLine], language: Language) -> ProvinceGrid:
    """A square for each province with the number of its reports."""
    values, hrefs = dict[str, float | None](), dict[str, str | None]()
    formats = Formats(language)
    for line in parts:
        province = line["scope"]["province"]
        if province is not None:
            values[province] = line["figures"][0]["value"]
            hrefs[province] = make_part_row(asked, line, formats).href
    return lay_out_provinces(values, WORDINGS["total"].name[language], hrefs)


def draw_months(asked: Asked, parts: Sequence[FiguresLine], language: Language, arrivals: str) -> TimeChart:
    """Lines of what came in and what was finished in each month."""
    formats, codes = Formats(language), (arrivals, "finishings")
    columns = [figure.code for figure in asked.figures]
    entries = []
    for line in parts:
        row = make_part_row(asked, line, formats)
        places: Sequence[int] = [columns.index(code) for code in codes]
        values = [line["figures"][place]["value"] for place in places]
        entries.append(Entry(line["name"]["id"], values, [row.cells[place].href for place in places]))
    return lay_out_lines(entries, [WORDINGS[code].name[language] for code in codes])


@router.get(COUNTED)
async def show_counted(
    services: ServicesDep, request: Request, visit: StaffVisitDep, which: Annotated[CountedPageQuery, Query()]
) -> Response:
    """What a figure counts, one line each."""
    told = await list_counted(services, visit.who.actor, which)
    asked = resolve_entries(services, visit.who.actor, which)
    address = _address_of(request)
    context: dict[str, Any] = {
        "told": told,
        "is_of_a_day": told["figure"]["kind"] is Kind.STOCK,
        "has_values": any(each["value"] is not None for each in told["items"]),
        "back": make_figures_address(PATH, asked.scope, asked.period),
        "files": list_files(COUNTED_FILE, _address_without_limit(request)),
        "is_first": which.after is None,
        "first_url": make_address(COUNTED, address),
        "next_url": make_address(COUNTED, [*address, ("after", told["next"])]) if told["next"] else None,
    }
    return render(request, "staff/figures_counted.html", context)


def _address_without_limit(request: Request) -> dict[str, str | None]:
    return {name: value for name, value in _address_of(request) if name != "limit"}


def _address_of(request: Request) -> list[tuple[str, str | None]]:
    pairs = request.query_params.multi_items()
    return [(name, value) for name, value in pairs if name not in {"after", "lang"}]


@router.get(RANKING)
async def show_ranking(
    services: ServicesDep, request: Request, visit: StaffVisitDep, which: Annotated[RankingPageQuery, Query()]
) -> Response:
    """Agencies by their share of first answers in time, and those with too few reports."""
    told = await rank_agencies(services, visit.who.actor, which)
    period = resolve_period(services, which.from_, which.to)
    context = {
        "told": told,
        "back": make_figures_address(PATH, NATION, period),
        "days": [("from", told["from"]), ("to", told["to"])],
    }
    return render(request, "staff/figures_ranking.html", context)
