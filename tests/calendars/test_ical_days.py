"""What an event in a file says about days: when it is, which kind, and its name."""

import pytest

from calendars.ical import CalendarFileError, parse_days
from tests.calendars.ics import event, file, off, on

NYEPI = {"2026-03-20": "Nyepi"}
THREE = {"2026-03-20": "Nyepi", "2026-03-21": "Nyepi", "2026-03-22": "Nyepi"}


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["DTSTART;VALUE=DATE:20260320", "DTEND;VALUE=DATE:20260321"], NYEPI),
        (["DTSTART;VALUE=DATE:20260320", "DTEND;VALUE=DATE:20260323"], THREE),
        (["DTSTART;VALUE=DATE:20260320"], NYEPI),
        (["DTSTART:20260320"], NYEPI),
        (["DTSTART:20260320", "DURATION:P1D"], NYEPI),
        (["DTSTART:20260320", "DURATION:P3D "], THREE),
        (["DTSTART:20260320", "DURATION:PT72H"], THREE),
        (["DTSTART:20260320T000000", "DTEND:20260321T000000"], NYEPI),
        (["DTSTART:20260320T000000", "DURATION:P1D"], NYEPI),
        (["DTSTART;TZID=Asia/Jakarta:20260320T000000", "DTEND;TZID=Asia/Jakarta:20260323T000000"], THREE),
        (["DTSTART;TZID=No Such Time:20260320T000000", "DTEND;TZID=No Such Time:20260321T000000"], NYEPI),
        (["dtstart;value=date:20260320", "dtend;value=date:20260321"], NYEPI),
        (["DTSTART ; VALUE = DATE : 20260320 "], NYEPI),
    ],
)
def test_whole_days_are_read_as_they_stand(lines: list[str], days: dict[str, str]) -> None:
    found = parse_days(file(event(*lines)))
    assert (off(found), on(found), found.notes) == (days, {}, ())


@pytest.mark.parametrize(
    ("lines", "days", "note"),
    [
        (["DTSTART:20260320", "DTEND:20260320"], NYEPI, "ends on the day on which it begins"),
        (["DTSTART:20260320", "DURATION:PT0S"], NYEPI, "ends on the day on which it begins"),
        (["DTSTART:20260320T000000", "DTEND:20260320T235900"], NYEPI, "a minute or less before midnight"),
        (["DTSTART:20260320T000000", "DTEND:20260322T235959"], THREE, "a minute or less before midnight"),
        (["DTSTART:20260320T000000Z", "DTEND:20260321T000000Z"], NYEPI, "from midnight to midnight in UTC"),
        (["DTSTART:20260319T170000Z", "DTEND:20260320T170000Z"], NYEPI, "midnight in UTC+7"),
        (["DTSTART:20260319T160000Z", "DTEND:20260322T160000Z"], THREE, "midnight in UTC+8"),
        (["DTSTART:20260319T150000Z", "DURATION:P1D"], NYEPI, "midnight in UTC+9"),
        (["DTSTART:20260319T170000Z", "DTEND:20260320T165959Z"], NYEPI, "midnight in UTC+7"),
    ],
)
def test_what_was_plainly_meant_as_whole_days_is_read_so_and_said(
    lines: list[str], days: dict[str, str], note: str
) -> None:
    found = parse_days(file(event(*lines)))
    assert off(found) == days
    assert "the event in line 3 " in found.notes[0]
    assert note in " ".join(found.notes)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["DTSTART:20260320T090000", "DTEND:20260320T110000"], "from 2026-03-20 09:00 to 2026-03-20 11:00"),
        (["DTSTART:20260320T020000Z", "DURATION:PT2H"], "not for whole days"),
        (["DTSTART;TZID=Asia/Jayapura:20260320T090000", "DURATION:P1D"], "not for whole days"),
        (["DTSTART:20260320T000000"], "not for whole days"),
        (["DTSTART:20260319T173000Z", "DURATION:P1D"], "not for whole days"),
        (["DTSTART:20260319T170000", "DURATION:P1D"], "not for whole days"),
        (["DTSTART;TZID=WIB:20260320T000000", "DTEND;TZID=WIT:20260321T000000"], "different time zones"),
        (["DTSTART:20260320T000000", "DTEND:20260321T000000Z"], "different time zones"),
        (["STATUS:CANCELLED"], "it is cancelled"),
        (["status:Cancelled"], "it is cancelled"),
        (["SUMMARY:Daylight Saving Time ends"], "daylight saving"),
    ],
)
def test_what_makes_no_whole_day_is_ignored_and_said(lines: list[str], why: str) -> None:
    found = parse_days(file(event(*lines, uid="meeting"), event(day="20261225", name="Natal")))
    assert off(found) == {"2026-12-25": "Natal"}
    (note,) = found.notes
    assert note.startswith("the event in line 3 (UID 'meeting') was ignored: ")
    assert why in note


