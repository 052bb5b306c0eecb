"""A board's charts, and the lists that its numbers lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.pages.charts.bars import lay_out_bars
from api.pages.charts.drawing import Entry
from api.pages.charts.over_time import lay_out_columns, lay_out_lines
from api.pages.charts.provinces import PLACES, lay_out_provinces
from api.pages.figure_links import COUNTED, make_figures_address
from api.pages.formats import Formats
from api.pages.language import Language
from api.pages.list_address import REPORTS, TASKS, make_address
from api.pages.rendering import name_in
from api.reports.board_pace import ANSWERED, CLOSED, arrivals_of
from api.reports.filters import MOST_VALUES
from api.schemas.board import AgeBand, AgencyLoad, Board, BoardPlace, PaceFigures, VacantOffice
from api.services import Services
from records.figures.periods import Period
from records.figures.scopes import NATION, Scope, agency_scope
from records.reports.queries.task_filter import LEFT, NOBODY
from texts import board as words
from texts.filters import THE_CENTRE
from workflows.procedure.model.facts import Actor
from workflows.procedure.outputs import names
from workflows.procedure.rules.reading import watches_all

BOARD = "/papan"
MOST_BARS = 12
Pairs = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class BoardLinks:
    """Addresses of the lists that have as many lines as the board's numbers say. `week` is how many days are
    left of the week, `agency` whose board it is, null for the nation's; `own` says that it is one's own
    team's."""

    own: bool
    agency: str | None
    week: int

    @classmethod
    def of(cls, board: Board, reader: Actor) -> "BoardLinks":
        """Those of a team's board, or of what the centre sees of the nation or of an agency."""
        left = date.fromisoformat(board["week_ends"]) - date.fromisoformat(board["today"])
        return cls(not watches_all(reader), board["agency"], left.days)

    def tasks(self, pairs: Pairs) -> str:
        """The open tasks of those filters."""
        if self.own:
            return make_address(TASKS, [("scope", "team"), *pairs])
        return make_address(TASKS, [("scope", "all"), ("agency", self.agency), *pairs])

    def due(self, name: str, pairs: Pairs) -> str:
        """Of those filters: `overdue`, `today`, `week`, `open`, or `ahead`: not overdue."""
        more: dict[str, Pairs] = {
            "overdue": [("overdue", "true")],
            "ahead": [("overdue", "false")],
            "today": [("due_within", "0"), ("overdue", "false")],
            "week": [("due_within", str(self.week)), ("overdue", "false")],
            "open": [],
        }
        return self.tasks([*pairs, *more[name]])

    def place(self, place: BoardPlace | VacantOffice) -> Pairs:
        """The filters of an office of the team, or of an agency."""
        if self.agency is None:
            agency: Pairs = [("agency", place["agency"] or NOBODY)]
            return agency
        role = place["owner_role"]
        return [("role", role.value if role else None), ("unit", place["unit"])]

    def vacant(self, place: VacantOffice) -> str:
        """The tasks of an office that nobody holds."""
        both: Pairs = [("role", place["owner_role"].value), ("unit", place["unit"])]
        agency = self.place(place) if self.agency is None else []
        return self.tasks([*agency, *both])

    def officer(self, account: str) -> Pairs:
        """The filters of the tasks that name an account."""
        return [("officer", account)]

    def left(self) -> str:
        """The tasks that name somebody who is no longer in office."""
        return self.tasks([("officer", LEFT)])

    def pace(self, what: str, days: PaceFigures) -> str:
        """What `opened` or `done` counts in those days; for the centre also what a `median` is of."""
        if self.own:
            name = {"opened": "task_opened", "done": "task_done"}[what]
            return make_address(REPORTS, [(f"{name}_from", days["from"]), (f"{name}_to", days["to"])])
        return self.figure(agency_scope(self.agency) if self.agency else NATION, what, days)

    def done_by(self, account: str, days: PaceFigures) -> str | None:
        """The reports of which an account did a task; the centre has no list that tells an agency's apart."""
        if not self.own:
            return None
        span: Pairs = [("task_done_from", days["from"]), ("task_done_to", days["to"])]
        return make_address(REPORTS, [*span, ("task_done_by", account)])

    def median(self, days: PaceFigures) -> str | None:
        """The first answers that a median is of; a team's is of tasks, of which there is no list."""
        return None if self.own else self.pace("median", days)

    def load(self, what: str, load: AgencyLoad, days: PaceFigures) -> str:
        """What an agency's load counts as `opened`, `done` or `median`."""
        return self.figure(agency_scope(load["agency"]), what, days)

    def figure(self, scope: Scope, what: str, days: PaceFigures) -> str:
        """What the figure behind that part of the pace counts."""
        codes = {"opened": arrivals_of(scope), "done": CLOSED, "median": ANSWERED}
        period = Period(date.fromisoformat(days["from"]), date.fromisoformat(days["to"]))
        return make_figures_address(COUNTED, scope, period, figure=codes[what])

    def board(self, agency: str | None, weeks: str | None) -> str:
        """An agency's board, or without one the nation's."""
        return make_address(BOARD, [("agency", agency), ("weeks", weeks)])


