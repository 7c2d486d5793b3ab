"""Numbers that JSON lacks travel as the strings `NaN`, `Infinity` and `-Infinity`, in and out."""

from __future__ import annotations

import math
from typing import Optional, Union

Number = Union[float, str]


def to_json(value: float) -> Number:
    """The number, or its name."""
    value = float(value)
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


def from_json(value: Optional[Number]) -> Optional[float]:
    """The number that JSON or a name says; None where there is none."""
    return None if value is None else float(value)
