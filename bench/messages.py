"""How many messages a person sends for a monthly report of six indicators: one by one, and all at once.

Run from the root of the house: `python -m bench.messages`. The bot, its database and the local messenger are the
real ones; every month of the table is opened, answered and handed in through the chat.
"""

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import yaml
from rich.console import Console

import plans
from bot.demo.phone import Phone
from bot.demo.stage import Stage, set_up

START = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)
MOST_ONE_BY_ONE, MOST_AT_ONCE = 7, 2
HANDED_IN = "Đã nhận báo cáo"
WAITS = ("Có phải", "Ý anh/chị là", "Cần xem lại", "khác thường")
INDICATORS = (
    ("Số hóa hồ sơ, kết quả giải quyết TTHC", "percent", "%", 95),
    ("Khai thác, sử dụng lại dữ liệu số hóa", "percent", "%", 95),
    ("Hồ sơ trực tuyến toàn trình", "percent", "%", 90),
    ("Hồ sơ tiếp nhận trong kỳ", "count", "hồ sơ", 1000),
    ("Giấy tờ chỉ cung cấp một lần", "percent", "%", 100),
    ("Hài lòng về dịch vụ công trực tuyến", "percent", "%", 95),
)
# What an officer types in each month, and what they answer where the bot asks back.
MONTHS: tuple[tuple[tuple[str, ...], dict[int, str]], ...] = (
    (("187/200", "91", "90,2", "1.050", "100", "KPS"), {}),
    (("190/200", "91,5", "90,4%", "980 hồ sơ", "100%", "96"), {}),
    (("93,5", "9,2", "91", "1.020", "100", "95"), {2: "92"}),  # a slipped comma
    (("94", "92", "90", "1.1 nghìn", "100", "95,5"), {4: "1100"}),
    (("94,5", "93", "91", "960", "100", "96"), {}),
    (("95", "93", "92", "1 005", "100", "KPS"), {}),
    (("95,5", "93,5", "0,92", "990", "100", "96"), {3: "92"}),  # a part of one
    (("96", "94", "92", "một nghìn không trăm hai mươi", "100", "96,5"), {}),
    (("96", "94", "93", "1.040", "100", "97"), {}),
)


def plan() -> str:
    """Hồng Bàng's plan with one reporting unit that is asked the six indicators every month."""
    whole = yaml.safe_load(plans.shipped()["hong_bang"].read_text(encoding="utf-8"))
    pattern, task = whole["indicators"][0], whole["tasks"][0]
    whole["units"] = [unit for unit in whole["units"] if unit["code"] in ("UBND", "VHXH", "TTPVHCC")]
    whole["groups"], whole["rules"], whole["indicators"] = [], [], []
    for number, (name, kind, unit, target) in enumerate(INDICATORS, start=1):
        asked = {"code": f"SIX-{number}", "name": name, "text": name, "kind": kind, "unit_of_measure": unit}
        held_against = {"nature": "in_period", "target": target, "comparator": ">="}
        led = {"lead": "TTPVHCC", "coordinators": []}
        whole["indicators"].append(pattern | asked | held_against | led)
    codes = [indicator["code"] for indicator in whole["indicators"]]
    whole["tasks"] = [task | {"lead": "TTPVHCC", "coordinators": [], "indicators": codes}]
    text: str = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)
    return text


async def measure(folder: Path, send: Callable[[Stage, Phone, int], Iterator[str]]) -> list[int]:
    """The messages sent for each month's report."""
    sent = []
    async with set_up(folder, START) as stage:
        await stage.load_plan(plan(), "six.yaml")
        phone = stage.phone("Trần Thị Mai")
        await stage.enrol(phone, "TTPVHCC")
        for month in range(len(MONTHS)):
            await _until_asked(stage, phone)
            sent.append(await _hand_in(stage, phone, month, send))
    return sent


def one_by_one(stage: Stage, phone: Phone, month: int) -> Iterator[str]:
    """Each figure by itself, then "gửi"."""
    answers, settled = MONTHS[month]
    for number, answer in enumerate(answers, start=1):
        yield answer
        yield f"?{settled.get(number, 'đúng')}"
    yield "gửi"


def all_at_once(stage: Stage, phone: Phone, month: int) -> Iterator[str]:
    """Six figures in one message, then "gửi"."""
    answers, settled = MONTHS[month]
    yield "; ".join(f"{number}: {answer}" for number, answer in enumerate(answers, start=1))
    for number, answer in settled.items():
        yield f"?sửa {number}: {answer}"
    yield "gửi"


async def _hand_in(stage: Stage, phone: Phone, month: int, send: Callable[[Stage, Phone, int], Iterator[str]]) -> int:
    """Play one month; a line after "?" is typed only where the bot asks back."""
    count = 0
    for line in send(stage, phone, month):
        said = await _last(phone)
        if line.startswith("?") and not any(words in said for words in WAITS):
            continue
        await phone.send(line.removeprefix("?"))
        await stage.settle()
        count += 1
    if HANDED_IN not in await _last(phone):
        raise RuntimeError(f"month {month + 1} was not handed in: {await _last(phone)}")
    return count


async def _until_asked(stage: Stage, phone: Phone) -> None:
    """Let time pass until the next period has opened."""
    while "1/6 ·" not in await _last(phone):
        due = await stage.next_action_at()
        if due is None:
            raise RuntimeError("nothing will ever be asked")
        await stage.go_to(due)


async def _last(phone: Phone) -> str:
    said = [one for one in await phone.messages() if one["from"]["id"] == phone.bot]
    text: str = said[-1]["text"] if said else ""
    return text


def main() -> None:
    """Measure both ways and print the table."""
    rows = []
    for name, send, most in (
        ("one by one", one_by_one, MOST_ONE_BY_ONE),
        ("all at once", all_at_once, MOST_AT_ONCE),
    ):
        with tempfile.TemporaryDirectory(prefix="dunghan-bench-") as folder:
            rows.append((name, asyncio.run(measure(Path(folder), send)), most))
    console = Console(highlight=False, markup=False)
    console.print(f"Messages for a report of {len(INDICATORS)} indicators, {len(MONTHS)} months")
    console.print(f"{'way':<12} {'median':>6} {'least':>6} {'most':>6} {'goal':>6}")
    for name, counts, most in rows:
        console.print(f"{name:<12} {median(counts):>6g} {min(counts):>6} {max(counts):>6} {f'<= {most}':>6}")
    if any(median(counts) > most for _, counts, most in rows):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
