"""Addresses of the pages of figures, and what their rows show. Each number leads to what it counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from api.figures.asking import MOST_MONTHS, Asked, By, may_see
from api.monthly_report.asking import REPORTED
from api.monthly_report.typesetting import is_installed
from api.pages.formats import Formats
from api.pages.list_address import make_address
from api.schemas.common import Phrase
from api.schemas.figures import FiguresLine, FigureValue
from records.figures.definitions import BY_CODE, Figure, Kind, Section
from records.figures.periods import Period, add_months, end_of_month
from records.figures.scopes import NATION, NOWHERE, Scope, ScopeKind, agency_scope
from texts.figures.names import SECTIONS, WORDINGS
from texts.formats import InBoth
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all

PATH, COUNTED, RANKING = "/angka", "/angka/laporan", "/angka/peringkat"
FIGURES_FILE, COUNTED_FILE = f"{PATH}/berkas", f"{COUNTED}/berkas"
REPORT_FILE = f"{PATH}/laporan-bulanan"
NO_PART: Mapping[str, str | None] = {}
OF_SCOPES = (By.PROVINCE, By.AGENCY, By.UNIT)


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure's value as it is written, null where there is none, and the address of what it counts."""

    text: str | None
    href: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A figure in a table; `depth` says how far it is a part of another one, `share` what part of all."""

    code: str
    name: InBoth
    definition: InBoth
    now: Shown
    before: str | None
    depth: int
    share: str | None


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part with some figures; `href` leads to its own page."""

    name: Phrase
    href: str | None
    cells: Sequence[Shown]


def make_figures_address(path: str, scope: Scope, period: Period, **more: str | None) -> str:
    """The address of a page of figures."""
    return make_address(path, {"scope": scope.code, **list_days(period), **more})


def list_days(period: Period) -> dict[str, str | None]:
    """The first and the last day, as addresses name them."""
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def list_sections(asked: Asked, line: FiguresLine, formats: Formats) -> Iterator[tuple[InBoth, list[Row]]]:
    """All figures of the scope, by section."""
    values = {each["code"]: each for each in line["figures"]}
    for section in Section:
        rows = [
            _make_row(asked, figure, values, formats)
            for figure in BY_CODE.values()
            if figure.section is section
        ]
        yield SECTIONS[section], rows


def list_headline(asked: Asked, line: FiguresLine, formats: Formats, arrivals: str) -> list[Row]:
    """The figures that are looked at first."""
    values = {each["code"]: each for each in line["figures"]}
    codes = (arrivals, "open", "overdue", "in_time_share", "answer_median", "finishings")
    return [_make_row(asked, BY_CODE[code], values, formats) for code in codes]


def _make_row(asked: Asked, figure: Figure, values: Mapping[str, FigureValue], formats: Formats) -> Row:
    value, wording = values[figure.code], WORDINGS[figure.code]
    total = values["total"]["count"]
    is_part = figure.section is Section.STATUS and figure.part_of is not None and total > 0
    return Row(
        code=figure.code,
        name=wording.name,
        definition=wording.definition,
        now=show_value(asked.scope, asked.period, value, formats),
        before=write_value(figure, value["before"], formats),
        depth=_depth(figure),
        share=f"{formats.number(round(100 * value['count'] / total, 1))}\u00a0%" if is_part else None,
    )


def _depth(figure: Figure) -> int:
    return 0 if figure.part_of is None else 1 + _depth(BY_CODE[figure.part_of])


def show_value(
    scope: Scope,
    period: Period,
    value: FigureValue,
    formats: Formats,
    part: Mapping[str, str | None] = NO_PART,
) -> Shown:
    """A value with the address of what it counts; `part` names the one that it is of."""
    figure = BY_CODE[value["code"]]
    if figure.kind is Kind.SPREAD and value["value"] is not None:
        spread = value.get("spread", {})
        text: str | None = " · ".join(f"{each}: {formats.number(n)}" for each, n in spread.items())
    else:
        text = write_value(figure, value["value"], formats)
    if not value["count"]:
        return Shown(text, None)
    return Shown(text, make_figures_address(COUNTED, scope, period, figure=figure.code, **part))


