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
        ‹ All right, 102%. Please give a short reason to keep with it, such as "counted in a new way"; …
        › counted twice on purpose
        ‹ Recorded 102%. 3/5 …
        › skip
        ‹ Question 3 is left for later. 4/5 …
        › back
        ‹ 3/5 … Answer YES when it is complete, NO when it is still under way. Later: SKIP
        › no
        ‹ Recorded: not done yet. 4/5 …
        › yes
        ‹ Recorded: done. 5/5 …
        › chua co so lieu
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


async def test_sent_back_and_opened_again_in_english(town: Town) -> None:
    await town.answer_all()
    await town.tell_since_now("""
        › language en
        ‹ I will use English from now on.
        Hạnh › language en
        Hạnh ‹ I will use English from now on.
        Hạnh › accept
        Hạnh ‹ Report 11/2026 of Văn phòng HĐND & UBND phường, handed in at 08:00 Monday 09/11, 5 questions: …
        Hạnh › return 2: 1 the system says 86%; due 18/11 15:00
        Hạnh ‹ Question 2 of report 11/2026 … went back: “The figure differs from the system: the system says 86%”.
          New due time 15:00 Wednesday 18/11. …
        ‹ Đỗ Thị Hạnh (Phòng Văn hóa Xã hội) sends back question 2 of report 11/2026.
          New due time 15:00 Wednesday 18/11; … 2/5 · … Sent: 90% · Returned because: …
        › 86
        ‹ … Sent again to Phòng Văn hóa Xã hội. The report still counts as on time.
        › absent 1/12 - 5/12 by Dũng
        ‹ Noted: you are away from Tuesday 01/12 to the end of Saturday 05/12, Phạm Tiến Dũng stands in …
    """)
