from datetime import UTC, datetime

from workflows.procedure.model import instants


def test_instants_are_written_in_one_form() -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert instants.format_instant(at) == "2026-01-02T03:04:05.000006Z"
    assert instants.parse_instant(instants.format_instant(at)) == at
