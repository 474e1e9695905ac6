"""What nobody else on the machine may read: the data folder, its keys, the settings file."""

import stat
from pathlib import Path

from bot.environment import FILE

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def open_to_others(folder: Path) -> list[Path]:
    """Which of them other accounts can read or write."""
    kept = [folder, Path(FILE), *sorted(folder.glob("*.key"))]
    return [one for one in kept if is_open(one)]


def is_open(path: Path) -> bool:
    """Whether anybody but its owner can do anything with a file or folder that is there. A pipe is nobody's."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return bool(mode & _OTHERS) and (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
