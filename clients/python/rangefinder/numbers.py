"""Numbers as this package takes them: Python's, and whatever else holds one, such as a scalar of NumPy, torch or JAX.

They are read when they are given: a tensor that is refilled afterwards changes nothing. Those that JSON lacks travel as the
strings `NaN`, `Infinity` and `-Infinity`, in and out.
"""

from __future__ import annotations

import math
import operator
import os
from typing import Any, Optional, Union

Number = Union[float, str]


def real(name: str, value: Any) -> float:
    """The number; `ValueError` with its name where it is none."""
    try:
        return float(_scalar(value))
    except (TypeError, ValueError, RuntimeError):
        raise ValueError(f"{name} is {_shown(value)}, expected a number") from None


def whole(name: str, value: Any, least: int = 0) -> int:
    """The whole number, which is `least` or more."""
    try:
        found = operator.index(_scalar(value))
    except (TypeError, ValueError, RuntimeError):
        found = None
    if found is None or found < least:
        raise ValueError(f"{name} is {_shown(value)}, expected a whole number, {least} or more")
    return found


def share(name: str, value: Any) -> Optional[float]:
    """A number from 0 to 1; None where it is not a number, as the mean over nothing."""
    found = real(name, value)
    if math.isnan(found):
        return None
    if not 0 <= found <= 1:
        raise ValueError(f"{name} is {found!r}, expected a share from 0 to 1")
    return found


def rate(name: str, value: Any) -> float:
    """A learning rate: finite, 0 or more."""
    found = real(name, value)
    if not (math.isfinite(found) and found >= 0):
        raise ValueError(f"{name} is {found!r}, expected a finite number, 0 or more")
    return found


def short(value: Any) -> str:
    """Six digits of a number, all of a whole one."""
    return str(value) if isinstance(value, int) else f"{value:.6g}"


def plain(value: Any, name: str = "") -> Any:
    """The value in what JSON has: numbers of other libraries as Python's, those that JSON lacks by their names."""
    if isinstance(value, float):
        return to_json(value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if hasattr(value, "items"):
        return {str(key): plain(entry, f"{name}/{key}") for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry, f"{name}/{index}") for index, entry in enumerate(value)]
    if hasattr(value, "tolist"):  # arrays and scalars of NumPy, torch and JAX
        return plain(value.tolist(), name)
    if isinstance(value, os.PathLike) or hasattr(value, "isoformat"):
        return str(value) if isinstance(value, os.PathLike) else value.isoformat()
    raise ValueError(f"{name or 'a value'} is {value!r}, which JSON cannot say")


def to_json(value: float) -> Number:
    """The number, or its name."""
    value = float(value)
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


def from_json(value: Optional[Number]) -> Optional[float]:
    """The number that JSON or a name says; None where there is none."""
    return None if value is None else float(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, (str, bytes)):
        raise TypeError
    return value.item() if hasattr(value, "item") else value


def _shown(value: Any) -> str:
    shape = getattr(value, "shape", ())
    if shape is not None and len(shape) > 0:
        return f"a {type(value).__name__} of shape {tuple(shape)}"
    return repr(value)
