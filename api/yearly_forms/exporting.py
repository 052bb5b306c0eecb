"""A year's forms as a table to be exported: a line for each agency, a column for each field."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from api.exports.answers import FileQuery, batch
from api.exports.tables import Cell, Column, Row, Table
from api.schemas.yearly_forms import FormState, YearlyFormOfAgency
from api.services import Services
from api.yearly_forms.reading import read_forms_of_year
from records.yearly_forms.content import FIRST_YEAR, LAST_YEAR
from texts.figures.wording import Wording
from texts.yearly_forms import COLUMNS, FIELDS, SURVEY_INDEX
from workflows.procedure.model.facts import Actor

NUMBERS = frozenset(
    {
        "year",
        "version",
        "corrected",
        "action_plan.first_year",
        "action_plan.last_year",
        "trained",
        "survey.scale",
        "survey.value",
        "survey.respondents",
        "survey_index",
    }
)


class YearlyFormsFileQuery(FileQuery):
    """A year's forms as a file; with `state` only those of agencies of that state."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    year: Annotated[int | None, Field(ge=FIRST_YEAR, le=LAST_YEAR)] = None
    state: FormState | None = None


async def export_forms(services: Services, actor: Actor, which: YearlyFormsFileQuery) -> Table:
    """The forms of the year. Raises what the same list raises as JSON."""
    told = await read_forms_of_year(services, actor, which.year, which.state)
    wordings: Mapping[str, Wording] = {**COLUMNS, **FIELDS, "survey_index": SURVEY_INDEX}
    columns = [
        Column(code.replace(".", "_"), each.name, each.definition, is_number=code in NUMBERS)
        for code, each in wordings.items()
    ]
    return Table(
        f"tuntas-yearly-forms-{told['year']}", columns, batch([_row(each) for each in told["items"]])
    )


def _row(line: YearlyFormOfAgency) -> Row:
    """The cells, in the order of the columns."""
    first: list[Cell] = [
        line["agency"],
        line["agency_name"],
        line["year"],
        line["state"],
        line["version"],
        line["written_at"],
        int(line["corrected"]),
    ]
    return [*first, *(_tell(line["form"], field) for field in FIELDS), line["survey_index"]]


def _tell(form: Any, field: str) -> Cell:
    """What the form says in a field, by its dotted name; null where it says nothing."""
    told = form
    for name in field.split("."):
        told = told[name] if told is not None else None
    cell: Cell = told
    return cell
