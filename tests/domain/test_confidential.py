"""What must not be taken over a messenger is known, and what only looks like it is let through."""

import pytest

from domain import confidential

PHONES = (
    *("0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "09 12 34 56 78", "0912/345/678"),
    *("(028) 3822 1234", "+84912345678", "+84 912 345 678", "0084 912345678", "gọi 0912345678 nhé"),
)
NO_PHONES = (
    *("15", "1.234.567.890", "150.000.000.000", "05.11.2026", "05/11/2026", "05/11/2026 15", "0/1.234.567.890"),
    *("0,912345678", "123456789"),
)
SECRETS = ("Mật", "TỐI MẬT", "tuyệt mật: 15", "toi mat", "văn bản mật số 5", "van ban mat", "15 (mật)")
NO_SECRETS = ("bảo mật", "mật khẩu", "mật độ 15", "bí mật", "cơ mật", "mat khau", "mặt bằng", "mat bang", "15")
IDENTITIES = ("079203012345", "079 203 012 345", "079.203.012.345", "012345678")
NO_IDENTITIES = ("123.456.789.012", "15", "0,12345678", "0")
MAY_BE_IDENTITIES = ("123456789", "123456789012", "CCCD 123456789012", "123456789 hồ sơ")
AMOUNTS = ("123456789 đồng", "123456789đ", "150.000.000.000", "150000000000 vnđ", "1234567890", "12345678")


def lowered(texts: tuple[str, ...]) -> list[str]:
    return [text.lower() for text in texts]


@pytest.mark.parametrize("text", PHONES)
def test_a_phone_number_is_known_however_it_is_grouped(text: str) -> None:
    assert confidential.has_phone(text)


@pytest.mark.parametrize("text", NO_PHONES)
def test_a_day_or_an_amount_is_no_phone_number(text: str) -> None:
    assert not confidential.has_phone(text)


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("84912345678", True),
        ("84 912 345 678", True),
        ("(84) 912345678", True),
        ("84912345678 đồng", False),
        ("84.912.345.678", False),
        ("849123456789", False),
    ],
)
def test_84_and_nine_digits_may_be_a_phone_number(text: str, may_be: bool) -> None:
    assert confidential.may_be_phone(text) is may_be


@pytest.mark.parametrize("text", lowered(SECRETS))
def test_a_mark_of_secrecy_is_seen(text: str) -> None:
    assert confidential.is_secret(text)


@pytest.mark.parametrize("text", lowered(NO_SECRETS))
def test_a_word_that_only_holds_the_syllable_is_no_mark(text: str) -> None:
    assert not confidential.is_secret(text)


@pytest.mark.parametrize("text", IDENTITIES)
def test_a_citizens_number_from_0_is_known(text: str) -> None:
    assert confidential.has_identity(text)


@pytest.mark.parametrize("text", NO_IDENTITIES)
def test_other_figures_are_no_citizens_number(text: str) -> None:
    assert not confidential.has_identity(text)


@pytest.mark.parametrize("text", lowered(MAY_BE_IDENTITIES))
def test_nine_or_twelve_digits_in_a_row_may_be_a_citizens_number(text: str) -> None:
    assert confidential.may_be_identity(text)


@pytest.mark.parametrize("text", AMOUNTS)
def test_grouped_digits_or_a_currency_are_an_amount(text: str) -> None:
    assert not confidential.may_be_identity(text)


@pytest.mark.parametrize("text", ["nan", "inf", "1e3", "1e-3", "1_000", "0x1f", "१२", "１２", "١٢"])
def test_a_machines_notation_is_known(text: str) -> None:
    assert confidential.is_foreign_notation(text)


@pytest.mark.parametrize("text", ["12", "1.000", "12,5", "10²", "½", "nan y", "2 e"])
def test_an_officers_notation_is_not_a_machines(text: str) -> None:
    assert not confidential.is_foreign_notation(text)
