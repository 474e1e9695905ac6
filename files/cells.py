"""Cells that a spreadsheet shows as they are: no text is ever computed."""

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """The same to read; an apostrophe keeps a spreadsheet from taking it for a formula."""
    return f"'{cell}" if cell.startswith(("\t", "\r", "\n")) or cell.lstrip().startswith(_FORMULA) else cell
