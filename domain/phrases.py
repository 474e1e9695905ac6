"""The words around a figure and instead of one: specials, yes and no, hedges, lead words and tails."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from domain.folding import Tokens, folded, same_words, tokens_of


class Phrases(tuple[tuple[str, ...], ...]):
    """Phrases as words, found by their first word or their last: most texts have none of them."""

    @cached_property
    def _by_first(self) -> Mapping[str, Sequence[tuple[str, ...]]]:
        return self._by(0)

    @cached_property
    def _by_last(self) -> Mapping[str, Sequence[tuple[str, ...]]]:
        return self._by(-1)

    def at_edge(self, tokens: Tokens, *, front: bool) -> Sequence[tuple[str, ...]]:
        """Those that may stand at the front of the tokens, or at their end, in order."""
        if not tokens:
            return ()
        by_edge, edge = (self._by_first, 0) if front else (self._by_last, -1)
        return by_edge.get(folded(tokens[edge].text), ())

    def _by(self, edge: int) -> Mapping[str, Sequence[tuple[str, ...]]]:
        found = dict[str, list[tuple[str, ...]]]()
        for phrase in filter(None, self):
            found.setdefault(folded(phrase[edge]), []).append(phrase)
        return found


@lru_cache(maxsize=512)
def phrases(*texts: str) -> Phrases:
    """Each text as words, the longest first, so that "tổng số" is found before "tổng"."""
    split = (tuple(token.text for token in tokens_of(text)) for text in texts)
    return Phrases(sorted(split, key=len, reverse=True))


def is_one_of(tokens: Tokens, known: Phrases) -> bool:
    """The whole of the tokens is one of the phrases."""
    return any(same_words(tokens, phrase) for phrase in known.at_edge(tokens, front=True))


def without_lead(tokens: Tokens, known: Phrases) -> Tokens:
    """What is left when the phrases are taken from the front, as often as they stand there."""
    while found := _at(tokens, known, front=True):
        tokens = tokens[found:]
    return tokens


def head_length(tokens: Tokens, known: Phrases) -> int:
    """How many tokens the phrase at the front has; 0 when none stands there."""
    return _at(tokens, known, front=True)


def tail_length(tokens: Tokens, known: Phrases) -> int:
    """How many tokens the phrase at the end has; 0 when none stands there."""
    return _at(tokens, known, front=False)


def split(tokens: Tokens, known: Phrases) -> list[Tokens]:
    """The parts between the phrases, empty ones included."""
    parts: list[Tokens] = []
    start = at = 0
    while at < len(tokens):
        if found := head_length(tokens[at:], known):
            parts.append(tokens[start:at])
            start = at = at + found
        else:
            at += 1
    return [*parts, tokens[start:]]


def without_politeness(tokens: Tokens) -> Tokens:
    """Without "dạ", "ạ" and one closing stop; three stops are a hedge and stay."""
    tokens = without_lead(tokens, POLITE_LEAD)
    while not tail_length(tokens, HEDGE_TAIL) and (found := tail_length(tokens, POLITE_TAIL)):
        tokens = tokens[:-found]
    return tokens


def without_hedges(tokens: Tokens) -> Tokens:
    """Without lead words, and without what makes a figure uncertain before or after it."""
    tokens = without_lead(tokens, ANY_LEAD)
    while found := tail_length(tokens, HEDGE_TAIL):
        tokens = tokens[:-found]
    return tokens


def _at(tokens: Tokens, known: Phrases, *, front: bool) -> int:
    for phrase in known.at_edge(tokens, front=front):
        size = len(phrase)
        if size <= len(tokens) and same_words(tokens[:size] if front else tokens[-size:], phrase):
            return size
    return 0


NOTHING_AROSE = phrases(
    "kps",
    "không phát sinh",
    "ko phát sinh",
    "0 phát sinh",
    "không có phát sinh",
    "chưa phát sinh",
    "chưa có phát sinh",
    *("không ps", "ko ps", "k phát sinh", "0 ps"),
)
THIS_PERIOD = phrases("trong kỳ", "kỳ này", "trong tháng", "tháng này", "trong quý", "quý này")
NO_FIGURE_YET = phrases(
    "chưa có số liệu", "chưa có số", "chưa có kết quả", "chưa tổng hợp", "chưa tổng hợp được", "chưa thống kê"
)
NOT_YET = phrases("chưa", "chưa có")  # no figure yet, or not done, as the question is
NOT_APPLICABLE = phrases("kad", "không áp dụng", "ko áp dụng")
NONE = phrases("không", "ko", "k", "không có", "ko có", "k có", "không nào", "không có nào")

YES = phrases(
    *("có", "rồi", "xong", "đã", "đạt", "hoàn thành", "yes", "ok", "1"),
    *(
        "đã có",
        "có rồi",
        "đã xong",
        "xong rồi",
        "đã hoàn thành",
        "hoàn thành rồi",
        "đã hoàn thành rồi",
        "đã đạt",
    ),
)
NO = phrases(
    *("không", "ko", "chưa", "no", "0", "không có", "không đạt", "chưa đạt"),
    *("chưa xong", "chưa hoàn thành", "không hoàn thành", "chưa làm"),
)
UNSURE_NO = phrases("chưa có")  # to a yes/no question: "no", or "no answer yet"
SHORT_NO = phrases("k", "kh", "k có")  # không, or a slip of the finger

POLITE_LEAD = phrases("dạ", "dạ em", "em", "vâng", "thưa")
POLITE_TAIL = phrases("ạ", "nhé", "nha", ".", "!", ";")
LEAD = phrases(
    *(
        "đạt",
        "đạt được",
        "được",
        "là",
        "có",
        "đã",
        "hoàn thành",
        "kết quả",
        "số lượng",
        "số liệu",
        "tỷ lệ",
        "tỉ lệ",
    ),
    *("tổng số", "tổng", "tổng cộng", "tất cả", ":", "="),
)
HEDGE_LEAD = phrases(
    *("khoảng", "khoảng chừng", "gần", "hơn", "trên", "dưới", "quá", "xấp xỉ", "ước", "ước tính", "ước đạt"),
    *("tầm", "cỡ", "chừng", "độ", "ít nhất", "tối thiểu", "tối đa", "không quá", "không dưới", "đến", "tới"),
    *("hình như", "chắc", "chắc là", "nhiều hơn", "ít hơn", "lớn hơn", "nhỏ hơn", "có lẽ", "dự kiến", "vài", "mấy"),
    *("<", ">", "≤", "≥", "~", "≈", "±", "+"),
)
HEDGE_TAIL = phrases(
    *("trở lên", "trở xuống", "hơn", "có lẻ", "đổ lại", "gì đó", "+", "?", "…", "...", ". ."),
    *("chắc", "hay sao", "thì phải", "chưa chắc", "hoặc hơn"),
)
PERCENT = phrases("%", "phần trăm")
CURRENCY = phrases("đ", "đồng", "đồng chẵn", "vnđ", "vnd", "₫")
MINUS = phrases("-", "−", "‒", "–", "—", "―", "⁻", "﹣", "－", "➖", "âm", "trừ")
OUT_OF = phrases(
    *("/", "trên", "trong", "trên tổng số", "trong tổng số", "trong số", "trên tổng", "trong tổng"),
)
SAME_AS = phrases("=", "tức", "tức là", "bằng", "tương đương", "tương đương với", "tương ứng", "tương ứng với")
BESIDE = phrases(  # between a pair and its percentage
    *(",", ";", "đạt", "chiếm", ", đạt", ", chiếm", ", tức", ", tương đương", ", tương ứng"),
)
IN_WORDS = phrases("bằng chữ", "viết bằng chữ")
FROM = phrases("từ")
UP_TO = phrases("-", "‒", "–", "—", "―", "đến", "tới", "~", "..", "→")
AND = phrases(",", ";", "và", "+", "/", "|", "hoặc", "hay", ":", "(", ")", "=")
NOUNS = phrases(
    *(
        "người",
        "hộ",
        "hộ gia đình",
        "hộ dân",
        "người dân",
        "công dân",
        "nhân khẩu",
        "cán bộ",
        "công chức",
        "đảng viên",
    ),
    *(
        "học viên",
        "học sinh",
        "thành viên",
        "hội viên",
        "hồ sơ",
        "bộ",
        "bộ hồ sơ",
        "văn bản",
        "thủ tục",
        "dịch vụ",
    ),
    *(
        "lượt",
        "lượt người",
        "lần",
        "cuộc",
        "buổi",
        "lớp",
        "đợt",
        "hội nghị",
        "tin",
        "bài",
        "tin bài",
        "video",
    ),
    *(
        "đơn vị",
        "cơ quan",
        "cơ sở",
        "doanh nghiệp",
        "tổ",
        "nhóm",
        "thôn",
        "trường",
        "trạm",
        "điểm",
        "nhà văn hóa",
    ),
    *(
        "sáng kiến",
        "mô hình",
        "nhiệm vụ",
        "chỉ tiêu",
        "kế hoạch",
        "đề tài",
        "giải pháp",
        "sản phẩm",
        "tài khoản",
    ),
    *(
        "trường hợp",
        "vụ",
        "cái",
        "chiếc",
        "máy",
        "camera",
        "giao dịch",
        "chứng thư",
        "phiếu",
        "ý kiến",
        "ngày",
        "giờ",
    ),
    *("km", "m", "m2", "m²", "ha", "kg", "tấn"),
)
MEASURED = phrases("km", "m", "m2", "m²", "ha", "kg", "tấn", "giờ", "km2", "km²")  # may well have a fraction

ANY_LEAD = Phrases(LEAD + HEDGE_LEAD)
SAID_TWICE = Phrases(SAME_AS + BESIDE)
LEAD_IN_WORDS = Phrases(IN_WORDS + LEAD)
