"""A table as the answer to a request."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from enum import StrEnum
from typing import IO, Annotated, Any

from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from api.answers.openapi import Responses, file_answer
from api.exports.files import Format, begin_file
from api.exports.tables import CODEBOOK_COLUMNS, Row, Table, list_codebook

MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PARQUET: "application/vnd.apache.parquet",
}
IN_MEMORY = 1 << 20
"""Bytes of a file that are kept in memory before it moves to the disk."""
CHUNK = 1 << 16


class Part(StrEnum):
    """Which table of an export."""

    DATA = "data"
    CODEBOOK = "codebook"


class FileQuery(BaseModel):
    """As what a table is sent."""

    format: Format = Format.CSV
    table: Annotated[Part, Field(description="The rows, or what their columns are")] = Part.DATA
    bom: Annotated[
        bool, Field(description="Begin a CSV file with a byte order mark, which old spreadsheets need")
    ] = False


def describe_files(description: str, example: str) -> Responses:
    """An answer that is a file in any of the formats."""
    content: dict[str, Any] = {}
    for kind, media_type in MEDIA_TYPES.items():
        answer = file_answer(media_type, description, example if kind is Format.CSV else None)
        content |= answer[200]["content"]
    return {200: {"description": description, "content": content}}


async def send_table(table: Table, which: FileQuery) -> StreamingResponse:
    """The table, or its codebook, as a file to be saved.

    It is written to its end before the first byte is sent, so that what fails is a problem and never half a
    file. Raises Problem if this installation has not what the format needs.
    """
    if which.table is Part.CODEBOOK:
        table = make_codebook(table)
    stream: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when it was sent
    try:
        size = await _write(table, which, stream)
    except BaseException:
        stream.close()
        raise
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{table.name}.{which.format}"',
        "Content-Length": str(size),
    }
    return StreamingResponse(_read(stream), media_type=MEDIA_TYPES[which.format], headers=headers)


async def _write(table: Table, which: FileQuery, stream: IO[bytes]) -> int:
    file = await asyncio.to_thread(begin_file, which.format, stream, "data", table.columns, bom=which.bom)
    async for rows in table.batches:
        await asyncio.to_thread(file.write, rows)
    await asyncio.to_thread(file.finish)
    size = stream.tell()
    stream.seek(0)
    return size


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def make_codebook(table: Table) -> Table:
    """What the table's columns are, as a table."""
    return Table(f"{table.name}-codebook", CODEBOOK_COLUMNS, batch(list_codebook(table.columns)))


async def batch(rows: Sequence[Row]) -> AsyncIterator[Sequence[Row]]:
    """All rows at once."""
    yield rows
