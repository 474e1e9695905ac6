"""Who plays in the demo, and what they answer: phường Hồng Bàng's units in November 2026."""

from dataclasses import dataclass

ORGANISATION_UNIT = "UBND"
GROUP_TITLE = "Lãnh đạo phường Hồng Bàng"
ZALO_GROUP_TITLE = "Lãnh đạo phường · Zalo"


@dataclass(frozen=True, slots=True)
class Part:
    """One person: where they serve, as what, and what their phone is labelled with on the page.

    `channel`: where they are when the demo is served, which has people on two messengers at once.
    """

    name: str
    label: str
    unit: str
    role: str
    channel: str = "telegram"


HOA = Part("Nguyễn Thị Hoa", "Phòng Văn hóa Xã hội", "VHXH", "officer")
CUONG = Part("Phạm Quốc Cường", "Văn phòng HĐND & UBND", "VPHDND", "officer")
MAI = Part("Trần Thị Mai", "Trung tâm Phục vụ Hành chính công", "TTPVHCC", "officer", "zalo_bot")
LONG = Part("Vũ Đức Long", "Phòng Kinh tế, Hạ tầng và Đô thị", "KTHTDT", "officer", "zalo_bot")
TUAN = Part("Đỗ Minh Tuấn", "Công an phường", "CAP", "officer")
KHANH = Part("Bùi Quang Khánh", "Trưởng phòng Kinh tế, Hạ tầng và Đô thị", "KTHTDT", "head", "zalo_bot")
SON = Part("Hoàng Văn Sơn", "Tổng hợp, Phòng Văn hóa Xã hội", "VHXH", "aggregator")
HA = Part("Lê Thị Thu Hà", "Chủ tịch UBND phường", ORGANISATION_UNIT, "leader")
THANG = Part("Ngô Quốc Thắng", "Phó Chủ tịch UBND phường", ORGANISATION_UNIT, "leader", "zalo_bot")

TAM = Part("Nguyễn Văn Tâm", "Tổ CNSCĐ tổ dân phố 5", "TO05", "head")
NGA = Part("Phạm Thị Nga", "Tổ CNSCĐ tổ dân phố 12", "TO12", "head", "zalo_bot")

OFFICERS = (HOA, CUONG, MAI, LONG, TUAN)
CAST = (*OFFICERS, KHANH, SON, HA, THANG, TAM, NGA)

# Who opens a leadership group, its title, who is in it; where there is one messenger only, the first has them all.
GROUPS = ((HA, GROUP_TITLE, (HA, SON)), (THANG, ZALO_GROUP_TITLE, (THANG, KHANH)))

# What each officer types, question by question; the comments say what is shown by it.
ANSWERS: dict[Part, tuple[str, ...]] = {
    MAI: (
        "412/430",  # a pair keeps its numerator and denominator
        "91,5",
        "187/200",
        "9.1",  # a point: asked back with both readings
        "đúng 9,1",
        "100%",
        "một trăm phần trăm",  # numbers in words
        "KPS",  # nothing arose: no survey this month
        "chưa xong",
        "chưa",
        "Rà soát 62 thủ tục, đề nghị cắt giảm 4; niêm yết tại bộ phận một cửa.",
        "Thử trợ lý ảo hướng dẫn hồ sơ hộ tịch, đang lấy ý kiến người dân.",
        "sửa 4",  # corrected before sending
        "91",
        "gửi",
    ),
    HOA: (
        "đúng",  # what the community teams have logged is filled in already
        "98,4",
        "350/356",
        "chưa xong",
        "có",
        "96",
        "7 sáng kiến",
        "1",
        "2 cơ sở",
        "chưa xong",
        "xong",
        "12/40",
        "Phát 8 chuyên mục trên đài, 21 bài trên trang của phường.",
        "Hai hội nghị, 310 người dự; 3 video ngắn.",
        "Ký cam kết an toàn mạng với 5 trường, đạt kế hoạch.",
        "bỏ qua",  # left for later; it comes again at the end
        "Chưa triển khai, đang chọn lĩnh vực thí điểm.",
        "Số hóa 2 di tích, mở tour ảo 1 điểm.",
        "Đã trình hồ sơ cấp độ 2 cho hệ thống một cửa.",
        "3 đề tài cấp trường, 11 giáo viên tham gia.",
        "gửi",
    ),
    CUONG: ("118/120", "99", "chưa xong", "xong", "Dùng trợ lý ảo soạn dự thảo văn bản tại 2 bộ phận."),
    LONG: ("94,5", "khoảng 2", "2,1", "xong"),  # then he stops, half way
}
