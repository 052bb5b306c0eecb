"""Feeds of public holidays: observances are no days off, and what is tentative is never taken silently."""

import pytest

from calendars.ical import parse_days
from tests.calendars.ics import event, file, off, on

NATAL = event("DESCRIPTION:Hari libur nasional", "TRANSP:TRANSPARENT", day="20261225", name="Natal")


@pytest.mark.parametrize(
    "lines",
    [
        [
            r"DESCRIPTION:Observance\nTo hide observances\, go to Google Calendar Settings",
            "TRANSP:TRANSPARENT",
        ],
        [r"DESCRIPTION:Perayaan\nUntuk menyembunyikan perayaan\, buka Setelan", "TRANSP:TRANSPARENT"],
        ["DESCRIPTION:Observance"],
        ["DESCRIPTION:Peringatan lahirnya R.A. Kartini", "TRANSP:TRANSPARENT"],
        ["DESCRIPTION:A celebration of women", "TRANSP: transparent"],
        ["SUMMARY:Hari Kartini (Observance)"],
        ["SUMMARY:Hari Kartini (perayaan)"],
        ["SUMMARY:Kartini Day (Not a Public Holiday)"],
        ["CATEGORIES:Holidays,Observance"],
        ["DESCRIPTION:Observance\\, not a public holiday"],
    ],
)
def test_an_observance_is_ignored_and_said(lines: list[str]) -> None:
    found = parse_days(file(event(*lines, day="20260421", name="Hari Kartini", uid="kartini"), NATAL))
    assert off(found) == {"2026-12-25": "Natal"}
    assert found.notes == (
        "the event in line 3 (UID 'kartini') was ignored: "
        "it is an observance and no day off, as it says itself",
    )


@pytest.mark.parametrize(
    ("lines", "doubt"),
    [
        (["SUMMARY:Idul Fitri (belum pasti)", "TRANSP:TRANSPARENT"], "tentative"),
        (["SUMMARY:Idul Fitri (tentative)"], "tentative"),
        ([r"DESCRIPTION:Public holiday\nDate is tentative and may change."], "tentative"),
        ([r"DESCRIPTION:Hari libur nasional\nTanggal belum pasti dan dapat berubah."], "tentative"),
        (["STATUS:Tentative"], "tentative"),
        (["X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"], "tentative"),
        (["CATEGORIES:HARI KERJA", "STATUS:TENTATIVE"], "tentative"),
        (["SUMMARY:Dibatalkan: Cuti bersama"], "cancelled by its name"),
        (["STATUS:NEEDS-ACTION"], "of a STATUS that RFC 5545"),
        (["DESCRIPTION:Peringatan lahirnya Pancasila"], "perhaps an observance only"),
        (
            ["DESCRIPTION:Perayaan dan hari libur nasional", "TRANSP:TRANSPARENT"],
            "perhaps an observance only",
        ),
    ],
)
def test_what_may_be_no_day_off_is_read_and_said(lines: list[str], doubt: str) -> None:
    found = parse_days(file(event(*lines, uid="a")))
    assert list({**off(found), **on(found)}) == ["2026-03-20"]
    (note,) = found.notes
    assert f" on 2026-03-20, is {doubt}" in note


@pytest.mark.parametrize(
    "lines",
    [
        ["DESCRIPTION:Hari libur nasional", "TRANSP:TRANSPARENT"],
        [r"DESCRIPTION:Public holiday", "TRANSP:TRANSPARENT"],
        ["SUMMARY:Peringatan Hari Kemerdekaan"],
        ["SUMMARY:Christmas Day (observed)"],
        ["DESCRIPTION;=:x"],
        ["DESCRIPTION:one", "DESCRIPTION:another"],
        ["TRANSP:TRANSPARENT", "TRANSP:OPAQUE"],
    ],
)
def test_a_plain_day_off_is_read_as_such(lines: list[str]) -> None:
    found = parse_days(file(event(*lines)))
    assert list(off(found)) == ["2026-03-20"]
    assert not any("2026-03-20" in note or "observance" in note for note in found.notes)


def test_a_cancelled_day_is_ignored_and_said_however_it_is_spelt() -> None:
    found = parse_days(file(event("STATUS:CANCELED", uid="a"), NATAL))
    assert list(off(found)) == ["2026-12-25"]
    assert found.notes == ("the event in line 3 (UID 'a') was ignored: it is cancelled",)


def test_of_hundreds_of_tentative_days_each_is_said() -> None:
    events = [event("STATUS:TENTATIVE", day=f"{year}0817") for year in range(1946, 2200)]
    assert len(parse_days(file(*events)).notes) == len(events)
