"""What was published, as it is told."""

from collections.abc import Sequence
from datetime import date

from api.schemas.open_data import Licence, OpenData, OpenDataSet
from api.services import Services
from records.open_data.stored_sets import PublishedFile, PublishedSet, list_sets
from texts.open_data import LICENCES, TABLES
from workflows.procedure.model import instants

ROOT = "/v1/open-data"


async def tell_sets(services: Services) -> OpenData:
    """All sets. Raises one of `SQL_AWAY`."""
    found = await list_sets(services.pool)
    return {
        "licence": tell_licence(services.settings.open_data_licence),
        "items": [_tell(each, is_newest=_is_newest(found, each)) for each in found],
    }


def tell_licence(name: str) -> Licence:
    """The licence of that name, which is one of LICENCES."""
    title, url = LICENCES[name]
    return {"name": name, "title": title, "url": url}


def _is_newest(found: Sequence[PublishedSet], one: PublishedSet) -> bool:
    return one.version == max(each.version for each in found if each.month == one.month)


def _tell(one: PublishedSet, *, is_newest: bool) -> OpenDataSet:
    return {
        "month": f"{one.month:%Y-%m}",
        "version": one.version,
        "newest": is_newest,
        "reason": one.reason,
        "published_at": instants.format_instant(one.published_at),
        "files": [
            {
                "name": each.name,
                "bytes": each.size,
                "sha256": each.digest,
                "url": address_of(one.month, one.version, each.name),
            }
            for each in sorted(one.files, key=_place)
        ],
    }


def _place(file: PublishedFile) -> int:
    return list(TABLES).index(file.name.partition(".")[0])


def address_of(month: date, version: int, name: str) -> str:
    """Where a file of a set is."""
    return f"{ROOT}/{month:%Y-%m}/{version}/{name}"
