"""The chart beside a digest: as wide as a phone, each status as wide as it has units, from well to late."""

from io import BytesIO
from itertools import groupby

import pytest
from PIL import Image

from domain.charts import MOST_ROWS, Bar, Chart, Row
from domain.lateness import Status
from files import digest_chart
from files.digest_chart import COLOURS
from files.pictures import EDGE, INK

LEGEND = {status: f"tình trạng {status}" for status in Status}
MONTH = "Kỳ Tháng 11/2026, hạn 17:00 Thứ Hai 16/11"
BEHIND = Row("Phòng Văn hóa Xã hội", Status.OVERDUE, 3, 19, "quá 3 ngày")


def drawn(*bars: Bar) -> Image.Image:
    of = Chart("PHƯỜNG HỒNG BÀNG", "Thứ Ba 10/11/2026", bars, LEGEND)
    return Image.open(BytesIO(digest_chart.as_png(Chart.from_json(of.as_json())))).convert("RGB")


def wide(image: Image.Image) -> dict[Status, int]:
    """How many dots each status takes in the widest row of dots that shows any: the first bar's upper edge."""
    names: dict[object, Status] = {colour: status for status, colour in COLOURS.items()}
    for y in range(image.height):
        dots = [names.get(image.getpixel((x, y))) for x in range(image.width)]
        if sum(one is not None for one in dots) > image.width // 2:
            return {status: len(list(run)) for status, run in groupby(dots) if status is not None}
    return {}


def test_a_bar_shows_each_status_as_wide_as_it_has_units_the_good_ones_first() -> None:
    units = {Status.OVERDUE: 1, Status.ON_TIME: 5, Status.NOT_STARTED: 2, Status.LATE: 2}
    shown = wide(drawn(Bar(MONTH, units)))
    assert list(shown) == [Status.ON_TIME, Status.LATE, Status.NOT_STARTED, Status.OVERDUE]
    whole = sum(shown.values())
    for status, dots in shown.items():
        assert dots / whole == pytest.approx(units[status] / 10, abs=0.01)


def test_one_status_alone_fills_the_bar() -> None:
    assert list(wide(drawn(Bar(MONTH, {Status.ON_TIME: 7})))) == [Status.ON_TIME]


def test_it_fits_a_phone_and_grows_with_who_is_behind() -> None:
    few = drawn(Bar(MONTH, {Status.OVERDUE: 1}, rows=[BEHIND]))
    many = drawn(Bar(MONTH, {Status.OVERDUE: 12}, (90, "mục tiêu ≥ 90%"), [BEHIND] * MOST_ROWS, "và 3 đơn vị khác"))
    assert few.width == many.width == digest_chart.WIDTH
    assert few.height < many.height
    assert 4 * many.height + many.width < 10_000  # four such bars: the most that messengers take


@pytest.mark.parametrize(
    ("target", "is_drawn"), [(None, False), ((25.0, "mục tiêu"), True), ((75.0, "mục tiêu"), False)]
)
def test_the_target_crosses_the_bar_where_it_stands(target: tuple[float, str] | None, is_drawn: bool) -> None:
    image = drawn(Bar(MONTH, {Status.ON_TIME: 4}, target))
    quarter = EDGE + (digest_chart.WIDTH - 2 * EDGE) // 4
    bar = [y for y in range(image.height) if image.getpixel((100, y)) == COLOURS[Status.ON_TIME]]
    assert all((image.getpixel((quarter, y)) == INK) is is_drawn for y in bar[:50])


@pytest.mark.parametrize(
    "bars", [[], [Bar(MONTH, {Status.ON_TIME: 1})] * 5, [Bar(MONTH, {Status.OVERDUE: 13}, rows=[BEHIND] * 13)]]
)
def test_what_cannot_be_read_on_a_phone_is_refused(bars: list[Bar]) -> None:
    with pytest.raises(ValueError, match="bars"):
        drawn(*bars)


def test_a_chart_is_kept_and_read_again_whole() -> None:
    bar = Bar(MONTH, {Status.OVERDUE: 13}, (90.5, "mục tiêu ≥ 90,5%"), [BEHIND], "và 12 đơn vị khác")
    of = Chart("XÃ AN PHÚ", "Thứ Tư", [bar], {Status.OVERDUE: "quá hạn"})
    assert Chart.from_json(of.as_json()) == of


@pytest.mark.parametrize("kept", [{}, {"bars": [{}]}, {"bars": [], "legend": {"gone": "?"}, "title": "", "about": ""}])
def test_what_is_no_chart_is_refused(kept: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        Chart.from_json(kept)
