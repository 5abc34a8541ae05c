"""What the launcher hands on to the installed program."""

from __future__ import annotations

from pathlib import Path

import pytest

from im4talkin.launcher import cli


def test_a_class_is_a_setting_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    became: list[dict[str, str]] = []
    monkeypatch.setattr(cli, "venv_ready", lambda: Path())
    monkeypatch.setattr(cli, "become", lambda command, environment: became.append(environment) or 0)
    monkeypatch.setattr(cli, "port_check", lambda port: None)
    cli.start(["--class"])
    cli.start([])
    assert [environment.get("IM4TALKIN_CLASS") for environment in became] == ["1", None]


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    commands: list[list[str]] = []
    monkeypatch.setattr(cli, "venv_ready", lambda: Path("/venv/bin/python"))
    monkeypatch.setattr(cli, "become", lambda command, environment: commands.append(command) or 0)
    return commands


def test_keeping_is_handed_on_with_its_arguments(became: list[list[str]]) -> None:
    assert cli.start(["restore", "school.zip", "--replace"]) == 0
    assert became[0][2:] == ["restore", "school.zip", "--replace"]


@pytest.mark.parametrize("command", cli.MANAGED)
def test_every_command_that_is_handed_on_exists(command: str) -> None:
    commands = Path(cli.ROOT / "im4talkin" / "management" / "commands")
    assert (commands / f"{command}.py").is_file()


def test_an_argument_that_nobody_knows_is_refused(
    became: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.start(["--prot=8001"])
    assert "--prot" in capsys.readouterr().err
    assert became == []
