"""Every policy of the service, computed here: operation for operation its arithmetic, so that the rates are the same doubles.

Where a power or a cosine is taken they agree to 1e-14 of the highest rate: C's and Java's libraries may differ in the last
bit. A policy is what the service's JSON says of it (`policy` and its parameters); sources are in docs/schedules.md.
"""

from __future__ import annotations

import bisect
from typing import Any, Callable, Dict, List, Mapping, Optional

from . import cycles, one_cycle
from .cycles import Curve, between, cosine

Parameters = Mapping[str, Any]


def rate(given: Parameters) -> Curve:
    """The learning rate of an iteration, 0-based; `ValueError` for a policy that this version does not know."""
    policy = given.get("policy")
    if policy not in _RATES:
        raise ValueError(f"policy is {policy!r}, expected one of {', '.join(sorted(_RATES))}")
    return _RATES[policy](given)


def momentum(given: Parameters) -> Optional[Curve]:
    """The momentum of an iteration; None where the policy leaves it to the optimizer."""
    found = _MOMENTA.get(given["policy"])
    return None if found is None else found(given)


def _fixed(given: Parameters) -> Curve:
    lr = float(given["lr"])
    return lambda iteration: lr


def _decay(given: Parameters) -> Curve:
    base_lr, max_lr, length = float(given["base_lr"]), float(given["max_lr"]), int(given["step_size"])
    return lambda iteration: between(max_lr, base_lr, min(iteration, length) / length)


def _exp(given: Parameters) -> Curve:
    max_lr, gamma = float(given["max_lr"]), float(given["gamma"])
    return lambda iteration: max_lr * gamma**iteration


def _step(given: Parameters) -> Curve:
    lr, factor, milestones = float(given["lr"]), float(given["factor"]), list(given["milestones"])
    return lambda iteration: lr * factor ** bisect.bisect_right(milestones, iteration)


def _polynomial(given: Parameters) -> Curve:
    lr, end_lr = float(given["lr"]), float(given.get("end_lr", 0.0))
    total, power = int(given["total_steps"]), float(given.get("power", 1.0))
    return lambda iteration: between(end_lr, lr, ((total - min(iteration, total)) / total) ** power)


def _inverse(given: Parameters) -> Curve:
    lr, gamma, power = float(given["lr"]), float(given["gamma"]), float(given["power"])
    return lambda iteration: lr * (1 + gamma * iteration) ** -power


def _cosine(given: Parameters) -> Curve:
    high, low, length = float(given["eta_max"]), float(given.get("eta_min", 0.0)), int(given["T_max"])
    return lambda iteration: cosine(high, low, min(iteration, length) / length)


def _cosine_restarts(given: Parameters) -> Curve:
    """The cycle is found by whole numbers: a logarithm's floor misses restarts."""
    high, low = float(given["eta_max"]), float(given.get("eta_min", 0.0))
    first, factor = int(given["T_0"]), int(given.get("T_mult", 1))
    decay = float(given.get("restart_decay", 1.0))

    def lr(iteration: int) -> float:
        restarts, position, length = 0, iteration, first
        if factor == 1:
            restarts, position = divmod(iteration, first)
        while position >= length:
            position -= length
            length *= factor
            restarts += 1
        return cosine(max(low, high * decay**restarts), low, position / length)

    return lr


def _ladder(given: Parameters) -> Curve:
    start, end, last = float(given["start_lr"]), float(given["end_lr"]), int(given["iterations"]) - 1
    if given["spacing"] == "linear":
        return lambda iteration: end if iteration >= last else between(start, end, iteration / last)
    return lambda iteration: end if iteration >= last else min(end, start * (end / start) ** (iteration / last))


def _knots(given: Parameters) -> Curve:
    at = [int(knot["iteration"]) for knot in given["knots"]]
    rates = [float(knot["lr"]) for knot in given["knots"]]

    def lr(iteration: int) -> float:
        right = bisect.bisect_left(at, iteration)
        if right == len(at):
            return rates[-1]
        if right == 0 or at[right] == iteration:
            return rates[right]
        left = right - 1
        return between(rates[left], rates[right], (iteration - at[left]) / (at[right] - at[left]))

    return lr


def _warmup(given: Parameters) -> Curve:
    then, length = rate(given["then"]), int(given["warmup_iterations"])
    start = float(given["start_lr"]) if "start_lr" in given else float(given["start_factor"]) * then(0)
    return lambda iteration: then(iteration - length) if iteration >= length else between(start, then(0), iteration / length)


def _warmup_momentum(given: Parameters) -> Optional[Curve]:
    then, length = momentum(given["then"]), int(given["warmup_iterations"])
    return None if then is None else lambda iteration: then(max(iteration - length, 0))


def _composite(given: Parameters) -> Curve:
    return _stages(given, [rate(stage["schedule"]) for stage in given["stages"]])


def _composite_momentum(given: Parameters) -> Optional[Curve]:
    """None unless every stage says one: a trainer cannot set a momentum now and then."""
    momenta = [momentum(stage["schedule"]) for stage in given["stages"]]
    present = [curve for curve in momenta if curve is not None]
    return _stages(given, present) if len(present) == len(momenta) else None


def _stages(given: Parameters, curves: List[Curve]) -> Curve:
    lengths = [int(stage["iterations"]) for stage in given["stages"]]

    def value(iteration: int) -> float:
        for length, curve in zip(lengths, curves):
            if iteration < length:
                return curve(iteration)
            iteration -= length
        return curves[-1](lengths[-1] - 1)

    return value


_RATES: Dict[str, Callable[[Parameters], Curve]] = {
    **{name: cycles.rate for name in cycles.NAMES},
    "composite": _composite,
    "cosine": _cosine,
    "cosine_restarts": _cosine_restarts,
    "decay": _decay,
    "exp": _exp,
    "fixed": _fixed,
    "inverse": _inverse,
    "knots": _knots,
    "ladder": _ladder,
    "one_cycle": one_cycle.rate,
    "polynomial": _polynomial,
    "step": _step,
    "warmup": _warmup,
}

_MOMENTA: Dict[str, Callable[[Parameters], Optional[Curve]]] = {
    **{name: cycles.momentum for name in cycles.NAMES},
    "composite": _composite_momentum,
    "one_cycle": one_cycle.momentum,
    "warmup": _warmup_momentum,
}