def draw_board(services: Services, board: Board, links: BoardLinks, language: Language) -> Mapping[str, Any]:
    """The charts by name; provinces for the nation only."""
    charts: dict[str, Any] = {
        "stages": _draw_stages(board, links, language),
        "levels": _draw_levels(board, links, language),
        "places": _draw_places(board, links, language),
        "pace": _draw_pace(board, links, language),
        "median": _draw_medians(board, links, language),
        "provinces": None if board["agency"] else _draw_provinces(services, board, links, language),
    }
    return charts


def _draw_stages(board: Board, links: BoardLinks, language: Language) -> Any:
    name = name_in(language, names.STAGES, names.STAGES_IN_ENGLISH)
    entries = [
        Entry(
            name(each["stage"]),
            each["ages"],
            [links.tasks([("stage", each["stage"]), *_age(band)]) for band in board["ages"]],
        )
        for each in board["stages"]
    ]
    series = [words.describe_age_band(band["from"], band["to"])[language] for band in board["ages"]]
    return lay_out_bars(entries, series)


def _age(band: AgeBand) -> Pairs:
    return [
        ("age_from", str(band["from"]) if band["from"] else None),
        ("age_to", None if band["to"] is None else str(band["to"])),
    ]


def _draw_levels(board: Board, links: BoardLinks, language: Language) -> Any:
    entries = [
        Entry(
            words.describe_level(each["level"])[language],
            [each["tasks"]],
            [links.due("overdue", [("escalation_level", str(each["level"]))])],
        )
        for each in board["overdue_by_level"]
    ]
    return lay_out_bars(entries, [words.TASKS[language]])


def name_place(place: BoardPlace, language: Language) -> str:
    """An agency, the centre, a unit, or the agency's own desk by its role."""
    role = place["owner_role"]
    if role is None:
        return place["agency_name"] or place["agency"] or THE_CENTRE[language]
    return place["unit_name"] or place["unit"] or name_in(language, names.ROLES, names.ROLES_IN_ENGLISH)(role)


def _draw_places(board: Board, links: BoardLinks, language: Language) -> Any:
    entries = [
        Entry(
            name_place(each, language),
            [each["overdue"], each["open"] - each["overdue"]],
            [links.due("overdue", links.place(each)), links.due("ahead", links.place(each))],
        )
        for each in board["places"][:MOST_BARS]
    ]
    return lay_out_bars(entries, [words.OVERDUE[language], words.NOT_OVERDUE[language]])


def _draw_pace(board: Board, links: BoardLinks, language: Language) -> Any:
    entries = [
        Entry(
            _week(each, language),
            [each["opened"], each["done"]],
            [links.pace("opened", each), links.pace("done", each)],
        )
        for each in board["weeks"]
    ]
    done = words.DONE if links.own else words.CLOSED
    return lay_out_columns(entries, [words.CAME_IN[language], done[language]])


def _draw_medians(board: Board, links: BoardLinks, language: Language) -> Any:
    entries = [
        Entry(_week(each, language), [each["median_working_days"]], [links.median(each)])
        for each in board["weeks"]
    ]
    return lay_out_lines(entries, [words.WORKING_DAYS[language]])


def _week(figures: PaceFigures, language: Language) -> str:
    """By its Monday."""
    return Formats(language).short_day(figures["from"]).rpartition(" ")[0]


def _draw_provinces(services: Services, board: Board, links: BoardLinks, language: Language) -> Any:
    """Overdue tasks at the agencies of each province; provinces without agencies are not known."""
    agencies: dict[str, list[str]] = {}
    for each in services.directory.agencies():
        agencies.setdefault(each.region, []).append(each.code)
    overdue = {each["agency"]: each["overdue"] for each in board["places"]}
    values: dict[str, float | None] = {
        region: sum(overdue.get(code, 0) for code in codes) for region, codes in agencies.items()
    }
    hrefs = {
        region: links.due("overdue", [("agency", code) for code in codes])
        for region, codes in agencies.items()
        if len(codes) <= MOST_VALUES
    }
    known = {region: value for region, value in values.items() if region in PLACES}
    return lay_out_provinces(known, words.OVERDUE[language], hrefs)
