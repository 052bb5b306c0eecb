"""Worklists, the list of reports with its filters, figures, calendars, messages, documentation, health."""

from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.operation import readiness
from api.services import Services
from tests.api.people import TEXT, People, Report


@pytest.fixture(scope="module")
async def answered(people: People) -> Report:
    """A report about a matter of its own, at its unit, answered in the interim."""
    report = await people.submit(title="Jembatan gantung putus", category="perhubungan", anonymous=True)
    await report.forward(category="perhubungan", title="Jembatan putus", agency="pemprov-aceh")
    await report.decide("admin.pemprov-aceh", "dispose", unit="layanan")
    await report.decide("penghubung.pemprov-aceh.layanan", "respond", text=TEXT, final=False)
    return report


async def listed(people: People, who: str, **params: Any) -> list[dict[str, Any]]:
    response = await people.get(who, "/v1/reports", **params)
    assert response.status_code == 200, response.text
    items: list[dict[str, Any]] = response.json()["items"]
    return items


@pytest.mark.parametrize(
    "params",
    [
        {"stage": "follow_up"},
        {"stage": ["closed", "follow_up"], "category": ["energi", "perhubungan"], "due_within": 366},
        {"agency": "pemprov-aceh", "unit": "layanan"},
        {"class": "complaint", "category": "perhubungan"},
        {"overdue": "false", "escalation_level": 0},
        {"due_before": "2199-12-31", "submitted_from": "2020-01-01", "submitted_to": "2199-12-31"},
        {"due_before": "2199-12-31T16:59:59.999999Z"},
        {"text": "jembatan putus"},
        {"q": "jembatan putus"},
    ],
)
async def test_each_filter_finds_the_report(answered: Report, params: dict[str, Any]) -> None:
    found = await listed(answered.people, "pusat", **params)
    (told,) = [each for each in found if each["tracking_number"] == answered.number]
    assert (told["title"], told["agency_name"]) == ("Jembatan putus", "Pemerintah Provinsi Aceh")


@pytest.mark.parametrize(
    "params",
    [
        {"stage": "closed"},
        {"stage": ["closed", "approval"]},
        {"due_within": 0},
        {"agency": "kemenkes"},
        {"unit": "umum"},
        {"class": "information"},
        {"category": "energi"},
        {"overdue": "true"},
        {"escalation_level": 3},
        {"due_before": "2020-01-01"},
        {"due_before": "2020-01-01T07:00:00+07:00"},
        {"submitted_from": "2199-01-01"},
        {"submitted_to": "2020-01-01"},
        {"text": "sekolah ambruk"},
    ],
)
async def test_and_what_does_not_fit_leaves_it_out(answered: Report, params: dict[str, Any]) -> None:
    found = await listed(answered.people, "pusat", **params)
    assert answered.number not in [each["tracking_number"] for each in found]


@pytest.mark.parametrize(
    "params",
    [
        {"stage": "Rahasia"},
        {"stage": ["follow_up", "Rahasia"]},
        {"category": ["energi"] * 51},
        {"limit": 0},
        {"limit": 201},
        {"after": "Rahasia"},
        {"due_before": "9999-12-31"},
        {"due_before": "2026-01-01T07:00:00"},
        {"due_before": "1767225600"},
        {"submitted_from": "1767225600"},
        {"nonsense": 1},
        {"agency": "Rahasia Besar"},
    ],
)
async def test_filters_that_make_no_sense_are_malformed(people: People, params: dict[str, Any]) -> None:
    response = await people.get("pusat", "/v1/reports", **params)
    assert (response.status_code, response.json()["code"]) == (422, "malformed")
    assert "Rahasia" not in response.text


