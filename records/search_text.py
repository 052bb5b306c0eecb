"""The one text that the record keeps in plain: what a report is found by, until its key is destroyed."""

from collections.abc import Mapping
from typing import Any

from records.key_store import KeyDestroyed, KeyStore, UnknownReport
from records.keys import Redacted
from workflows.procedure.sealed import Sealed


async def search_text(keys: KeyStore, report: str, row: Mapping[str, Any]) -> str | None:
    """Title and text of a batch's `row`; null where they were erased. Raises KeyUnavailable."""
    try:
        key = await keys.of(report)
        parts = [key.open(Sealed.model_validate(row[name])) for name in ("title", "text")]
    except (KeyDestroyed, UnknownReport, Redacted):
        return None
    return "\n".join(parts).replace("\0", " ")
