"""What agencies and units were called before: from what triggers noted of each change."""

from dataclasses import dataclass
from datetime import datetime

from records.database import Pool, rows

# In SQL: parts: a key of a document, and the act that was entered with the change
FORMER = """
select c.agency, case c.kind when 'unit' then c.code end as unit, c.changes->'name'->>0 as name,
       c.at as until, s.number as act
from directory_changes as c left join lateral (
    select s.number from successions as s
    where s.agency = c.agency and s.unit is not distinct from case c.kind when 'unit' then c.code end
      and s.old_name = c.changes->'name'->>0 and s.new_name = c.changes->'name'->>1 and s.made_at <= c.at
    order by s.id desc limit 1
) as s on true
where c.kind in ('agency', 'unit') and c.act = 'changed' and c.changes ? 'name' order by c.id desc"""


@dataclass(frozen=True, slots=True)
class FormerName:
    """What a place was called `until` an instant; `act` is the number of the act that renamed it, null where
    its entry was changed without one."""

    name: str
    until: datetime
    act: str | None


FormerNames = dict[tuple[str, str | None], list[FormerName]]


async def read_former_names(pool: Pool) -> FormerNames:
    """By agency and unit, null for the agency itself; the last first. Raises one of `SQL_AWAY`."""
    found: FormerNames = {}
    for row in await rows(pool, FORMER):
        place = row["agency"], row["unit"]
        found.setdefault(place, []).append(FormerName(row["name"], row["until"], row["act"]))
    return found
