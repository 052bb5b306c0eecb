"""A bundle as it is read: each part once, when it is first asked for, strictly or not at all."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from temporalio.client import WorkflowHistory

from calendars import Snapshot
from evidence import canonical_json
from evidence import strict_zip as strict
from evidence.bundle import contents, histories
from evidence.bundle.contents import Heads, Manifest, Proofs
from evidence.bundle.replay import Retell
from evidence.canonical_json import NotCanonical
from evidence.history_codec import NotAHistory
from evidence.ledger.canonical_model import CanonicalModel
from evidence.ledger.heads import Head
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from evidence.replay.record_diff import Tables
from evidence.strict_zip import ZipRefused
from runtime.subprocess_pool import NeverEnds
from workflows.procedure.fold.apply import fold_steps
from workflows.procedure.model import instants
from workflows.procedure.model.case import Step
from workflows.procedure.model.facts import Fact, as_digested
from workflows.procedure.model.policy import Policy

SIGNED = re.compile(rb"[A-Za-z0-9_-]{85}[AQgw]")
"""An Ed25519 signature in base64url without padding, as it can only be written."""

NO_END = "carrying its history out again came to no end here, or ended the process that did"

RECORD = TypeAdapter(dict[str, dict[str, dict[str, Any]]])

Kind = TypeVar("Kind", bound=CanonicalModel)
Thing = TypeVar("Thing")


class Altered(Exception):
    """Something that isn't as it was signed, or was never right: where (a member, or the file), and what."""

    def __init__(self, where: str, what: str, *more: tuple[str, str]) -> None:
        super().__init__(f"{where} {what}")
        self.found = ((where, what), *more)


class NotHere(Exception):
    """Something that can't be looked at on this machine, or not now: what it says is no word on the file."""


class BundleReader:
    """The parts of a bundle. Each raises Altered where the file has none that can be read in one way only."""

    def __init__(self, content: bytes, retell: Retell) -> None:
        self._content = content
        self._retell = retell

    @cached_property
    def members(self) -> dict[str, bytes]:
        """The contents of the members by name."""
        try:
            return strict.read_zip(self._content)
        except ZipRefused as refused:
            raise Altered(refused.where, refused.what) from None

    def member(self, name: str) -> bytes:
        """One member's content."""
        if name not in self.members:
            raise Altered(name, "is missing")
        return self.members[name]

    @cached_property
    def manifest(self) -> Manifest:
        """The manifest."""
        return self._form(contents.MANIFEST, Manifest)

    @cached_property
    def signature(self) -> str:
        """The signature over it."""
        content = self.member(contents.SIGNATURE)
        if not SIGNED.fullmatch(content):
            raise Altered(contents.SIGNATURE, "is no signature")
        return content.decode("ascii")

    @cached_property
    def heads(self) -> Heads:
        """The ledger's keys and heads, of which there is at least one."""
        found = self._form(contents.HEADS, Heads)
        if not found.heads:
            raise Altered(contents.HEADS, "holds no head")
        return found

    @property
    def head(self) -> Head:
        """The last head: the one for this bundle."""
        return self.heads.heads[-1]

    @cached_property
    def proofs(self) -> Proofs:
        """The proofs."""
        return self._form(contents.PROOFS, Proofs)

    @cached_property
    def facts(self) -> list[Fact]:
        """The facts, of which there is at least one."""
        facts = self._things(contents.FACTS, "facts", Fact.of_wire, lambda each: as_digested(each.wire()))
        if not facts:
            raise Altered(contents.FACTS, "holds no fact")
        return facts

    @cached_property
    def remade(self) -> dict[str, bytes]:
        """What the facts alone make, by member. Raises whatever a fold comes to on facts that none made."""
        return contents.members_of_facts(self.facts)

    @cached_property
    def steps(self) -> Sequence[Step]:
        """Each fact with the Case just after it. Raises whatever a fold comes to on facts that none made."""
        return list(fold_steps(self.facts))

    @cached_property
    def calendars(self) -> list[Snapshot]:
        """The calendars."""
        return self._things(contents.CALENDARS, "calendars", Snapshot.of_wire, Snapshot.wire)

    @cached_property
    def policies(self) -> list[Policy]:
        """The policies."""
        return self._things(contents.POLICY, "policies", Policy.model_validate, _policy_wire)

    @cached_property
    def record(self) -> Tables:
        """What the database held."""
        try:
            found: Tables = RECORD.validate_python(self.json(contents.RECORD))
        except ValidationError:
            raise Altered(contents.RECORD, "is no record") from None
        return found

    @cached_property
    def runs(self) -> list[WorkflowHistory]:
        """The histories, the oldest first."""
        return [self._run(at, name) for at, name in enumerate(self.run_names, 1)]

    @property
    def run_names(self) -> list[str]:
        """What their members are called; there is at least one."""
        found = [name for name in self.members if name.startswith(contents.HISTORIES)]
        if not found:
            raise Altered(contents.RUN.format(1), "is missing")
        return found

    @cached_property
    def replayed(self) -> Verdict:
        """What the histories lead to on this code, as of when the bundle was made. Raises NotHere."""
        evidence = Evidence(
            report=self.manifest.report,
            histories=self.runs,
            source="bundle",
            sealed=self.json(contents.FACTS),
            as_of=instants.parse_instant(self.manifest.made_at),
        )
        try:
            return self._retell(evidence)
        except NeverEnds:
            raise NotHere(NO_END) from None
        except (OSError, MemoryError) as error:
            raise NotHere(
                f"no other process carries its history out again ({type(error).__name__})"
            ) from None

    def _run(self, at: int, name: str) -> WorkflowHistory:
        if name != contents.RUN.format(at):
            raise Altered(name, f"stands where {contents.RUN.format(at)} should")
        try:
            return histories.unpack_history(self.manifest.report, self.members[name])
        except NotAHistory as refused:
            raise Altered(name, str(refused)) from None

    def json(self, name: str) -> Any:
        """What a member in JSON says."""
        try:
            return canonical_json.parse_canonical(self.member(name))
        except NotCanonical as refused:
            raise Altered(name, str(refused)) from None

    def _form(self, name: str, kind: type[Kind]) -> Kind:
        try:
            return kind.read(self.member(name))
        except NotCanonical as refused:
            raise Altered(name, str(refused)) from None

    def _things(
        self, name: str, what: str, read: Callable[[Any], Thing], write: Callable[[Thing], Any]
    ) -> list[Thing]:
        """The things that a list stands for, in their written form."""
        found = self.json(name)
        try:
            things = [read(wire) for wire in found]
            written = canonical_json.format_canonical([write(each) for each in things])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Altered(name, f"is no list of {what}") from None
        if written != self.member(name):
            raise Altered(name, f"is no list of {what} in their written form")
        return things


def _policy_wire(policy: Policy) -> dict[str, Any]:
    return policy.model_dump(mode="json")