async def test_lists_come_in_pages_without_gaps_or_repeats(people: People) -> None:
    submitted = [await people.submit() for _ in range(5)]
    for report in submitted:
        assert (await report.get("auditor")).status_code == 200  # by when it is on record
    expected = {report.number for report in submitted}
    numbers: list[str] = []
    page: dict[str, Any] = {"next": ""}
    while page["next"] is not None:
        after = {"after": page["next"]} if page["next"] else {}
        page = (await people.get("auditor", "/v1/reports", limit=2, **after)).json()
        numbers += [each["tracking_number"] for each in page["items"]]
    assert len(numbers) == len(set(numbers))
    assert expected <= set(numbers)


async def test_a_worklist_shows_what_is_mine_with_titles_and_counts(answered: Report) -> None:
    mine = (await answered.people.get("penghubung.pemprov-aceh.layanan", "/v1/tasks")).json()
    (task,) = [each for each in mine["items"] if each["tracking_number"] == answered.number]
    assert (task["id"], task["title"], task["stage"]) == (answered.task, "Jembatan putus", "follow_up")
    assert task["due_on"] is not None
    assert mine["counts"]["open"] >= 1
    others = (await answered.people.get("penghubung.pemprov-aceh.umum", "/v1/tasks")).json()
    assert others["items"] == []


async def test_a_worklist_takes_filters_with_several_values(answered: Report) -> None:
    async def found(who: str, **params: Any) -> tuple[list[str], int]:
        told = (await answered.people.get(who, "/v1/tasks", **params)).json()
        return [each["tracking_number"] for each in told["items"]], told["counts"]["open"]

    officer, admin = "penghubung.pemprov-aceh.layanan", "admin.pemprov-aceh"
    assert await found(officer, stage=["approval", "follow_up"], category="perhubungan") == (
        [answered.number],
        1,
    )
    assert await found(officer, category=["energi", "kesehatan"]) == ([], 0)
    assert await found(admin, scope="team", unit=["layanan", "umum"], officer="none", due_within=60) == (
        [answered.number],
        1,
    )
    assert await found(admin, scope="team", role="agency_admin") == ([], 0)
    for who in (officer, "pusat", "auditor"):
        refused = await answered.people.get(who, "/v1/tasks", scope="team")
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    malformed = await answered.people.get(officer, "/v1/tasks", stage="Rahasia")
    assert (malformed.status_code, malformed.json()["code"]) == (422, "malformed")
    assert "Rahasia" not in malformed.text


SECRETS = ("Sulastri Rahasia", "sulastri@contoh.invalid", "sulastri", "081234567890", "Jembatan roboh")


async def test_messages_show_the_national_admin_and_auditors_no_text_name_or_address(people: People) -> None:
    reporter = {"name": SECRETS[0], "email": SECRETS[1], "phone": SECRETS[3]}
    hidden = {"anonymous": True, "confidential": True}
    report = await people.submit(title=SECRETS[4], reporter=reporter, **hidden)
    await report.decide("pusat", "ask_reporter", question="Di mana persisnya jembatan itu?")
    for who in ("pusat", "auditor"):
        response = await people.get(who, "/v1/messages", report=report.number)
        assert response.status_code == 200, response.text
        items = response.json()["items"]
        assert {"reporter", "submitted"} <= {
            each[name] for each in items for name in ("recipient", "template")
        }
        assert not any(set(each) & {"letter", "to", "subject", "body"} for each in items)
        every = (await people.get(who, "/v1/messages", limit=200)).text
        for shown in (response.text, every):
            assert not [each for each in (*SECRETS, "@", "persisnya") if each in shown]


@pytest.mark.parametrize("dev", [True, False])
async def test_messages_are_refused_to_anybody_else_wherever(
    answered: Report, app: FastAPI, services: Services, monkeypatch: pytest.MonkeyPatch, dev: bool
) -> None:
    settings = services.settings.model_copy(update={"dev": dev})
    monkeypatch.setitem(app.state._state, "services", replace(services, settings=settings))
    people = answered.people
    nobody = await people.http.get("/v1/messages", params={"report": answered.number})
    assert nobody.status_code == 401, nobody.text
    with_pin = await people.http.get("/v1/messages", headers={"Report-Pin": answered.pin})
    assert with_pin.status_code == 401
    for who in ("admin.kemenkes", "pimpinan.kemenkes", "penghubung.kemenkes.layanan", "pimpinan.pusat"):
        response = await people.get(who, "/v1/messages")
        assert (response.status_code, response.json()["code"]) == (403, "not_allowed")
    assert (await people.get("auditor", "/v1/messages", report=answered.number)).status_code == 200


