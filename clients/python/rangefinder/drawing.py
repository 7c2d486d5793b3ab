"""What draws random numbers, and what data keep beside: as it is at a moment, and how to make it so again."""

from __future__ import annotations

import random
import sys
from collections import deque
from typing import Any, Callable, Dict, List, Optional

Restore = Callable[[], None]

# A loader, its data set, those that it joins and wraps, their transforms, and what these are made of.
_DEEPEST = 10

# Longer containers hold samples.
_LONGEST = 64

_PLAIN = (bool, int, float, str, type(None))


def of_generator(value: Any) -> Optional[Restore]:
    """How a generator of random numbers is put back; None for anything else."""
    torch: Any = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Generator):
        state = value.get_state()
        return lambda: void(value.set_state(state))
    if isinstance(value, random.Random):
        python = value.getstate()
        return lambda: value.setstate(python)
    numpy: Any = sys.modules.get("numpy")
    if numpy is None:
        return None
    if isinstance(value, numpy.random.RandomState):
        legacy = value.get_state()
        return lambda: value.set_state(legacy)
    if isinstance(value, numpy.random.Generator):
        value = value.bit_generator
    if isinstance(value, numpy.random.BitGenerator):
        bits = value.state
        return lambda: setattr(value, "state", bits)
    return None


def of_data(data: Any) -> List[Restore]:
    """Generators, counts and orders of a loader, and of what it is made of; no samples."""
    restores: List[Restore] = []
    seen = set()
    waiting = deque([(data, 0)])  # the shortest way to each comes first
    while waiting:
        value, depth = waiting.popleft()
        if id(value) in seen or depth > _DEEPEST or isinstance(value, (*_PLAIN, type)):
            continue
        seen.add(id(value))
        generator = of_generator(value)
        if generator is not None:
            restores.append(generator)
        elif isinstance(value, (list, tuple, deque, dict)):
            restores += _contents(value)
            members = list(value.values()) if isinstance(value, dict) else list(value) if len(value) <= _LONGEST else []
            waiting += [(member, depth + 1) for member in members[:_LONGEST]]
        elif hasattr(value, "shape"):
            restores += _order(value)
        elif type(getattr(value, "__dict__", None)) is dict and not callable(getattr(value, "_shutdown_workers", None)):
            restores.append(_attributes(value))
            waiting += [(member, depth + 1) for member in vars(value).values()]
    return restores


def void(_: Any) -> None:
    """For what gives something back that is not wanted."""


def _contents(value: Any) -> List[Restore]:
    """An order that is shuffled, or counts by name."""
    if isinstance(value, tuple):
        return []
    entries: Any = dict(value) if isinstance(value, dict) else list(value)

    def put_back() -> None:
        value.clear()
        value.update(entries) if isinstance(value, dict) else value.extend(entries)

    return [put_back]


def _order(value: Any) -> List[Restore]:
    """Of an array of indices, which may be shuffled in place."""
    if (
        getattr(getattr(value, "dtype", None), "kind", None) not in ("i", "u")
        or len(value.shape) != 1
        or not value.flags.writeable
    ):
        return []
    kept = value.copy()
    return [lambda: value.__setitem__(slice(None), kept)]


def _attributes(owner: Any) -> Restore:
    """The same things by the same names; what is in them is put back by itself."""
    held: Dict[str, Any] = {name: value for name, value in vars(owner).items() if _is_kept(value)}
    return lambda: vars(owner).update(held)


def _is_kept(value: Any) -> bool:
    return isinstance(value, (*_PLAIN, list, deque, dict)) or (hasattr(value, "shape") and hasattr(value, "flags"))
