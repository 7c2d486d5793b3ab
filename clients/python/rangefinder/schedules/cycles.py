"""Cyclical policies: a rise and a fall between two bounds, again and again (Smith, arXiv 1506.01186, section 3.1)."""

from __future__ import annotations

import math
from typing import Any, Callable, Mapping, Optional

Curve = Callable[[int], float]


def between(start: float, end: float, height: float) -> float:
    """The point at `height`, from 0 to 1, of the line between two values; rounding never leaves the line."""
    return min(max(start * (1 - height) + end * height, min(start, end)), max(start, end))


def cosine(start: float, end: float, part: float) -> float:
    """The same on half a cosine."""
    return between(start, end, (1 - math.cos(math.pi * part)) / 2)


_WINDOWS: Mapping[str, Callable[[float], float]] = {
    "linear": lambda height: height,
    "welch": lambda height: 1 - (1 - height) * (1 - height),
    "hann": lambda height: (1 - math.cos(math.pi * height)) / 2,
}


def _up(given: Mapping[str, Any]) -> int:
    return int(given["step_size"] if "step_size" in given else given["step_size_up"])


def _height(given: Mapping[str, Any]) -> Curve:
    up = _up(given)
    down = int(given.get("step_size_down", up))
    window = _WINDOWS[given.get("window", "linear")]

    def height(iteration: int) -> float:
        position = iteration % (up + down)
        return window(position / up if position <= up else (up + down - position) / down)

    return height


def _full(given: Mapping[str, Any]) -> Curve:
    return _height(given)


def _halved(given: Mapping[str, Any]) -> Curve:
    """Half as high with every cycle; 2^-1100 is 0 in double, and ldexp takes no larger exponent than C's int."""
    height = _height(given)
    length = _up(given) + int(given.get("step_size_down", _up(given)))
    return lambda iteration: math.ldexp(height(iteration), -min(iteration // length, 1100))


def _shrunk(given: Mapping[str, Any]) -> Curve:
    """As the libraries read the paper's exp_range: the amplitude shrinks."""
    height = _height(given)
    gamma = float(given["gamma"])
    return lambda iteration: height(iteration) * gamma**iteration


_HEIGHTS: Mapping[str, Callable[[Mapping[str, Any]], Curve]] = {
    "triangular": _full,
    "triangular2": _halved,
    "exp_range": _shrunk,
    "exp_range_paper": _shrunk,
}

NAMES = tuple(_HEIGHTS)


def rate(given: Mapping[str, Any]) -> Curve:
    base_lr, max_lr = float(given["base_lr"]), float(given["max_lr"])
    if given["policy"] == "exp_range_paper":  # as the paper says it: each bound declines
        height, gamma = _height(given), float(given["gamma"])
        return lambda iteration: gamma**iteration * between(base_lr, max_lr, height(iteration))
    scaled = _HEIGHTS[given["policy"]](given)
    return lambda iteration: between(base_lr, max_lr, scaled(iteration))


def momentum(given: Mapping[str, Any]) -> Optional[Curve]:
    """High where the rate is low, as in torch's CyclicLR; None where the policy leaves it to the optimizer."""
    if "base_momentum" in given:
        base, top = float(given["base_momentum"]), float(given["max_momentum"])
    elif given.get("cycle_momentum"):
        base, top = 0.8, 0.9  # torch's
    else:
        return None
    scaled = _HEIGHTS[given["policy"]](given)
    return lambda iteration: between(top, base, scaled(iteration))
