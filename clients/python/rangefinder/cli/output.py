"""Where answers go: as JSON, or as lines that fit the terminal and its characters."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from typing import Any, Iterable, List, Sequence

from ..terminal import printable

# What a plot needs at least to show anything.
_FEWEST_COLUMNS = 20

# Wider than that is hard to read.
_MOST_COLUMNS = 100

_ID_CHARACTERS = 36

_DRAWN = "⡠│└─▲█"


class Output:
    """Stdout, for people or for programs."""

    def __init__(self, as_json: bool):
        self.as_json = as_json
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")  # names may have letters that the locale has not

    @property
    def columns(self) -> int:
        return max(_FEWEST_COLUMNS, min(_MOST_COLUMNS, shutil.get_terminal_size((80, 24)).columns))

    @property
    def ascii_only(self) -> bool:
        return not printable(_DRAWN, sys.stdout)

    def say(self, answer: Any, lines: str) -> None:
        """The answer as it came, or what a person reads of it."""
        print(json.dumps(answer, indent=2, ensure_ascii=self.ascii_only) if self.as_json else lines, flush=True)

    def table(self, answers: Sequence[Any], header: Sequence[str], rows: Iterable[Sequence[object]], none: str) -> None:
        """Columns below a header; in a narrow terminal the cells of a row stand below each other."""
        if self.as_json:
            self.say(list(answers), "")
            return
        cells = [list(map(str, header)), *([str(cell) for cell in row] for row in rows)]
        if len(cells) == 1:
            print(none)
            return
        widths = [max(map(len, column)) for column in zip(*cells)]
        whole = sum(widths) + 2 * (len(widths) - 1)
        if whole <= max(self.columns, 80) and self.columns >= 80 or not sys.stdout.isatty() and self.columns >= 80:
            print("\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in cells))
        else:
            print("\n\n".join(_below(cells[0], row, self.columns) for row in cells[1:]))


def _below(header: List[str], row: List[str], columns: int) -> str:
    """An id is never broken, as it is to be copied."""
    width = max(map(len, header))
    lines: List[str] = []
    for name, cell in zip(header, row):
        if len(cell) == _ID_CHARACTERS and width + 2 + len(cell) > columns:
            lines += [name, f"  {cell}"]
        elif cell not in ("", "-"):
            room = max(columns - width - 2, _FEWEST_COLUMNS // 2)
            parts = [cell] if len(cell) == _ID_CHARACTERS else textwrap.wrap(cell, room)
            lines += [f"{start.ljust(width)}  {part}" for start, part in zip([name, *[""] * (len(parts) - 1)], parts)]
    return "\n".join(lines)
