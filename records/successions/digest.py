"""What somebody who confirms an act of succession decides upon, and the digest of it."""

import json
from hashlib import sha256

from calendars import NATIONAL
from records.directory.accounts import Account
from records.directory.in_memory import Directory
from records.successions.acts import Act


def find_losing_accounts(directory: Directory, act: Act) -> list[Account]:
    """The active accounts whose agency or unit ends; none in an act that renames."""
    if act.name is not None:
        return []
    return [
        each
        for each in directory.accounts()
        if not each.disabled and each.agency == act.agency and (act.unit is None or each.unit == act.unit)
    ]


def find_zones(directory: Directory, act: Act) -> tuple[str, str]:
    """The time zones of who holds the reports before and after."""
    return directory.calendar(act.agency).zone, directory.calendar(act.receiver or NATIONAL).zone


def digest_of(directory: Directory, act: Act, name: str) -> str:
    """Hex SHA-256 of the act, the name of its place now, who loses a place, the units between which it
    decides, and the zones. It stays the same while reports come and go."""
    told = [
        [act.number, act.agency, act.unit, act.successor, sorted(act.units.items()), act.name, name],
        act.effective_on.isoformat(),
        sorted(each.username for each in find_losing_accounts(directory, act)),
        [[unit.code, unit.active] for unit in directory.units(act.agency)],
        [[unit.code, unit.active] for unit in directory.units(act.receiver or "")],
        find_zones(directory, act),
    ]
    return sha256(json.dumps(told).encode()).hexdigest()
