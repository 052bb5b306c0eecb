"""Days and instants in the three zones."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from calendars import REGIONS, Snapshot, region_of

DAY = date(2026, 11, 24)
ZONES = [("ID", 7), ("ID-AC", 7), ("ID-KB", 7), ("ID-BA", 8), ("ID-SG", 8), ("ID-PA", 9), ("ID-MA", 9)]


def in_region(code: str) -> Snapshot:
    return Snapshot(code, region_of(code).zone, 0, DAY, "")


@pytest.mark.parametrize(("region", "offset"), ZONES)
def test_a_day_ends_at_midnight_of_its_own_zone(region: str, offset: int) -> None:
    end = in_region(region).end_of(DAY)
    assert end == datetime(2026, 11, 25, tzinfo=UTC) - timedelta(hours=offset)
    assert end.tzinfo is UTC


@pytest.mark.parametrize(("region", "offset"), ZONES)
def test_a_local_time_is_an_instant_in_utc(region: str, offset: int) -> None:
    assert in_region(region).at(DAY, time(13)) == datetime(2026, 11, 24, 13 - offset, tzinfo=UTC)


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_the_end_of_a_day_is_the_first_instant_of_the_next(region: str) -> None:
    here = in_region(region)
    end = here.end_of(DAY)
    assert here.local_date(end) == DAY + timedelta(days=1)
    assert here.local_date(end - timedelta(microseconds=1)) == DAY


def test_one_instant_has_two_dates_in_the_country() -> None:
    late = datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert in_region("ID-AC").local_date(late) == date(2026, 12, 31)
    assert in_region("ID-PA").local_date(late) == date(2027, 1, 1)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        in_region("ID").local_date(datetime(2026, 11, 24))  # noqa: DTZ001 - the naive one is the point
