"""`xuất lượt`: the visits of a month as a file, with a picture of where the teams have been."""

from files import heat_map, visit_tables
from handlers import pin, refusing, visit_coverage, visit_monthly, visit_sheets
from handlers.talk import Talk
from locales import speak

_CSV = ("csv", ".csv")


async def export(talk: Talk, said: str = "") -> None:
    """`xuất lượt`, `xuất lượt tháng 10`, `xuất lượt 10/2026 csv`: for the aggregating office."""
    if not await talk.holds(visit_monthly.NAMING):
        await refusing.say(talk, "visit_sheet.not_yours", "export")
        return
    organisation = talk.known.organisation
    as_csv = talk.heard.text.lower().rstrip().endswith(_CSV)
    first = visit_monthly.named(talk.heard.text, talk.today)
    file_name = f"luot-{first:%Y-%m}.{'csv' if as_csv else 'xlsx'}"
    if not talk.reach.can.takes(file_name) and not talk.reach.has_links:
        await talk.reply(talk.say("visit_sheet.no_files"))
        return
    if await pin.is_asked(talk):
        return
    # The words of the file are the organisation's, not those of whoever fetches it.
    say = speak(organisation.locale)
    pages = await visit_sheets.of_month(talk.session, say, organisation, first)
    content = (
        await talk.beside(visit_tables.as_csv, pages[0])
        if as_csv
        else await talk.beside(visit_tables.as_workbook, pages, talk.now)
    )
    text = talk.say.count("visit_sheet.sent", len(pages[0].rows), month=f"{first:%m/%Y}")
    await talk.reply(text, document=content, file_name=file_name)
    drawn = await visit_coverage.of_all(talk.session, say, organisation, talk.today)
    if drawn is not None:
        await talk.reply(talk.say("visit_coverage.all"), photo=await talk.beside(heat_map.as_png, drawn))
