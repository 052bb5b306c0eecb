"""The summary of a monthly report: sentences, and the first figures beside earlier ones."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from api.figures.naming import name_scope
from api.monthly_report.blocks import Block, Column, Line, Paragraph, Table
from api.monthly_report.reading import FLOOR, Content, Figures
from api.monthly_report.writing import (
    denominator,
    is_of_few,
    join_words,
    name_period,
    write,
    write_marked,
    write_number,
    write_percent,
    write_tenth,
)
from records.directory.in_memory import Directory
from records.figures.definitions import BY_CODE, Kind
from records.figures.scopes import ScopeKind
from texts.figures import monthly_report as words
from texts.figures import monthly_summary as sentences
from texts.figures.names import WORDINGS
from workflows.procedure.outputs.figures.measures import ARCHIVED

ARRIVED = {
    ScopeKind.NATION: sentences.ARRIVED_NATION,
    ScopeKind.PROVINCE: sentences.ARRIVED_PROVINCE,
    ScopeKind.AGENCY: sentences.ARRIVED_AGENCY,
}
HEADLINE = (
    "first_answers", "in_time_share", "answer_median", "finishings", "finish_median", "archivings", "lapses",
    "not_followed_up", "ratings", "rating_mean",
)  # fmt: skip
"""What the summary's table tells, after what came in."""


def summarize(content: Content, directory: Directory) -> Iterator[Block]:
    """The sentences, and the table."""
    scope = name_scope(directory, content.scope)["id"]
    period = name_period(content.months.now)
    if not any(value.count for value in content.now.values()):
        yield Paragraph(sentences.NOTHING.format(period=period, scope=scope))
        yield _tabulate(content)
        return
    count = write(content.arrivals, content.now)
    arrived = ARRIVED[content.scope.kind].format(period=period, count=count, scope=scope)
    yield Paragraph(" ".join([_compare_count(content, content.arrivals, arrived), _tell_open(content)]))
    yield Paragraph(" ".join([*_tell_answers(content), *_tell_finished(content)]))
    yield Paragraph(" ".join([*_tell_archived(content), *_tell_lapses(content)]))
    yield Paragraph(" ".join([_tell_ratings(content), *_tell_what_lacks(content)]))
    yield _tabulate(content)
    if _has_few(content):
        yield Paragraph(words.FEW.format(floor=FLOOR), note=True)


def _tell_open(content: Content) -> str:
    waiting, handled = (write(code, content.now) for code in ("not_followed_up", "in_progress"))
    unverified = write("not_yet_verified", content.now)
    if content.scope.kind is ScopeKind.AGENCY:
        return sentences.OPEN_AT_AGENCY.format(waiting=waiting, handled=handled)
    return sentences.OPEN.format(unverified=unverified, waiting=waiting, handled=handled)


def _tell_answers(content: Content) -> Iterator[str]:
    answered = sentences.ANSWERED.format(count=write("first_answers", content.now))
    yield _compare_count(content, "first_answers", answered)
    share = content.now["in_time_share"]
    of, count = share.of or 0, write_number(share.count)
    if of == 0:
        yield sentences.NO_ANSWERS
    elif of < FLOOR:
        yield sentences.IN_TIME_FEW.format(of=write_number(of), count=count, floor=FLOOR)
    else:
        told = {
            "share": write("in_time_share", content.now),
            "compared": _compare_mean(content, "in_time_share"),
        }
        yield sentences.IN_TIME.format(of=write_number(of), count=count, **told)


def _tell_finished(content: Content) -> Iterator[str]:
    count = write("finishings", content.now)
    yield _compare_count(content, "finishings", sentences.FINISHED.format(count=count))
    median = content.now["finish_median"]
    if median.value is not None and not is_of_few("finish_median", median):
        median_text, p90 = write("finish_median", content.now), write("finish_p90", content.now)
        yield sentences.FINISHED_IN.format(median=median_text, p90=p90)


def _tell_archived(content: Content) -> Iterator[str]:
    count = write("archivings", content.now)
    yield _compare_count(content, "archivings", sentences.ARCHIVED.format(count=count))
    stocks = sorted(
        ((content.now[each.value].count, each.value) for each in ARCHIVED if content.now[each.value].count),
        reverse=True,
    )
    if stocks:
        reasons = [f"{_reason(code)} {write_number(number)}" for number, code in stocks]
        total = write("archived", content.now)
        yield sentences.ARCHIVED_STOCK.format(count=total, reasons=join_words(reasons))