def write_value(figure: Figure, value: float | None, formats: Formats) -> str | None:
    """A value as people read it."""
    if value is None:
        return None
    return f"{formats.number(value)}\u00a0%" if figure.kind is Kind.SHARE else formats.number(value)


def make_part_row(asked: Asked, line: FiguresLine, formats: Formats) -> PartRow:
    """The row of a part: a scope of its own, a month, or those with one class, category or channel."""
    by, value = asked.by, line["value"] or ""
    scope, period, part = asked.scope, asked.period, dict[str, str | None]()
    href: str | None = None
    if by in OF_SCOPES:
        scope = _scope_of(line)
        href = make_figures_address(PATH, scope, period)
    elif by is By.MONTH:
        first = date.fromisoformat(f"{value}-01")
        period = Period(first, end_of_month(first))
        href = make_figures_address(PATH, scope, period, by=By.MONTH)
    elif by is not None:
        part = {"by": by.value, "value": value}
    cells = [show_value(scope, period, each, formats, part) for each in line["figures"]]
    return PartRow(line["name"], href, cells)


def _scope_of(line: FiguresLine) -> Scope:
    told = line["scope"]
    province = told["province"] or (NOWHERE if told["kind"] is ScopeKind.PROVINCE else None)
    return Scope(told["kind"], province, told["agency"], told["unit"])


def list_periods(asked: Asked, today: date, by: By) -> Iterator[tuple[str, str, bool]]:
    """Periods that are often looked at: what each is, its address, and whether it is shown now."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    periods = {
        "month": Period(month, today),
        "last_month": Period(add_months(month, -1), month - timedelta(days=1)),
        "year": Period(year, today),
        "last_year": Period(year.replace(year=year.year - 1), year - timedelta(days=1)),
    }
    found = False
    for name, period in periods.items():
        is_current, found = period == asked.period and not found, found or period == asked.period
        yield name, make_figures_address(PATH, asked.scope, period, by=by), is_current


def list_breakdowns(asked: Asked) -> list[By]:
    """What the figures of that scope and time are broken down by, the first one unasked."""
    parts = {ScopeKind.NATION: [By.PROVINCE, By.AGENCY], ScopeKind.AGENCY: [By.UNIT]}
    months = [By.MONTH] if asked.period.count_months() <= MOST_MONTHS else []
    return [*parts.get(asked.scope.kind, []), *months, By.CLASS, By.CATEGORY, By.CHANNEL]


def list_ways_up(actor: Actor, scope: Scope) -> list[Scope]:
    """The scopes that this one is a part of, the widest first, as far as the reader answers for them."""
    above = [NATION] if scope != NATION and watches_all(actor) else []
    if scope.kind is ScopeKind.UNIT:
        above.append(agency_scope(str(scope.agency)))
    return [each for each in above if may_see(actor, each)]


def list_files(path: str, address: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """The files that a page's rows can be fetched as, with their addresses. CSV begins with a mark by which
    spreadsheets know its letters."""
    kinds = {"XLSX": {"format": "xlsx"}, "CSV": {"format": "csv", "bom": "true"}}
    return [(name, make_address(path, {**address, **kind})) for name, kind in kinds.items()]


@dataclass(frozen=True, slots=True)
class ReportLink:
    """A monthly report that can be fetched: of the month that begins on `month`, `is_over` or not yet."""

    month: date
    href: str
    is_over: bool


def list_reports(scope: Scope, last: date, today: date, first: date | None) -> list[ReportLink]:
    """The reports of the month of `last`, as far as it has begun, and of the month before, from the month
    `first` in which anything was counted; none of scopes that have none, and where no PDF can be written."""
    if first is None or scope.kind not in REPORTED or not is_installed():
        return []
    newest = min(last, today).replace(day=1)
    return [
        ReportLink(
            month,
            make_address(REPORT_FILE, {"scope": scope.code, "month": f"{month:%Y-%m}"}),
            end_of_month(month) < today,
        )
        for month in (newest, add_months(newest, -1))
        if month >= first
    ]
