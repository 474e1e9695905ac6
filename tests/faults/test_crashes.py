"""The bot dies at every seam, on both databases, and whoever comes after it finishes as if nothing had been."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from storage.database import Database
from tests.conftest import POSTGRESQL, SQLITE
from tests.databases import Postgres, opened
from tests.faults import afterlife, fates, lives, ward
from tests.faults.afterlife import Rest
from tests.faults.fates import Fates, Which
from tests.faults.lives import Cradle
from tests.faults.plays import PLAYS
from tests.faults.seams import SEAMS
