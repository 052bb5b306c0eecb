"""The pages for developers name files, functions and commands that exist."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md")
PLACE = re.compile(r"`([\w./-]+/[\w./-]*|[\w-]+\.py)(?:::([\w.]+))?`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#([^)]+))?\)")
MARKDOWN = (
    *PAGES,
    *(f"docs/{each.name}" for each in sorted((ROOT / "docs").glob("*.md"))),
    "docs/adr/README.md",
    "CHANGELOG.md",
)
NOT_ROOMS = re.compile(r"tests/histories/golden/|\.\w+/")


def read_page(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def places_in(text: str) -> Iterator[tuple[str, str | None]]:
    """Each path in backticks that begins with a file or folder of the repository, with the name in it."""
    for path, name in PLACE.findall(text):
        if not NOT_ROOMS.match(path):
            yield path, name or None


def defined_in(body: list[ast.stmt], prefix: str = "") -> Iterator[str]:
    """The names that a module or class defines; members as `Class.member`."""
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield prefix + name
            case ast.ClassDef(name=name, body=members):
                yield prefix + name
                yield from defined_in(members, f"{prefix}{name}.")
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield prefix + name


def missing(text: str) -> list[str]:
    """What a page names and the repository lacks."""
    found = []
    for path, name in places_in(text):
        file = ROOT / path
        if not file.exists():
            found.append(path)
        elif name and name not in set(defined_in(ast.parse(file.read_text(encoding="utf-8")).body)):
            found.append(f"{path}::{name}")
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_file_and_function_that_a_page_names_exists(page: str) -> None:
    assert missing(read_page(page)) == []


@pytest.mark.parametrize(
    "named", ["`api/no_such_file.py`", "`cli.py::no_such_function`", "`workflows/report.py::Report.fly`"]
)
def test_a_name_that_does_not_exist_is_found(named: str) -> None:
    assert missing(named) == [named.strip("`")]


def test_the_architecture_names_enough_places_to_follow() -> None:
    named = [name for _, name in places_in(read_page("docs/architecture.md")) if name]
    assert len(named) > 30


@pytest.mark.parametrize("page", MARKDOWN)
def test_every_link_leads_to_a_page_and_its_heading(page: str) -> None:
    folder = (ROOT / page).parent
    for target, anchor in LINK.findall(read_page(page)):
        file = (folder / target).resolve()
        assert file.exists(), target
        assert not anchor or anchor in anchors_of(file), f"{target}#{anchor}"


def anchors_of(file: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_index_of_decision_records_has_each_by_its_number_and_title() -> None:
    indexed = re.findall(r"^\| (\d+) \| \[(.+)\]\((.+)\) \|$", read_page("docs/adr/README.md"), re.MULTILINE)
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    titles = [file.read_text(encoding="utf-8").partition("\n")[0] for file in records]
    assert [f"# {number}. {title}" for number, title, _ in indexed] == titles
    assert [name for _, _, name in indexed] == [file.name for file in records]
    assert [int(name[:4]) for _, _, name in indexed] == list(range(1, len(records) + 1))


def test_the_commands_of_readme_and_contributing_are_targets_and_ci_runs_them() -> None:
    targets = set(re.findall(r"^([a-z]+):", read_page("Makefile"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", read_page("README.md") + read_page("CONTRIBUTING.md")))
    assert named <= targets
    checked = re.findall(r"^make ([a-z]+)$", read_page(".ci/run"), re.MULTILINE)
    assert checked == ["check", "test", "chaos"]


def test_every_package_says_what_belongs_in_it_and_what_does_not() -> None:
    rooms = [
        file.relative_to(ROOT)
        for file in ROOT.glob("*/**/__init__.py")
        if file.relative_to(ROOT).parts[0] not in {"tests", ".venv", "build"}
    ]
    assert len(rooms) > 25
    short = []
    for room in rooms:
        said = ast.get_docstring(ast.parse((ROOT / room).read_text(encoding="utf-8"))) or ""
        if len(re.findall(r"[.](?:\s|$)", said)) < 2:
            short.append(str(room))
    assert short == []


def test_the_changelog_s_newest_release_is_the_project_s_version() -> None:
    releases = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", read_page("CHANGELOG.md"), re.MULTILINE)
    assert f'\nversion = "{releases[0]}"\n' in read_page("pyproject.toml")
