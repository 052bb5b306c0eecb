"""Files as they come: encodings, line ends, folds, other components, and what is no calendar at all."""

import pytest

from calendars.ical import CalendarFileError, parse_days
from tests.calendars.ics import event, file, off

PLAIN = file(event(name="Tahun Baru – “Imlek”"))
NAMED = {"2026-03-20": "Tahun Baru – “Imlek”"}


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (PLAIN, None),
        (b"\xef\xbb\xbf" + PLAIN, "the file was read as UTF-8, as its first bytes say"),
        (PLAIN.decode().encode("utf-16"), "the file was read as UTF-16-LE, as its first bytes say"),
        (
            b"\xfe\xff" + PLAIN.decode().encode("utf-16-be"),
            "the file was read as UTF-16-BE, as its first bytes say",
        ),
        (PLAIN.decode().encode("utf-16-le"), "the file was read as UTF-16-LE, as its first bytes say"),
        (PLAIN.decode().encode("utf-16-be"), "the file was read as UTF-16-BE, as its first bytes say"),
        (
            PLAIN.decode().encode("cp1252"),
            "the file isn't UTF-8; it was read as Windows-1252, so look at the names",
        ),
        (PLAIN.replace(b"\r\n", b"\n"), None),
        (PLAIN.replace(b"\r\n", b"\r"), None),
        (PLAIN.replace(b"\r\n", b"\r\r\n"), None),
        (PLAIN.replace(b"\r\n", b"\n\n \n"), None),
        (b"\r\n \r\n" + PLAIN, None),
        (PLAIN.lower().replace(b"tahun baru", b"Tahun Baru").replace(b"imlek", b"Imlek"), None),
    ],
)
def test_encodings_and_line_ends_make_no_difference(content: bytes, note: str | None) -> None:
    found = parse_days(content)
    assert off(found) == NAMED
    assert found.notes == ((note,) if note else ())


def test_latin_1_is_read_as_windows_1252_of_which_it_is_part() -> None:
    found = parse_days(file(event(name="Fête")).decode().encode("latin-1"))
    assert off(found) == {"2026-03-20": "Fête"}
    assert "Windows-1252" in found.notes[0]


@pytest.mark.parametrize(
    "name",
    [
        "Tahun Baru \x81".encode("latin-1"),
        "春节".encode("gb2312"),
        "Новый год".encode("cp1251"),
        "é".encode() + b" \xe9",
    ],
)
def test_an_encoding_that_could_be_several_refuses_the_file(name: bytes) -> None:
    with pytest.raises(CalendarFileError) as refused:
        parse_days(file(event(name="NAME")).replace(b"NAME", name))
    assert refused.value.code == "ical_unreadable"
    assert str(refused.value) == "line 5 is neither UTF-8 nor plainly Windows-1252"


def test_utf_16_that_breaks_off_refuses_the_file() -> None:
    with pytest.raises(CalendarFileError, match="begins as UTF-16-LE"):
        parse_days(PLAIN.decode().encode("utf-16")[:-1])


@pytest.mark.parametrize("fold", ["\r\n ", "\n\t", "\r ", "\r\n\r\n "])
def test_a_fold_within_a_letter_is_taken_out(fold: str) -> None:
    name = "Tahun Baru Imlek 🧧 – 春节"
    folded = fold.encode().join(bytes([byte]) for byte in name.encode())
    assert off(parse_days(file(event(name="NAME")).replace(b"NAME", folded))) == {"2026-03-20": name}


