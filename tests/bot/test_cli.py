"""The command line: plain help, and one sentence with the way out for every mistake."""

import sqlite3
from pathlib import Path

import pytest

import plans
from bot.lock import only_one
from tests.bot.calling import call

COMMANDS = ("run", "demo", "invite", "round", "version", "plan", "channel", "quota", "outbox")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_lists_every_command_with_a_line(command: str) -> None:
    lines = [line for line in call("--help").output.splitlines() if f" {command} " in line]
    assert len(lines) == 1
    assert len(lines[0].split(command, 1)[1].strip(" │")) > 10


def test_run_without_a_token_says_where_to_get_one(data: Path) -> None:
    said = call("run", "--data", data)
    assert said.exit_code == 78
    assert "@BotFather" in said.output
    assert "DUNGHAN_ZALO_BOT__TOKEN" in said.output
    assert "Traceback" not in said.output


def test_a_second_bot_on_the_same_data_is_refused(data: Path) -> None:
    with only_one(data / "dunghan.lock"):
        said = call("run", "--data", data, env={"DUNGHAN_TELEGRAM__TOKEN": "1:abc"})
    assert said.exit_code == 75
    assert str(data) in said.output


def test_a_webhook_without_a_secret_is_refused_at_the_start(data: Path) -> None:
    env = {"DUNGHAN_TELEGRAM__TOKEN": "1:abc", "DUNGHAN_TELEGRAM__MODE": "webhook"}
    said = call("run", "--data", data, env=env)
    assert said.exit_code == 78
    assert "DUNGHAN_TELEGRAM__WEBHOOK_SECRET" in said.output


def test_a_wrong_setting_is_named(data: Path) -> None:
    said = call("invite", "VHXH", "--data", data, env={"DUNGHAN_TICK_SECONDS": "often"})
    assert said.exit_code == 78
    assert "DUNGHAN_TICK_SECONDS (ở biến môi trường) phải là một con số" in said.output


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


