"""Checks of a bundle that rest on the ledger: signatures, proofs, heads, and when facts were recorded."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from evidence.bundle import recording_dates
from evidence.bundle.contents import FACTS, HEADS, MANIFEST, PROOFS
from evidence.bundle.reader import Altered, BundleReader
from evidence.bundle.recording_dates import LoggedFact
from evidence.ledger.heads import verify_chain
from evidence.ledger.keys import LedgerRefused, is_signed
from fields.plurals import plural

Given = ParamSpec("Given")
Found = TypeVar("Found")


def check_signature(bundle: BundleReader) -> str:
    """The manifest is signed by a key that the ledger had at the time. Raises Altered."""
    manifest, keys = bundle.manifest, bundle.heads.keys
    term = _or_altered(HEADS, keys.terms).get(manifest.key)
    if term is None:
        raise Altered(MANIFEST, "names a key that the ledger never had")
    if not is_signed(term.public, bundle.signature, manifest.canonical()):
        raise Altered(MANIFEST, "is not what was signed")
    if not (term.since or "") <= manifest.made_at <= (term.until or manifest.made_at):
        raise Altered(MANIFEST, "is dated when its key did not sign")
    return f"The manifest was signed by the key {manifest.key}."


def check_inclusion(bundle: BundleReader) -> str:
    """Every fact is proved to be in the ledger, under the last head. Raises Altered."""
    proofs = bundle.proofs.inclusions
    report = bundle.manifest.report
    proved = [(each.leaf.report, each.leaf.number, each.leaf.digest) for each in proofs]
    if proved != [(report, fact.number, fact.digest) for fact in bundle.facts]:
        raise Altered(PROOFS, "proves other facts than these")
    for each in proofs:
        _or_altered(PROOFS, each.verify, bundle.head)
    return f"Every fact stands in the ledger, which had {plural(bundle.head.size, 'fact')} then."


def check_heads(bundle: BundleReader) -> str:
    """The heads are signed and chained, and the last continues the first. Raises Altered."""
    heads, consistency = bundle.heads.heads, bundle.proofs.consistency
    _or_altered(HEADS, verify_chain, heads, bundle.heads.keys)
    if (consistency is None) is not (len(heads) == 1):
        raise Altered(PROOFS, "proves otherwise than from the first head to the last")
    if consistency is not None:
        _or_altered(PROOFS, consistency.verify, heads[0], heads[-1])
    return f"The ledger's heads ({len(heads)}) are signed, and the last continues what the first one held."


def check_covering_head(bundle: BundleReader) -> str:
    """The manifest names the last head, and is no older than it. Raises Altered."""
    manifest, head = bundle.manifest, bundle.head
    if manifest.head != head.digest():
        raise Altered(HEADS, "ends with another head than the manifest names")
    if manifest.made_at < head.at:
        raise Altered(MANIFEST, "is dated before the head that it names")
    return (
        f"It was made at {manifest.made_at[:19]} UTC, under the head that was signed at {head.at[:19]} UTC."
    )


def check_dates(bundle: BundleReader) -> str:
    """No fact says that it was recorded after a head that holds it. Raises Altered."""
    heads, facts = bundle.heads.heads, LoggedFact.all(bundle.facts, bundle.proofs)
    found = [(FACTS, f"is dated wrong: {each}") for each in recording_dates.facts_ahead(facts, heads)]
    if found:
        raise Altered(*found[0], *found[1:])
    signed_at = recording_dates.format_instant(heads[0].at)
    held = recording_dates.describe_held(facts, heads[0])
    return (
        "No fact is younger than a head that holds it. "
        f"The first head in the file, signed at {signed_at}, held {held}."
    )


def _or_altered(where: str, look: Callable[Given, Found], *given: Given.args, **named: Given.kwargs) -> Found:
    """What the ledger says, or what it refuses as a thing altered."""
    try:
        return look(*given, **named)
    except LedgerRefused as refused:
        raise Altered(where, f"is refused: {refused}") from None
