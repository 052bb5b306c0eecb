"""What a yearly form takes, and what it says of two versions."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fields.errors import field_errors
from fields.web_addresses import web_address
from records.yearly_forms.content import FIELDS, FormContent, find_day_errors, list_changes
from texts import yearly_forms as words

FULL: dict[str, Any] = {
    "team_decree": {"number": "065/118/2025", "signed_on": "2025-02-10", "url": "https://contoh.go.id/sk"},
    "action_plan": {"first_year": 2025, "last_year": 2029, "url": None},
    "procedure": {"number": "SOP/12", "url": None},
    "trained": 6,
    "survey": {
        "scale": 4,
        "value": 3.42,
        "respondents": 412,
        "ended_on": "2025-11-14",
        "method": "electronic",
        "url": None,
    },
    "remarks": "Disusun bersama Biro Organisasi.",
}
EMPTY: dict[str, Any] = {
    "team_decree": None,
    "action_plan": None,
    "procedure": None,
    "trained": 0,
    "survey": None,
    "remarks": None,
}


def errors_of(form: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as refused:
        FormContent.model_validate(form)
    return {each["field"]: each["message"] for each in field_errors(refused.value.errors())}


def changed(part: str, **fields: Any) -> dict[str, Any]:
    return {**FULL, part: {**FULL[part], **fields}}


@pytest.mark.parametrize(
    ("form", "field", "message"),
    [
        (changed("survey", value=4.01), "survey.value", "must not be more than 4"),
        (changed("survey", value=0.5), "survey.value", "must not be less than 1"),
        (changed("survey", value=3.456), "survey.value", "must have two decimals at most"),
        (changed("survey", value="3,4"), "survey.value", "must be a number"),
        (changed("survey", value=True), "survey.value", "must be a number"),
        (changed("survey", respondents=0), "survey.respondents", "must not be less than 1"),
        (changed("survey", scale=10), "survey.scale", "must be 4, 5 or 100"),
        (changed("survey", ended_on=20251114), "survey.ended_on", "must be a date (YYYY-MM-DD)"),
        (changed("action_plan", last_year=2024), "action_plan.last_year", "must not be less than 2025"),
        (changed("team_decree", number=" \u200b"), "team_decree.number", ""),
        (changed("team_decree", number="x" * 101), "team_decree.number", "must have 100 or fewer characters"),
        (changed("team_decree", signed_by="x"), "team_decree.signed_by", "unknown field"),
        ({**FULL, "remarks": "x" * 2001}, "remarks", "must have 2000 or fewer characters"),
        ({**FULL, "remarks": "a\u202eb"}, "remarks", ""),
        ({name: each for name, each in FULL.items() if name != "survey"}, "survey", "is missing"),
    ],
)
def test_a_field_at_fault_is_named(form: dict[str, Any], field: str, message: str) -> None:
    found = errors_of(form)
    assert list(found) == [field]
    assert message in found[field]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://contoh.go.id/sk",
        "//contoh.go.id/sk",
        "contoh.go.id/sk",
        "https://",
        "https://admin:rahasia@contoh.go.id/",
        "file:///etc/passwd",
        "https://contoh.go.id/" + "x" * 500,
    ],
)
def test_only_a_plain_web_address_is_taken(url: str) -> None:
    assert list(errors_of(changed("team_decree", url=url))) == ["team_decree.url"]


@given(st.text())
def test_whatever_is_taken_for_an_address_is_one_of_the_web(text: str) -> None:
    try:
        found = web_address(text)
    except ValueError:
        return
    assert found.startswith(("http://", "https://"))
    assert web_address(found) == found


@pytest.mark.parametrize(("scale", "value", "index"), [(4, 3.42, 85.5), (5, 4.2, 84), (100, 81.25, 81.25)])
def test_an_index_is_on_a_scale_of_100(scale: int, value: float, index: float) -> None:
    survey = FormContent.model_validate(changed("survey", scale=scale, value=value)).survey
    assert survey is not None
    assert survey.index == index


def test_days_and_years_have_to_fit_the_forms_year() -> None:
    full = FormContent.model_validate(FULL)
    assert not list(find_day_errors(full, 2025, date(2026, 1, 5)))
    assert dict(find_day_errors(full, 2025, date(2025, 2, 9))) == {
        "team_decree.signed_on": "must not be in the future",
        "survey.ended_on": "must not be in the future",
    }
    assert dict(find_day_errors(full, 2024, date(2026, 1, 5))) == {
        "action_plan.first_year": "must not be more than 2024",
        "survey.ended_on": "must be within the year 2024",
    }
    assert "action_plan.last_year" in dict(find_day_errors(full, 2030, date(2031, 1, 5)))


def test_changes_name_what_says_something_else() -> None:
    full, empty = FormContent.model_validate(FULL), FormContent.model_validate(EMPTY)
    assert list_changes(full, full) == []
    assert [each.field for each in list_changes(None, empty)] == ["trained"]
    told = {each.field: (each.before, each.after) for each in list_changes(empty, full)}
    assert told["team_decree.number"] == (None, "065/118/2025")
    assert told["trained"] == (0, 6)
    assert "action_plan.url" not in told
    assert list(told) == [name for name in FIELDS if name in told]


def test_each_field_has_its_words() -> None:
    assert tuple(words.FIELDS) == FIELDS
    assert {each.partition(".")[0] for each in FIELDS if "." in each} == set(words.PARTS)