@pytest.mark.usefixtures("loaded")
def test_loading_a_changed_plan_prints_the_difference(plan: Path, data: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    assert "    target: 3\n" in text
    plan.write_text(text.replace("    target: 3\n", "    target: 4\n"), encoding="utf-8")
    said = call("plan", "load", plan, "--data", data).output
    assert "phiên bản 2" in said
    assert "indicators[HB-13].target: 3 → 4" in said


@pytest.mark.usefixtures("loaded")
def test_an_invite_without_a_token_gives_a_code_to_type(data: Path) -> None:
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
@pytest.mark.usefixtures("loaded")
def test_an_invite_that_cannot_be_made_says_why(data: Path, words: tuple[str, ...], told: str) -> None:
    said = call(*words, "--data", data)
    assert said.exit_code == 2
    assert told in said.output


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.usefixtures("loaded")
def test_scores_are_written_to_a_file(data: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"diem{ending}"
    said = call("score", "--year", "2026", "--organisation", "hong_bang", "--out", out, "--data", data)
    assert said.exit_code == 0
    assert str(out) in said.output
    assert out.read_bytes()[:2] == (b"PK" if ending == ".xlsx" else b"\xef\xbb")


@pytest.mark.parametrize(("organisation", "name"), [("hai_phong", "diem.csv"), ("hong_bang", "diem.pdf")])
@pytest.mark.usefixtures("loaded")
def test_scores_that_cannot_be_written_say_why(data: Path, tmp_path: Path, organisation: str, name: str) -> None:
    words = ("--year", "2026", "--organisation", organisation, "--out", tmp_path / name, "--data", data)
    said = call("score", *words)
    assert said.exit_code == 2
    assert ("hai_phong" if organisation == "hai_phong" else ".xlsx") in said.output
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.usefixtures("loaded")
def test_visits_are_written_to_a_file(data: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"luot{ending}"
    said = call("visits", "export", "--month", "2026-11", "--out", out, "--data", data)
    assert said.exit_code == 0
    assert str(out) in said.output
    assert out.read_bytes()[:2] == (b"PK" if ending == ".xlsx" else b"\xef\xbb")


@pytest.mark.parametrize(
    ("month", "name", "told"),
    [("2026-13", "luot.csv", "2026-13"), ("11/2026", "luot.csv", "11/2026"), ("2026-11", "luot.pdf", ".xlsx")],
)
@pytest.mark.usefixtures("loaded")
def test_visits_that_cannot_be_written_say_why(data: Path, tmp_path: Path, month: str, name: str, told: str) -> None:
    said = call("visits", "export", "--month", month, "--out", tmp_path / name, "--data", data)
    assert said.exit_code == 2
    assert told in said.output
    assert not (tmp_path / name).exists()


@pytest.mark.usefixtures("loaded")
def test_a_demo_leaves_alone_what_no_demo_made(data: Path) -> None:
    before = (data / "dunghan.db").read_bytes()
    said = call("demo", "--headless", "--data", data)
    assert said.exit_code == 2
    assert str(data) in said.output
    assert (data / "dunghan.db").read_bytes() == before


@pytest.mark.usefixtures("loaded")
def test_a_group_code_says_to_type_it_in_the_group(data: Path) -> None:
    said = call("invite", "UBND", "--role", "leadership_group", "--data", data).output
    assert "gõ @ trong nhóm, chọn tên bot, rồi gõ: LK " in said


PAGE = "https://zalo.me/bot.VDKyGxQvc"


@pytest.mark.parametrize(("ending", "starts"), [(".png", b"\x89PNG"), (".pdf", b"%PDF")])
@pytest.mark.usefixtures("loaded")
def test_an_invitation_is_printed(data: Path, tmp_path: Path, ending: str, starts: bytes) -> None:
    card = tmp_path / f"the{ending}"
    said = call("invite", "VHXH", "--card", card, "--page", PAGE, "--call", "0225 123 4567", "--data", data)
    assert said.exit_code == 0
    assert card.read_bytes().startswith(starts)
    assert str(card) in said.output.replace("\n", "")


@pytest.mark.usefixtures("loaded")
def test_a_card_for_every_unit_that_has_nobody(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "the"
    assert call("invite", "--all", "--out", out, "--page", PAGE, "--data", data).exit_code == 0
    units = {"VPHDND", "VHXH", "KTHTDT", "TTPVHCC", "CAP"}
    assert {one.name for one in out.iterdir()} == {f"{unit}.pdf" for unit in units} | {"the-moi.pdf"}
    assert (out / "the-moi.pdf").read_bytes().count(b"/Type /Page\n") == len(units)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("VHXH", "--card", "the.jpg"), id="neither PDF nor PNG"),
        pytest.param(("VHXH", "--page", "http://zalo.me/x"), id="not https"),
        pytest.param(("VHXH", "--page", f"https://{'x' * 200}"), id="too long a page"),
        pytest.param(("VHXH", "--call", "x" * 101), id="too much to fit"),
        pytest.param(("--all",), id="nowhere to write"),
        pytest.param(("--out", "the"), id="for whom"),
        pytest.param(("VHXH", "--all", "--out", "the"), id="all and one"),
        pytest.param(("--all", "--out", "the", "--role", "head"), id="not for officers"),
    ],
)
@pytest.mark.usefixtures("loaded")
def test_cards_that_cannot_be_made_say_why_and_make_no_code(data: Path, words: tuple[str, ...]) -> None:
    assert call("invite", *words, "--data", data).exit_code == 2
    with sqlite3.connect(data / "dunghan.db") as rows:
        assert rows.execute("select count(*) from invites").fetchone() == (0,)


def test_an_invite_before_any_plan_says_to_load_one(data: Path) -> None:
    said = call("invite", "VHXH", "--data", data)
    assert said.exit_code == 2
    assert "dunghan plan load" in said.output


def _waiting(plan: Path, day: str, *changes: tuple[str, str]) -> None:
    text = plan.read_text(encoding="utf-8")
    for old, new in (("    year: 2026\n", f"    year: 2026\n    in_force_from: {day}\n"), *changes):
        assert old in text
        text = text.replace(old, new, 1)
    plan.write_text(text, encoding="utf-8")


@pytest.mark.usefixtures("loaded")
def test_a_plan_for_later_says_from_which_period_and_what_it_takes_the_place_of(plan: Path, data: Path) -> None:
    _waiting(plan, "2099-01-01", ("    target: 3\n", "    target: 4\n"))
    said = call("plan", "load", plan, "--data", data).output
    assert "Chưa áp dụng ngay" in said
    assert "phiên bản 2 chờ từ kỳ Tháng 01/2099 (chốt số liệu" in said
    assert "indicators[HB-13].target: 3 → 4" in said
    assert "phiên bản 2 chờ từ kỳ Tháng 01/2099" in call("plan", "load", plan, "--data", data).output
    plan.write_text(plan.read_text(encoding="utf-8").replace("    target: 4\n", "    target: 5\n"), encoding="utf-8")
    said = call("plan", "load", plan, "--data", data).output
    assert "Phiên bản 2 đang chờ sẽ không áp dụng nữa" in said
    assert "target: 3 → 5" in said  # against what is in force until then


def test_loading_names_the_units_that_lead_and_have_nobody(plan: Path, data: Path) -> None:
    said = call("plan", "load", plan, "--data", data).output
    assert "đơn vị chủ trì chưa có ai trả lời: Phòng Văn hóa Xã hội, " in said
    assert "dunghan invite" in said


@pytest.mark.usefixtures("loaded")
def test_loading_warns_of_an_odd_plan_by_line_and_takes_it(plan: Path, data: Path) -> None:
    text = plan.read_text(encoding="utf-8").replace("year: 2026", "year: 2025", 1)
    text = text.replace("  - code: HB-5\n", "  - code: HB-5X\n    replaces: HB-55\n", 1)
    plan.write_text(text.replace("indicators: [HB-5]", "indicators: [HB-5X]"), encoding="utf-8")
    said = call("plan", "load", plan, "--data", data)
    assert said.exit_code == 0
    assert "phiên bản 2" in said.output
    line = text[: text.index("year: 2025")].count("\n") + 1
    assert f"hong_bang.yaml:{line}: organisation.plan.year: kế hoạch của năm 2025" in said.output
    assert "phiên bản trước không có “HB-55”" in said.output


def test_the_open_points_of_a_long_plan_come_by_topic_and_all_on_demand(tmp_path: Path) -> None:
    file = tmp_path / "an_phu.yaml"
    file.write_text(plans.shipped()["an_phu"].read_text(encoding="utf-8"), encoding="utf-8")
    short, whole = call("plan", "check", file).output, call("plan", "check", file, "--all").output
    assert "Thêm --all để xem hết." in short
    assert "Thêm --all" not in whole
    assert len(short.splitlines()) < 60 < 250 < len(whole.splitlines())


def _loaded(plan: Path, data: Path) -> Path:
    assert call("plan", "load", plan, "--data", data).exit_code == 0
    return data


def test_days_off_are_listed_swapped_and_taken_back(plan: Path, data: Path) -> None:
    of = ("--data", _loaded(plan, data))
    swapped = call("days-off", "off", "2098-01-15", "công văn 1", "--worked", "2098-01-18", *of)
    assert swapped.exit_code == 0, swapped.output
    assert "Thứ Tư 15/01/2098: nghỉ" in swapped.output
    assert "Thứ Bảy 18/01/2098: làm việc" in swapped.output
    assert call("days-off", "worked", "2098-01-19", "công văn 2", *of).exit_code == 0
    assert call("days-off", "none", "2097", "công văn 3", *of).exit_code == 0
    listed = call("days-off", "list", *of)
    assert "Thứ Tư 15/01/2098: nghỉ (công văn 1)" in listed.output
    assert "Thứ Ba 01/01/2097: nghỉ (công văn 3)" in listed.output
    assert call("days-off", "remove", "2098-01-15", *of).exit_code == 0
    assert "15/01/2098" not in call("days-off", "list", *of).output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("off", "2098-13-01", "vì bão"), "2098-13-01 không phải một ngày"),
        (("off", "2098-01-15", ""), "theo văn bản nào"),
        (("off", "2020-01-15", "vì bão"), "đã qua"),
        (("worked", "2098-01-15", "vì bão"), "vốn là ngày làm việc rồi"),
        (("remove", "2098-01-15"), "chưa đổi gì"),
        (("list", "--organisation", "hai_phong"), "Không có cơ quan hai_phong. Đang có: hong_bang"),
    ],
)
def test_a_wrong_swap_is_one_sentence(plan: Path, data: Path, words: tuple[str, ...], said: str) -> None:
    answer = call("days-off", *words, "--data", _loaded(plan, data))
    assert answer.exit_code == 2
    assert said in " ".join(answer.output.split())
    assert "Traceback" not in answer.output


