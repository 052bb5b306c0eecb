"""What explanations say of clocks that were extended, moved, floored, or are over."""

from tests.procedure.build import Play, at_agency, at_unit
from tests.procedure.explained import EARLY, as_of, day, days, explained, forwarded
from tests.procedure.scene import changed, snapshot, wib, wit


def test_the_same_decree_in_the_middle_of_a_clock_is_told_as_a_move_with_old_and_new() -> None:
    play = forwarded("2025-08-01 10:00", as_of(2, "2025-08-06"))
    assert play.clock("settlement").due_on.isoformat() == "2025-08-21"
    play.wait(wib("2025-08-07 15:00")).change_calendar(as_of(3, "2025-08-07"))
    told = explained(play, "settlement")
    (move,) = told["moves"]
    assert (move["old_due_on"], move["new_due_on"]) == ("2025-08-21", "2025-08-22")
    assert (move["cause"], move["decrees"]) == ("calendar", [{"number": EARLY, "act": "enacted"}])
    assert (move["fact"], move["calendar"]) == (play.facts[-1].number, {"region": "ID", "version": 3})
    leave = day(told, "2025-08-18")
    assert (leave["why"], leave["decree"], leave["calendar"]["version"]) == ("decree", EARLY, 3)
    before = explained(play, "settlement", upto=2)
    assert (before["due_on"], before["moves"]) == ("2025-08-21", [])
    assert days(before)["2025-08-18"] == ("working_day", 11)


def test_a_decree_withdrawn_is_told_with_what_it_moved_back() -> None:
    play = forwarded("2025-08-01 10:00", as_of(2, "2025-08-06"))
    play.wait(wib("2025-08-07 15:00")).change_calendar(as_of(3, "2025-08-07"))
    play.wait(wib("2025-08-08 15:00")).change_calendar(as_of(4, "2025-08-06"))
    told = explained(play, "settlement")
    assert [(each["old_due_on"], each["new_due_on"]) for each in told["moves"]] == [
        ("2025-08-21", "2025-08-22"),
        ("2025-08-22", "2025-08-21"),
    ]
    assert told["moves"][-1]["decrees"] == [{"number": EARLY, "act": "withdrawn"}]
    assert day(told, "2025-08-18")["counts"]


def test_an_extension_says_by_whom_and_which_days_it_added() -> None:
    play = at_unit()
    play.do("extend", clock="response", days=2)
    told = explained(play, "response")
    assert (told["budget"], told["extension"], told["clock"]["budget"]) == (5, 2, 7)
    (extension,) = told["extensions"]
    assert extension["actor"] == play.facts[-1].actor.wire()
    assert (extension["fact"], extension["days"]) == (4, 2)
    assert (extension["old_due_on"], extension["new_due_on"]) == ("2026-10-12", "2026-10-14")
    assert [each["date"] for each in told["days"] if each["extended_by"] == 4] == ["2026-10-13", "2026-10-14"]
    assert "reason" not in extension


def test_a_report_that_went_from_jayapura_to_jakarta_is_counted_day_by_day_by_who_held_it() -> None:
    play = Play(at=wit("2026-10-05 09:00"))
    play.do("forward", agency="pemkab-jayapura")
    play.wait(wit("2026-10-07 12:00")).do("decline")
    play.sleep(hours=1).do("forward", agency="kemenkes")
    told = explained(play, "settlement")
    held = {each["date"]: (each["agency"], each["calendar"]["region"]) for each in told["days"]}
    assert held["2026-10-06"] == ("pemkab-jayapura", "ID-PA")
    assert held["2026-10-07"] == ("kemenkes", "ID")
    assert (told["zone"], told["due_at"]) == ("Asia/Jakarta", "2026-10-23T17:00:00.000000Z")
    (move,) = told["moves"]
    assert (move["cause"], move["old_due_at"]) == ("moved", "2026-10-23T15:00:00.000000Z")


