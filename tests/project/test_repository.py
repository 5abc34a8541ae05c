"""What stands in the repository's front room agrees with the code."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command

from im4talkin.version import version, version_in
from tests.project.tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def requirement_lines(name: str) -> list[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith(("#", "-r "))]


@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("requirements*.txt")))
def test_every_requirement_is_pinned_and_has_its_reason(name: str) -> None:
    for line in requirement_lines(name):
        requirement, _, reason = line.partition("#")
        assert re.match(r"^[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+", requirement), f"{name}: pin {line}"
        assert reason.strip(), f"{name}: say what {requirement.strip()} is for"


def test_no_requirement_is_pinned_twice_for_one_computer() -> None:
    seen: set[tuple[str, str]] = set()
    for name in sorted(path.name for path in ROOT.glob("requirements*.txt")):
        for line in requirement_lines(name):
            pin, _, marker = line.partition("#")[0].partition(";")
            key = (pin.partition("==")[0].lower(), marker.strip())
            assert key not in seen, line
            seen.add(key)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(said.getvalue())


def test_the_changelogs_newest_heading_is_the_version() -> None:
    assert version() == version_in((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert re.fullmatch(r"\d+\.\d+\.\d+", version())
    assert version() != "0.0.0"


def test_of_several_versions_the_newest_counts() -> None:
    assert version_in("# Changes\n\n## 0.2.0 (unreleased)\n\n## 0.1.0 (2026-11-21)\n") == "0.2.0"


def test_a_changelog_without_a_version_gives_none() -> None:
    assert version_in("# Changes\n") == "0.0.0"


def test_the_readmes_first_command_needs_no_make() -> None:
    blocks = re.findall(r"```(?:sh)?\n(.*?)```", README, re.DOTALL)
    commands = [line.strip() for block in blocks for line in block.splitlines()]
    starts = [line for line in commands if line.startswith(("python3 -m im4talkin", "make"))]
    assert starts[0] == "python3 -m im4talkin"


@pytest.mark.parametrize("verb", ["run", "test", "lint", "types", "format", "check", "bench", "docs"])
def test_the_makefile_has_the_verb(verb: str) -> None:
    assert re.search(rf"^{verb}:", MAKEFILE, re.MULTILINE)


def test_every_make_verb_the_readme_names_exists() -> None:
    for verb in set(re.findall(r"`make ([a-z-]+)", README)):
        assert re.search(rf"^{verb}:", MAKEFILE, re.MULTILINE), verb


def test_every_file_the_documents_link_to_exists() -> None:
    for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if not target.startswith(("http:", "https:", "mailto:")):
                assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_variable_of_the_settings_stands_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for source in ("settings.py", "engines.py", "checks.py"):
        text = (ROOT / "im4talkin" / source).read_text(encoding="utf-8")
        for name in re.findall(r'env_(?:text|bool|int|list)\("([A-Z0-9_]+)"', text):
            assert name in example, f".env.example does not name {name}"


def test_continuous_integration_runs_what_a_desk_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in script
    assert script.rstrip().endswith("make test")


def test_the_licence_is_apache() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