@pytest.mark.parametrize(
    ("lines", "code", "what"),
    [
        (["DTEND:20260319"], "ical_ends_before_it_begins", "ends on 2026-03-19"),
        (["DURATION:-P1D"], "ical_ends_before_it_begins", "ends on 2026-03-19"),
        (
            ["DTSTART:20260320T090000", "DTEND:20260320T080000"],
            "ical_ends_before_it_begins",
            "before it begins",
        ),
        (["DTEND:20270501"], "ical_too_many_days", "lasts 407 days"),
        (["DURATION:P999999999D"], "ical_too_many_days", "longer than 400"),
        (["DTSTART:kemarin"], "ical_unreadable", "'kemarin'"),
        (["DTSTART:20260230"], "ical_unreadable", "'20260230'"),
        (["DTSTART:20260320T250000"], "ical_unreadable", "'20260320T250000'"),
        (["DTSTART:20260320T 0 0 0"], "ical_unreadable", "'20260320T 0 0 0'"),
        (["DTSTART:٢٠٢٦٠٣٢٠"], "ical_unreadable", "a day or an instant"),
        (["DTSTART;=:20260320"], "ical_unreadable", "a DTSTART that can't be read"),
        (["DTSTART:20260320", "DTSTART:20260321"], "ical_unreadable", "two DTSTART, of lines 10 and 11"),
        (["DTEND:20260321", "DURATION:P1D"], "ical_unreadable", "both a DTEND and a DURATION"),
        (["DTEND:20260321T000000"], "ical_unreadable", "the other with an instant"),
        (["DURATION:PT36H"], "ical_unreadable", "doesn't last whole days"),
        (["DURATION:a day"], "ical_unreadable", "'a day'"),
        (["DURATION:-P999999999DT1S"], "ical_unreadable", "DURATION"),
        (["SEQUENCE:first"], "ical_unreadable", "'first'"),
        (["SUMMARY;ENCODING=QUOTED-PRINTABLE:Nyepi=20"], "ical_unreadable", "ENCODING"),
        (["DTSTART:19450816"], "ical_day_out_of_range", "1945-08-16"),
        (["DTSTART:21991231", "DTEND:22000102"], "ical_day_out_of_range", "2200-01-01"),
        (["DTSTART:18991231"], "ical_day_out_of_range", "1899"),
        (["DTSTART:99991231T170000Z"], "ical_day_out_of_range", "9999"),
    ],
)
def test_a_malformed_event_refuses_the_file_and_is_named(lines: list[str], code: str, what: str) -> None:
    with pytest.raises(CalendarFileError) as refused:
        parse_days(file(event(day="20261225"), event(*lines, uid="nyepi-2026")))
    assert refused.value.code == code
    assert what in str(refused.value)
    assert "line " in str(refused.value)


