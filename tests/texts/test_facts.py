"""What those who serve read of each kind of fact."""

import pytest

from texts.facts import LINES, describe_fact
from workflows.procedure.model.enums import FactKind


class Names:
    """A directory that knows no agency."""

    def agency_name(self, agency: str | None) -> str | None:
        return None


def test_every_kind_of_fact_has_a_line() -> None:
    assert set(LINES) == set(FactKind)


@pytest.mark.parametrize("kind", [FactKind.EXTENDED, FactKind.DEADLINE_MOVED])
def test_a_new_due_day_is_told_in_full(kind: FactKind) -> None:
    told = describe_fact(kind, {"clock": "response", "new_due_on": "2026-12-17"}, Names())
    assert "tanggapan pertama" in told["id"]
    assert told["id"].endswith("Kamis, 17 Desember 2026")
    assert told["en"].endswith("Thursday, 17 December 2026")
