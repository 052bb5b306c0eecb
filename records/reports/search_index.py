"""The search index: keyed hashes of the stems of a report's title and text, apart for each of its readers.

Nothing of it can be read without the master key. The plain text passes through the database's text search
for its stems, and is not kept there (ADR 13).
"""

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from records.database import Pool, rows
from records.keys.report_key import Redacted, ReportKey
from records.keys.store import KeyDestroyed, KeyStore, UnknownReport
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.sealed import Sealed
from workflows.procedure.rules.versions import CENTRE, Version, list_versions

PURPOSE = "search index"
"""What the index' key is derived from the master key for."""
HASH_BYTES = 8
"""Of each hash so many bytes are kept: two words that share one are found by each other."""

TITLING = ("submitted", "forwarded", "corrected", "declined")
"""The kinds of facts that decide who is shown which title and text."""
# In SQL: function
STEMS = """
select tsvector_to_array(to_tsvector('indonesian', plain)) as stems
from unnest(%s::text[]) with ordinality as given(plain, place) order by place"""
PARSED = "select websearch_to_tsquery('indonesian', %s)::text as query"
LEXEME_OR_DISTANCE = re.compile(r"'((?:[^']|'')*)'|<(?:-|\d+)>")

# In SQL: function
EARLIER = """
select kind, actor, data from facts
where report = %(report)s and number < %(first)s and kind = any(%(kinds)s) order by number"""
PAGE = 200
LACKING = f"""
select t.report, r.agency,
       coalesce((select jsonb_agg(d.agency) from declines as d where d.report = t.report), '[]') as declined,
       (select jsonb_agg(jsonb_build_object('kind', f.kind, 'actor', f.actor, 'data', f.data) order by number)
        from facts as f where f.report = t.report and f.kind = any(%(kinds)s)) as facts
from report_texts as t join reports as r on r.report = t.report
join report_keys as k on k.report = t.report and k.wrapped is not null
where t.search is null and t.report > %(after)s order by t.report limit {PAGE}"""  # noqa: S608  # a constant
FILL = """
update report_texts as t set search = array_to_tsvector(array(select jsonb_array_elements_text(n.words)))
from jsonb_to_recordset(%s::jsonb) as n(report text, words jsonb)
where t.report = n.report and t.search is null
  and exists (select from report_keys as k where k.report = t.report and k.wrapped is not null)"""


class SearchIndex:
    """Makes the index' entries and queries under a key of its own, derived from the master key."""

    def __init__(self, pool: Pool, keys: KeyStore) -> None:
        self._pool = pool
        self._keys = keys
        self._secret = keys.derived(PURPOSE)

    async def words_of(self, batch: Mapping[str, Any]) -> list[str] | None:
        """The entry of a batch's report, as it is after that batch; null where its texts were erased.

        Raises KeyUnavailable, and psycopg's errors.
        """
        report, row, facts = batch["report"], batch["row"], batch["facts"]
        try:
            key = await self._keys.of(report)
            earlier = await self._earlier(report, facts[0]["number"])
            shown = list_versions(
                [*earlier, *facts], row["agency"], [each["agency"] for each in row["declined"]]
            )
            return await self._words(key, shown)
        except (KeyDestroyed, UnknownReport, Redacted):
            return None

    async def query(self, actor: Actor, text: str) -> str:
        """`text`, as people write searches, as a tsquery on entries, for what `actor` is shown.

        Words in quotes are searched as words: the index does not know their order. Raises psycopg's errors.
        """
        reader = actor.agency or CENTRE
        (parsed,) = await rows(self._pool, PARSED, [text.replace("\0", " ")])

        def keyed(found: re.Match[str]) -> str:
            if found[1] is None:
                return "&"
            stem = found[1].replace("''", "'").replace("\\\\", "\\")
            return f"'{self._hash(reader, stem)}'"

        return LEXEME_OR_DISTANCE.sub(keyed, parsed["query"])

    async def fill(self) -> int:
        """Makes what is lacking, as after a migration, from the recorded facts; returns of how many reports.

        Raises KeyUnavailable, and psycopg's errors.
        """
        made, after = 0, ""
        while page := await rows(self._pool, LACKING, {"kinds": list(TITLING), "after": after}):
            after = page[-1]["report"]
            keys = await self._keys.of_all(each["report"] for each in page)
            entries = [
                await self._entry(keys[each["report"]], each) for each in page if each["report"] in keys
            ]
            await rows(self._pool, FILL, [json.dumps([each for each in entries if each])])
            made += len(entries)
        return made

    async def _earlier(self, report: str, first: int) -> Sequence[Mapping[str, Any]]:
        asked = {"report": report, "first": first, "kinds": list(TITLING)}
        return await rows(self._pool, EARLIER, asked) if first > 1 else ()

    async def _entry(self, key: ReportKey, lacking: Mapping[str, Any]) -> dict[str, Any] | None:
        shown = list_versions(lacking["facts"] or (), lacking["agency"], lacking["declined"])
        try:
            return {"report": lacking["report"], "words": await self._words(key, shown)}
        except Redacted:
            return None

    async def _words(self, key: ReportKey, shown: Mapping[str, Version]) -> list[str]:
        """Every stem of each version, hashed for its reader. Raises Redacted."""
        plain = {reader: _plain(key, version) for reader, version in shown.items()}
        texts = list(dict.fromkeys(plain.values()))
        found = await rows(self._pool, STEMS, [texts])
        stems = {text: each["stems"] for text, each in zip(texts, found, strict=True)}
        return sorted({self._hash(reader, stem) for reader, text in plain.items() for stem in stems[text]})

    def _hash(self, reader: str, stem: str) -> str:
        return hmac.digest(self._secret, f"{reader}\0{stem}".encode(), "sha256")[:HASH_BYTES].hex()


def _plain(key: ReportKey, version: Version) -> str:
    """Title and text of a version. Raises Redacted."""
    parts = [key.open(Sealed.model_validate(part)) for part in (version.title, version.text) if part]
    return "\n".join(parts).replace("\0", " ")
