"""What a community team helps people with: the activities every organisation starts from, and their names."""

from dataclasses import dataclass

OTHER = "other"  # khác: what was done is said in words


@dataclass(frozen=True, slots=True)
class Activity:
    """One kind of help. `synonyms`: other names and abbreviations; marks and case do not matter in any of them."""

    code: str
    name: str
    synonyms: tuple[str, ...] = ()


# An organisation may rename these and add its own; it hands its list to the reader.
SHIPPED = (
    Activity(
        "public_services",
        "dịch vụ công trực tuyến",
        (
            *("dịch vụ công", "dvc", "dvctt", "dvc tt", "dv công", "dvc trực tuyến", "dvc online", "dịch vụ công tt"),
            *("nộp hồ sơ trực tuyến", "nộp hồ sơ online", "nộp hồ sơ qua mạng", "cổng dịch vụ công", "cổng dvc"),
            *("dịch vụ công mức 3", "dịch vụ công mức 4", "dvc mức 3", "dvc mức 4", "tài khoản dịch vụ công"),
            *("dịch vụ công toàn trình", "dvc toàn trình"),
        ),
    ),
    Activity(
        "vneid",
        "VNeID",
        (
            *("vne id", "vn eid", "vn e id", "vne", "vneid mức 1", "vneid mức 2", "vneid mức độ 2", "app vneid"),
            *("cài vneid", "cài app vneid", "cài đặt vneid", "cài ứng dụng vneid", "tài khoản vneid"),
            *("định danh", "định danh điện tử", "định danh mức 1", "định danh mức 2", "định danh mức độ 2"),
            *("tài khoản định danh", "tài khoản định danh điện tử", "ddđt", "đddt", "đdđt", "dddt"),
        ),
    ),
    Activity(
        "app_install",
        "cài ứng dụng",
        (
            *("cài app", "cài đặt ứng dụng", "cài đặt app", "cài đặt", "cài", "tải app", "tải ứng dụng", "ứng dụng"),
            *("app", "cài đặt phần mềm", "cài phần mềm", "cài zalo", "cài app zalo"),
        ),
    ),
    Activity(
        "digital_payment",
        "thanh toán số",
        (
            *("thanh toán", "tts", "thanh toán không tiền mặt", "thanh toán không dùng tiền mặt", "ttkdtm", "ttktm"),
            *("thanh toán điện tử", "thanh toán online", "ví điện tử", "mã qr", "quét qr", "mở ví điện tử"),
        ),
    ),
    Activity(
        "health_record",
        "sổ sức khỏe điện tử",
        (
            *(
                "sổ sức khỏe",
                "ssk",
                "sskđt",
                "sskdt",
                "sổ sk",
                "sổ sk điện tử",
                "ssk điện tử",
                "cài ssk",
                "cài app ssk",
            ),
            *("cài sổ sức khỏe", "cài sổ sức khỏe điện tử", "tích hợp sổ sức khỏe", "hồ sơ sức khỏe điện tử"),
        ),
    ),
    Activity("digital_signature", "chữ ký số", ("chữ kí số", "cks", "ký số", "kí số", "chữ ký điện tử")),
    Activity(
        "online_safety",
        "an toàn mạng",
        (
            *("an toàn thông tin", "attt", "an toàn thông tin mạng", "atttm", "an ninh mạng", "an toàn trên mạng"),
            *("an toàn không gian mạng", "lừa đảo mạng", "chống lừa đảo", "phòng chống lừa đảo", "lừa đảo trực tuyến"),
            *("phòng chống lừa đảo trực tuyến", "lừa đảo qua mạng"),
        ),
    ),
    Activity("digital_skills", "kỹ năng số", ("kĩ năng số", "kns", "kỹ năng số cơ bản", "bình dân học vụ số", "bdhvs")),
    Activity(OTHER, "khác", ("việc khác", "hoạt động khác", "nội dung khác", "hỗ trợ khác")),
)
