"""A due instant once more, by whoever has nothing but an explanation's JSON."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


def recounted(told: dict[str, Any]) -> tuple[str, str]:
    """`due_at` and `due_on` as the entries make them."""
    zone = ZoneInfo(told["zone"])
    wanted = told["budget"] + sum(each["days"] for each in told["extensions"])
    if told["unit"] == "seconds":
        assert told["days"] == []
        at = _read(told["clock"]["started_at"]) + timedelta(seconds=wanted)
        at += sum((_read(each["until"]) - _read(each["since"]) for each in told["pauses"]), timedelta())
        if told["floor"]:
            at = max(at, _read(told["floor"]["not_before"]))
        return _written(at), at.astimezone(zone).date().isoformat()
    days = [date.fromisoformat(day["date"]) for day in told["days"]]
    assert days == [days[0] + n * ONE_DAY for n in range(len(days))], "one entry a day"
    count = 0
    for day in told["days"]:
        count += day["counts"]
        assert day["count"] == count
    assert count == wanted
    full = next(day for day in told["days"] if day["count"] == wanted)
    # What comes after the last day that counts is there for a reason.
    last = told["days"][-1]
    assert last is full or last["why"] in ("floor", "next_working_day") or told["floor"]
    return _written(datetime.combine(days[-1] + ONE_DAY, time(), zone)), days[-1].isoformat()


def _read(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
