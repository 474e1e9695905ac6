"""The same chat for an English reader."""

from tests.stories.town import Town


async def test_a_report_in_english(town: Town) -> None:
    await town.tell_since_now("""
        › ngonngu en
        ‹ I will use English from now on.
        › viec
        ‹ Report 11/2026 of Văn phòng HĐND & UBND phường: 0/5 answered, due 17:00 Monday 16/11.
          1/5 · CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân (%)
          Target 100%
          Answer with a number, such as 93.5 or 187/200.
          Nothing arose: KPS · No figure yet: CHUA CO · Later: SKIP
        › 0.95
        ‹ … Do you mean 95% or 0.95%? Type "yes 95%", or type the number again.
          [95%] [0.95%]
        › yes
        ‹ That can be read in more than one way; please say which. …
        › yes 0.95
        ‹ Recorded 0.95%. 2/5 …
        › 102
        ‹ That is more than 100%. Is it 102%? Type "yes", or type the number again.
        › yes
        ‹ Recorded 102%. 3/5 …
        › skip
        ‹ Question 3 is left for later. 4/5 …
        › back
        ‹ 3/5 … Answer YES when it is complete, NO when it is still under way. Later: SKIP
        › no
        ‹ Recorded: not done yet. 4/5 …
        › yes
        ‹ Recorded: done. 5/5 …
        › chua co
        ‹ Recorded: no figure yet. When is it expected? For example 20/11, or "skip" when it is not known.
        › skip
        ‹ Recorded: no figure yet. All 5/5: …
          [Send] [Correct]
        › send
        ‹ Report 11/2026 of Văn phòng HĐND & UBND phường received at 08:00 on 09/11, 7 days early.
          Number BC-2026-11-VPHDND-1.
          It can be corrected until 17:00 Tuesday 01/12: type "sua 2".
        › help
        ‹ Type: … • gui: hand in a complete report …
        › ngôn ngữ vi
        ‹ Từ giờ em dùng tiếng Việt.
        › language fr
        ‹ Gõ "ngôn ngữ vi" hoặc "ngôn ngữ en".
    """)
