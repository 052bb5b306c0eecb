"""The date of what is reported is judged where it happened, not in Jakarta."""

import secrets
from datetime import UTC, datetime

import pytest

from api.routes import intake
from tests.api.people import FORM, People

JUST_AFTER_MIDNIGHT_IN = {
    "ID-PA": datetime(2026, 11, 27, 15, 1, tzinfo=UTC),
    "ID-BA": datetime(2026, 11, 27, 16, 1, tzinfo=UTC),
    "ID-JK": datetime(2026, 11, 27, 17, 1, tzinfo=UTC),
}
"""When 28 November 2026 begins in Papua, Bali and Jakarta."""


@pytest.mark.parametrize(
    ("now_in", "place", "status"),
    [
        ("ID-PA", {"region": "ID-PA"}, 201),
        ("ID-PA", None, 201),
        ("ID-PA", {"region": "ID"}, 201),
        ("ID-PA", {"region": "ID-BA"}, 422),
        ("ID-BA", {"region": "ID-BA"}, 201),
        ("ID-BA", {"region": "ID-JK"}, 422),
        ("ID-JK", {"region": "ID-JK"}, 201),
    ],
)
async def test_today_where_it_happened_is_taken_and_tomorrow_refused(
    people: People, monkeypatch: pytest.MonkeyPatch, now_in: str, place: dict[str, str] | None, status: int
) -> None:
    monkeypatch.setattr(intake, "received_now", lambda: JUST_AFTER_MIDNIGHT_IN[now_in])
    form = {**FORM, "occurred_on": "2026-11-28", "location": place}
    headers = {"Idempotency-Key": secrets.token_hex(8)}
    sent = await people.http.post("/v1/reports", json=form, headers=headers)
    assert sent.status_code == status, sent.text
    if status == 422:
        assert sent.json()["errors"] == [{"field": "occurred_on", "message": "must not be in the future"}]