def test_days_off_before_any_plan_say_what_to_do_first(data: Path) -> None:
    answer = call("days-off", "list", "--data", data)
    assert answer.exit_code == 2
    assert "dunghan plan load" in answer.output


@pytest.mark.usefixtures("loaded")
def test_a_round_is_shown_first_and_asked_with_send(data: Path) -> None:
    said = "Rà soát máy; gửi: Công an; hạn: 17h mai; hỏi: Số máy hỏng (máy)"
    shown = call("round", said, "--data", data)
    assert shown.exit_code == 0
    assert "Số máy hỏng (máy)" in shown.output
    assert "--send" in shown.output
    assert call("round", said, "--send", "--data", data).exit_code == 0


HALF = ("Rà soát", "A; gửi: Công an xã; hạn: mai; hỏi: B", "A; gửi: Công an; hạn: xưa; hỏi: B")


@pytest.mark.parametrize("said", HALF)
@pytest.mark.usefixtures("loaded")
def test_half_a_round_asks_nobody(data: Path, said: str) -> None:
    refused = call("round", said, "--send", "--data", data)
    assert refused.exit_code == 2
    assert refused.output.strip()


@pytest.mark.usefixtures("loaded")
def test_an_invite_may_say_by_which_channel(data: Path) -> None:
    assert "Dùng Zalo." in call("invite", "VHXH", "--channel", "zalo_bot", "--data", data).output
    refused = call("invite", "VHXH", "--channel", "viber", "--data", data)
    assert refused.exit_code == 2
    assert "telegram, zalo_bot, zalo_oa" in refused.output


