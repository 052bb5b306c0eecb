"""The whole document of a monthly report, in its order."""

from collections.abc import Iterator

from api.figures.asking import By
from api.figures.naming import name_scope
from api.monthly_report.blocks import Block, Document, Paragraph
from api.monthly_report.blocks import Section as Chapter
from api.monthly_report.charts import draw_months, draw_provinces, draw_ratings, draw_statuses
from api.monthly_report.reading import FLOOR, Content
from api.monthly_report.summary import summarize
from api.monthly_report.tables import (
    tabulate_definitions,
    tabulate_months,
    tabulate_overdue,
    tabulate_parts,
    tabulate_ranking,
    tabulate_ratings,
    tabulate_section,
    tabulate_speed,
    tabulate_topics,
)
from api.monthly_report.writing import FORMATS, is_of_few, write_marked
from records.directory.in_memory import Directory
from records.figures.definitions import BY_CODE, FIGURES, Section
from records.figures.scopes import ScopeKind
from texts.figures import monthly_report as words
from texts.figures.names import WORDINGS

HEADLINE = ("in_time_share", "finishings", "answer_median")
"""On the title page, after what came in."""
BEGIN_PAGES = ("summary", "definitions")


def compose(content: Content, directory: Directory, authority: str) -> Document:
    """The document; `authority` is whose report it is."""
    scope = name_scope(directory, content.scope)["id"]
    month = words.name_month(content.months.now.first)
    mark = None if content.is_final else words.PROVISIONAL
    title = f"{words.TITLE} {month}: {scope}"
    return Document(
        title=f"{title} ({mark.lower()})" if mark else title,
        heading=words.TITLE,
        subject=words.SUBJECT,
        scope=scope,
        month=month,
        authority=authority,
        mark=mark,
        warning=_warn(content),
        facts=[
            (words.PERIOD, words.name_days(content.months.now.first, content.months.now.last)),
            (words.SCOPE, scope),
            (words.MADE_AT, FORMATS.instant(content.made_at)),
            (words.STATE, words.COUNTED_UNTIL.format(instant=FORMATS.instant(content.counted_until))),
        ],
        headline=[
            (_name_with_unit(code), write_marked(code, content.now)) for code in (content.arrivals, *HEADLINE)
        ],
        contents=words.CONTENTS,
        sections=[
            Chapter(words.HEADINGS[name], list(blocks), begins_page=name in BEGIN_PAGES)
            for name, blocks in _sections(content, directory)
        ],
    )


def _name_with_unit(code: str) -> str:
    name = WORDINGS[code].name["id"]
    return words.IN_WORKING_DAYS.format(figure=name) if BY_CODE[code].section is Section.SPEED else name


def _warn(content: Content) -> str | None:
    if content.is_final:
        return None
    if content.months.is_over:
        return words.NOT_COUNTED
    return words.NOT_OVER.format(last=words.name_date(content.months.now.last))


def _sections(content: Content, directory: Directory) -> Iterator[tuple[str, Iterator[Block]]]:
    yield "summary", summarize(content, directory)
    yield "months", _list_months(content)
    yield "status", _list_statuses(content)
    yield "handling", _list_handling(content)
    yield "speed", _list_speed(content)
    yield "satisfaction", _list_satisfaction(content)
    yield "parts", _list_parts(content, directory)
    yield "topics", tabulate_topics(content)
    if content.scope.kind is ScopeKind.NATION:
        yield "ranking", tabulate_ranking(content, directory)
    yield "overdue", tabulate_overdue(content, directory)
    yield "definitions", tabulate_definitions()


def _list_months(content: Content) -> Iterator[Block]:
    if any(line.figures[code].count for line in content.course for code in (content.arrivals, "finishings")):
        yield draw_months(content)
    yield tabulate_months(content)


def _list_statuses(content: Content) -> Iterator[Block]:
    if content.now["total"].count:
        yield draw_statuses(content)
    yield tabulate_section(content, Section.STATUS)


def _list_handling(content: Content) -> Iterator[Block]:
    for section in (Section.PROGRESS, Section.HANDLING, Section.LAPSES):
        yield tabulate_section(content, section)
    yield from _explain_few(content, Section.PROGRESS)


def _list_speed(content: Content) -> Iterator[Block]:
    yield Paragraph(words.SPEED_NOTE)
    yield tabulate_speed(content)
    yield from _explain_few(content, Section.SPEED)


def _list_satisfaction(content: Content) -> Iterator[Block]:
    yield tabulate_section(content, Section.SATISFACTION)
    yield from _explain_few(content, Section.SATISFACTION)
    if content.now["rating_spread"].count:
        yield draw_ratings(content)
        yield tabulate_ratings(content)


def _list_parts(content: Content, directory: Directory) -> Iterator[Block]:
    for parts in content.parts:
        heading, *others = tabulate_parts(content, parts, directory)
        yield heading
        if parts.by is By.PROVINCE:
            yield draw_provinces(content, parts)
        yield from others


def _explain_few(content: Content, section: Section) -> Iterator[Block]:
    """What the mark means, where a figure of the section has it."""
    times = [each for each in (content.now, content.before) if each is not None]
    codes = [each.code for each in FIGURES if each.section is section]
    if any(is_of_few(code, figures[code]) for figures in times for code in codes):
        yield Paragraph(words.FEW.format(floor=FLOOR), note=True)
