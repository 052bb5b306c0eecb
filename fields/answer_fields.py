"""What fields are in the answers of the API: JSON values, with what its document says of them.

Each is a plain string, number or dict at run time. The annotations are for the document, and by the types
mypy proves that an answer has the fields that it is declared to have."""

from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

Instant = Annotated[
    str,
    Field(
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$",
        description="An instant in UTC",
        examples=["2026-11-27T17:00:00.000000Z"],
    ),
]
Day = Annotated[
    str, Field(json_schema_extra={"format": "date"}, description="A local day", examples=["2026-11-27"])
]
TrackingNumber = Annotated[str, Field(description="A report's number", examples=["8KD2-TJZP-XGEP-D"])]
TaskId = Annotated[str, Field(description="Number and sequence of a task", examples=["8KD2-TJZP-XGEP-D-2"])]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="Hex SHA-256", examples=["5f" * 32])]
AgencyCode = Annotated[str, Field(description="An agency's code", examples=["pemprov-aceh"])]
AgencyName = Annotated[str, Field(examples=["Pemerintah Provinsi Aceh"])]
UnitCode = Annotated[str, Field(description="A unit's code within its agency", examples=["layanan"])]
UnitName = Annotated[str, Field(examples=["Dinas Pelayanan Terpadu"])]
PersonName = Annotated[str, Field(examples=["Cut Nurhaliza"])]
Telephone = Annotated[str, Field(description="In E.164", examples=["+6281234567890"])]
PhoneNote = Annotated[str, Field(description="What was written beside the number", examples=["WA"])]
AccountId = Annotated[str, Field(description="An account's opaque id", examples=["a-3f9c2b"])]
RegionCode = Annotated[str, Field(description="ID, or an ISO 3166-2 code", examples=["ID-AC"])]
Zone = Annotated[str, Field(description="An IANA time zone", examples=["Asia/Jakarta"])]
DecreeNumber = Annotated[str, Field(examples=["SKB 12/2026"])]
Category = Annotated[str, Field(examples=["infrastruktur"])]
Title = Annotated[str, Field(examples=["Lampu jalan padam"])]
Words = Annotated[str, Field(examples=["Sudah dua minggu lampu jalan di depan SD 3 padam."])]
Cursor = Annotated[str, Field(description="Give it back as `after`", examples=["WyJrN2tVSmQ4WnMyUG8iLDQyXQ"])]


@with_config(ConfigDict(use_attribute_docstrings=True))
class Answer(TypedDict):
    """A JSON object that the API answers, or a part of one."""


class Page(Answer):
    """A part of a list, whose `items` each kind of list has of its own."""

    next: Annotated[Cursor | None, Field(description="The cursor of the next part; null on the last one")]


class PlaceNames(Answer):
    """The names of agency and unit; null for the centre and the agency itself."""

    agency_name: AgencyName | None
    unit_name: UnitName | None
