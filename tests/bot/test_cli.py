"""The command line: plain help, and one sentence with the way out for every mistake."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import plans
from bot.cli import app
from bot.lock import only_one

COMMANDS = ("run", "demo", "invite", "version", "plan")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The shipped plan, as a file somebody could edit."""
    file = tmp_path / "hong_bang.yaml"
    file.write_text(plans.shipped()["hong_bang"].read_text(encoding="utf-8"), encoding="utf-8")
    return file


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty data directory."""
    return tmp_path / "data"


def call(*words: object, env: dict[str, str] | None = None) -> Result:
    """Call the program as from a shell, without this machine's settings."""
    clean = {"DUNGHAN_TELEGRAM__TOKEN": None, "DUNGHAN_DATA": None}
    return CliRunner(env={**clean, **(env or {})}).invoke(app, [str(word) for word in words])


@pytest.mark.parametrize("command", COMMANDS)
def test_help_lists_every_command_with_a_line(command: str) -> None:
    lines = [line for line in call("--help").output.splitlines() if f" {command} " in line]
    assert len(lines) == 1
    assert len(lines[0].split(command, 1)[1].strip(" │")) > 10


def test_run_without_a_token_says_where_to_get_one(data: Path) -> None:
    said = call("run", "--data", data)
    assert said.exit_code == 2
    assert "@BotFather" in said.output
    assert "Traceback" not in said.output


def test_a_second_bot_on_the_same_data_is_refused(data: Path) -> None:
    with only_one(data / "dunghan.lock"):
        said = call("run", "--data", data, env={"DUNGHAN_TELEGRAM__TOKEN": "1:abc"})
    assert said.exit_code == 75
    assert str(data) in said.output


def test_a_webhook_without_a_secret_is_refused_at_the_start(data: Path) -> None:
    env = {"DUNGHAN_TELEGRAM__TOKEN": "1:abc", "DUNGHAN_TELEGRAM__MODE": "webhook"}
    said = call("run", "--data", data, env=env)
    assert said.exit_code == 2
    assert "Traceback" not in said.output


def test_a_wrong_setting_is_named(data: Path) -> None:
    said = call("invite", "VHXH", "--data", data, env={"DUNGHAN_TICK_SECONDS": "often"})
    assert said.exit_code == 2
    assert "tick_seconds" in said.output


def test_plan_check_tells_what_a_plan_holds_and_leaves_open(plan: Path) -> None:
    said = call("plan", "check", plan)
    assert said.exit_code == 0
    assert "19 chỉ tiêu, 29 nhiệm vụ" in said.output
    assert "organisation.on_time_threshold" in said.output


def test_plan_check_refuses_a_wrong_plan_by_line(plan: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    line = text[: text.index("    lead: VPHDND")].count("\n") + 1
    plan.write_text(text.replace("    lead: VPHDND", "    lead: VPHDN", 1), encoding="utf-8")
    said = call("plan", "check", plan)
    assert said.exit_code == 2
    assert f"hong_bang.yaml:{line}:" in said.output
    assert "VPHDND" in said.output


def test_plan_check_of_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    said = call("plan", "check", tmp_path / "nothing.yaml")
    assert said.exit_code == 2
    assert "Traceback" not in said.output


def test_loading_a_plan_twice_changes_nothing(plan: Path, data: Path) -> None:
    assert "phiên bản 1" in call("plan", "load", plan, "--data", data).output
    assert "Không có gì thay đổi" in call("plan", "load", plan, "--data", data).output


def test_loading_a_changed_plan_prints_the_difference(plan: Path, data: Path) -> None:
    call("plan", "load", plan, "--data", data)
    text = plan.read_text(encoding="utf-8")
    assert "    target: 3\n" in text
    plan.write_text(text.replace("    target: 3\n", "    target: 4\n"), encoding="utf-8")
    said = call("plan", "load", plan, "--data", data).output
    assert "phiên bản 2" in said
    assert "indicators[HB-13].target: 3 → 4" in said


def test_an_invite_without_a_token_gives_a_code_to_type(plan: Path, data: Path) -> None:
    call("plan", "load", plan, "--data", data)
    said = call("invite", "Phòng Văn hóa - Xã hội", "--data", data)
    assert said.exit_code == 0
    assert "cán bộ đầu mối của Phòng Văn hóa Xã hội" in said.output
    assert "LK " in said.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("invite", "NOBODY"), "NOBODY", id="a unit nobody knows"),
        pytest.param(("invite", "VHXH", "--role", "king"), "aggregator", id="a role there is not"),
        pytest.param(("invite", "VHXH", "--organisation", "hai_phong"), "hong_bang", id="another organisation"),
    ],
)
def test_an_invite_that_cannot_be_made_says_why(plan: Path, data: Path, words: tuple[str, ...], told: str) -> None:
    call("plan", "load", plan, "--data", data)
    said = call(*words, "--data", data)
    assert said.exit_code == 2
    assert told in said.output


def test_a_demo_leaves_alone_what_no_demo_made(plan: Path, data: Path) -> None:
    call("plan", "load", plan, "--data", data)
    before = (data / "dunghan.db").read_bytes()
    said = call("demo", "--headless", "--data", data)
    assert said.exit_code == 2
    assert str(data) in said.output
    assert (data / "dunghan.db").read_bytes() == before


def test_a_group_code_says_to_type_it_in_the_group(plan: Path, data: Path) -> None:
    call("plan", "load", plan, "--data", data)
    assert "gõ trong nhóm: /lk " in call("invite", "UBND", "--role", "leadership_group", "--data", data).output


def test_an_invite_before_any_plan_says_to_load_one(data: Path) -> None:
    said = call("invite", "VHXH", "--data", data)
    assert said.exit_code == 2
    assert "dunghan plan load" in said.output
