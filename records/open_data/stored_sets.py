"""Published sets, as they are kept: added, listed, and read a file at a time."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256

from psycopg.types.json import Jsonb

from records.database import A_LIST, POINT, Pool, rows
from records.open_data.rounding import Rounded

# In SQL: arrays: of JSON
VERSIONS = (
    "select version, seed, rounded, digests from open_data_sets where month = %(month)s order by version"
)
SETS = """
select month, version, reason, published_at, digests,
       (select jsonb_object_agg(f.key, octet_length(f.value)) from jsonb_each_text(files) as f) as sizes
from open_data_sets order by month desc, version desc"""
FILE = (
    "select files ->> %(name)s as text from open_data_sets where month = %(month)s and version = %(version)s"
)
ADD = """
insert into open_data_sets (month, version, reason, seed, rounded, files, digests)
values (%(month)s, %(version)s, %(reason)s, %(seed)s, %(rounded)s, %(files)s, %(digests)s)
on conflict do nothing returning version"""


@dataclass(frozen=True, slots=True)
class Version:
    """What a later version of the same month needs to know of one."""

    version: int
    seed: bytes
    rounded: Mapping[str, Rounded]
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file of a set: its size in bytes, and its SHA-256 in hex."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """One version of a month's set; a correction has a reason."""

    month: date
    version: int
    reason: str | None
    published_at: datetime
    files: tuple[PublishedFile, ...]


async def list_versions(pool: Pool, month: date) -> list[Version]:
    """All versions of that month, the oldest first. Raises one of `SQL_AWAY`."""
    return [
        Version(
            row["version"],
            bytes(row["seed"]),
            {measure: Rounded(**told) for measure, told in row["rounded"].items()},
            row["digests"],
        )
        for row in await rows(pool, VERSIONS, {"month": month}, within=POINT)
    ]


async def list_sets(pool: Pool) -> list[PublishedSet]:
    """All that was published, the latest month and version first. Raises one of `SQL_AWAY`."""
    return [
        PublishedSet(
            row["month"],
            row["version"],
            row["reason"],
            row["published_at"],
            tuple(
                PublishedFile(name, size, row["digests"][name]) for name, size in sorted(row["sizes"].items())
            ),
        )
        for row in await rows(pool, SETS, within=A_LIST)
    ]


async def read_file(pool: Pool, month: date, version: int, name: str) -> str | None:
    """The text of a file; null if there is none. Raises one of `SQL_AWAY`."""
    found = await rows(pool, FILE, {"month": month, "version": version, "name": name}, within=POINT)
    text: str | None = found[0]["text"] if found else None
    return text


async def add_set(
    pool: Pool,
    month: date,
    version: int,
    *,
    reason: str | None,
    seed: bytes,
    rounded: Mapping[str, Rounded],
    files: Mapping[str, str],
) -> bool:
    """Keeps a new version; false if there is one of that number already. Raises one of `SQL_AWAY`."""
    values = {
        "month": month,
        "version": version,
        "reason": reason,
        "seed": seed,
        "rounded": Jsonb({measure: asdict(each) for measure, each in rounded.items()}),
        "files": Jsonb(files),
        "digests": Jsonb({name: digest_of(text) for name, text in files.items()}),
    }
    return bool(await rows(pool, ADD, values, within=A_LIST))


def digest_of(text: str) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    return sha256(text.encode()).hexdigest()
