"""One rise and one long fall far below the start, the momentum against it (Smith, arXiv 1803.09820, section 4).

The parameters and defaults are those of torch's OneCycleLR; past the end the last value holds.
"""

from __future__ import annotations

from typing import Any, Mapping, Optional

from .cycles import Curve, between, cosine


def rate(given: Mapping[str, Any]) -> Curve:
    peak = float(given["max_lr"])
    first = peak / float(given.get("div_factor", 25.0))
    return _phases(given, first, peak, first, first / float(given.get("final_div_factor", 1e4)))


def momentum(given: Mapping[str, Any]) -> Optional[Curve]:
    if not given.get("cycle_momentum", True):
        return None
    top, base = float(given.get("max_momentum", 0.95)), float(given.get("base_momentum", 0.85))
    return _phases(given, top, base, top, top)


def _phases(given: Mapping[str, Any], first: float, peak: float, back: float, last: float) -> Curve:
    """The phases end where torch lets them end, which need not be at a whole iteration."""
    total = int(given["total_steps"])
    part = float(given.get("pct_start", 0.3))
    anneal = cosine if given.get("anneal_strategy", "cos") == "cos" else between
    top, returned, end = part * total - 1, 2 * part * total - 2, float(total - 1)

    def phase(step: float, start: float, stop: float, before: float, after: float) -> float:
        return anneal(before, after, 1 if start == stop else (step - start) / (stop - start))

    def value(iteration: int) -> float:
        step = float(min(iteration, total - 1))
        if step <= top:
            return phase(step, 0.0, top, first, peak)
        if not given.get("three_phase", False):
            return phase(step, top, end, peak, last)
        if step <= returned:
            return phase(step, top, returned, peak, back)
        return phase(step, returned, end, back, last)

    return value
