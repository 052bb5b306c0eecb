"""What the page of an agency or a unit says of acts: what it was called before, and what it became."""

from typing import Any
from zoneinfo import ZoneInfo

from api.directory import successions
from api.pages.directory_form import Entry
from api.pages.list_address import make_address
from api.services import Services
from records.directory.in_memory import Directory
from records.successions.answers import ProgressAnswer
from workflows.procedure.model.facts import Actor

NEW_ACT = "/direktori/penataan/baru"
ACTS_SHOWN = 10


async def describe_acts(services: Services, actor: Actor, entry: Entry, zone: str) -> dict[str, Any]:
    """The acts about an agency or a unit, the one that ended it, and what it was called before, until a day
    in the time zone; of an account and of a new entry there is none."""
    directory = services.directory
    is_unit = entry.kind == "unit"
    agency, unit = (entry.agency if is_unit else entry.code) or "", entry.code if is_unit else None
    acts: list[ProgressAnswer] = []
    if entry.kind != "account" and entry.code:
        found = await successions.list_acts(services, actor, limit=ACTS_SHOWN, of=(agency, unit))
        acts = found["items"]
    named = directory.former_names(agency, unit) if entry.kind != "account" else []
    is_active = _is_active(directory, agency, unit)
    return {
        "acts": acts,
        "ended": next((each for each in acts if each["kind"] != "rename" and not is_active), None),
        "former_names": [
            {"name": each.name, "until": each.until.astimezone(ZoneInfo(zone)).date(), "act": each.act}
            for each in named
        ],
        "agency_label": lambda code: directory.agency_name(code) or code,
        "unit_label": lambda of, code: directory.unit_name(of, code) or code,
        "act_address": lambda kind: make_address(NEW_ACT, {"jenis": kind, "instansi": agency, "unit": unit}),
    }


def _is_active(directory: Directory, agency: str, unit: str | None) -> bool:
    found = directory.agency(agency)
    return (found is not None and found.active) if unit is None else directory.unit(agency, unit) is not None
