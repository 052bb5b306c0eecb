"""Figures, and what they count, as tables to be exported: codes, numbers and days, never a report's text."""

from collections.abc import AsyncIterator, Mapping, Sequence

from api.answers.problems import Problem
from api.exports.answers import FileQuery, batch
from api.exports.tables import Cell, Column, Row, Table
from api.figures.answering import answer_figures
from api.figures.asking import Asked, FiguresQuery, OfFigureQuery, resolve_query
from api.figures.counted import resolve_entries
from api.schemas.figures import FiguresLine
from api.services import Services
from records.figures import drilling
from records.figures.definitions import Figure, Kind, measures_of
from records.figures.drilling import Counted, list_entries
from records.figures.reading import read_figures
from texts.figures.columns import COUNTED, FIRST, word_denominator, word_frequency
from texts.figures.names import WORDINGS
from texts.figures.wording import Wording
from workflows.procedure.model.facts import Actor

MOST_LINES = 250_000
BATCH = 5_000
RATINGS = range(1, 6)
NUMBERS = frozenset({"value"})


class FiguresFileQuery(FiguresQuery, FileQuery):
    """Figures as a file: a line for the whole, and for each part asked for."""


class CountedFileQuery(OfFigureQuery, FileQuery):
    """What a figure counts, as a file: all of it."""


async def export_figures(services: Services, actor: Actor, which: FiguresFileQuery) -> Table:
    """The figures, one column each. Raises what the same figures raise as JSON."""
    asked = resolve_query(services, actor, which)
    told = await answer_figures(services, asked)
    place = {"scope": asked.scope.code, "from": told["from"], "to": told["to"]}
    lines = [(None, told["total"]), *((asked.by, line) for line in told["items"])]
    rows = [[*place.values(), by, *_tell_part(line), *_tell_figures(asked, line)] for by, line in lines]
    columns = [*_describe(FIRST), *(each for figure in asked.figures for each in _columns_of(figure))]
    name = f"tuntas-{_in_file_name(asked.scope.code)}-{told['from']}-{told['to']}"
    return Table(name, columns, batch(rows))


def _describe(wordings: Mapping[str, Wording]) -> list[Column]:
    return [
        Column(code, wording.name, wording.definition, code in NUMBERS) for code, wording in wordings.items()
    ]


def _columns_of(figure: Figure) -> list[Column]:
    wording = WORDINGS[figure.code]
    columns = [Column(figure.code, wording.name, wording.definition, is_number=True)]
    if figure.kind is Kind.SHARE:
        of = word_denominator(wording)
        columns.append(Column(f"{figure.code}_of", of.name, of.definition, is_number=True))
    if figure.kind is Kind.SPREAD:
        for rating in RATINGS:
            one = word_frequency(wording, rating)
            columns.append(Column(f"{figure.code}_{rating}", one.name, one.definition, is_number=True))
    return columns


def _tell_part(line: FiguresLine) -> Row:
    return [line["value"], line["name"]["id"], line["name"]["en"]]


def _tell_figures(asked: Asked, line: FiguresLine) -> Row:
    cells: list[Cell] = []
    for figure, told in zip(asked.figures, line["figures"], strict=True):
        cells.append(told["value"])
        if figure.kind is Kind.SHARE:
            cells.append(told.get("of", 0))
        if figure.kind is Kind.SPREAD:
            spread = told.get("spread", {})
            cells.extend(spread.get(str(rating), 0) for rating in RATINGS)
    return cells


async def export_counted(services: Services, actor: Actor, which: CountedFileQuery) -> Table:
    """What a figure counts, one row each, the latest first. Raises what the same list raises as JSON, and
    Problem if there are more than MOST_LINES."""
    asked = resolve_entries(services, actor, which)
    await _require_bounded(services, asked)
    name = f"tuntas-{_in_file_name(asked.scope.code)}-{which.figure}-{asked.period.first}-{asked.period.last}"
    return Table(name, _describe(COUNTED), _list_rows(services, actor, asked))


async def _require_bounded(services: Services, asked: drilling.Asked) -> None:
    measures = measures_of([asked.figure])
    lines = await read_figures(services.figures, [asked.scope], asked.period, by=asked.by, measures=measures)
    many = sum(
        line.figures[asked.figure.code].count
        for line in lines
        if asked.by is None or line.value == asked.value
    )
    if many > MOST_LINES:
        detail = "This figure counts more than one file takes. Ask for fewer days, or for a part."
        raise Problem(422, "export_too_large", detail, most=MOST_LINES)


async def _list_rows(services: Services, actor: Actor, asked: drilling.Asked) -> AsyncIterator[Sequence[Row]]:
    after: str | None = None
    while True:
        page = await list_entries(services.lists, actor, asked, limit=BATCH, after=after)
        yield [_tell_entry(each) for each in page.items]
        after = page.next
        if after is None:
            return


def _tell_entry(entry: Counted) -> Row:
    """Its cells, in the order of COUNTED."""
    return [
        entry.report if entry.readable else None,
        entry.measure,
        entry.day.isoformat(),
        entry.until.isoformat() if entry.until else None,
        entry.value,
        entry.agency,
        entry.unit,
        entry.province,
        entry.report_class,
        entry.category,
        entry.channel,
    ]


def _in_file_name(code: str) -> str:
    return code.replace(":", "-").replace("/", "-")
