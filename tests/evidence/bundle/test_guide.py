"""What the auditors' guide tells people to run does what it says."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence.bundle import contents
from evidence.bundle.checks import CHECKS
from evidence.bundle.exports.ocel import ATTRIBUTES
from tests.commands.conftest import command
from tests.evidence.bundle import test_kept
from tests.evidence.bundle.built import KEY, Ledger, bundle
from tests.evidence.bundle.forgeries import FORGERIES

GUIDE = (Path(__file__).parents[3] / "docs" / "auditors.md").read_text(encoding="utf-8")
VERIFY, PROV = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
(LINKING,) = re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL)
SEEN_WITHOUT_US = {
    "a_member_altered": "facts.json was altered",
    "a_member_added": "added or missing",
    "signed_by_a_stranger_in_the_name_of_the_key": "InvalidSignature",
    "a_fact_deleted": "fact 3 does not follow",
    "a_fact_changed": "fact 2 was changed",
}


def run(program: str, content: bytes, folder: Path) -> "subprocess.CompletedProcess[str]":
    file = folder / "report.zip"
    file.write_bytes(content)
    command = (sys.executable, "-c", program, str(file))
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_bundle_is_verified_without_our_program(tmp_path: Path) -> None:
    assert run(VERIFY, bundle("straight"), tmp_path).stdout == f"signed by {KEY.fingerprint}\n"


@pytest.mark.parametrize("name", SEEN_WITHOUT_US)
def test_what_was_tampered_with_is_seen_without_our_program(tmp_path: Path, name: str) -> None:
    (forged,) = (each for each in FORGERIES if each.name == name)
    answer = run(VERIFY, forged.make(), tmp_path)
    assert answer.returncode == 1
    assert SEEN_WITHOUT_US[name] in answer.stderr


def test_a_head_that_was_kept_is_linked_as_the_guide_shows(tmp_path: Path) -> None:
    kept = test_kept.head(5, datetime(2026, 11, 20, 17, tzinfo=UTC))
    (tmp_path / "8KD2-TJZP-XGEP-D.zip").write_bytes(bundle("straight"))
    (tmp_path / "keys.json").write_bytes(Ledger([]).keys.canonical())
    (tmp_path / "head-2026-11-20.json").write_bytes(kept.canonical())
    said, ran = "", 0
    for line in LINKING.splitlines():
        if line.startswith("$ curl"):
            ((first, target),) = re.findall(r"first=(\d+)&second=13' > (.+)", line)
            (tmp_path / target).write_bytes(test_kept.link(int(first)).canonical())
        elif line.startswith("$ tuntas "):
            called = command(*line.split()[2:])
            said, ran = (
                subprocess.run(called, cwd=tmp_path, capture_output=True, text=True, check=True).stdout,
                ran + 1,
            )
        elif line != "…":
            assert f"{line}\n" in said
    assert ran == 2


def test_provenance_is_read_as_the_guide_says(tmp_path: Path) -> None:
    assert "wasAssociatedWith(act:2, actor:a_pusat, -)" in run(PROV, bundle("straight"), tmp_path).stdout


def test_the_guide_names_every_check_member_and_kind_of_object() -> None:
    names = {each.name for each in CHECKS} | {contents.MANIFEST, contents.SIGNATURE, *contents.OTHERS}
    assert {name for name in names if f"`{name}`" not in GUIDE} == set()
    assert {kind for kind in ATTRIBUTES if f"`{kind}:" not in GUIDE} == set()


def test_a_bundle_explains_itself_in_both_languages() -> None:
    text = contents.readme().decode()
    assert text.count("tuntas audit verify") == 2
    for name in (contents.MANIFEST, contents.SIGNATURE, *contents.OTHERS):
        assert name == contents.README or text.count(name) >= 2
