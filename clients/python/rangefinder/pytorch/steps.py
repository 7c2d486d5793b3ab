"""What happens around every step of an optimizer, whatever loop calls it."""

from __future__ import annotations

import functools
from typing import Any, Callable, List


class Steps:
    """Calls `before` and `after` around each step that is really taken, also those that a loss scaler lets through.

    By the hooks of torch 2, else by standing in for `step`; `remove` takes them away.
    """

    def __init__(self, optimizer: Any, before: Callable[[], None], after: Callable[[], None]):
        self._undo: List[Callable[[], None]] = []
        if hasattr(optimizer, "register_step_post_hook"):
            self._undo.append(optimizer.register_step_pre_hook(lambda *_: before()).remove)
            self._undo.append(optimizer.register_step_post_hook(lambda *_: after()).remove)
        else:
            self._stand_in(optimizer, before, after)

    def remove(self) -> None:
        for undo in self._undo:
            undo()
        self._undo.clear()

    def _stand_in(self, optimizer: Any, before: Callable[[], None], after: Callable[[], None]) -> None:
        step = optimizer.step
        own = vars(optimizer).get("step")

        @functools.wraps(step)
        def counted(*given: Any, **named: Any) -> Any:
            before()
            result = step(*given, **named)
            after()
            return result

        optimizer.step = counted
        self._undo.append(lambda: vars(optimizer).pop("step") if own is None else setattr(optimizer, "step", own))
