"""What a bundle holds: its members by name, and the form of each.

| member | what it is |
|---|---|
| `manifest.json` | what all others hash to, and of what, when and by which code they were made |
| `manifest.sig` | the signature over it, by the ledger's key, in base64url |
| `history/0001.pb.z` … | zlib of the protobuf `temporal.api.history.v1.History` of each run, oldest first |
| `facts.json` | the facts, as their digests cover them |
| `heads.json` | the ledger's keys, and its signed heads from the last daily one to the one for this bundle |
| `proofs.json` | of each fact, that it is in the ledger; of the heads, that the last continues the first |
| `calendars.json`, `policy.json` | every calendar and policy that the facts carry |
| `record.json` | what the database held of the report when the bundle was made |
| `ocel.json`, `prov.json` | the facts as an OCEL 2.0 event log and as W3C PROV-JSON |
| `README.txt` | what this is and how to verify it, in Indonesian and in English |

All JSON is in its RFC 8785 form. Of what people wrote there are commitments only: no member holds a sealed
text, let alone a plain one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib import resources
from typing import Annotated, Literal

from pydantic import StringConstraints
from temporalio.client import WorkflowHistory

from evidence import canonical_json
from evidence import strict_zip as strict
from evidence.bundle import histories
from evidence.bundle.exports import ocel, prov
from evidence.bundle.procedure import code_fingerprint
from evidence.embedded_data import embedded_calendars, embedded_policies
from evidence.ledger.canonical_model import CanonicalModel, Count, Hash, Instant
from evidence.ledger.heads import Consistency, Head, Inclusion
from evidence.ledger.keys import Keys, Signer
from evidence.replay.record_diff import Tables
from workflows.procedure.model import instants
from workflows.procedure.model.facts import Fact, as_digested

FORMAT: Literal["tuntas-bundle/1"] = "tuntas-bundle/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
FACTS, HEADS, PROOFS, RECORD = "facts.json", "heads.json", "proofs.json", "record.json"
CALENDARS, POLICY, OCEL, PROV, README = (
    "calendars.json",
    "policy.json",
    "ocel.json",
    "prov.json",
    "README.txt",
)
HISTORIES = "history/"
RUN = HISTORIES + "{:04}.pb.z"

OTHERS = (FACTS, HEADS, PROOFS, RECORD, CALENDARS, POLICY, OCEL, PROV, README)
"""What every bundle holds beside its manifest, the signature and the histories."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Member(CanonicalModel):
    """A member's content: its hex SHA-256 and its size."""

    sha256: Hash
    bytes: Count


class Code(CanonicalModel):
    """What made a bundle: `procedure` is the fingerprint of the code that turns histories into facts."""

    version: Line
    commit: Line | None
    procedure: Hash


class Manifest(CanonicalModel):
    """What is signed. `head` is the digest of the head that covers the report's facts, `key` the fingerprint
    of the key that signed, `members` names all but the manifest and its signature."""

    format: Literal["tuntas-bundle/1"]
    report: Line
    made_at: Instant
    code: Code
    head: Hash
    key: Hash
    members: dict[Line, Member]


class Heads(CanonicalModel):
    """The ledger's keys, and a stretch of its heads without gaps, oldest first."""

    keys: Keys
    heads: list[Head]


class Proofs(CanonicalModel):
    """`inclusions` prove each fact, in order, under the last head; `consistency` that this head continues the
    first one, null where there is only one."""

    inclusions: list[Inclusion]
    consistency: Consistency | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a report, to be made a bundle of. `facts` are those of the histories."""

    report: str
    runs: Sequence[WorkflowHistory]
    facts: Sequence[Fact]
    record: Tables
    heads: Heads
    proofs: Proofs


def pack_bundle(
    evidence: Evidence, signer: Signer, made_at: datetime, code: Mapping[str, str | None]
) -> bytes:
    """The bundle, signed; `code` is the version and commit that make it. Raises ZipRefused or HistoryTooLarge
    where it would be larger than bundles may be."""
    members = _members(evidence)
    manifest = Manifest(
        format=FORMAT,
        report=evidence.report,
        made_at=instants.format_instant(made_at),
        code=Code(version=code["version"] or "0", commit=code["commit"], procedure=code_fingerprint()),
        head=evidence.heads.heads[-1].digest(),
        key=signer.fingerprint,
        members={name: describe_member(content) for name, content in members.items()},
    ).canonical()
    signature = signer.sign(manifest).encode("ascii")
    return strict.write_zip({**members, MANIFEST: manifest, SIGNATURE: signature})


def describe_member(content: bytes) -> Member:
    """A member, as the manifest names it."""
    return Member(sha256=sha256(content).hexdigest(), bytes=len(content))


def _members(evidence: Evidence) -> dict[str, bytes]:
    facts = [Fact.of_wire(as_digested(fact.wire())) for fact in evidence.facts]
    runs = {RUN.format(at): histories.pack_history(run) for at, run in enumerate(evidence.runs, 1)}
    return {
        **runs,
        **members_of_facts(facts),
        HEADS: evidence.heads.canonical(),
        PROOFS: evidence.proofs.canonical(),
        RECORD: canonical_json.format_canonical(as_digested(evidence.record)),
        README: readme(),
    }


def members_of_facts(facts: Iterable[Fact]) -> dict[str, bytes]:
    """Those members that the facts, as digested, alone make."""
    known = list(facts)
    return {
        FACTS: canonical_json.format_canonical([fact.wire() for fact in known]),
        CALENDARS: canonical_json.format_canonical([each.wire() for each in embedded_calendars(known)]),
        POLICY: canonical_json.format_canonical(
            [each.model_dump(mode="json") for each in embedded_policies(known)]
        ),
        OCEL: canonical_json.format_canonical(ocel(known)),
        PROV: canonical_json.format_canonical(prov(known)),
    }


def readme() -> bytes:
    """What a bundle says of itself to whoever opens it."""
    return resources.files("evidence.bundle").joinpath("README.txt").read_bytes()
