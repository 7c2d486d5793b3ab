"""How the rate of a schedule becomes those of an optimizer's groups of parameters."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

import torch

from ..numbers import rate
from ..schedules import Schedule

Group = Dict[str, Any]


class GroupRates:
    """Each group keeps the ratio of its rate to that of the first group whose rate is not 0; one with rate 0 keeps 0.

    The rates that count are those that the groups were made with, which stay in the groups as `initial_lr`, as torch's own
    schedulers keep them: a training that goes on from a checkpoint has the same ratios whatever the rates were by then. Groups
    that are added later join by their ratio. `multipliers`, one a group, take the place of the ratios.
    """

    def __init__(self, optimizer: Any, multipliers: Optional[Sequence[float]] = None):
        refuse_several(optimizer)
        self._optimizer = optimizer
        self._asked = multipliers is not None
        self._base = _base(optimizer, asked=self._asked)
        self.multipliers: List[float] = []
        self._set: List[Tuple[Group, float]] = []
        if multipliers is None:
            self._join()
        else:
            self.use(multipliers)

    def use(self, multipliers: Sequence[float]) -> None:
        """Takes these for the groups there are."""
        groups = self._optimizer.param_groups
        if len(multipliers) != len(groups):
            raise ValueError(f"multipliers has {len(multipliers)} numbers, expected {len(groups)}, one a group")
        self.multipliers = [rate(f"multipliers[{index}]", value) for index, value in enumerate(multipliers)]
        for group in groups:
            group.setdefault("initial_lr", group["lr"])

    def set(self, lr: float, momentum: Optional[float] = None) -> None:
        """For the next step. A rate that is a tensor is refilled, as a compiled step has it built in.

        Momentum, or Adam's first beta, is set where the optimizer has one that is not 0: what was made without stays without.
        """
        self._join()
        groups = self._optimizer.param_groups
        self._set = [(group, lr * multiplier) for group, multiplier in zip(groups, self.multipliers)]
        self._set += [(group, lr * self._inner_multiplier(group)) for group in inner_groups(self._optimizer)]
        for group, rate_of_group in self._set:
            _set(group, rate_of_group, momentum)

    def refuse_others(self) -> None:
        """`ValueError` where a rate is no longer what was set: the step since may have been taken at another one."""
        for group, lr in self._set:
            if not isinstance(group["lr"], torch.Tensor) and group["lr"] != lr:
                raise ValueError(
                    f"something set the rate to {group['lr']!r}, expected it to stay at {lr!r}: call no scheduler in a range"
                    " test, and use no optimizer that sets its own rate"
                )

    def follow(self, schedule: Schedule, iteration: int) -> None:
        """Sets what the schedule says for the step that follows so many."""
        self.set(schedule.lr(iteration), schedule.momentum(iteration))

    def rates(self, lr: float) -> List[float]:
        """What `set` sets, a rate for each group."""
        self._join()
        return [lr * multiplier for multiplier in self.multipliers]

    def state(self) -> Dict[str, Any]:
        """For a checkpoint."""
        return {"multipliers": list(self.multipliers), "base_lr": self._base, "asked": self._asked}

    def load(self, state: Dict[str, Any]) -> None:
        """The ratios of a checkpoint; groups that it did not have yet join by theirs."""
        self.multipliers = list(state["multipliers"])
        self._base = state.get("base_lr", self._base)
        self._asked = state.get("asked", False)
        self._join()

    def _join(self) -> None:
        groups = self._optimizer.param_groups
        if self._asked and self.multipliers and len(self.multipliers) != len(groups):
            raise ValueError(
                f"the optimizer has {len(groups)} groups by now, and multipliers has {len(self.multipliers)} numbers:"
                " expected one a group"
            )
        del self.multipliers[len(groups) :]
        for group in groups[len(self.multipliers) :]:
            self.multipliers.append(_initial(group) / self._base)
            group.setdefault("initial_lr", _initial(group))
        _refuse_a_shared_tensor(groups, self.multipliers)

    def _inner_multiplier(self, inner: Group) -> float:
        """That of the group with the same parameters, else by its own rate."""
        for group, multiplier in zip(self._optimizer.param_groups, self.multipliers):
            if inner["params"] and any(inner["params"][0] is parameter for parameter in group["params"]):
                return multiplier
        initial: float = inner.setdefault("initial_lr", _initial(inner))
        return initial / self._base


def refuse_several(optimizer: Any) -> None:
    """`TypeError` for what is no optimizer; a list of them says which is wanted."""
    if hasattr(optimizer, "param_groups"):
        return
    if isinstance(optimizer, (list, tuple, dict)):
        raise TypeError(
            f"optimizer is a {type(optimizer).__name__}, expected one optimizer: of several, RangeTest takes the one whose rate"
            " is looked for, and the others in restore=, around a loop that steps them all"
        )
    raise TypeError(f"optimizer is a {type(optimizer).__name__}, expected one with param_groups")


def inner_optimizers(optimizer: Any) -> Iterator[Any]:
    """Those that a wrapper such as SAM, Lookahead or ZeRO steps in its own step."""
    seen = {id(optimizer)}
    waiting = [optimizer]
    while waiting:
        for value in vars(waiting.pop()).values():
            members = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else [value]
            for member in members:
                if id(member) not in seen and _is_optimizer(member):
                    seen.add(id(member))
                    waiting.append(member)
                    yield member


def inner_groups(optimizer: Any) -> Iterator[Group]:
    """The groups of those that are not the wrapper's own."""
    seen = {id(group) for group in optimizer.param_groups}
    for inner in inner_optimizers(optimizer):
        for group in inner.param_groups:
            if id(group) not in seen:
                seen.add(id(group))
                yield group


def _is_optimizer(value: Any) -> bool:
    return isinstance(value, torch.optim.Optimizer) or (
        isinstance(getattr(value, "param_groups", None), list) and callable(getattr(value, "step", None))
    )


def _base(optimizer: Any, asked: bool) -> float:
    """The rate that the others are compared with."""
    initial = [_initial(group) for group in optimizer.param_groups] if not asked else []
    for lr in initial:
        if lr > 0:
            return lr
    if asked:
        return 1.0
    raise ValueError(
        "every group of the optimizer has the rate 0, which says no ratio: give it a rate above 0, or say multipliers="
    )


def _initial(group: Group) -> float:
    lr = group.get("initial_lr", group.get("lr"))
    if lr is None:
        raise ValueError(
            "a group of the optimizer has no rate, expected a number: as in Adafactor(…, lr=1e-3, relative_step=False)"
        )
    return rate("lr", lr)


def _set(group: Group, lr: float, momentum: Optional[float]) -> None:
    held = group["lr"]
    if isinstance(held, torch.Tensor):
        with torch.no_grad():
            held.fill_(lr)
    else:
        group["lr"] = lr
    if momentum is None:
        return
    betas = group.get("betas")
    if betas is None:
        if group.get("momentum"):
            group["momentum"] = momentum
    elif isinstance(betas[0], torch.Tensor):
        with torch.no_grad():
            betas[0].fill_(momentum)
    elif betas[0] != 0:
        group["betas"] = type(betas)((momentum, *betas[1:]))


def _refuse_a_shared_tensor(groups: Sequence[Group], multipliers: Sequence[float]) -> None:
    multiplier_of: Dict[int, float] = {}
    for group, multiplier in zip(groups, multipliers):
        if isinstance(group["lr"], torch.Tensor) and multiplier_of.setdefault(id(group["lr"]), multiplier) != multiplier:
            raise ValueError("two groups share one tensor as their rate, expected a tensor for each: lr=rate.clone()")
