"""`điểm thi đua`: every unit's score with the shares it is made of, as words and as a file."""

from tests.stories.doings import newest_file
from tests.stories.town import Town
from tests.stories.year import reported


async def test_leaders_see_all_units_and_officers_their_own(town: Town) -> None:
    await reported(town, "TTPVHCC", 9, {"HB-4": 95, "HB-5": 90})
    await reported(town, "VPHDND", 9, {"HB-1": 100, "HB-2": 100, "HB-14": 1, "HB-15": 1, "HB-II.7": "done 5/BC-UBND"})
    await town.tell_since_now("""
        Bình › điểm thi đua
        Bình ‹ ĐIỂM THI ĐUA 2026 · phường Hồng Bàng
          1. VP HĐND&UBND: 100 điểm (đúng hạn 1/1, đủ số liệu 1/1, không bị trả lại 1/1,
          không phải sửa sau khi gửi 1/1, đạt mục tiêu 4/4)
          2. TT PVHCC: … điểm (đúng hạn 1/1, đủ số liệu 0/1, …
          Cách tính: 35 × đúng hạn + 25 × đủ số liệu + 10 × không bị trả lại + 5 × không phải sửa sau khi gửi
          + 25 × đạt mục tiêu; tối đa 100 điểm. …
        An › diem thi dua
        An ‹ ĐIỂM THI ĐUA 2026 · phường Hồng Bàng 1. VP HĐND&UBND: 100 điểm … Cách tính: …
        An › điểm 2025
        An ‹ Năm 2025 chưa có báo cáo nào đến hạn nên chưa có điểm. …
    """)
    assert (await newest_file(town.phones["Bình"]))[0] == "diem-2026.xlsx"


async def test_the_csv_can_be_added_up_again(town: Town) -> None:
    await reported(town, "VPHDND", 9, {"HB-1": 100, "HB-2": 50})
    await town.tell_since_now("""
        Hạnh › điểm thi đua csv
        Hạnh ‹ ĐIỂM THI ĐUA 2026 · …
    """)
    lines = (await newest_file(town.phones["Hạnh"]))[1].decode("utf-8-sig").splitlines()
    assert lines[0] == "ĐIỂM THI ĐUA 2026 · UBND phường Hồng Bàng"
    assert lines[-2].startswith("Đơn vị,Điểm,đúng hạn,")
    # 35 + 0 + 10 + 5 + 25 × 1/4
    assert lines[-1] == 'Văn phòng HĐND & UBND phường,"56,3",1/1,0/1,1/1,1/1,1/4'