def test_white_space_before_a_fold_is_kept() -> None:
    content = file(event(name="Hari \r\n  Raya"))
    assert off(parse_days(content)) == {"2026-03-20": "Hari  Raya"}


ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
SUMMARY:no event
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE"""
ALARM = "BEGIN:VALARM\r\nSUMMARY:Alarm\r\nDTSTART:19700101\r\nDURATION:PT15M\r\nEND:VALARM"


def test_rows_of_daylight_saving_are_no_days() -> None:
    whole = ["DTSTART;TZID=Europe/Berlin:20260329T000000", "DTEND;TZID=Europe/Berlin:20260330T000000"]
    found = parse_days(file(ZONE, event(*whole), ZONE))
    assert (off(found), found.notes) == ({"2026-03-29": "Nyepi"}, ())


def test_what_an_alarm_says_is_not_the_events() -> None:
    assert off(parse_days(file(event(ALARM)))) == {"2026-03-20": "Nyepi"}


def test_tasks_and_diaries_are_ignored_and_said() -> None:
    task = "BEGIN:VTODO\r\nDTSTART:20260101\r\nSUMMARY:Lapor\r\nEND:VTODO"
    diary = "BEGIN:X-DIARY\r\nDTSTART:20260102\r\nEND:X-DIARY"
    found = parse_days(file(task, diary, event()))
    assert list(off(found)) == ["2026-03-20"]
    assert found.notes == ("the VTODO in line 3 was ignored: it is no event",)


def test_text_that_lost_its_fold_is_ignored_and_said() -> None:
    found = parse_days(file(event("DESCRIPTION:Menurut", "keputusan bersama")))
    assert found.notes == ("line 7 was ignored: it is no property, only text",)


def test_several_calendars_in_one_file_are_all_read() -> None:
    found = parse_days(file(event()) + file(event(day="20260321")))
    assert list(off(found)) == ["2026-03-20", "2026-03-21"]
    assert found.notes == ("the file holds 2 calendars; all of them were read",)


BEGIN = b"BEGIN:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("content", "code", "what"),
    [
        (b"", "ical_unreadable", "the file is empty"),
        (b" \r\n\t\r\n", "ical_unreadable", "the file is empty"),
        (b"<!DOCTYPE html><html>502 Bad Gateway</html>", "ical_unreadable", "a web page, not a calendar"),
        (b"\xef\xbb\xbf\n  <html>", "ical_unreadable", "a web page, not a calendar"),
        ("<html>坏网关</html>".encode("gb2312"), "ical_unreadable", "a web page, not a calendar"),
        (b'{"error": 404}', "ical_unreadable", "line 1 stands outside of any calendar"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "ical_unreadable", "outside of any calendar"),
        (b"BEGIN:VCARD\nEND:VCARD\n", "ical_unreadable", "begins a 'VCARD' outside of any calendar"),
        (b"BEGIN:VEVENT\nEND:VEVENT\n", "ical_unreadable", "begins a 'VEVENT' outside of any calendar"),
        (PLAIN[:-17], "ical_unreadable", "ends within a 'VCALENDAR': it was cut short"),
        (PLAIN[:60], "ical_unreadable", "ends within a 'VEVENT': it was cut short"),
        (PLAIN + b"junk", "ical_unreadable", "line 8 stands outside of any calendar"),
        (BEGIN + b"END:VEVENT\n", "ical_unreadable", "line 2 ends a 'VEVENT' where none is to end"),
        (PLAIN.replace(b"END:VEVENT\r\n", b""), "ical_unreadable", "ends a 'VCALENDAR' where none"),
        (file(event(), head="METHOD:CANCEL"), "ical_cancels", "line 2 says METHOD:CANCEL"),
        (file(event(), head="method:cancel "), "ical_cancels", "takes events back"),
        (file(), "ical_no_days", "the file has 0 events and no whole day in force"),
        (file(event("STATUS:CANCELLED")), "ical_no_days", "has 1 event and no whole day"),
    ],
)
def test_what_is_no_calendar_of_days_is_refused_and_says_why(content: bytes, code: str, what: str) -> None:
    with pytest.raises(CalendarFileError) as refused:
        parse_days(content)
    assert refused.value.code == code
    assert what in str(refused.value)


def test_a_calendar_without_days_says_what_was_ignored() -> None:
    with pytest.raises(CalendarFileError) as refused:
        parse_days(file(event("STATUS:CANCELLED")))
    assert getattr(refused.value, "notes", None) == ("the event in line 3 was ignored: it is cancelled",)


def test_a_published_calendar_is_read() -> None:
    assert off(parse_days(file(event(), head="METHOD:PUBLISH"))) == {"2026-03-20": "Nyepi"}


def test_very_many_notes_are_counted_instead_of_told() -> None:
    found = parse_days(file(event(), *["BEGIN:VTODO\r\nEND:VTODO"] * 2_500))
    assert len(found.notes) == 1_001
    assert found.notes[-1] == "and 1500 more notes like these"


def test_more_days_than_a_calendar_has_are_refused() -> None:
    most = [event("DURATION:P400D")] * 10
    assert len(off(parse_days(file(*most)))) == 400
    with pytest.raises(CalendarFileError, match="more than 4,000 days") as refused:
        parse_days(file(*most, event()))
    assert refused.value.code == "ical_too_many_days"


def test_components_may_be_nested_as_deep_as_they_like() -> None:
    depth = 20_000
    deep = "\r\n".join(["BEGIN:X"] * depth + ["END:X"] * depth)
    assert off(parse_days(file(deep, event(deep)))) == {"2026-03-20": "Nyepi"}


def test_a_file_over_a_megabyte_is_refused_unread() -> None:
    with pytest.raises(CalendarFileError, match="has 1,000,001 bytes; 1,000,000 are looked at") as refused:
        parse_days(b"\0" * 1_000_001)
    assert refused.value.code == "ical_too_large"


def test_a_file_of_exactly_a_megabyte_is_read() -> None:
    assert off(parse_days(PLAIN + b"\n" * (1_000_000 - len(PLAIN)))) == NAMED


MEGABYTE = 990_000
HOSTILE = {
    "line ends": (b"\n" * MEGABYTE, "ical_unreadable"),
    "carriage returns": (b"\r" * MEGABYTE, "ical_unreadable"),
    "folds": (BEGIN + b"X:" + b"\n " * (MEGABYTE // 2), "ical_unreadable"),
    "begins": (b"BEGIN:A\n" * (MEGABYTE // 8), "ical_unreadable"),
    "nested": (BEGIN + b"BEGIN:A\n" * (MEGABYTE // 8), "ical_unreadable"),
    "one name": (file(event(name="a" * MEGABYTE)), "1 day"),
    "accents": (file(event(name="a" + "\u0301\u0316" * (MEGABYTE // 4))), "1 day"),
    "escapes": (file(event(name="\\" * MEGABYTE)), "1 day"),
    "spaces": (file(event(name=" " * MEGABYTE + "a")), "1 day"),
    "quotes": (file(event("SUMMARY;A=" + '"' * MEGABYTE + ":b")), "1 day"),
    "parameters": (file(event("SUMMARY" + ";A=b" * (MEGABYTE // 4) + ":b")), "1 day"),
    "values of a parameter": (file(event("SUMMARY;A=b" + ",b" * (MEGABYTE // 2) + ":b")), "1 day"),
    "spaces in parameters": (file(event('SUMMARY;A="";B=' + " ;" * (MEGABYTE // 2) + ":b")), "ical_unread"),
    "categories": (file(event("CATEGORIES:" + "a," * (MEGABYTE // 2))), "1 day"),
    "lines of categories": (file(event(*["CATEGORIES:a"] * (MEGABYTE // 14))), "1 day"),
    "listed days": (file(event("RDATE:" + "20260101," * (MEGABYTE // 9))), "2 day"),
    "a rule": (file(event("RRULE:" + "COUNT=1;" * (MEGABYTE // 8))), "ical_repeats"),
    "a duration": (file(event("DURATION:P" + "1" * MEGABYTE + "D")), "ical_unreadable"),
    "tasks": (file(*["BEGIN:VTODO\r\nEND:VTODO"] * (MEGABYTE // 24)), "ical_no_days"),
    "meetings": (file(*[event("DTSTART:20260101T090000")] * (MEGABYTE // 70)), "ical_no_days"),
    "events": (file(*[event(name=None)] * (MEGABYTE // 56)), "ical_too_many_days"),
    "long events": (file(*[event("DURATION:P399D")] * (MEGABYTE // 90)), "ical_too_many_days"),
    "series": (file(*[event("RRULE:FREQ=YEARLY;UNTIL=21991231")] * (MEGABYTE // 100)), "ical_too_many"),
    "high bytes": (BEGIN + b"X:\xe9\n" * (MEGABYTE // 4), "ical_unreadable"),
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_megabyte_is_answered(kind: str) -> None:
    """In a second or two; what took time with the square of the file would run into the limit of the test."""
    content, answer = HOSTILE[kind]
    assert 700_000 < len(content) <= 1_000_000
    assert answer_of(content).startswith(answer)


def answer_of(content: bytes) -> str:
    """The code of the refusal, or how many days were read."""
    try:
        return f"{len(off(parse_days(content)))} days"
    except CalendarFileError as refused:
        return refused.code