async def test_calendars_tell_due_days_and_why(http: AsyncClient) -> None:
    in_aceh = {"start": "2024-06-14", "days": "5"}  # holidays on 17 to 20 June, work on Saturday the 22nd
    assert (await http.get("/v1/calendars/ID-AC/due", params=in_aceh)).json()["due_on"] == "2024-06-26"
    assert (await http.get("/v1/calendars/ID/due", params=in_aceh)).json()["due_on"] == "2024-06-25"
    due = await http.get("/v1/calendars/ID/due", params={"start": "2026-12-23", "days": 1})
    assert due.json()["due_on"] == "2026-12-28"
    asked = {"from": "2024-06-15", "to": "2024-06-22"}
    days = (await http.get("/v1/calendars/ID-AC/days", params=asked)).json()["days"]
    assert len(days) == 8
    assert {day["reason"] for day in days} > {"weekday"}
    refused: tuple[tuple[str, dict[str, str | int], int], ...] = (
        ("XX/due", {"start": "2026-12-23", "days": 1}, 404),
        ("ID/due", {"start": "2026-12-23", "days": 1001}, 422),
        ("ID/due", {"start": "1767225600", "days": 1}, 422),
        ("ID/due", {"start": "2026-01-01T00:00:00Z", "days": 1}, 422),
        ("ID/days", {"from": "2026-12-23", "to": "2026-12-01"}, 422),
        ("ID/days", {"from": "1950-01-01", "to": "2199-12-01"}, 422),
    )
    for path, params, status in refused:
        response = await http.get(f"/v1/calendars/{path}", params=params)
        assert response.status_code == status


async def test_readiness_names_what_is_missing(
    http: AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = await http.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True), ready.text
    assert set(ready.json()["checks"].values()) == {"ok"}
    monkeypatch.setattr(readiness, "POLLED_WITHIN", -1)
    unready = await http.get("/readyz")
    assert unready.status_code == 503
    assert [name for name, told in unready.json()["checks"].items() if told != "ok"] == ["worker"]
    alive = (await http.get("/healthz")).json()
    assert set(alive) == {"status", "version", "commit"}


async def test_figures_of_the_process_name_routes_not_reports(answered: Report) -> None:
    await answered.people.http.get("/no/such/page")
    told = (await answered.people.http.get("/metrics")).text
    assert 'route="/v1/reports/{tn}/decisions"' in told
    assert 'route="none"' in told
    assert 'tuntas_decisions_total{kind="dispose",outcome="stands"}' in told
    assert "/no/such/page" not in told


async def test_pages_that_are_not_there_are_problems_too(http: AsyncClient) -> None:
    for method, path, code in (
        ("GET", "/nowhere", "no_such_page"),
        ("PUT", "/v1/tasks", "method_not_allowed"),
    ):
        response = await http.request(method, path)
        assert response.json()["code"] == code
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_the_documentation_needs_no_other_server(http: AsyncClient) -> None:
    page = await http.get("/docs")
    assert "https://" not in page.text
    for path in ("/docs/start.js", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js"):
        assert (await http.get(path)).status_code == 200
    assert (await http.get("/docs/../main.py")).status_code == 404
    schema = (await http.get("/openapi.json")).json()
    decisions = schema["paths"]["/v1/reports/{tn}/decisions"]["post"]
    assert "409" in decisions["responses"]
    body = decisions["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
    kinds = schema["components"]["schemas"][body]["properties"]["decision"]["discriminator"]["mapping"]
    assert kinds["forward"] == "#/components/schemas/Forward"
    assert schema["components"]["schemas"]["Forward"]["required"][0] == "kind"
