"""How explanations are worded: every code has its words in both languages, and sentences say what was so."""

from itertools import chain
from typing import Literal

import pytest

from api.reports.explained_clock import Names, explained_clock
from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.scene import CENTRE_SUPERVISOR, changed, snapshot, wib, wit
from texts.explanations import LANGUAGES, Phrases
from workflows.procedure.model.enums import ClockName, Role, Unit
from workflows.procedure.time.clocks import STANDS_STILL
from workflows.procedure.time.counting import Why
from workflows.procedure.time.explanation import explain_clock

CALENDAR = snapshot("ID")


def texts(play: Play, clock: str, language: Literal["id", "en"]) -> tuple[dict[str, str], list[str], str]:
    """The lines of the days by date, those of the other entries, and the summary."""
    steps = list(zip(play.cases, play.facts, strict=True))
    names = Names(lambda code: f"<{code}>", lambda _: {"actor": {"role": Role.SYSTEM}, "agency_name": None})
    told = explained_clock("", explain_clock(steps, ClockName(clock)).wire(), names, [language])
    others = [told["standing_still"], told["floor"], *told["pauses"], *told["extensions"], *told["moves"]]
    lines = {day["date"]: day["text"][language] for day in told["days"]}
    return lines, [each["text"][language] for each in others if each], told["summary"][language]


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_every_code_has_its_words(words: Phrases) -> None:
    assert set(words.days) == {*Why, "decree_working"}
    assert set(words.clocks) == set(ClockName)
    assert set(words.units) == set(Unit)
    assert set(words.roles) >= set(Role) - {Role.AUDITOR}
    assert set(words.still) == set(chain(*STANDS_STILL.values()))
    assert (len(words.weekdays), len(words.months)) == (7, 12)
    assert set(words.sentences) == set(LANGUAGES["id"].sentences)


def test_a_working_saturday_and_a_holiday_in_aceh() -> None:
    play = Play(at=wib("2024-06-19 10:00"))
    play.do("forward", agency="pemprov-aceh", class_="information")
    indonesian, _, summary = texts(play, "settlement", "id")
    assert indonesian["2024-06-20"] == (
        "Kamis, 20 Juni 2024: Hari Tasyrik Idul Adha 1445 H (Kepgub Aceh 100.3.3.1/845/2024), tidak dihitung"
    )
    assert indonesian["2024-06-22"] == (
        "Sabtu, 22 Juni 2024: hari kerja menurut Kepgub Aceh 100.3.3.1/845/2024 "
        "(Pengganti hari kerja 19 Juni), dihitung (2 dari 5)"
    )
    assert indonesian["2024-06-23"] == "Minggu, 23 Juni 2024: akhir pekan, tidak dihitung"
    assert summary == (
        "Tenggat penyelesaian adalah 5 hari kerja, dihitung sesudah Rabu, 19 Juni 2024: dari 7 hari, "
        "5 dihitung dan 2 tidak (1 akhir pekan, 1 libur). Tenggatnya Rabu, 26 Juni 2024 pukul 24.00 WIB."
    )
    english, _, _ = texts(play, "settlement", "en")
    assert english["2024-06-26"] == (
        "Wednesday, 26 June 2024: working day, counted (5 of 5); due at the end of this day"
    )


def test_a_pause_an_extension_and_a_new_holder() -> None:
    play = at_unit(at=wib("2026-12-22 09:00"))
    play.do("ask_reporter")
    play.wait(wib("2026-12-28 10:00")).do("complete")
    play.do("extend", clock="response", days=1)
    days, others, summary = texts(play, "response", "en")
    waiting = "waiting for the reporter to complete the report"
    assert days["2026-12-23"] == f"Wednesday, 23 December 2026: {waiting}, not counted"
    assert days["2026-12-26"] == (
        f"Saturday, 26 December 2026: weekend, not counted; the clock stood still too, {waiting}"
    )
    assert days["2027-01-07"].endswith("counted (6 of 6), by the extension; due at the end of this day")
    assert others == [
        "The clock stood still from Tuesday, 22 December 2026 at 09:00 WIB to Monday, 28 December 2026 at "
        f"10:00 WIB: {waiting}.",
        "Extended by 1 working day by the liaison officer of <kemenkes> (fact 6): from Wednesday, 6 January "
        "2027 to Thursday, 7 January 2027.",
    ]
    assert "extended by 1 working day by the liaison officer of <kemenkes>" in summary
    assert "of 16 days 6 counted and 10 did not (4 weekend, 4 off, 2 standing still)" in summary


