"""In which order pages list decisions."""

from typing import Any, cast

import pytest

from api.pages.decision_order import ORDER, find_main_decision, order_decisions
from api.schemas.offered import OfferedKind
from workflows.procedure.model.decision_fields import FIELDS


def offers(*kinds: str) -> list[OfferedKind]:
    return [cast("OfferedKind", {"kind": kind}) for kind in kinds]


def test_every_decision_has_its_place() -> None:
    assert sorted(ORDER) == sorted(FIELDS)


@pytest.mark.parametrize(
    ("kinds", "shown", "main"),
    [
        (("ask_reporter", "respond", "note"), ["respond", "ask_reporter", "note"], "respond"),
        (("archive", "forward", "note"), ["forward", "note", "archive"], "forward"),
        (("withdraw", "remark"), ["remark", "withdraw"], None),
        (("dispute", "reply", "confirm"), ["confirm", "reply", "dispute"], None),
    ],
)
def test_what_moves_a_report_on_is_first_and_what_ends_it_last(
    kinds: tuple[str, ...], shown: list[str], main: Any
) -> None:
    assert [each["kind"] for each in order_decisions(offers(*kinds))] == shown
    assert find_main_decision(offers(*kinds)) == main
