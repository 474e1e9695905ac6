"""House rules for growing: the page says which tables cannot be taken apart by organisation."""

import re

from sqlalchemy import UniqueConstraint

from storage import visit_tables  # noqa: F401 - so that its tables are there
from storage.tables import Table
from tests.house.files import HOUSE

PAGE = (HOUSE / "docs" / "scale.md").read_text(encoding="utf-8")
TOLD = PAGE.split("<!-- tables without organisation_id -->")[1].split("<!-- end -->")[0]


def test_the_page_names_every_table_that_may_belong_to_no_organisation() -> None:
    columns = {table.name: table.columns.get("organisation_id") for table in Table.metadata.sorted_tables}
    homeless = {name for name, column in columns.items() if column is None or column.nullable}
    assert set(re.findall(r"^\| `(\w+)` \|", TOLD, re.MULTILINE)) == homeless


def test_the_keys_the_page_says_are_global_are() -> None:
    for table, columns in {"outbox": {"key"}, "accounts": {"channel", "address"}, "invites": {"code_hash"}}.items():
        found = Table.metadata.tables[table].constraints
        assert columns in [set(one.columns.keys()) for one in found if isinstance(one, UniqueConstraint)]
