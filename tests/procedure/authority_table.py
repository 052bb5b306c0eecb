"""Who may decide what in which stage, as the procedure says; written beside the product, not from it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.procedure.build import DEFAULTS, Play, answered, at_agency, at_unit
from tests.procedure.scene import (
    AUDITOR,
    CENTRE_SUPERVISOR,
    NATIONAL,
    admin,
    liaison,
    supervisor,
)
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.intake import reporter_of

ACEH, PAPUA = "pemprov-aceh", "pemkab-jayapura"

PEOPLE: dict[str, Actor] = {
    "national": NATIONAL,
    "national 2": Actor(Role.NATIONAL_ADMIN, "acc-pusat-2"),
    "centre supervisor": CENTRE_SUPERVISOR,
    "auditor": AUDITOR,
    "reporter": reporter_of("LPR-1"),
    "other reporter": reporter_of("LPR-2"),
    "admin": admin(),
    "admin 2": Actor(Role.AGENCY_ADMIN, "acc-admin-2", "kemenkes"),
    "supervisor": supervisor(),
    "supervisor 2": Actor(Role.SUPERVISOR, "acc-pimpinan-2", "kemenkes"),
    "liaison": liaison(),
    "liaison of another unit": liaison(unit="umum"),
    "admin elsewhere": admin(ACEH),
    "supervisor elsewhere": supervisor(ACEH),
    "liaison elsewhere": liaison(ACEH),
    "admin who declined": admin(PAPUA),
    "supervisor who declined": supervisor(PAPUA),
    "liaison of who declined": liaison(PAPUA),
}

OWNER = {
    "central_verification": "forward ask_reporter postpone merge archive correct",
    "agency_verification": "dispose respond decline ask_reporter archive extend correct",
    "follow_up": "respond return_to_agency ask_reporter extend",
    "approval": "approve revise extend",
    "awaiting_reporter": "complete",
    "reporter_reply": "confirm reply dispute",
    "merged": "",
    "closed": "",
}
SUPERVISOR = {
    **dict.fromkeys(
        ("central_verification", "agency_verification", "follow_up", "approval"),
        "nudge extend allow_question reassign",
    ),
    "awaiting_reporter": "nudge",
    "reporter_reply": "nudge",
    "merged": "",
    "closed": "",
}
COLLEAGUES = {**dict.fromkeys(OWNER, "note"), "merged": "", "closed": ""}
REPORTER = {
    **dict.fromkeys(OWNER, "withdraw remark correct_contact"),
    "merged": "withdraw remark correct_contact dispute",
    "closed": "reopen",
}
NATIONAL_ANYTIME = {
    **dict.fromkeys(OWNER, "open_identity"),
    **dict.fromkeys(("agency_verification", "follow_up", "approval"), "open_identity recall"),
    "merged": "open_identity split",
}

CENTRE = {"national", "national 2", "centre supervisor", "auditor", "reporter"}
AGENCY = {"admin", "admin 2", "supervisor", "supervisor 2"}
MINISTRY = AGENCY | {"liaison", "liaison of another unit"}
CENTRES_STAFF = frozenset({"national", "national 2", "centre supervisor"})
DECLINED = {"admin who declined", "supervisor who declined"}


@dataclass(frozen=True)
class Situation:
    """A report in a stage, and who of PEOPLE owns its task, supervises the owner, and may read it."""

    begin: Callable[[], Play]
    stage: str
    owners: frozenset[str]
    supervisors: frozenset[str]
    readers: frozenset[str]

    @property
    def colleagues(self) -> frozenset[str]:
        """The staff of whoever has the report: of the ministry where its supervisors supervise; always the
        centre's."""
        return CENTRES_STAFF | (self.readers & MINISTRY if self.supervisors == SUPERVISORS else frozenset())

    def allows(self, who: str) -> set[str]:
        """What `who` may decide on the open task, or without any."""
        allowed = ""
        if who in self.owners:
            allowed += " " + OWNER[self.stage]
        if who in self.supervisors:
            allowed += " " + SUPERVISOR[self.stage]
        if who in self.colleagues:
            allowed += " " + COLLEAGUES[self.stage]
        if who == "reporter":
            allowed += " " + REPORTER[self.stage]
        if who in ("national", "national 2"):
            allowed += " " + NATIONAL_ANYTIME[self.stage]
        return set(allowed.split())


