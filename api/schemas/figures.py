"""Figures, their definitions, what they count, and the ranking."""

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from api.schemas.common import Classified, Phrase
from fields.answer_fields import (
    AgencyCode,
    Answer,
    Category,
    Day,
    Instant,
    Page,
    PlaceNames,
    RegionCode,
    TrackingNumber,
    UnitCode,
)
from records.figures.definitions import Kind, Section
from records.figures.scopes import ScopeKind
from workflows.procedure.model.enums import Channel
from workflows.procedure.outputs.figures.measures import Measure

Days = TypedDict("Days", {"from": Day, "to": Day})
"""From the first day to the last, both included."""


class ScopeOfFigures(PlaceNames):
    """Whose figures: `kind` tells which of the other fields is set."""

    kind: ScopeKind
    code: Annotated[str, Field(examples=["agency:kemenkes"])]
    name: Phrase
    province: RegionCode | None
    agency: AgencyCode | None
    unit: UnitCode | None


class FigureValue(Answer):
    """One figure. `value` is null where nothing happened of which it could be; `count` is how many entries
    `GET /v1/figures/counted` lists. Of a share, `of` is the denominator. `before` is the value of the period
    before: of as many months, or else as many days."""

    code: Annotated[str, Field(examples=["in_time_share"])]
    value: float | None
    count: int
    of: NotRequired[int]
    spread: NotRequired[Annotated[dict[str, int], Field(description="How often each value happened")]]
    before: float | None


class FiguresLine(Answer):
    """The figures of the whole scope, or of one part of it: `value` is the part's code, empty for reports
    that have none yet, and null for the whole."""

    value: str | None
    name: Phrase
    scope: NotRequired[ScopeOfFigures]
    figures: list[FigureValue]


class Activity(Answer):
    """How active an agency or a unit is. `last_action_on` is the last day on which it disposed, answered for
    the first time, redirected, archived, asked, declined or extended; null if it never did. Of its
    `officers`, `signed_in` have signed in within the last 30 days."""

    last_action_on: Day | None
    officers: int
    signed_in: int


class FiguresOfScope(Days, Answer):
    """Statuses at the end of the day `to`, and what happened from the day `from` to the day `to`. All that
    was recorded until `counted_until` is counted. `items` has the parts asked for."""

    scope: ScopeOfFigures
    before: Days
    counted_until: Instant
    activity: Annotated[Activity | None, Field(description="Of an agency or a unit, as of now")]
    total: FiguresLine
    items: list[FiguresLine]


class FigureDefinition(Answer):
    """What a figure is. It counts the entries of `measures`, of a share divided by those of `of`. Figures
    with the same `part_of` add up to that one. `published_as` is the word that PANRB publishes it under."""

    code: str
    section: Section
    name: Phrase
    definition: Phrase
    kind: Kind
    measures: list[Measure]
    of: list[Measure]
    part_of: str | None
    published_as: str | None


class FigureDefinitions(Answer):
    """All figures, in the order in which they are shown."""

    items: list[FigureDefinition]


class CountedEntry(Classified, PlaceNames):
    """One entry of a figure. `number` is null where the report is not yours to read any more. `until` is the
    day from which it was no longer in the status; `value` what the event counts, such as working days. Class,
    category and holder are those of that time."""

    number: TrackingNumber | None
    measure: Measure
    day: Day
    until: Day | None
    value: int | None
    agency: AgencyCode | None
    unit: UnitCode | None
    province: RegionCode | None
    category: Category | None
    channel: Channel


class CountedEntries(Days, Page):
    """What a figure counts, one item each, the latest first."""

    figure: FigureDefinition
    scope: ScopeOfFigures
    items: list[CountedEntry]


class Ranked(PlaceNames):
    """An agency by its share of first answers in time. `rank` is null below the floor; equals share one."""

    rank: int | None
    agency: AgencyCode
    in_time_share: float | None
    in_time: int
    of: int
    answer_median: float | None
    answer_p90: float | None
    rating_mean: float | None
    ratings: int


class Ranking(Days, Answer):
    """Agencies by `formula`, the highest share first. Those with fewer than `floor` first answers given or
    overdue are in `below_floor`, and have no rank."""

    formula: Phrase
    floor: int
    counted_until: Instant
    items: list[Ranked]
    below_floor: list[Ranked]
