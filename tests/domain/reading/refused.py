"""What is not taken, and what cannot be read."""

from domain.values import Doubt
from tests.domain.reading.terms import (
    COUNT,
    DONG,
    IDENTITY,
    NEGATIVE,
    NO_NUMBER,
    NOTATION,
    PERCENT,
    PHONE,
    PROGRESS,
    SECRET,
    TOO_LARGE,
    Case,
    ask,
    is_,
)

REFUSED: list[Case] = [
    *[
        (text, COUNT, NOTATION)
        for text in ("NaN", "Infinity", "-inf", "1e3", "1E-3", "1e309", "1_000", "0x1f", "١٢", "１２", "१२")
    ],
    *[
        (text, COUNT, NEGATIVE)
        for text in ("-3", "−3", "–3", "—3", "‒3", "―3", "⁻3", "－3", "➖3", "- 3 hồ sơ", "(3)", "âm 3", "đạt -3")
    ],
    *[
        (text, COUNT, PHONE)
        for text in ("0912345678", "0912 345 678", "0912.345.678", "09 12 34 56 78", "(028) 3822 1234")
    ],
    *[(text, PERCENT, PHONE) for text in ("+84912345678", "+84 912 345 678", "84912345678", "15, gọi 0912345678")],
    *[
        (text, COUNT, PHONE)
        for text in ("0084912345678", "84 912 345 678", "(84) 912345678", "0912-345-678", "0912/345678")
    ],
    ("84.912.345.678", DONG, is_("84912345678")),
    ("84912345678 đồng", DONG, is_("84912345678")),
    ("0912345678", DONG, PHONE),
    ("0912345678", PROGRESS, PHONE),
    *[(text, COUNT, IDENTITY) for text in ("123456789", "079203012345", "CCCD 123456789012", "15 hồ sơ 123456789")],
    ("079 203 012 345", COUNT, IDENTITY),
    ("079203012345", DONG, IDENTITY),
    ("079203012345 đồng", DONG, IDENTITY),
    ("Nguyễn Văn A 123456789", DONG, IDENTITY),
    ("ông A: 5 triệu, 123456789", DONG, IDENTITY),
    ("123456789", DONG, ask(Doubt.IDENTITY_OR_AMOUNT, "123456789")),
    ("123456789012", DONG, ask(Doubt.IDENTITY_OR_AMOUNT, "123456789012")),
    ("84912345678", DONG, ask(Doubt.IDENTITY_OR_AMOUNT, "84912345678")),
    ("123456789 đồng", DONG, is_("123456789")),
    ("123.456.789", DONG, is_("123456789")),
    ("1.234.567.890", DONG, is_("1234567890")),
    *[
        (text, COUNT, SECRET)
        for text in ("Mật", "TỐI MẬT", "tuyệt mật: 15", "toi mat", "toi mat 👍", "15 (Mật)", "Tài liệu mật số 5")
    ],
    ("văn bản Mật, đã xử lý", PROGRESS, SECRET),
    ("1.000.000.000.000.000", COUNT, TOO_LARGE),
    ("9" * 40, COUNT, TOO_LARGE),
    ("1.000.000 tỷ", DONG, TOO_LARGE),
]

UNREADABLE: list[Case] = [
    *[
        (text, COUNT, NO_NUMBER)
        for text in ("", "   ", "\n", "...", "abc", "👍", "<b>15</b>", "15 thùng", "10²", "½", "2½", "95％", "①", "Ⅻ")
    ],
    ("1" + "x" * 4095, COUNT, NO_NUMBER),
    ("15\u0000", COUNT, NO_NUMBER),
    ("1\u200b5", COUNT, NO_NUMBER),
    ("\u202e21\u202c", COUNT, NO_NUMBER),
    ("1\u0336" + "5", COUNT, NO_NUMBER),
    ("1\ufe0f\u20e3", COUNT, NO_NUMBER),
    ("\ud800", COUNT, NO_NUMBER),
    ("đã ban hành kế hoạch, bảo mật mật khẩu, mật độ 15", PROGRESS, NO_NUMBER),
    ("họp ngày 05.11.2026 15 người", PROGRESS, NO_NUMBER),
    ("giải ngân 150000000 đồng", PROGRESS, NO_NUMBER),
]
