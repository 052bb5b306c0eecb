"""Templates, and the answers that are made of them."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.bulks.kinds import ROLES_IN_BULK
from api.directory.rights import READERS as DIRECTORY_READERS
from api.operation.rights import OPERATION_READERS
from api.pages.assets import asset_path
from api.pages.formats import Formats
from api.pages.language import LANGUAGE_NAMES, LANGUAGES, Language, language_of, remember_language
from api.pages.translations import load_translations
from api.reports.worklist import BOARD_ROLES, TEAM_ROLES
from api.requests.cross_site import safe_next
from api.session_dependencies import FormToken
from runtime.release import VERSION
from texts import directory, report_classes
from texts.categories import name_category
from texts.regions import name_region
from workflows.procedure.model.enums import Role
from workflows.procedure.outputs import names

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Cookie",
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who serves, as the frame of a page shows them. `role` is its code, such as `agency_admin`;
    agency and unit are names, null at the centre."""

    name: str
    role: str
    agency: str | None
    unit: str | None

    @property
    def has_tasks(self) -> bool:
        """Whether there is a worklist for them: auditors read, operators run; both decide nothing."""
        return self.role not in {Role.AUDITOR, Role.OPERATOR}

    @property
    def has_reports(self) -> bool:
        """Whether there are reports for them to read."""
        return self.role != Role.OPERATOR

    @property
    def watches_operation(self) -> bool:
        """Whether the pages of operators are theirs to see."""
        return self.role in OPERATION_READERS

    @property
    def has_team(self) -> bool:
        """Whether there is a team's page for them."""
        return self.role in TEAM_ROLES

    @property
    def has_board(self) -> bool:
        """Whether there is a supervisor's board for them."""
        return self.role in BOARD_ROLES

    @property
    def has_directory(self) -> bool:
        """Whether they keep accounts."""
        return self.role in DIRECTORY_READERS

    @property
    def keeps_calendar(self) -> bool:
        """Whether decrees are theirs to enter; others find the calendar in their menu."""
        return self.role == Role.NATIONAL_ADMIN

    @property
    def audits(self) -> bool:
        """Whether there are auditors' pages for them: whoever reads all reports."""
        is_of_centre = self.role == Role.SUPERVISOR and self.agency is None
        return self.role in {Role.AUDITOR, Role.NATIONAL_ADMIN} or is_of_centre

    @property
    def decides_in_bulk(self) -> bool:
        """Whether any decision that can be made in bulk is theirs."""
        return self.role in ROLES_IN_BULK


@cache
def environment(language: Language) -> Environment:
    """Templates in one language. A variable that is not given is an error, not an empty place."""
    made = Environment(
        loader=PackageLoader("api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(load_translations(language), newstyle=True)  # type: ignore[attr-defined]  # i18n
    formats = Formats(language)
    made.filters |= {
        "day": formats.day,
        "perhaps_day": formats.perhaps_day,
        "short_day": formats.short_day,
        "day_and_month": formats.day_and_month,
        "month": formats.month,
        "month_and_year": formats.month_and_year,
        "instant": formats.instant,
        "instant_to_second": formats.instant_to_second,
        "number": formats.number,
        "percent": formats.percent,
        "machine": formats.machine,
        "tracking_number": formats.tracking_number,
        "phrase": lambda phrase: phrase[language],
        "stage_name": name_in(language, names.STAGES, names.STAGES_IN_ENGLISH),
        "clock_name": name_in(language, names.CLOCKS, names.CLOCKS_IN_ENGLISH),
        "category_name": lambda code: name_category(code)[language],
        "class_name": lambda code: report_classes.NAMES[code][language],
        "region_name": name_region,
        "directory_column": lambda column: directory.COLUMNS[column][language],
        "directory_kind": lambda kind: directory.KINDS[kind][language],
        "password_phrase": lambda kind: directory.PASSWORDS[kind][language],
        "role_name": name_in(language, names.ROLES, names.ROLES_IN_ENGLISH),
    }
    made.globals |= {
        "language": language,
        "language_names": LANGUAGE_NAMES,
        "asset": asset_path,
        "version": VERSION,
    }
    return made


def name_in(
    language: Language, indonesian: Mapping[str, str], english: Mapping[str, str]
) -> Callable[[str], str]:
    """A filter that turns a code into its name, with a capital; a code without a name stays as it is."""
    chosen = indonesian if language == "id" else english

    def name(code: str) -> str:
        found = chosen.get(code, code)
        return found[:1].upper() + found[1:]

    return name


def render(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """The page that `template` makes of `context`, in the request's language.

    `request.state.visitor` and `request.state.form_token`, where they are set, belong to its frame.
    """
    language = language_of(request)
    token: FormToken | None = getattr(request.state, "form_token", None)
    frame: dict[str, Any] = {
        "path": request.url.path,
        "read_at": getattr(request.state, "received_at", None) or time.time(),
        "as_of": datetime.now(UTC),
        "visitor": getattr(request.state, "visitor", None),
        "form_token": token.token if token else None,
        "other_language": next(each for each in LANGUAGES if each != language),
        "other_language_url": _in_other_language(request, language),
    }
    content = environment(language).get_template(template).render({**frame, **context})
    response = HTMLResponse(content, status, headers=HEADERS)
    remember_language(request, response)
    if token is not None:
        token.write(response)
    return response


def _in_other_language(request: Request, language: Language) -> str | None:
    """The page's address with the other language chosen, the front page's where a browser could take it for
    another site's. Null for what answers a form: a link would lose what was typed, or lead nowhere."""
    if request.method != "GET":
        return None
    other = next(each for each in LANGUAGES if each != language)
    url = request.url.include_query_params(lang=other)
    return safe_next(f"{quote(url.path)}?{url.query}", f"/?lang={other}")
