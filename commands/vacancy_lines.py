"""Open tasks that a change of the directory leaves without anybody to do them, as commands tell of them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from records.directory.vacancies import Vacant

MOST = 20
"""How many are named."""


def vacancy_lines(vacated: "Sequence[Vacant]", *, preview: bool = False) -> Iterator[str]:
    """What is said of them; nothing where there are none."""
    if not vacated:
        return
    task, them = ("task", "it") if len(vacated) == 1 else ("tasks", "them")
    has = "would have" if preview else "has" if len(vacated) == 1 else "have"
    yield f"{len(vacated)} open {task} {has} nobody left to do {them}:"
    for each in vacated[:MOST]:
        where = "/".join(filter(None, (each.agency, each.unit))) or "the centre"
        yield f"  {each.task} ({each.stage}, {each.owner_role} of {where}): {WHY[each.reason]}"
    if len(vacated) > MOST:
        yield f"  and {len(vacated) - MOST} more"


WHY = {
    "agency_inactive": "the agency is inactive",
    "unit_inactive": "the unit is inactive",
    "nobody_in_office": "nobody is in office",
}
