"""A task is answered in words; those that begin like a command of the checking office are still an answer."""

import pytest

from handlers.table import find


@pytest.mark.parametrize(
    "words",
    [
        "Trả lại hồ sơ cho người dân đúng hẹn",
        "Cho mở lớp tập huấn tại các tổ dân phố",
        "Từ chối hồ sơ giấy, chỉ nhận hồ sơ điện tử",
        "Nhập hộ khẩu điện tử cho toàn phường",
        "Nhập hộ kinh doanh vào phần mềm",
        "Tiếp nhận hồ sơ trực tuyến toàn trình",
        "Duyệt xong danh mục",
        "Vắng lãnh đạo nên chưa họp",
    ],
)
def test_it_is_an_answer(words: str) -> None:
    assert find(words) == (None, "")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("trả lại 2: lý do", "tralai"),
        ("tra lai cau 2, 5 lệch số", "tralai"),
        ("/tralai 2: lý do", "tralai"),
        ("trả lại", "tralai"),
        ("cho mở 3 đến 20/11", "chomo"),
        ("từ chối 3: không cần", "tuchoi"),
        ("nhập hộ Công an phường", "nhapho"),
        ("/nhapho CAP", "nhapho"),
        ("xin mở khóa vì nhầm", "xinmokhoa"),
        ("/xinmokhoa: nhầm", "xinmokhoa"),
        ("/vang 2026-12-01 2026-12-05 @ai", "vang"),
        ("vắng từ mai thay bằng Kim", "vang"),
        ("hết vắng", "hetvang"),
        ("duyệt", "duyet"),
        ("tiếp nhận", "tiepnhan"),
    ],
)
def test_it_is_a_command(words: str, name: str) -> None:
    command, _ = find(words)
    assert command is not None
    assert command.name == name
