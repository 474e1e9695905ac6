"""Every button could be typed: the sentence it stands under quotes the words, in every language."""

import pytest

from bot.wording import TYPED
from locales import CATALOGUES, speak
from tests.locales.test_keys import VI, catalogue

# The button, the sentences it stands under, and what they quote in Vietnamese and in English.
NAMED = [
    ("agree", ["join.ask_consent", "join.agree_or_not"], "đồng ý", "agree"),
    ("agree", ["rounds.how"], "đồng ý", "1"),
    ("more", ["join.ask_consent"], "xem thêm", "more"),
    ("send", ["review.how", "review.lacking"], "gửi", "gui"),
    ("send", ["several.send"], "gửi", "send"),
    ("fix", ["review.how"], "sửa 2", "sua 2"),
    ("right", ["odd.rather", "odd.right"], "đúng ", "yes "),
    ("store", ["several.store", "several.store_these"], "ghi", "save"),
    ("store", ["days_off.yes_or_no"], "ghi", "store"),
    ("one_figure", ["several.or_one"], "một số", "one figure"),
    ("all_right", ["derived.how", "derived.how_in_words"], "đúng", "yes"),
    ("approve", ["check.how.approve"], "duyệt", "duyet"),
    ("accept", ["check.how.accept"], "tiếp nhận", "tiepnhan"),
    ("return", ["check.how.approve", "check.how.accept"], "trả lại 2", "tralai 2"),
    ("return", ["check.how_looking"], "trả lại 2", "return 2"),
    ("see", ["check.arrived.approve"], "duyệt", "duyet"),
    ("see", ["check.arrived.accept"], "tiếp nhận", "tiepnhan"),
    ("grant", ["unlock.request"], "cho mở ", "chomo "),
    ("refuse", ["unlock.request"], "từ chối ", "tuchoi "),
    ("recompute", ["outdated.how"], "tính lại", "recompute"),
    ("rule.go_on", ["ruling.which", "ruling.not_understood"], "tiếp tục thực hiện", "go on"),
    ("rule.adjust", ["ruling.which", "ruling.not_understood"], "điều chỉnh", "adjust"),
    ("rule.extend", ["ruling.which", "ruling.not_understood"], "gia hạn", "extend"),
    ("rule.stop", ["ruling.which", "ruling.not_understood"], "dừng thực hiện", "stop"),
    ("rule.replace", ["ruling.which", "ruling.not_understood"], "thay thế", "replace"),
    ("record_decision", ["ruling.confirm_how"], "ghi quyết định", "record decision"),
    ("agree_notice", ["consent.changed"], "đồng ý thông báo", "agree to the notice"),
    ("withdraw", ["consent.changed"], "rút đồng ý", "withdraw consent"),
    ("erase", ["erase.sure"], "gửi yêu cầu xóa", "send the request"),
    ("close_round", ["rounds.card_how"], "đóng đợt", "close round"),
]


def test_no_button_is_forgotten() -> None:
    buttons = {key for key in VI if key.startswith("button.")}
    assert {f"button.{button}" for button, *_ in NAMED} | set(TYPED) == buttons


@pytest.mark.parametrize(("button", "sentences", "vi", "en"), NAMED)
@pytest.mark.parametrize("locale", list(CATALOGUES))
def test_the_sentence_says_what_to_type(locale: str, button: str, sentences: list[str], vi: str, en: str) -> None:
    said = {str(key): str(message.string) for key, message in catalogue(locale).items()}
    quoted = f'"{vi if locale == "vi" else en}'
    assert [one for one in sentences if quoted not in said[one].replace("\n", " ")] == []


@pytest.mark.parametrize("locale", list(CATALOGUES))
def test_what_is_added_for_the_others_quotes_nothing_itself(locale: str) -> None:
    assert all('"' not in speak(locale)(words) for words in TYPED.values())
