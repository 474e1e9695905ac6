"""Every column of every table is known to hold personal data, or to hold none; the register shows all that do."""

import pytest

from storage import personal
from storage.personal import PERSONAL, PLAIN, Category
from storage.tables import Table
from tests.bot.calling import call

PERSONAL_COLUMNS = [one for category in Category for one in personal.columns(category)]


@pytest.mark.parametrize("table", sorted(Table.metadata.tables))
def test_every_column_is_classified_once(table: str) -> None:
    kinds = [names[table].split() for names in PERSONAL.values() if table in names] + [PLAIN.get(table, "").split()]
    told = [name for names in kinds for name in names]
    columns = Table.metadata.tables[table].columns
    by_themselves = [one.name for one in columns if personal.refers(one) or personal.is_number(one)]
    assert sorted(told + by_themselves) == sorted(one.name for one in columns), "a new column? storage/personal.py"


def test_no_table_is_told_of_that_is_not_there() -> None:
    told = {table for names in PERSONAL.values() for table in names} | set(PLAIN)
    assert told <= set(Table.metadata.tables)


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_the_register_names_every_column_that_holds_personal_data(
    locale: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    said = call("privacy", "report", "--data", tmp_path_factory.mktemp("register"), env={"DUNGHAN_LOCALE": locale})
    assert said.exit_code == 0
    assert [one for one in PERSONAL_COLUMNS if f"`{one}`" not in said.output] == []
