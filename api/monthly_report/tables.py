"""The tables of a monthly report, each with what has to be said beside it."""

from collections.abc import Iterator
from datetime import timedelta

from api.figures.asking import By
from api.figures.naming import name_scope, name_value
from api.forecasts.lapse_history import KEPT_WEEKS
from api.monthly_report.blocks import NONE, Block, Column, Heading, Line, Paragraph, Table
from api.monthly_report.reading import COLUMNS, FLOOR, Content, Parts, key_of
from api.monthly_report.writing import (
    FORMATS,
    is_of_few,
    name_period,
    write_marked,
    write_number,
    write_percent,
    write_share,
    write_tenth,
)
from records.directory.in_memory import Directory
from records.figures import reading
from records.figures.definitions import BY_CODE, FIGURES, Figure, Kind, Section
from records.reports.queries.overdue import OverdueReport
from texts.figures import monthly_report as words
from texts.figures.names import CENTRE, RANKING_FORMULA, SECTIONS, WORDINGS
from texts.formats import group_number
from texts.procedure_names import name_stage

STEPS = ("verify", "dispose", "answer", "finish")
FIRST = (By.PROVINCE, By.AGENCY, By.UNIT)
TOPIC_FLOOR, MOST_TOPICS = 10, 8
MOMENT = timedelta(microseconds=1)
NARROW, WIDE = 1.75, 2.5
"""Centimetres of a column of numbers."""


def tabulate_section(content: Content, section: Section) -> Table:
    """All figures of a section in this month and the month before; of statuses also what part of all."""
    in_shares = section is Section.STATUS
    shares = [Column(words.SHARE, width=NARROW)] if in_shares else []
    columns = [
        Column(words.FIGURE, is_number=False),
        Column(words.COUNT, width=WIDE),
        *shares,
        Column(words.MONTH_BEFORE, width=WIDE),
    ]
    lines = []
    for figure in FIGURES:
        if figure.section is section and figure.kind is not Kind.SPREAD:
            share = [_share(content, figure)] if in_shares else []
            cells = [write_marked(figure.code, each) for each in (content.now, content.before)]
            lines.append(Line([WORDINGS[figure.code].name["id"], cells[0], *share, cells[1]], _depth(figure)))
    return Table(SECTIONS[section]["id"], columns, lines)


def _share(content: Content, figure: Figure) -> str:
    total = content.now["total"].count
    return write_percent(content.now[figure.code].count, total) if figure.part_of and total else NONE


def _depth(figure: Figure) -> int:
    return 0 if figure.part_of is None else 1 + _depth(BY_CODE[figure.part_of])


def tabulate_months(content: Content) -> Table:
    """What came in and what was finished in each month."""
    codes = (content.arrivals, "first_answers", "in_time_share", "finishings")
    columns = [
        Column(words.MONTH, is_number=False),
        *(Column(words.COLUMNS[code], width=2.9) for code in codes),
    ]
    lines = [
        Line([words.name_month(line.period.first), *(write_marked(code, line.figures) for code in codes)])
        for line in content.course
    ]
    return Table(words.HEADINGS["months"], columns, lines)


def tabulate_speed(content: Content) -> Table:
    """How long each step took: median and 90th percentile."""
    names = (words.MEDIAN, words.P90, words.MEDIAN_BEFORE, words.OF)
    columns = [Column(words.STEP, is_number=False), *(Column(name, width=WIDE) for name in names)]
    lines = []
    for step in STEPS:
        median = f"{step}_median"
        cells = [
            write_marked(median, content.now),
            write_marked(f"{step}_p90", content.now),
            write_marked(median, content.before),
            write_number(content.now[median].count),
        ]
        lines.append(Line([words.STEPS[step], *cells]))
    return Table(SECTIONS["speed"]["id"], columns, lines)


