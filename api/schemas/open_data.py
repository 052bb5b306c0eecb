"""Open data: what was published, and what each file is."""

from typing import Annotated

from pydantic import Field

from fields.answer_fields import Answer, Digest, Instant

MonthText = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$", examples=["2026-10"])]


class OpenDataFile(Answer):
    """One file: its size in bytes, the digest of its content, and where it is."""

    name: Annotated[str, Field(examples=["province.csv"])]
    bytes: int
    sha256: Digest
    url: Annotated[str, Field(examples=["/v1/open-data/2026-10/1/province.csv"])]


class OpenDataSet(Answer):
    """One version of a month's set. A correction has a reason; a version that has been corrected is not
    `newest`, and stays."""

    month: MonthText
    version: int
    newest: bool
    reason: Annotated[str | None, Field(examples=["Laporan dua instansi terhitung di instansi lain."])]
    published_at: Instant
    files: list[OpenDataFile]


class Licence(Answer):
    """The licence of all sets."""

    name: Annotated[str, Field(examples=["CC-BY-4.0"])]
    title: str
    url: str


class OpenData(Answer):
    """All that was published, the latest month and version first."""

    licence: Licence
    items: list[OpenDataSet]
