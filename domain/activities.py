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
        ("dịch vụ công", "dvc", "dvctt", "dv công", "dvc trực tuyến", "dvc online", "nộp hồ sơ trực tuyến"),
    ),
    Activity("vneid", "VNeID", ("vne id", "vn eid", "định danh", "định danh điện tử", "ddđt", "đddt")),
    Activity("app_install", "cài ứng dụng", ("cài app", "cài đặt ứng dụng", "ứng dụng", "app")),
    Activity("digital_payment", "thanh toán số", ("thanh toán", "tts", "ttkdtm", "ví điện tử")),
    Activity("health_record", "sổ sức khỏe điện tử", ("sổ sức khỏe", "ssk", "sskđt")),
    Activity("digital_signature", "chữ ký số", ("chữ kí số", "cks")),
    Activity("online_safety", "an toàn mạng", ("an toàn thông tin", "attt", "atm mạng", "an ninh mạng")),
    Activity("digital_skills", "kỹ năng số", ("kĩ năng số", "kns")),
    Activity(OTHER, "khác", ("việc khác", "hoạt động khác")),
)
