"""A curve in the terminal, in Braille dots: two columns and four rows of them a character."""

from __future__ import annotations

import math
from typing import Callable, List, Mapping, Optional, Sequence, Tuple

# Unicode, chapter 21.1: the bits of a Braille pattern, by its row from the top and its column.
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BLANK = 0x2800

_ASCII = {"│": "|", "└": "+", "─": "-", "▲": "^"}

Point = Tuple[float, float]


def plot(
    points: Sequence[Point],
    *,
    width: int = 72,
    height: int = 14,
    log_x: bool = False,
    marks: Optional[Mapping[str, float]] = None,
    highest: Optional[float] = None,
    ascii_only: bool = False,
) -> str:
    """The points with their axes, in lines of `width` characters at most; `marks` are named places on the x axis.

    With `ascii_only` a star stands for the dots, for terminals that have no others. What is not finite, and on a logarithmic
    axis not above 0, is left out; what is above `highest` is drawn at the top.
    """
    shown = [(x, y) for x, y in points if math.isfinite(x) and math.isfinite(y) and (x > 0 or not log_x)]
    if not shown:
        return "(nothing to plot)"
    ceiling = max(y for _, y in shown) if highest is None else min(highest, max(y for _, y in shown))
    low = min(min(y for _, y in shown), ceiling)
    labels = [f"{ceiling:.4g}", f"{low:.4g}"]
    margin = max(map(len, labels)) + 2
    columns = max(width - margin, 2)
    at = _axis(min(x for x, _ in shown), max(x for x, _ in shown), log_x)
    cells = [[_BLANK] * columns for _ in range(height)]
    for x, y in shown:
        part = (ceiling - min(y, ceiling)) / (ceiling - low) if ceiling > low else 0.5
        column, row = round(at(x) * (2 * columns - 1)), round(part * (4 * height - 1))
        cells[row // 4][column // 2] |= _DOTS[row % 4][column % 2]
    lines = [_label(row, height, labels).rjust(margin - 2) + " │" + _dots(cells[row]) for row in range(height)]
    first, last = f"{min(x for x, _ in shown):.3g}", f"{max(x for x, _ in shown):.3g}"
    lines.append(" " * (margin - 1) + "└" + _rule(columns, at, marks or {}))
    lines.append(" " * margin + first + last.rjust(columns - len(first)))
    lines += [f"{'':{margin}}▲ {name} {value:.4g}" for name, value in (marks or {}).items()]
    drawn = "\n".join(line.rstrip() for line in lines)
    return _in_ascii(drawn) if ascii_only else drawn


def _in_ascii(drawn: str) -> str:
    return "".join("*" if _BLANK < ord(char) <= _BLANK + 0xFF else _ASCII.get(char, char) for char in drawn)


def _axis(first: float, last: float, log: bool) -> Callable[[float], float]:
    """Where between 0 and 1 a value stands."""
    scale: Callable[[float], float] = math.log if log else float
    start, end = scale(first), scale(last)
    return lambda value: (scale(value) - start) / (end - start) if end > start else 0.5


def _label(row: int, height: int, labels: List[str]) -> str:
    return labels[0] if row == 0 else labels[1] if row == height - 1 else ""


def _dots(cells: List[int]) -> str:
    return "".join(" " if cell == _BLANK else chr(cell) for cell in cells)


def _rule(columns: int, at: Callable[[float], float], marks: Mapping[str, float]) -> str:
    rule = ["─"] * columns
    for value in marks.values():
        part = at(value)
        if 0 <= part <= 1:
            rule[round(part * (columns - 1))] = "▲"
    return "".join(rule)
