"""Publishing the open data of a month: once, and again only as a correction with its reason."""

import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from api.exports.files import Format, begin_file
from api.exports.tables import CODEBOOK_COLUMNS, Column, Row, list_codebook
from api.open_data.descriptor import describe_package
from api.open_data.tables import LIST, make_rows
from records.database import Pool
from records.directory.in_memory import Directory
from records.figures.counting import read_counted_until
from records.figures.periods import Period, end_of_month
from records.open_data.months import MEASURES, Month, read_first_month, read_month
from records.open_data.rounding import Rounded, publish_counts
from records.open_data.stored_sets import Version, add_set, digest_of, list_versions

SEED = 32
DESCRIPTOR = "datapackage.json"


class NotPublishable(ValueError):
    """Why the month can't be published, as a sentence."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was published: the version, and which numbers are told of the nation alone."""

    version: int
    withheld: Sequence[str]


async def publish_month(
    pool: Pool, directory: Directory, month: date, *, publisher: str, licence: str, reason: str | None
) -> Published:
    """Makes and keeps the next version of that month's set, which begins on `month`.

    Raises NotPublishable for a month that is not over, not counted to its end, or the first one of all; for
    one that has a version already, without a reason or if nothing differs from it. Raises one of `SQL_AWAY`.
    """
    period = Period(month, end_of_month(month))
    await _require_counted(pool, directory, period)
    earlier = await list_versions(pool, month)
    _require_reason(earlier, reason)
    exact = await read_month(pool, [each.code for each in directory.agencies()], period)
    seed = earlier[0].seed if earlier else secrets.token_bytes(SEED)
    rounded = _round_all(exact, seed, earlier)
    files = _write_tables(directory, month, exact, rounded)
    version = len(earlier) + 1
    files[DESCRIPTOR] = describe_package(
        month, version, publisher=publisher, licence=licence, reason=reason, files=files
    )
    _require_difference(earlier, files)
    if not await add_set(pool, month, version, reason=reason, seed=seed, rounded=rounded, files=files):
        raise NotPublishable(f"{month:%Y-%m} is being published by somebody else.")
    return Published(version, [measure for measure, each in rounded.items() if not each.tables])


async def _require_counted(pool: Pool, directory: Directory, period: Period) -> None:
    calendar = directory.centre().calendar
    label = f"{period.first:%Y-%m}"
    if calendar.local_date(datetime.now(UTC)) <= period.last:
        raise NotPublishable(f"{label} is not over.")
    first = await read_first_month(pool)
    if first is None or period.first < first:
        raise NotPublishable(f"Nothing was counted in {label}, nor before.")
    if period.first == first:
        # What was open when it began is known to be nothing, so that what was finished would be a part of
        # what came in, and the two could be compared.
        raise NotPublishable(f"{label} is the first month of this installation. It is not published.")
    if calendar.local_date(await read_counted_until(pool)) <= period.last:
        raise NotPublishable(f"Not all of {label} is counted yet.")


def _require_reason(earlier: Sequence[Version], reason: str | None) -> None:
    if earlier and not reason:
        raise NotPublishable(f"Version {earlier[-1].version} is published. A correction needs a reason.")
    if reason and not earlier:
        raise NotPublishable("Nothing is published of this month, so there is nothing to correct.")


def _require_difference(earlier: Sequence[Version], files: Mapping[str, str]) -> None:
    tables = {name: digest_of(text) for name, text in files.items() if name != DESCRIPTOR}
    if earlier and all(earlier[-1].digests.get(name) == digest for name, digest in tables.items()):
        raise NotPublishable(f"Nothing differs from version {earlier[-1].version}.")


def _round_all(exact: Month, seed: bytes, earlier: Sequence[Version]) -> dict[str, Rounded]:
    return {
        measure: publish_counts(
            exact.counts_of(measure), seed, measure, [each.rounded[measure] for each in earlier]
        )
        for measure in MEASURES
    }


def _write_tables(
    directory: Directory, month: date, exact: Month, rounded: Mapping[str, Rounded]
) -> dict[str, str]:
    rows = make_rows(directory, f"{month:%Y-%m}", exact, rounded)
    files = {f"{table}.csv": _write_csv(LIST, lines) for table, lines in rows.items()}
    return files | {"codebook.csv": _write_csv(CODEBOOK_COLUMNS, list_codebook(LIST))}


def _write_csv(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    stream = io.BytesIO()
    file = begin_file(Format.CSV, stream, "data", columns, bom=False)
    file.write(rows)
    file.finish()
    return stream.getvalue().decode()
