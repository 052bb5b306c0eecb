"""Where the procedure's tests play: people, places, instants, calendars and a first report."""

from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from calendars import Snapshot, shipped_decrees
from calendars.calendar import calendar_for
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.policy import Policy, load_policy
from workflows.procedure.model.sealed import Sealed
from workflows.procedure.model.submission import Intake, Profile, Submission

NUMBER = "LPR-1"
REGIONS = {"kemenkes": "ID", "pemprov-aceh": "ID-AC", "pemkab-jayapura": "ID-PA"}
UNITS = ("layanan", "umum")
LONG = "Cukup panjang untuk setiap aturan."

NATIONAL = Actor(Role.NATIONAL_ADMIN, "acc-pusat")
CENTRE_SUPERVISOR = Actor(Role.SUPERVISOR, "acc-pimpinan-pusat")
AUDITOR = Actor(Role.AUDITOR, "acc-auditor")


def admin(agency: str = "kemenkes") -> Actor:
    """An agency's admin."""
    return Actor(Role.AGENCY_ADMIN, f"acc-admin-{agency}", agency)


def supervisor(agency: str = "kemenkes") -> Actor:
    """An agency's supervisor."""
    return Actor(Role.SUPERVISOR, f"acc-pimpinan-{agency}", agency)


def liaison(agency: str = "kemenkes", unit: str = "layanan") -> Actor:
    """A unit's liaison officer."""
    return Actor(Role.LIAISON_OFFICER, f"acc-penghubung-{agency}-{unit}", agency, unit)


def wib(text: str) -> datetime:
    """The instant at which it is `text` (`2026-10-05 09:00`) in Jakarta."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Jakarta")).astimezone(UTC)


def wit(text: str) -> datetime:
    """The instant at which it is `text` in Jayapura, two hours ahead of Jakarta."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Jayapura")).astimezone(UTC)


MONDAY = wib("2026-10-05 09:00")
"""A Monday morning with eleven weeks without a holiday before it."""


def seal(text: str) -> Sealed:
    """A sealed value as the API makes one, but the same each time."""
    commitment = sha256(b"salt" + text.encode()).hexdigest()
    return Sealed(sealed=text.encode().hex(), key="key-1", commitment=commitment, length=len(text))


@lru_cache
def snapshot(region: str, version: int = 1) -> Snapshot:
    """A region's calendar by the shipped decrees."""
    calendar = calendar_for(region, shipped_decrees(), date(2026, 9, 30))
    return calendar.snapshot(version, date(2024, 1, 1), date(2027, 12, 31))


def changed(of: Snapshot, version: int, off: tuple[str, ...] = (), working: tuple[str, ...] = ()) -> Snapshot:
    """A newer version of a calendar in which those days are `off`, and those `working`."""

    def works(day: date) -> bool:
        written = day.isoformat()
        return written in working or (written not in off and of.is_working_day(day))

    return Snapshot.covering(of.region, of.zone, version, of.first, of.last, works)


def profile(agency: str, *, approval: bool = False) -> Profile:
    """What the API looks up of an agency."""
    region = REGIONS[agency]
    return Profile(agency, region, snapshot(region), approval)


@lru_cache
def shipped(name: str) -> Policy:
    """A shipped policy."""
    return load_policy(name)


def intake(number: str, at: datetime, rules: Policy, *, class_: str, anonymous: bool) -> Intake:
    """A report as the API sends it in."""
    form = {
        "title": "Puskesmas tutup pada jam kerja",
        "text": "Puskesmas tutup sejak pukul sepuluh, antrean panjang.",
        "class": class_,
        "channel": "web",
        "anonymous": anonymous,
        "confidential": False,
        "reporter": {"identity": "Siti, siti@example.org", "email": True, "phone": False},
    }
    submission = Submission.model_validate(form, context={"seal": seal})
    return Intake(number, submission, at, "content-0", rules, Profile(None, "ID", snapshot("ID")))