def test_the_order_of_channels_is_set_and_listed(plan: Path, data: Path) -> None:
    of = ("--data", _loaded(plan, data))
    assert (
        "Phòng Văn hóa Xã hội: Zalo, Telegram."
        in call("channel", "set", "zalo_bot", "telegram", "--unit", "VHXH", *of).output
    )
    assert "chưa đặt thứ tự" in call("channel", "list", *of).output
    call("channel", "set", "zalo_oa", *of)
    listed = call("channel", "list", *of).output
    assert listed.splitlines()[0].endswith(": Zalo OA")
    assert "  Phòng Văn hóa Xã hội: Zalo, Telegram" in listed
    assert "Phòng Văn hóa Xã hội: chưa đặt thứ tự." in call("channel", "set", "--unit", "VHXH", *of).output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("viber",), "viber"),
        (("telegram", "--unit", "NOBODY"), "NOBODY"),
        (("telegram", "--person", "Không Ai"), "Không Ai"),
        (("telegram", "--organisation", "hai_phong"), "hong_bang"),
    ],
)
def test_an_order_that_cannot_be_set_says_why(plan: Path, data: Path, words: tuple[str, ...], told: str) -> None:
    refused = call("channel", "set", *words, "--data", _loaded(plan, data))
    assert refused.exit_code == 2
    assert told in refused.output


def test_the_meter_shows_what_is_set_up(plan: Path, data: Path) -> None:
    of = ("--data", _loaded(plan, data))
    assert "Chưa có kênh nào" in call("quota", *of).output
    env = {"DUNGHAN_ZALO_BOT__TOKEN": "1:abc", "DUNGHAN_ZALO_BOT__MAX_USERS": "0"}
    shown = call("quota", *of, env=env).output
    assert "Tin trong tháng: ░░░░░░░░░░░░░░░░░░░░ 0/3.000 (0%)" in shown
    assert "Người dùng: 0, không giới hạn" in shown