def test_the_supervisor_of_the_centre_is_told_from_an_agencys() -> None:
    play = Play()
    play.do("extend", CENTRE_SUPERVISOR, clock="verification", days=1)
    _, (line,), _ = texts(play, "verification", "id")
    assert line == (
        "Diperpanjang 1 hari kerja oleh pimpinan pusat (fakta 2): dari Kamis, 8 Oktober 2026 menjadi Jumat, "
        "9 Oktober 2026."
    )


def test_a_move_between_zones_keeps_its_day_and_says_so() -> None:
    play = Play(at=wit("2026-10-05 09:00"))
    play.do("forward", agency="pemkab-jayapura")
    play.wait(wit("2026-10-07 12:00")).do("decline")
    days, others, _ = texts(play, "settlement", "id")
    assert days["2026-10-07"].endswith("dihitung (2 dari 14); laporan dipegang pusat, kalender ID")
    assert others == [
        "Tenggat tetap Jumat, 23 Oktober 2026, tetapi menurut zona pemegang yang baru, karena laporan "
        "berpindah pemegang."
    ]


def test_a_standstill_a_lapse_and_an_end_are_told_in_the_summary() -> None:
    still = at_agency()
    still.do("ask_reporter")
    _, (line,), summary = texts(still, "response", "id")
    assert line == (
        "Hitungan berhenti sejak Senin, 5 Oktober 2026 pukul 09.00 WIB: menunggu kelengkapan dari pelapor. "
        "Tenggat yang tampak adalah yang sebelumnya, dan dihitung lagi bila laporan berlanjut."
    )
    assert summary.endswith(line)
    lapsed = at_agency()
    lapsed.wait(wib("2026-10-07 09:00"))
    assert texts(lapsed, "disposition", "en")[2].endswith(
        "The clock has lapsed; nothing that changed since changes it."
    )
    late = answered()
    late.wait(wib("2026-10-20 00:00"))
    assert "The clock stopped on Tuesday, 20 October 2026 at 00:00 WIB" in texts(late, "reply", "en")[2]
    assert texts(late, "settlement", "en")[1][0].startswith(
        "The clock has stood still since Monday, 5 October 2026 at 09:00 WIB: waiting for the reporter's "
        "reply, then the report is closed."
    )


def test_a_lapsed_clock_that_stands_still_is_not_said_to_be_counted_again() -> None:
    play = at_unit()
    play.wait(wib("2026-10-26 09:00")).do("respond")
    assert play.clock("settlement").lapsed
    _, (line,), _ = texts(play, "settlement", "en")
    assert line.endswith("waiting for the reporter's reply.")


def test_a_floor_is_told_with_what_the_count_would_have_been() -> None:
    play = Play()
    play.change_calendar(changed(CALENDAR, 2, off=("2026-10-08", "2026-10-09", "2026-10-12", "2026-10-13")))
    play.later(wib("2026-10-09 10:00")).change_calendar(changed(CALENDAR, 3))
    days, others, summary = texts(play, "verification", "en")
    assert others[0] == (
        "By the count it would be due on Thursday, 8 October 2026, but the change of calendar on Friday, 9 "
        "October 2026 at 10:00 WIB (fact 5) may not bring it forward to before Monday, 12 October 2026."
    )
    assert others[0] in summary
    assert "working day after the count was full, not counted" in days["2026-10-09"]
    assert others[1] == (
        "Moved from Thursday, 8 October 2026 to Wednesday, 14 October 2026 because the calendar changed."
    )


def test_a_clock_in_seconds_is_told_to_the_second() -> None:
    play = at_unit(policy="drill")
    play.sleep(seconds=2).do("ask_reporter")
    play.sleep(seconds=3).do("complete")
    _, _, summary = texts(play, "response", "id")
    assert summary == (
        "Tenggat tanggapan pertama adalah 12 detik, dihitung sejak Senin, 5 Oktober 2026 pukul 09.00.00 WIB, "
        "ditambah 3 detik hitungan berhenti. Tenggatnya Senin, 5 Oktober 2026 pukul 09.00.15 WIB."
    )
    assert "standing still" not in texts(at_unit(policy="drill"), "response", "en")[2]
