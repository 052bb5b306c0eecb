"""The charts of a monthly report: laid out as on pages, each with a text that says the same."""

from api.figures.asking import By
from api.monthly_report.blocks import Bar, Bars, Curve, Curves, Mark, Square, Squares
from api.monthly_report.reading import Content, Parts
from api.monthly_report.writing import join_words, write, write_number
from api.pages.charts.drawing import Entry
from api.pages.charts.over_time import lay_out_lines
from api.pages.charts.provinces import PLACES, lay_out_provinces
from records.figures.definitions import FIGURES, Section
from texts.figures import monthly_report as words
from texts.figures.names import WORDINGS
from texts.formats import MONTHS
from texts.regions import name_region

MOST_NAMED = 3
LEFT, RIGHT = 8.0, 91.0
"""Percent of the width: a page has more room for a plot than the narrowest screen, and for all months."""


def draw_months(content: Content) -> Curves:
    """Lines of what came in and what was finished."""
    codes = (content.arrivals, "finishings")
    names = [words.COLUMNS[code] for code in codes]
    entries = [
        Entry(
            f"{MONTHS[line.period.first.month - 1][:3]} {line.period.first:%y}",
            [float(line.figures[code].count) for code in codes],
        )
        for line in content.course
    ]
    chart = lay_out_lines(entries, names)

    def widen(x: float) -> float:
        return LEFT + (x - chart.left) / (chart.right - chart.left) * (RIGHT - LEFT)

    first, last = (words.name_month(content.course[place].period.first) for place in (0, -1))
    told = {"arrivals": names[0], "finishings": names[1].lower()}
    alt = words.MONTHS_ALT.format(
        first=first,
        last=last,
        **told,
        arrivals_now=f"{names[0].lower()} {write_number(entries[-1].values[0] or 0)}",
        finishings_now=f"{names[1].lower()} {write_number(entries[-1].values[1] or 0)}",
    )
    return Curves(
        words.MONTHS_CHART.format(**told),
        alt,
        [
            Curve(
                name,
                [(widen(x), y) for x, y in line.points],
                write_number(line.last or 0),
                (widen(line.label_x), line.label_y),
            )
            for name, line in zip(names, chart.lines, strict=True)
        ],
        [Mark(write_number(tick.value), tick.y) for tick in chart.ticks],
        [Mark(entry.label, widen(slot.x)) for entry, slot in zip(entries, chart.slots, strict=True)],
        LEFT,
        RIGHT,
        chart.height,
    )


def draw_statuses(content: Content) -> Bars:
    """A bar for each of the statuses that all reports fall into."""
    values = {
        WORDINGS[each.code].name["id"]: content.now[each.code].count
        for each in FIGURES
        if each.section is Section.STATUS and each.part_of == "total"
    }
    last = words.name_date(content.months.now.last)
    parts = _list(values)
    return Bars(words.STATUS_CHART.format(last=last), words.STATUS_ALT.format(parts=parts), _draw(values))


def draw_ratings(content: Content) -> Bars:
    """A bar for each rating, the best first."""
    spread = content.now["rating_spread"].spread
    values = {words.RATING.format(value=each): spread.get(each, 0) for each in range(5, 0, -1)}
    return Bars(words.RATINGS_CHART, words.RATINGS_ALT.format(parts=_list(values)), _draw(values))


def _draw(values: dict[str, int]) -> list[Bar]:
    top = max(values.values()) or 1
    return [Bar(label, 100 * value / top, write_number(value)) for label, value in values.items()]


def _list(values: dict[str, int]) -> str:
    return join_words([f"{label} {write_number(value)}" for label, value in values.items()])


def draw_provinces(content: Content, parts: Parts) -> Squares:
    """A square for each province, filled by all its reports so far."""
    assert parts.by is By.PROVINCE, "no other parts are on a map"
    by_province = {str(line.scope.province): line.figures for line in parts.lines}
    values: dict[str, float | None] = {code: float(by_province[code]["total"].count) for code in PLACES}
    grid = lay_out_provinces(values, words.TOTAL_SO_FAR)
    most = sorted(PLACES, key=lambda code: (-(values[code] or 0), code))[:MOST_NAMED]
    named = [f"{name_region(code)} {write('total', by_province[code])}" for code in most]
    last = words.name_date(content.months.now.last)
    return Squares(
        words.PROVINCES_CHART.format(last=last),
        words.PROVINCES_ALT.format(most=join_words(named)),
        [
            Square(each.code, each.x, each.y, (each.filled or 0) / grid.side, write_number(each.value or 0))
            for each in grid.squares
        ],
        grid.side,
        grid.width,
        grid.height,
    )
