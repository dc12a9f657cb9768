"""The container files agree with the program. They are read here, not run: no engine is needed."""

from __future__ import annotations

import re
from typing import Any

import click
import pytest
import yaml

from cli.main import tzwatch
from tests.docs.documents import ROOT, variables

_COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
_SERVICES: dict[str, dict[str, Any]] = _COMPOSE["services"]
_OURS = sorted(name for name, service in _SERVICES.items() if "build" in service)
_DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
_INSTRUCTIONS = [
    (line.partition(" ")[0], line.partition(" ")[2]) for line in _DOCKERFILE.replace("\\\n", " ").splitlines() if line
]
_PINNED = re.compile(r"[\w./-]+:\d[\w.-]*")


def _arguments(instruction: str) -> list[str]:
    return [rest for word, rest in _INSTRUCTIONS if word == instruction]


def test_every_part_of_up_has_a_service() -> None:
    commands = [tuple(_SERVICES[name]["command"]) for name in _OURS]
    assert {("scheduler",), ("worker",), ("mailer",), ("db", "migrate")} <= set(commands)


@pytest.mark.parametrize("name", _OURS)
def test_a_service_runs_a_command_that_exists(name: str) -> None:
    command: click.Command | None = tzwatch
    for word in _SERVICES[name]["command"]:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word)
    assert command is not None
    assert not isinstance(command, click.Group)


@pytest.mark.parametrize("name", _OURS)
def test_a_service_sets_only_what_the_program_reads(name: str) -> None:
    assert set(_SERVICES[name].get("environment", {})) <= variables()


@pytest.mark.parametrize("name", sorted(_SERVICES))
def test_a_service_depends_on_what_is_there_and_can_be_waited_for(name: str) -> None:
    for other, how in _SERVICES[name].get("depends_on", {}).items():
        service = _SERVICES[other]
        if how["condition"] == "service_healthy":
            assert "test" in service["healthcheck"]
        else:
            assert how["condition"] == "service_completed_successfully"
            assert service["restart"] != "unless-stopped"


@pytest.mark.parametrize("name", sorted(_SERVICES))
def test_volumes_and_secrets_are_declared_and_nothing_of_the_host_is_mounted(name: str) -> None:
    service = _SERVICES[name]
    for volume in service.get("volumes", ()):
        assert volume.partition(":")[0] in _COMPOSE["volumes"]
    assert set(service.get("secrets", ())) <= set(_COMPOSE["secrets"])


@pytest.mark.parametrize("name", sorted(_SERVICES))
def test_a_secret_file_that_is_named_is_mounted(name: str) -> None:
    named = {
        str(value).removeprefix("/run/secrets/")
        for variable, value in _SERVICES[name].get("environment", {}).items()
        if variable.endswith("_FILE")
    }
    assert named == set(_SERVICES[name].get("secrets", ()))


def test_secrets_are_files_outside_the_repository_and_no_value_is_written_down() -> None:
    assert all(secret["file"].startswith("./secrets/") for secret in _COMPOSE["secrets"].values())
    for service in _SERVICES.values():
        for variable, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|URL", variable):
                assert variable.endswith("_FILE"), variable
            assert "://" not in str(value)


def test_images_are_pinned_by_tag() -> None:
    images = [service["image"] for service in _SERVICES.values()] + _arguments("FROM")
    assert all(_PINNED.fullmatch(image) for image in images), images


def test_the_image_carries_the_programs_version() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert {_SERVICES[name]["image"].partition(":")[2] for name in _OURS} == set(
        re.findall(r'^version = "(.+)"', project, re.MULTILINE)
    )


def test_the_base_image_has_a_python_that_the_project_allows() -> None:
    (base,) = _arguments("FROM")
    found = re.match(r"python:(\d+)\.(\d+)-", base)
    least = re.search(r'requires-python = ">=(\d+)\.(\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert found
    assert least
    assert tuple(map(int, found.groups())) >= tuple(map(int, least.groups()))


def test_what_the_image_copies_exists_and_is_let_through_to_the_build() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sources = [source for rest in _arguments("COPY") for source in rest.split()[:-1]]
    for source in sources:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in ignored, source
    assert "*" in ignored


def test_every_room_of_the_program_is_in_the_image() -> None:
    rooms = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    copied = {rest.split()[0] for rest in _arguments("COPY")}
    assert rooms <= copied


def test_the_image_runs_as_an_ordinary_user_with_pinned_packages_and_says_whether_it_is_well() -> None:
    order = [word for word, _ in _INSTRUCTIONS]
    assert _arguments("USER") == ["tzwatch"]
    assert order.index("USER") < order.index("ENTRYPOINT")
    assert any("--require-hashes -r requirements.lock" in rest for rest in _arguments("RUN"))
    assert any('CMD ["tzwatch", "doctor"]' in rest for rest in _arguments("HEALTHCHECK"))
    assert not re.search(r"^(ARG|ENV).*(PASSWORD|SECRET|TOKEN)", _DOCKERFILE, re.MULTILINE)