def _situation(
    begin: Callable[[], Play], stage: str, owners: set[str], supervisors: set[str], readers: set[str]
) -> Situation:
    return Situation(begin, stage, frozenset(owners), frozenset(supervisors), frozenset(CENTRE | readers))


def _then(begin: Callable[..., Play], *kinds: str, to: str | None = None) -> Callable[[], Play]:
    def play() -> Play:
        played = begin(anonymous=True)
        for kind in kinds:
            if to is None:
                played.do(kind)
            else:
                played.do(kind, to=to)
        return played

    return play


def _declined_first(anonymous: bool = True) -> Play:
    """Declined by Papua, then disposed to a unit of the ministry."""
    play = Play(anonymous=anonymous)
    play.do("forward", agency=PAPUA)
    play.do("decline")
    play.do("forward")
    play.do("dispose")
    return play


def _in_approval(anonymous: bool = True) -> Play:
    play = Play(anonymous=anonymous)
    play.do("forward", approval=True)
    play.do("dispose")
    play.do("respond")
    return play


NATIONALS, OF_CENTRE = {"national", "national 2"}, {"centre supervisor"}
ADMINS, SUPERVISORS = {"admin", "admin 2"}, {"supervisor", "supervisor 2"}
UNIT = AGENCY | {"liaison"}


SITUATIONS: dict[str, Situation] = {
    "new": _situation(_then(Play), "central_verification", NATIONALS, OF_CENTRE, set()),
    "new, reassigned": _situation(
        _then(Play, "reassign", to="acc-pusat-2"), "central_verification", {"national 2"}, OF_CENTRE, set()
    ),
    "declined": _situation(
        _then(at_unit, "return_to_agency", "decline"), "central_verification", NATIONALS, OF_CENTRE, UNIT
    ),
    "at the agency": _situation(_then(at_agency), "agency_verification", ADMINS, SUPERVISORS, AGENCY),
    "at the agency, reassigned": _situation(
        _then(at_agency, "reassign", to="acc-admin-2"),
        "agency_verification",
        {"admin 2"},
        SUPERVISORS,
        AGENCY,
    ),
    "returned to the agency": _situation(
        _then(at_unit, "return_to_agency"), "agency_verification", ADMINS, SUPERVISORS, UNIT
    ),
    "at the unit": _situation(_then(at_unit), "follow_up", {"liaison"}, SUPERVISORS, UNIT),
    "at the unit, reassigned": _situation(
        _then(at_unit, "reassign", to="umum"),
        "follow_up",
        {"liaison of another unit"},
        SUPERVISORS,
        AGENCY | {"liaison of another unit"},
    ),
    "at the unit, declined elsewhere": _situation(
        _declined_first, "follow_up", {"liaison"}, SUPERVISORS, UNIT | DECLINED
    ),
    "in approval": _situation(_in_approval, "approval", SUPERVISORS, SUPERVISORS, UNIT),
    "in approval, reassigned": _situation(
        _then(_in_approval, "reassign", to="acc-pimpinan-2"), "approval", {"supervisor 2"}, SUPERVISORS, UNIT
    ),
    "asked by the centre": _situation(
        _then(Play, "ask_reporter"), "awaiting_reporter", {"reporter"}, OF_CENTRE, set()
    ),
    "asked by the agency": _situation(
        _then(at_agency, "ask_reporter"), "awaiting_reporter", {"reporter"}, SUPERVISORS, AGENCY
    ),
    "asked by the unit": _situation(
        _then(at_unit, "ask_reporter"), "awaiting_reporter", {"reporter"}, SUPERVISORS, UNIT
    ),
    "answered by the unit": _situation(_then(answered), "reporter_reply", {"reporter"}, SUPERVISORS, UNIT),
    "answered after approval": _situation(
        _then(_in_approval, "approve"), "reporter_reply", {"reporter"}, SUPERVISORS, UNIT
    ),
    "merged": _situation(_then(Play, "merge"), "merged", set(), set(), set()),
    "withdrawn": _situation(_then(at_unit, "withdraw"), "closed", set(), set(), UNIT),
    "archived": _situation(_then(Play, "archive"), "closed", set(), set(), set()),
}
KINDS = tuple(DEFAULTS)