def test_an_event_without_a_start_refuses_the_file() -> None:
    with pytest.raises(CalendarFileError, match=r"line 2 .* has no DTSTART") as refused:
        parse_days(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\nEND:VCALENDAR")
    assert refused.value.code == "ical_unreadable"


def test_a_stretch_of_400_days_is_the_longest() -> None:
    assert len(off(parse_days(file(event("DURATION:P400D"))))) == 400
    with pytest.raises(CalendarFileError, match="lasts 401 days; 400 is the most"):
        parse_days(file(event("DURATION:P401D")))


def test_the_first_and_the_last_day_of_all_are_taken() -> None:
    found = parse_days(file(event(day="19450817", name="Proklamasi"), event(day="21991231", name="Akhir")))
    assert off(found) == {"1945-08-17": "Proklamasi", "2199-12-31": "Akhir"}


@pytest.mark.parametrize(
    "lines",
    [
        ["X-TUNTAS-WORKING:TRUE"],
        ["x-tuntas-working:true"],
        ["CATEGORIES:HARI KERJA"],
        ["CATEGORIES:Penting,hari kerja"],
        ["CATEGORIES:Penting", "CATEGORIES:Working Day"],
    ],
)
def test_a_working_day_is_told_by_our_property_or_by_category(lines: list[str]) -> None:
    found = parse_days(file(event(*lines)))
    assert (on(found), off(found)) == (NYEPI, {})


@pytest.mark.parametrize(
    "lines",
    [
        ["X-TUNTAS-WORKING:FALSE"],
        ["CATEGORIES:HARI LIBUR"],
        ["CATEGORIES:no working day", r"CATEGORIES:Hari\, HARI KERJA"],
        ["TRANSP:TRANSPARENT"],
    ],
)
def test_everything_else_is_a_day_off(lines: list[str]) -> None:
    found = parse_days(file(event(*lines)))
    assert (off(found), on(found)) == (NYEPI, {})


@pytest.mark.parametrize(
    ("summary", "name"),
    [
        (r"Hari Raya Nyepi\, Tahun Baru Saka 1948", "Hari Raya Nyepi, Tahun Baru Saka 1948"),
        (r"a\;b\\c\nd\Ne", r"a;b\c d e"),
        (r"C:\\New", r"C:\New"),
        ("Idul Fitri: hari ke-1; hari ke-2", "Idul Fitri: hari ke-1; hari ke-2"),
        ("  🎉 Natal  ", "🎉 Natal"),
        ("null\0 and \x1b[1m and \u2028", "null  and  [1m and"),
        ("\u200fHari \u202eraya\ufeff", "Hari raya"),
        ("👨\u200d👩\u200d👧 Keluarga", "👨👩👧 Keluarga"),
        ("Cafe\u0301", "Café"),
    ],
)
def test_names_are_unescaped_and_are_one_line_without_control_characters(summary: str, name: str) -> None:
    assert off(parse_days(file(event(f"SUMMARY:{summary}")))) == {"2026-03-20": name}


def test_parameters_of_the_name_are_no_part_of_it() -> None:
    found = parse_days(file(event('SUMMARY;LANGUAGE=id;ALTREP="cid:a:b;c":Nyepi')))
    assert off(found) == NYEPI


@pytest.mark.parametrize("lines", [["SUMMARY:"], ["SUMMARY:  \\n "], []])
def test_an_event_without_a_name_is_called_a_holiday_and_that_is_said(lines: list[str]) -> None:
    found = parse_days(
        file(event(*lines, name=None), event("X-TUNTAS-WORKING:TRUE", day="20260328", name=None))
    )
    assert (off(found), on(found)) == ({"2026-03-20": "Hari libur"}, {"2026-03-28": "Hari kerja"})
    assert ["has no name" in note for note in found.notes] == [True, True]


def test_a_name_too_long_is_cut_and_that_is_said() -> None:
    found = parse_days(file(event(name="a" * 201), event(day="20260321", name="b" * 200)))
    assert off(found) == {"2026-03-20": "a" * 199 + "…", "2026-03-21": "b" * 200}
    assert found.notes == ("the event in line 3 has a name of more than 200 characters; it was cut",)


def test_two_names_of_one_day_are_joined_in_the_order_of_the_file() -> None:
    found = parse_days(file(event(name="Nyepi"), event(name="Cuti Bersama"), event(name="Nyepi")))
    assert off(found) == {"2026-03-20": "Nyepi / Cuti Bersama"}
    assert found.notes == ("2026-03-20 has 2 names; they were joined: 'Nyepi / Cuti Bersama'",)


def test_joined_names_are_no_longer_than_a_name_may_be() -> None:
    found = parse_days(file(event(name="a" * 150), event(name="b" * 150)))
    assert off(found) == {"2026-03-20": "a" * 150 + " / " + "b" * 46 + "…"}


def test_a_day_both_off_and_working_refuses_the_file() -> None:
    both = file(event("DTEND:20260323"), event("CATEGORIES:HARI KERJA", day="20260321", uid="ganti"))
    with pytest.raises(CalendarFileError) as refused:
        parse_days(both)
    assert refused.value.code == "ical_day_of_both_kinds"
    assert str(refused.value) == (
        "the event in line 8 (UID 'ganti') is on 2026-03-21, which the event in line 3 makes non-working"
    )


def test_white_space_around_values_means_nothing() -> None:
    found = parse_days(
        file(
            event("UID: a ", "SEQUENCE: 1 ", "STATUS: CONFIRMED ", "DTSTART: 20260320 ", "DURATION: P1D "),
            event("UID:a", "STATUS: CANCELLED "),
            event("X-TUNTAS-WORKING: TRUE ", "RRULE: FREQ=YEARLY;COUNT=1 ", day="20260328", name=" Ganti "),
        )
    )
    assert (off(found), on(found)) == (NYEPI, {"2026-03-28": "Ganti"})


def test_tentative_days_are_read_and_said() -> None:
    found = parse_days(file(event("STATUS:TENTATIVE"), event("STATUS:CONFIRMED", day="20260321")))
    assert list(off(found)) == ["2026-03-20", "2026-03-21"]
    assert found.notes == ("the event in line 3, 'Nyepi' on 2026-03-20, is tentative; it was read as a day",)


def test_a_message_never_quotes_much_of_the_file() -> None:
    with pytest.raises(CalendarFileError) as refused:
        parse_days(file(event("DTSTART:" + "x" * 5_000, uid="y" * 5_000)))
    assert str(refused.value).count("x") + str(refused.value).count("y") <= 80
