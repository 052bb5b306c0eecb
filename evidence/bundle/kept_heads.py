"""Heads that an auditor kept, beside those in a bundle: what somebody else had is what bounds the past."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeVar

from pydantic import ValidationError

from evidence.bundle import recording_dates
from evidence.bundle.contents import Heads
from evidence.bundle.recording_dates import LoggedFact
from evidence.ledger.canonical_model import CanonicalModel
from evidence.ledger.heads import Consistency, Head, HeadRefused
from evidence.ledger.keys import LedgerRefused
from fields.plurals import plural

Kind = TypeVar("Kind", bound=CanonicalModel)


class NotKept(ValueError):
    """A file without what it should hold; the message says what that is."""

    code: ClassVar[str] = "not_kept"


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A head, and what the file is called that it was kept in."""

    name: str
    head: Head


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of a head that was kept, in words: `fine` where the bundle's heads are proved to be of the
    same past, `not_checked` where nothing is proved, `altered` where they can't be."""

    head: Head
    verdict: Literal["fine", "altered", "not_checked"]
    where: str
    what: str


def parse_head(content: bytes) -> Head:
    """What `/v1/heads/latest` or `/v1/heads/{size}` answered. Raises NotKept."""
    return _form(Head, content, "head, as /v1/heads/latest answers it")


def parse_link(content: bytes) -> Consistency:
    """What `/v1/heads/consistency` answered. Raises NotKept."""
    return _form(Consistency, content, "proof, as /v1/heads/consistency answers it")


def _form(kind: type[Kind], content: bytes, what: str) -> Kind:
    try:
        return kind.model_validate_json(content)
    except ValidationError:
        raise NotKept(f"holds no {what}") from None


def compare_heads(
    kept: KeptHead, heads: Heads, facts: Sequence[LoggedFact], links: Sequence[Consistency]
) -> Comparison:
    """A kept head beside the bundle's, which are verified, and `links`, proofs between some of them."""
    try:
        is_linked, what = _compared(kept.head, heads, facts, links)
    except LedgerRefused as refused:
        return Comparison(kept.head, "altered", kept.name, f"contradicts this file: {refused}")
    about = (
        f"(signed at {recording_dates.format_instant(kept.head.at)} over {plural(kept.head.size, 'fact')})"
    )
    return Comparison(kept.head, "fine" if is_linked else "not_checked", kept.name, f"{about} {what}")


def _compared(
    own: Head, heads: Heads, facts: Sequence[LoggedFact], links: Sequence[Consistency]
) -> tuple[bool, str]:
    """Whether both are of one past, and how that is known. Raises LedgerRefused where they can't be."""
    last, held = heads.heads[-1], recording_dates.describe_held(facts, own)
    if own.log == heads.keys.log and own.size > last.size and own.key not in heads.keys.terms():
        return False, "is signed by a key that came after this file was made"
    own.verify(heads.keys)
    if own in heads.heads:
        return True, f"is one of the heads in this file; it held {held}"
    _fits(own, heads.heads)
    if not any(_linked(own, heads.heads, links)):
        first, second = sorted((own.size, last.size))
        asked = f"GET /v1/heads/consistency?first={first}&second={second}"
        return False, f"is not linked to this file: give what {asked} answers with --consistency"
    if found := recording_dates.facts_ahead(facts, [own]):
        raise HeadRefused(found[0])
    return True, f"is proved to be of the same past; it held {held}"


def _fits(own: Head, heads: Sequence[Head]) -> None:
    """Raises HeadRefused where the bundle's heads leave no room for this one, which is none of them."""
    first, last = heads[0], heads[-1]
    if own.size in (head.size for head in heads):
        raise HeadRefused(f"the file has another head over {plural(own.size, 'fact')}")
    if first.size < own.size < last.size:
        raise HeadRefused(f"the file's heads follow one another without it, of {plural(own.size, 'fact')}")
    if own.size < first.size and own.at > first.at:
        raise HeadRefused("it is dated after the file's first head, which has more facts")
    if own.size > last.size and own.at < last.at:
        raise HeadRefused("it is dated before the file's last head, which has fewer facts")


def _linked(own: Head, heads: Sequence[Head], links: Sequence[Consistency]) -> Iterator[bool]:
    """True for each proof between this head and one of the bundle's. Raises ProofRefused where one fails."""
    for link in links:
        for head in heads:
            earlier, later = sorted((own, head), key=lambda each: each.size)
            if (link.first, link.second) == (earlier.size, later.size):
                link.verify(earlier, later)
                yield True
