"""Personal and free text with marks in it, for everywhere that takes any, and the search for its traces."""

from collections.abc import Mapping
from typing import Any

from tests.api.authority_sample import sample
from tests.procedure.test_authority import STANDS

FREE: Mapping[str, tuple[str, ...]] = {
    "forward": ("title", "text"),
    "ask_reporter": ("question",),
    "postpone": ("reason",),
    "merge": (),
    "archive": ("note",),
    "correct": ("title", "text", "reason"),
    "dispose": ("note",),
    "respond": ("text", "evidence"),
    "decline": ("reason",),
    "return_to_agency": ("reason",),
    "approve": ("note",),
    "revise": ("note",),
    "extend": ("reason",),
    "nudge": ("note",),
    "allow_question": ("note",),
    "reassign": (),
    "split": ("reason",),
    "open_identity": ("reason",),
    "note": ("text",),
    "complete": ("text", "files"),
    "confirm": ("comment",),
    "reply": ("text",),
    "dispute": ("reason",),
    "withdraw": ("reason",),
    "remark": ("text", "files"),
    "reopen": ("reason",),
    "correct_contact": ("email", "phone"),
}
"""Where each decision takes free text."""
LISTS = ("evidence", "files")
STANDING = {cell.kind: cell for cell in sample() if cell.told == STANDS}
"""Where each kind of decision stands, and who may decide it there."""

MARK = "penanda"
PHONE, NATIONAL_ID, LATITUDE = "081277770001", "3174065511990007", "5.551234"
PLANTED: dict[str, Any] = {
    "title": f"Judul {MARK} jalan padam",
    "text": f"Saya, Zulfikar {MARK}wati, melihat lampu jalan padam.",
    "location": {"region": "ID-AC", "address": f"Gang {MARK} 7", "latitude": 5.551234, "longitude": 95.3},
    "reporter": {
        "name": f"Zulfikar {MARK}wati",
        "email": f"{MARK}wati@contoh.invalid",
        "phone": PHONE,
        "national_id": NATIONAL_ID,
    },
}
SECRETS = [each.encode() for each in (MARK, PHONE, NATIONAL_ID, LATITUDE)]


def written(kind: str) -> dict[str, Any]:
    """Text in every field of a decision that takes any, each with the mark in it."""
    if kind == "correct_contact":
        return {"email": f"{MARK}baru@contoh.invalid", "phone": PHONE}
    texts = {name: f"Kata {MARK} tentang {name} dalam {kind}." for name in FREE[kind]}
    return {name: [text] if name in LISTS else text for name, text in texts.items()}


def traces(*blobs: bytes | str) -> list[bytes]:
    """The secrets found in any of them."""
    raw = [(blob if isinstance(blob, bytes) else blob.encode(errors="replace")).lower() for blob in blobs]
    return [secret for secret in SECRETS for blob in raw if secret in blob]