def _reason(code: str) -> str:
    """Why they were archived, as it stands within a sentence."""
    name = WORDINGS[code].name["id"]
    reason = name.partition(": ")[2] or name.removeprefix("Diarsipkan ")
    return reason[:1].lower() + reason[1:]


def _tell_lapses(content: Content) -> Iterator[str]:
    yield _compare_count(content, "lapses", sentences.LAPSED.format(count=write("lapses", content.now)))
    if content.now["lapses"].count:
        second, third = (write(f"lapses_level_{level}", content.now) for level in (2, 3))
        yield sentences.LAPSED_LEVELS.format(second=second, third=third)


def _tell_ratings(content: Content) -> str:
    mean, rated = content.now["rating_mean"], content.now["rated_share"]
    if mean.count == 0:
        return sentences.NOT_RATED
    count = write_number(mean.count)
    if mean.count < FLOOR:
        return sentences.RATED_FEW.format(count=count, floor=FLOOR)
    of = sentences.RATED_OF.format(share=write("rated_share", content.now)) if rated.of else ""
    compared = _compare_mean(content, "rating_mean")
    return sentences.RATED.format(
        count=count, of=of, mean=write("rating_mean", content.now), compared=compared
    )


def _tell_what_lacks(content: Content) -> Iterator[str]:
    lacking = [name for name, figures in _earlier(content) if figures is None]
    if lacking:
        yield sentences.UNKNOWN.format(periods=sentences.OR.join(lacking))
    few = [
        name
        for name, figures in _earlier(content)
        if figures is not None and figures[content.arrivals].count < FLOOR
    ]
    if few:
        yield sentences.FEW_THEN.format(periods=sentences.OR.join(few), floor=FLOOR)


def _earlier(content: Content) -> Sequence[tuple[str, Figures | None]]:
    months = content.months
    return [
        (name_period(months.before), content.before),
        (name_period(months.year_before), content.year_before),
    ]


def _compare_count(content: Content, code: str, sentence: str) -> str:
    """The sentence, and how its number differs from the earlier ones that are known."""
    now = content.now[code].count
    compared = [
        _compare(
            now - figures[code].count,
            write_number(abs(now - figures[code].count)),
            name,
            _in_percent(now, figures[code].count),
        )
        for name, figures in _earlier(content)
        if figures is not None
    ]
    return f"{', '.join([sentence, sentences.AND.join(compared)]) if compared else sentence}."


def _in_percent(now: int, then: int) -> str:
    """The difference in percent, where that is one of many."""
    return sentences.IN_PERCENT.format(share=write_percent(abs(now - then), then)) if then >= FLOOR else ""


def _compare_mean(content: Content, code: str) -> str:
    """How a percentage or a mean differs from the earlier ones that are of enough."""
    is_share = BY_CODE[code].kind is Kind.SHARE
    compared = []
    for name, figures in _earlier(content):
        now, then = content.now[code].value, figures[code] if figures is not None else None
        if now is None or then is None or then.value is None or denominator(then) < FLOOR:
            continue
        amount = write_tenth(abs(now - then.value))
        if is_share:
            amount = sentences.POINTS.format(amount=amount)
        compared.append(_compare(now - then.value, amount, name))
    return f", {sentences.AND.join(compared)}" if compared else ""


def _compare(difference: Decimal | int, amount: str, than: str, share: str = "") -> str:
    if difference == 0:
        return sentences.SAME.format(than=than)
    form = sentences.MORE if difference > 0 else sentences.FEWER
    return form.format(difference=amount, share=share, than=than)


def _tabulate(content: Content) -> Table:
    months = content.months
    times = [(name_period(months.now), content.now), *_earlier(content)]
    columns = [Column(words.FIGURE, is_number=False), *(Column(name, width=2.9) for name, _ in times)]
    lines = [
        Line([WORDINGS[code].name["id"], *(write_marked(code, figures) for _, figures in times)])
        for code in (content.arrivals, *HEADLINE)
    ]
    return Table(words.SUMMARY_CAPTION, columns, lines)


def _has_few(content: Content) -> bool:
    times = [content.now, *(figures for _, figures in _earlier(content) if figures is not None)]
    return any(is_of_few(code, figures[code]) for figures in times for code in HEADLINE)
