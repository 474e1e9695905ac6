"""The picture of where teams have been: as wide as a phone, every cell in its shade, long names told apart."""

from io import BytesIO

import pytest
from PIL import Image

from files import heat_map
from files.heat_map import HeatMap, Row
from files.lettering import font, shortened

WEEKS = ["12/10", "19/10", "26/10", "02/11"]


def drawn(rows: list[Row], columns: list[str] = WEEKS) -> Image.Image:
    of = HeatMap("Độ phủ: Tổ 12", "4 tuần", columns, rows, "lượt mỗi tuần")
    return Image.open(BytesIO(heat_map.as_png(of))).convert("RGB")


def shades(image: Image.Image, row: int) -> list[tuple[int, ...]]:
    """The colours met from left to right just inside the top of a row's cells, paper left out."""
    across = [image.getpixel((x, 36 + 52 + 39 + 24 + 40 + row * 64 + 6)) for x in range(image.width)]
    met: list[tuple[int, ...]] = []
    for one in across:
        assert isinstance(one, tuple)
        if one in (heat_map._NONE, *heat_map._SHADES) and (not met or met[-1] != one):
            met.append(one)
    return met


def test_it_fits_a_phone_and_grows_with_its_rows() -> None:
    few, many = (drawn([Row(f"ngõ {n}", [0, 1, 2, 3]) for n in range(rows)]) for rows in (3, heat_map.MOST_ROWS))
    assert few.width == many.width == 1080
    assert many.height - few.height == (heat_map.MOST_ROWS - 3) * 64
    assert many.height + many.width < 10_000  # the most that messengers take


def test_the_more_visits_the_darker_and_none_is_seen_too() -> None:
    image = drawn([Row("ngõ 45", [0, 1, 5, 8])])
    assert shades(image, 0) == [heat_map._NONE, heat_map._SHADES[0], heat_map._SHADES[2], heat_map._SHADES[3]]


@pytest.mark.parametrize(
    ("most", "steps"), [(0, [1]), (1, [1]), (3, [1, 2, 3]), (4, [1, 2, 3, 4]), (35, [1, 10, 19, 28])]
)
def test_where_shades_begin(most: int, steps: list[int]) -> None:
    assert heat_map._steps(most) == steps


def test_what_cannot_be_read_on_a_phone_is_refused() -> None:
    with pytest.raises(ValueError, match="61 rows"):
        drawn([Row("ngõ", [0] * 4)] * 61)
    with pytest.raises(ValueError, match="0 rows"):
        drawn([])
    with pytest.raises(ValueError, match="11 columns"):
        drawn([Row("ngõ", [0] * 11)], ["1/1"] * 11)


def test_a_long_name_keeps_its_number() -> None:
    face = font(30, bold=False)
    name = shortened("Tổ công nghệ số cộng đồng tổ dân phố số 12", face, 320, 8)
    assert name.endswith("số 12")
    assert face.getlength(name) <= 320
    assert "…" in name
