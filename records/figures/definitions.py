"""The figures that there are: how each comes from what is counted. Their names are in `texts.figures`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflows.procedure.outputs.figures.measures import ARCHIVED, FINISHED, OPEN, STATUSES, Measure


class Kind(StrEnum):
    """How a figure comes from its measures."""

    STOCK = "stock"  # reports in one of these statuses, or overdue, at the end of the last day
    EVENTS = "events"  # how often this happened in the period
    SUM = "sum"  # the values of what happened in the period, added up
    SHARE = "share"  # of what happened in the period, the part of `of` that is `measures`; a percentage
    MEDIAN = "median"  # the value that half of what happened in the period does not exceed
    P90 = "p90"  # the value that nine tenths of it do not exceed
    MEAN = "mean"  # the values' arithmetic mean
    SPREAD = "spread"  # how often each value happened


class Section(StrEnum):
    """Under what a figure is shown."""

    STATUS = "status"
    PROGRESS = "progress"
    SPEED = "speed"
    HANDLING = "handling"
    LAPSES = "lapses"
    SATISFACTION = "satisfaction"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. Those in `part_of` add up to the figure of that code; `published_as` is PANRB's word for
    it, where there is one."""

    code: str
    section: Section
    kind: Kind
    measures: Sequence[Measure]
    of: Sequence[Measure] = ()
    part_of: str | None = None
    published_as: str | None = None

    @property
    def is_of_a_day(self) -> bool:
        """Whether it is of the end of the last day, and not of the whole period."""
        return self.kind is Kind.STOCK

    @property
    def is_of_values(self) -> bool:
        """Whether it comes from the values of what happened, and not only from how often it did."""
        return self.kind not in (Kind.STOCK, Kind.EVENTS, Kind.SHARE)


def _stock(
    code: str, measures: Sequence[Measure], part_of: str | None = "total", published_as: str | None = None
) -> Figure:
    return Figure(code, Section.STATUS, Kind.STOCK, measures, part_of=part_of, published_as=published_as)


def _events(section: Section, *measures: Measure) -> list[Figure]:
    return [Figure(each.value, section, Kind.EVENTS, [each]) for each in measures]


def _speed(name: str, measure: Measure) -> list[Figure]:
    return [
        Figure(f"{name}_median", Section.SPEED, Kind.MEDIAN, [measure]),
        Figure(f"{name}_p90", Section.SPEED, Kind.P90, [measure]),
    ]


NOT_FOLLOWED_UP = (Measure.UNDISPOSED, Measure.UNANSWERED)
IN_PROGRESS = (Measure.IN_APPROVAL, Measure.IN_PROCESS, Measure.AWAITING_REPLY)
ENDED_OTHERWISE = (Measure.NOT_COMPLETED, Measure.WITHDRAWN)
IN_TIME = (Measure.FIRST_ANSWERS_IN_TIME,)

FIGURES: Sequence[Figure] = (
    _stock("total", STATUSES, None),
    _stock("open", OPEN),
    _stock("not_yet_verified", [Measure.UNVERIFIED], "open", "belum terverifikasi"),
    _stock("postponed", [Measure.POSTPONED], "open", "tertunda"),
    _stock("awaiting_completion", [Measure.AWAITING_COMPLETION], "open", "tertunda"),
    _stock("not_followed_up", NOT_FOLLOWED_UP, "open", "belum ditindaklanjuti"),
    _stock("undisposed", [Measure.UNDISPOSED], "not_followed_up"),
    _stock("unanswered", [Measure.UNANSWERED], "not_followed_up"),
    _stock("in_progress", IN_PROGRESS, "open", "dalam proses"),
    _stock("in_approval", [Measure.IN_APPROVAL], "in_progress"),
    _stock("in_process", [Measure.IN_PROCESS], "in_progress"),
    _stock("awaiting_reply", [Measure.AWAITING_REPLY], "in_progress"),
    _stock("merged", [Measure.MERGED], "open"),
    _stock("finished", FINISHED, published_as="selesai"),
    *(_stock(each.value, [each], "finished") for each in FINISHED),
    _stock("redirected", [Measure.REDIRECTED]),
    _stock("archived", ARCHIVED, published_as="diarsipkan"),
    *(_stock(each.value, [each], "archived") for each in ARCHIVED),
    _stock("ended_otherwise", ENDED_OTHERWISE),
    *(_stock(each.value, [each], "ended_otherwise") for each in ENDED_OTHERWISE),
    *_events(Section.PROGRESS, Measure.RECEIVED),
    Figure(
        "verifications", Section.PROGRESS, Kind.EVENTS, [Measure.VERIFICATIONS], published_as="terverifikasi"
    ),
    *_events(Section.PROGRESS, Measure.FORWARDINGS, Measure.DISPOSITIONS, Measure.FIRST_ANSWERS),
    Figure(
        "in_time_share",
        Section.PROGRESS,
        Kind.SHARE,
        IN_TIME,
        of=(*IN_TIME, Measure.FIRST_ANSWERS_OVERDUE),
    ),
    *_events(Section.PROGRESS, Measure.CLOSINGS, Measure.FINISHINGS),
    *_events(Section.PROGRESS, Measure.REDIRECTIONS, Measure.ARCHIVINGS),
    *_speed("verify", Measure.VERIFICATIONS),
    *_speed("dispose", Measure.DISPOSITIONS),
    *_speed("answer", Measure.FIRST_ANSWERS),
    *_speed("finish", Measure.FINISHINGS),
    *_events(Section.HANDLING, Measure.QUESTIONS),
    Figure("question_days", Section.HANDLING, Kind.SUM, [Measure.QUESTION_DAYS]),
    Figure("question_working_days", Section.HANDLING, Kind.SUM, [Measure.QUESTION_WORKING_DAYS]),
    *_events(
        Section.HANDLING, Measure.DECLINES, Measure.BOUNCES, Measure.RULINGS, Measure.EXTENSIONS
    ),
    Figure("overdue", Section.LAPSES, Kind.STOCK, [Measure.OVERDUE]),
    *_events(Section.LAPSES, Measure.LAPSES, Measure.LAPSES_LEVEL_2, Measure.LAPSES_LEVEL_3),
    *_events(Section.LAPSES, Measure.FIRST_ANSWERS_OVERDUE),
    *_events(Section.SATISFACTION, Measure.DISPUTES, Measure.REOPENINGS, Measure.RATINGS),
    Figure(
        "rated_share",
        Section.SATISFACTION,
        Kind.SHARE,
        [Measure.RATINGS],
        of=[Measure.ANSWERED_CLOSINGS],
    ),
    Figure("rating_mean", Section.SATISFACTION, Kind.MEAN, [Measure.RATINGS]),
    Figure("rating_spread", Section.SATISFACTION, Kind.SPREAD, [Measure.RATINGS]),
)  # fmt: skip
BY_CODE: Mapping[str, Figure] = {each.code: each for each in FIGURES}


def measures_of(figures: Iterable[Figure]) -> list[Measure]:
    """All that these figures count."""
    return list(dict.fromkeys(measure for each in figures for measure in (*each.measures, *each.of)))