def tabulate_ratings(content: Content) -> Table:
    """How often each rating was given."""
    spread = content.now["rating_spread"].spread
    columns = [Column(words.RATING_HEAD, is_number=False), Column(words.TIMES, width=WIDE)]
    lines = [
        Line([words.RATING.format(value=each), write_number(spread.get(each, 0))]) for each in range(5, 0, -1)
    ]
    return Table(words.RATINGS_CHART, columns, lines)


def tabulate_parts(content: Content, parts: Parts, directory: Directory) -> Iterator[Block]:
    """One line for each part that has anything."""
    total = ["total"] if parts.by is By.PROVINCE else []
    codes = [*total, parts.arrivals, *COLUMNS]
    busy = [line for line in parts.lines if any(line.figures[code].count for code in codes)]
    yield Heading(words.PARTS[parts.by])
    if not busy:
        yield Paragraph(words.NOTHING)
        return
    columns = [
        Column(words.PART_NAMES[parts.by], is_number=False),
        *(Column(_column_name(code), width=NARROW) for code in codes),
    ]
    ordered = sorted(busy, key=lambda line: -line.figures[parts.arrivals].count)
    if parts.by in (By.PROVINCE, By.CLASS):
        ordered = busy
    lines = [
        Line([name_part(directory, parts.by, line), *(write_marked(code, line.figures) for code in codes)])
        for line in ordered
    ]
    caption = words.PARTS_CAPTION.format(
        parts=words.PARTS[parts.by].lower(), period=name_period(content.months.now)
    )
    yield Table(caption, columns, lines)
    if any(is_of_few(code, line.figures[code]) for line in busy for code in codes):
        yield Paragraph(words.FEW.format(floor=FLOOR), note=True)
    if left_out := len(parts.lines) - len(busy):
        yield Paragraph(words.LEFT_OUT.format(count=left_out), note=True)


def _column_name(code: str) -> str:
    return words.TOTAL_SO_FAR if code == "total" else words.COLUMNS[code]


def name_part(directory: Directory, by: By, line: reading.Line) -> str:
    """What a part is called."""
    return name_scope(directory, line.scope)["id"] if by in FIRST else name_value(by, line.value)["id"]


def tabulate_ranking(content: Content, directory: Directory) -> Iterator[Block]:
    """Formula and floor, the agencies above it, and how many are below."""
    assert content.ranking is not None, "only asked for of a nation"
    formula = RANKING_FORMULA["id"]
    yield Paragraph(words.RANKING_INTRO.format(formula=formula[:1].lower() + formula[1:], floor=FLOOR))
    if not content.ranking.items:
        yield Paragraph(words.NONE_RANKED)
        return
    heads = (words.IN_TIME, words.IN_TIME_OF, words.ANSWER_MEDIAN, words.ANSWER_P90, words.RATING_MEAN)
    columns = [
        Column(words.RANK, width=1.7),
        Column(words.AGENCY, is_number=False),
        *(Column(head, width=NARROW) for head in heads),
    ]
    lines = []
    for each in content.ranking.items:
        share = write_share(each["in_time_share"] or 0)
        others = [each["answer_median"], each["answer_p90"], each["rating_mean"]]
        told = [share, write_number(each["of"]), *(NONE if n is None else write_tenth(n) for n in others)]
        name = directory.agency_name(each["agency"]) or each["agency"]
        lines.append(Line([str(each["rank"]), name, *told]))
    yield Table(words.RANKING_CAPTION, columns, lines)
    if content.ranking.below_floor:
        yield Paragraph(words.BELOW_FLOOR.format(count=write_number(content.ranking.below_floor)), note=True)


