"""The words around a support visit: who was counted, repeats, classes, hedges, kinds of places, and mere filling."""

from domain.phrases import HEDGE_LEAD, Phrases, phrases

PEOPLE = phrases(
    *("người", "ng", "người dân", "công dân", "bà con", "lượt", "lượt người", "trường hợp", "khách", "nhân khẩu"),
    *("học viên", "hv", "hội viên", "đoàn viên", "thành viên", "học sinh", "tiểu thương", "đại biểu", "cán bộ"),
    *("bác", "cụ", "cô", "chú", "anh", "chị", "ông", "bà", "em", "bạn", "cháu", "ông bà", "cô bác", "anh chị", "dân"),
    *("người già", "người cao tuổi", "cụ già", "phụ nữ"),
)
HOUSEHOLDS = phrases(
    *("hộ", "hộ gia đình", "hộ dân", "nhà", "nhà dân", "gia đình", "hộ kinh doanh", "hộ kd", "hộ tiểu thương")
)
COUNTED = Phrases(PEOPLE + HOUSEHOLDS)
PEOPLE_AHEAD = phrases("số người", "số lượt", "số học viên", "người:")  # "số người: 5"
HOUSEHOLDS_AHEAD = phrases("số hộ", "hộ:")

REPEAT = phrases(
    *("như trước", "như cũ", "như lần trước", "như lượt trước", "như trên", "như vừa rồi", "y như trước", "y hệt"),
    *("giống trước", "giống lần trước", "giống như trước", "như hồi nãy", "như nãy", "lặp lại", "tương tự"),
)
REPEAT_YESTERDAY = phrases("như hôm qua", "giống hôm qua", "giống như hôm qua", "y như hôm qua")
MORE = phrases("+", "thêm", "ghi thêm", "cộng", "cộng thêm", "bổ sung", "bổ sung thêm")

LESSON = phrases(
    *("lớp", "lớp bồi dưỡng", "lớp tập huấn", "lớp học", "mở lớp", "tổ chức lớp", "tập huấn", "bồi dưỡng"),
    *("buổi tập huấn", "khóa", "khóa học", "mở lớp tập huấn", "mở lớp bồi dưỡng", "lớp phổ cập", "lớp học cộng đồng"),
    *("lớp hướng dẫn", "lớp dạy"),
)

# "+" adds or joins here. The others would catch words typed without marks: có, đo, tám, qua; with their marks they are
# unknown words, which are asked about as well.
_NO_HEDGES = {("+",), ("cỡ",), ("độ",), ("tầm",), ("quá",)}
HEDGES = Phrases(
    tuple(phrase for phrase in HEDGE_LEAD if phrase not in _NO_HEDGES)
    + phrases("một số", "một vài", "vài ba", "chục", "hơn chục", "cả chục", "mấy chục", "vài chục")
)
AFTER_NUMBER = phrases(
    "mấy", "hơn", "vài", "rưỡi", "rưởi", "k", "tr", "triệu", "%", "tỷ", "tỉ", "trên", "…", "...", "?", "hoặc", "hay"
)

JOINS = phrases(",", ";", "và", "+", "|", "•", "·", "*", "còn", "&")
DASHES = ("-", "–", "—", "−")

TEAM = phrases("tổ công nghệ số cộng đồng", "tổ công nghệ số", "tổ cnscđ", "tổ cns", "tổ em", "tổ mình", "tổ tôi")
FILLING = phrases(
    *("giúp", "hỗ trợ", "hỗ trợ được", "hướng dẫn", "hd", "hdan", "ht", "tuyên truyền", "vận động", "tư vấn"),
    *(
        "cho",
        "được",
        "đc",
        "dc",
        "đã",
        "xong",
        "rồi",
        "vừa",
        "mới",
        "vừa mới",
        "kích hoạt",
        "em",
        "dạ",
        "ạ",
        "nhé",
        "nha",
        "ơi",
    ),
    *("tại", "ở", "trong", "với", "là", "có", "làm", "đăng ký", "báo cáo", "bc", "ghi", "ghi nhận", "lượt", "bot"),
    *("bà con", "người dân", "nhân dân", "dân", "công dân", "các", "những", "người già", "người cao tuổi", "cụ"),
    *("tổng", "tổng số", "tổng cộng", "số lượng", "sl", "cùng", "đến", "tới", "xuống", "đi", "anh em", "chị em"),
    *("các bác", "các cụ", "các chị", "các anh", "các cô", "các em", "ông bà", "anh chị", "cô bác", "cô chú", "phụ nữ"),
    *("sáng", "trưa", "chiều", "tối", "buổi", "buổi sáng", "buổi chiều", "buổi tối", "lúc", "địa bàn", "khu vực"),
    *("tuổi", "cao tuổi", "thực hiện", "hoàn thành", "kết quả", "bị", "đoàn viên", "hội viên", "tiểu thương", "gồm"),
    *(
        ":",
        ".",
        "!",
        "=",
        "(",
        ")",
        '"',
        "“",
        "”",
        "→",
        "x",
        "👍",
        "✅",
        "🙏",
        "/",
        "#",
        "theo",
        "thì",
        "nay",
        "mở",
        "tổ chức",
    ),
)
# Words that only look as if they began a place.
NO_PLACE = phrases("cơ bản", "nâng cao", "văn bản", "bản thân", "bản đồ", "thị trường", "môi trường", "đường dây")
HOUR = r"(?:luc )?[0-9]{1,2} ?(?:h|g|gio)(?: ?[0-9]{2}(?![0-9]))?(?: ?(?:ruoi|sang|trua|chieu|toi))?\b"

# Each kind of place with its other spellings; "số" behind it is never part of the name.
KINDS = {
    "tổ": ("tổ dân phố", "tdp", "tổ dp", "tổ"),
    "khu phố": ("khu phố", "kp"),
    "nhà văn hóa": ("nhà văn hóa", "nvh", "nhà vh"),
    "chung cư": ("chung cư", "cc"),
    "số nhà": ("số nhà",),
    **{kind: (kind,) for kind in ("ngõ", "ngách", "hẻm", "kiệt", "thôn", "xóm", "bản", "ấp", "làng", "buôn", "khóm")},
    # not chợ: without marks it is "cho"
    **{kind: (kind,) for kind in ("khối", "khu", "đường", "phố", "tòa", "trường", "trạm", "tiểu khu")},
}

# Figures people write out; the others only ever follow another number.
NUMBER_WORDS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "mười", "trăm", "không")
NUMBER_TAILS = ("mươi", "mốt", "tư", "lăm", "nhăm", "trăm", "chục", "linh", "lẻ", "nghìn", "ngàn", "rưỡi")