def test_an_agency_that_declined_is_explained_the_due_instant_as_it_left_it() -> None:
    play = Play(at=wit("2026-10-05 09:00"))
    play.do("forward", agency="pemkab-jayapura")
    play.do("decline")
    assert play.kinds()[-2:] == ["declined", "deadline_moved"]
    left = explained(play, "settlement", upto=3)  # up to its decline, by when nothing has moved yet
    assert (left["zone"], left["counted_as_of"], left["facts"]) == ("Asia/Jayapura", 2, 3)
    assert explained(play, "settlement")["zone"] == "Asia/Jakarta"


def test_another_class_has_another_budget() -> None:
    play = at_agency()
    play.do("decline")
    play.do("forward", class_="information")
    told = explained(play, "settlement")
    assert (told["budget"], told["moves"][-1]["cause"]) == (5, "class")


def test_a_lapsed_clock_is_explained_by_what_was_in_force_when_it_lapsed() -> None:
    play = at_agency()
    play.wait(wib("2026-10-07 09:00"))
    assert play.clock("disposition").lapsed
    play.change_calendar(changed(snapshot("ID"), 2, off=("2026-10-20",)))
    assert explained(play, "disposition")["counted_as_of"] < play.every("lapsed")[0].number
    play.change_calendar(changed(snapshot("ID"), 3, off=("2026-10-06",)))
    told = explained(play, "disposition")
    assert (told["due_on"], told["clock"]["lapsed"], told["moves"]) == ("2026-10-06", True, [])
    assert days(told)["2026-10-06"] == ("working_day", 1)
    assert day(told, "2026-10-06")["calendar"]["version"] == 1
    assert day(explained(play, "response"), "2026-10-06")["why"] == "non_working"


def test_a_settlement_that_lapsed_keeps_the_budget_that_it_lapsed_by() -> None:
    play = at_agency(at=wib("2026-10-05 09:00"))
    play.wait(wib("2026-10-26 09:00")).do("decline")
    assert play.clock("settlement").lapsed
    play.do("forward", supervisory=True)
    told = explained(play, "settlement")
    assert (told["clock"]["budget"], told["budget"], told["due_on"]) == (60, 14, "2026-10-23")


def test_a_stopped_clock_is_explained_as_it_stopped() -> None:
    play = at_unit()
    play.do("respond", final=False)
    due_on = play.clock("response").due_on.isoformat()
    play.change_calendar(changed(snapshot("ID"), 2, off=("2026-10-07",)))
    told = explained(play, "response")
    assert (told["due_on"], told["counted_as_of"]) == (due_on, 3)
    assert told["clock"]["stopped_at"] is not None


def test_where_the_floor_decides_the_explanation_says_so() -> None:
    play = Play()
    play.change_calendar(
        changed(snapshot("ID"), 2, off=("2026-10-08", "2026-10-09", "2026-10-12", "2026-10-13"))
    )
    play.later(wib("2026-10-09 10:00")).change_calendar(changed(snapshot("ID"), 3))
    told = explained(play, "verification")
    assert days(told) == {
        "2026-10-05": ("day_zero", 0),
        "2026-10-06": ("working_day", 1),
        "2026-10-07": ("working_day", 2),
        "2026-10-08": ("working_day", 3),
        "2026-10-09": ("floor", 3),
        "2026-10-10": ("weekend", 3),
        "2026-10-11": ("weekend", 3),
        "2026-10-12": ("floor", 3),
    }
    assert told["floor"] == {
        "fact": play.every("calendar_changed")[-1].number,
        "at": "2026-10-09T03:00:00.000000Z",
        "not_before": "2026-10-12T17:00:00.000000Z",
        "counted_on": "2026-10-08",
    }


def test_a_floor_that_decides_nothing_is_not_told() -> None:
    play = at_agency()
    play.change_calendar(changed(snapshot("ID"), 2, off=("2026-10-08",)))
    assert play.clock("response").floor is not None
    assert explained(play, "response")["floor"] is None
