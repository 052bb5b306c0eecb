"""Of the file, its manifest and the signature."""

import io
import json
import zipfile
from typing import Any

from evidence import strict_zip as strict
from evidence.bundle.contents import MANIFEST, SIGNATURE
from tests.evidence.bundle import built
from tests.evidence.bundle.built import (
    KEY,
    LATER_KEY,
    STRANGER,
    Ledger,
    bundle,
    members_of,
    signed,
    with_json,
)
from tests.evidence.bundle.forgeries.making import (
    STRAIGHT,
    forgery,
    with_manifest,
    with_member,
    without,
)
from workflows.procedure.model import instants


@forgery("zip", "the file", "goes on for 1 bytes after its end")
def a_byte_more() -> bytes:
    return bundle(STRAIGHT) + b"\0"


@forgery("zip", "the file", "is cut off")
def cut_off() -> bytes:
    return bundle(STRAIGHT)[:-10]


@forgery("zip", "the file", "does not begin with a member")
def no_zip_at_all() -> bytes:
    return b"Dengan ini kami menyatakan bahwa laporan ini sudah selesai."


@forgery("zip", "README.txt", "is compressed")
def packed_by_another_program() -> bytes:
    held, stream = members_of(bundle(STRAIGHT)), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in held.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


@forgery("zip", "facts.json", "is not what its checksum says")
def a_bit_of_the_facts_flipped() -> bytes:
    content = bytearray(bundle(STRAIGHT))
    content[content.index(b'"kind":"forwarded"')] ^= 1
    return bytes(content)


@forgery("manifest", MANIFEST, "is missing")
def no_manifest() -> bytes:
    return without(MANIFEST)


@forgery("manifest", MANIFEST, "not in the written form")
def a_manifest_written_otherwise() -> bytes:
    members = members_of(bundle(STRAIGHT))
    now = json.dumps(json.loads(members[MANIFEST])).encode()
    return strict.write_zip({**members, MANIFEST: now, SIGNATURE: KEY.sign(now).encode()})


@forgery("manifest", MANIFEST, "names a value twice")
def a_manifest_with_two_reports() -> bytes:
    now = b'{"report":"T0000000000AB",' + members_of(bundle(STRAIGHT))[MANIFEST][1:]
    return with_member(MANIFEST, now)


@forgery("manifest", MANIFEST, "is not what it should be")
def a_manifest_that_says_more() -> bytes:
    return with_manifest(lambda manifest: manifest.update(note="Sudah diperiksa"))


@forgery("manifest", MANIFEST, "is not what it should be")
def a_manifest_of_another_format() -> bytes:
    return with_manifest(lambda manifest: manifest.update(format="tuntas-bundle/2"))


@forgery("manifest", MANIFEST, "holds a number that is not whole")
def a_manifest_with_a_fraction() -> bytes:
    return with_member(
        MANIFEST, members_of(bundle(STRAIGHT))[MANIFEST].replace(b'"bytes":', b'"bytes":0.5', 1)
    )


@forgery("signature", SIGNATURE, "is missing")
def no_signature() -> bytes:
    return without(SIGNATURE)


@forgery("signature", SIGNATURE, "is no signature")
def half_a_signature() -> bytes:
    return with_member(SIGNATURE, members_of(bundle(STRAIGHT))[SIGNATURE][:40])


@forgery("signature", MANIFEST, "is not what was signed")
def signed_by_a_stranger_in_the_name_of_the_key() -> bytes:
    return signed(members_of(bundle(STRAIGHT)), STRANGER)


@forgery("signature", MANIFEST, "is not what was signed")
def a_manifest_altered_after_it_was_signed() -> bytes:
    members = members_of(bundle(STRAIGHT))
    return with_member(MANIFEST, members[MANIFEST].replace(b'"made_at":"2026', b'"made_at":"2027'))


@forgery("signature", MANIFEST, "names a key that the ledger never had")
def signed_by_a_stranger_in_their_own_name() -> bytes:
    return signed(members_of(bundle(STRAIGHT)), STRANGER, key=STRANGER.fingerprint)


@forgery("signature", "heads.json", "a rotation isn't signed by the old key")
def a_key_that_was_never_announced() -> bytes:
    def change(heads: Any) -> None:
        rotation = Ledger([], (KEY, STRANGER)).keys.rotations[0].wire()
        heads["keys"]["rotations"] = [{**rotation, "signature": rotation["countersignature"]}]

    return with_json(bundle(STRAIGHT), "heads.json", change)


@forgery("signature", MANIFEST, "is dated when its key did not sign")
def signed_by_a_key_that_had_given_way() -> bytes:
    return signed(members_of(built.rotated(STRAIGHT)), KEY, key=KEY.fingerprint)


@forgery("signature", MANIFEST, "is dated when its key did not sign")
def signed_by_a_key_that_was_not_in_office_yet() -> bytes:
    early = instants.format_instant(built.DAILY)
    return signed(members_of(built.rotated(STRAIGHT)), LATER_KEY, made_at=early)


@forgery("signature", "heads.json", "holds no head")
def no_heads() -> bytes:
    return with_json(bundle(STRAIGHT), "heads.json", lambda heads: heads.update(heads=[]))


@forgery("signature", "heads.json", "is missing")
def without_the_ledgers_heads() -> bytes:
    return without("heads.json")
