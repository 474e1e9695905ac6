"""Printed cards: one page each, every word on the paper, a picture that a phone can read, black on white."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from files import cards
from files.cards import HEIGHT, MARGIN, ON_SCREEN, WIDTH, Card

NOW = datetime(2026, 11, 9, 1, 0, tzinfo=UTC)
LONG = "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường, cơ quan thường trực Ban Chỉ đạo chuyển đổi số"


def _card(name: str = "Công an phường", link: str = "https://zalo.me/bot.VDKyGxQvc") -> Card:
    return Card(
        organisation=f"Ủy ban nhân dân {name}",
        title="Báo cáo qua tin nhắn",
        who=f"Cán bộ đầu mối · {name}",
        about="Đến kỳ, trợ lý Đúng Hạn nhắn hỏi từng số liệu; anh/chị trả lời ngay trong tin nhắn.",
        steps=["Mở Zalo, quét hình này để vào trang của trợ lý.", "Nhắn dòng chữ trong khung.", "Trả lời họ tên."],
        code="LK 7F3K9 QXYZ2",
        notes=["Mã dùng một lần, đến 08:00 Thứ Hai 09/11/2026.", "Cần giúp, xin hỏi: 0225 123 4567"],
        link=link,
    )


def _picture(card: Card) -> Image.Image:
    return Image.open(BytesIO(cards.as_png(card))).convert("L")


@pytest.mark.parametrize("card", [_card(), _card(link=""), _card(LONG, f"https://zalo.me/{'x' * 100}")])
def test_nothing_runs_off_the_paper(card: Card) -> None:
    picture = _picture(card)
    assert picture.size == (round(WIDTH * ON_SCREEN / 25.4), round(HEIGHT * ON_SCREEN / 25.4))
    left, top, right, bottom = picture.point(lambda dot: 255 - dot).getbbox() or (0, 0, 0, 0)
    edge = MARGIN * ON_SCREEN / 25.4 - 3
    assert min(left, top, picture.width - right, picture.height - bottom) >= edge


def test_without_a_link_there_is_nothing_to_scan() -> None:
    with_picture, without = (_picture(_card(link=link)).histogram()[0] for link in ("https://zalo.me/x", ""))
    assert with_picture > without * 1.5


def test_cards_are_printed_one_a_page_and_the_same_each_time() -> None:
    printed = cards.as_pdf([_card(), _card(LONG), _card(link="")], "Thẻ mời", NOW)
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") == 3
    assert printed == cards.as_pdf([_card(), _card(LONG), _card(link="")], "Thẻ mời", NOW)


def test_no_cards_are_no_pages() -> None:
    with pytest.raises(ValueError, match="no cards"):
        cards.as_pdf([], "Thẻ mời", NOW)
