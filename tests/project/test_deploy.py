"""What starts the processes elsewhere names commands that exist, with options they know."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.core.management import load_command_class

from im4talkin.server import STOP_SECONDS
from im4talkin.urls import urlpatterns
from tests.project.tree import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OURS = [
    name
    for name, service in COMPOSE["services"].items()
    if service.get("image") in {"im4talkin", "im4talkin-gpu"}
]
UNITS = sorted((ROOT / "deploy").glob("*.service"))
PROCESSES = {"web", "worker", "beat"}


def after_manage(words: list[str]) -> list[list[str]]:
    """Every ``manage.py …`` in a command line."""
    text = " ".join(words)
    return [shlex.split(found) for found in re.findall(r"manage\.py ([^&|;]+)", text)]


def from_procfile() -> Iterator[tuple[str, list[str]]]:
    for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, _, command = line.partition(":")
            yield f"Procfile {name}", after_manage([command.replace("${WEB_PORT:-8000}", "8000")])[0]


def from_compose() -> Iterator[tuple[str, list[str]]]:
    for name in OURS:
        for command in after_manage(COMPOSE["services"][name].get("command", [])):
            yield f"compose {name}", command


def from_units() -> Iterator[tuple[str, list[str]]]:
    for unit in UNITS:
        for queue in ("speech", "default") if "%i" in unit.read_text(encoding="utf-8") else ("",):
            (started,) = re.findall(r"^ExecStart=(.+)$", unit.read_text(encoding="utf-8"), re.M)
            yield f"{unit.name} {queue}", after_manage([started.replace("%i", queue)])[0]


def from_dockerfile() -> Iterator[tuple[str, list[str]]]:
    (command,) = re.findall(r"^CMD (.+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.M)
    yield "Dockerfile", after_manage(yaml.safe_load(command))[0]


STARTED = [*from_procfile(), *from_compose(), *from_units(), *from_dockerfile()]


@pytest.mark.parametrize(("where", "command"), STARTED, ids=[where for where, _ in STARTED])
def test_what_is_started_is_a_command_with_options_it_knows(where: str, command: list[str]) -> None:
    app = "topics" if command[0] == "load_topics" else "im4talkin"
    load_command_class(app, command[0]).create_parser("manage.py", command[0]).parse_args(command[1:])


@pytest.mark.parametrize("place", ["Procfile", "compose"])
def test_every_process_is_started_and_the_clock_once(place: str) -> None:
    commands = [command for where, command in STARTED if where.startswith(place)]
    if place == "compose":
        commands += [command for where, command in STARTED if where == "Dockerfile"]
    assert {command[0] for command in commands} >= PROCESSES
    queues = {command[2] for command in commands if command[0] == "worker"}
    assert queues == {"speech", "default"}
    assert [command[0] for command in commands].count("beat") == 1


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_can_change_nothing_but_its_data(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["volumes"] == ["data:/data"]
    assert "ports" not in service, "only the proxy is reached from outside"
    assert "USER im4talkin" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_workers_are_given_time_to_finish_what_they_answer() -> None:
    longest = 20  # three attempts with a partner's four seconds each, and their leases
    workers = ("speech", "speech-gpu", "default")
    given = [COMPOSE["services"][name]["stop_grace_period"] for name in workers]
    assert all(int(time.removesuffix("s")) > longest for time in given)
    unit = (ROOT / "deploy" / "im4talkin-worker@.service").read_text(encoding="utf-8")
    assert int(re.findall(r"TimeoutStopSec=(\d+)", unit)[0]) > longest
    web = (ROOT / "deploy" / "im4talkin-web@.service").read_text(encoding="utf-8")
    assert int(re.findall(r"TimeoutStopSec=(\d+)", web)[0]) > STOP_SECONDS


def test_what_asks_how_a_process_is_asks_an_address_there_is() -> None:
    known = {str(pattern.pattern) for pattern in urlpatterns}
    asked = re.findall(
        r"(?<=/)(readyz|healthz)\b", (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    )
    asked += re.findall(r"(?<=/)(readyz|healthz)\b", str(COMPOSE["services"]["web"]["healthcheck"]["test"]))
    assert len(asked) == 2
    assert set(asked) <= known


def test_every_unit_belongs_to_the_target() -> None:
    assert (ROOT / "deploy" / "im4talkin.target").exists()
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        assert "PartOf=im4talkin.target" in text
        assert "WantedBy=im4talkin.target" in text
        assert "User=im4talkin" in text


def test_only_the_image_of_the_gpus_worker_has_pytorch_and_only_it_asks_for_a_gpu() -> None:
    worker = COMPOSE["services"]["speech-gpu"]
    (name,) = worker["build"]["args"]
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    (usual,) = re.findall(rf"^ARG {name}=(.+)$", dockerfile, re.M)
    copied = re.findall(r"^COPY (.+) \./$", dockerfile, re.M)[0].split()
    assert f'-r "${name}"' in dockerfile
    assert {usual, worker["build"]["args"][name]} <= set(copied)
    assert "torch==" in (ROOT / worker["build"]["args"][name]).read_text(encoding="utf-8")
    assert "torch" not in (ROOT / usual).read_text(encoding="utf-8")
    with_gpu = {
        name for name, service in COMPOSE["services"].items() if "resources" in service.get("deploy", {})
    }
    assert with_gpu == {"speech-gpu", "tgi"}
    assert worker["profiles"] == ["seamless"]


def test_the_gpus_worker_may_see_devices_that_the_unit_hides() -> None:
    unit = (ROOT / "deploy" / "im4talkin-worker@.service").read_text(encoding="utf-8")
    assert "PrivateDevices=true" in unit
    assert "PrivateDevices=false" in (ROOT / "deploy" / "gpu.conf").read_text(encoding="utf-8")