def tabulate_topics(content: Content) -> Iterator[Block]:
    """The categories with the strongest rise since the month before."""
    now, before = name_period(content.months.now), name_period(content.months.before)
    if content.before is None:
        yield Paragraph(words.NO_BEFORE.format(before=before))
        return
    parts = next(each for each in content.parts if each.by is By.CATEGORY)
    rises = sorted(_list_rises(parts), key=lambda rise: (-rise[0], rise[1]))[:MOST_TOPICS]
    told = {"before": before, "now": now, "floor": TOPIC_FLOOR}
    if not rises:
        yield Paragraph(words.NO_RISE.format(**told))
        return
    yield Paragraph(words.TOPICS_INTRO.format(**told))
    heads = (before, now, words.RISE, words.RISE_SHARE)
    columns = [Column(words.CATEGORY, is_number=False), *(Column(head, width=WIDE) for head in heads)]
    lines = [
        Line([name, *map(write_number, (then, then + rise, rise)), _rise_in_percent(rise, then)])
        for rise, name, then in rises
    ]
    yield Table(words.ALL_TOPICS, columns, lines)


def _list_rises(parts: Parts) -> Iterator[tuple[int, str, int]]:
    """Each rise, with the category's name, and how many there were before."""
    for line in parts.lines:
        count = line.figures[parts.arrivals].count
        earlier = parts.before.get(key_of(line))
        then = earlier[parts.arrivals].count if earlier else 0
        if line.value and count >= TOPIC_FLOOR and count > then:
            yield count - then, name_value(By.CATEGORY, line.value)["id"], then


def _rise_in_percent(rise: int, then: int) -> str:
    return write_percent(rise, then) if then >= FLOOR else NONE


def tabulate_overdue(content: Content, directory: Directory) -> Iterator[Block]:
    """The reports that were overdue for longest: number, agency, and working days over."""
    day = content.months.now.last
    last, overdue = words.name_date(day), content.overdue
    if overdue is None:
        yield Paragraph(words.OVERDUE_FORGOTTEN.format(weeks=KEPT_WEEKS, last=last))
        return
    if not overdue.items:
        yield Paragraph(words.OVERDUE_NONE.format(last=last))
        return
    told = {"last": last, "total": write_number(overdue.total), "shown": len(overdue.items)}
    form = words.OVERDUE_ALL if overdue.total == len(overdue.items) else words.OVERDUE_INTRO
    yield Paragraph(form.format(**told))
    columns = [
        Column(words.NUMBER, is_number=False, width=3.8),
        Column(words.AGENCY, is_number=False),
        Column(words.STAGE, is_number=False, width=3.4),
        Column(words.DUE, width=2.4),
        Column(words.OVER, width=NARROW),
    ]
    lines = [Line(list(_tell_overdue(directory, each, content))) for each in overdue.items]
    yield Table(words.OVERDUE_CAPTION.format(last=last), columns, lines)
    yield Paragraph(words.OVERDUE_NOTE, note=True)


def _tell_overdue(directory: Directory, report: OverdueReport, content: Content) -> Iterator[str]:
    calendar = directory.calendar(report.agency) if report.agency else directory.centre().calendar
    due_on = calendar.local_date(report.due_at - MOMENT)
    yield group_number(report.report) if report.report else words.NOT_READABLE
    yield (directory.agency_name(report.agency) or report.agency) if report.agency else CENTRE["id"]
    yield name_stage(report.stage)["id"]
    yield FORMATS.short_day(due_on)
    yield write_number(calendar.between(due_on, content.months.now.last))


def tabulate_definitions() -> Iterator[Block]:
    """What each figure means, by section."""
    yield Paragraph(words.DEFINITIONS_INTRO)
    columns = [Column(words.FIGURE, is_number=False, width=5.2), Column(words.DEFINITION, is_number=False)]
    for section in Section:
        wordings = [each for each in FIGURES if each.section is section]
        lines = [
            Line([WORDINGS[each.code].name["id"], WORDINGS[each.code].definition["id"]]) for each in wordings
        ]
        yield Heading(SECTIONS[section]["id"])
        yield Table(words.DEFINITIONS_CAPTION.format(section=SECTIONS[section]["id"].lower()), columns, lines)
