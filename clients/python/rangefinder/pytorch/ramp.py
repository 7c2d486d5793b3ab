"""The training of a range test, one optimizer step at a time."""

from __future__ import annotations

import contextlib
import inspect
import math
from dataclasses import dataclass
from typing import Any, Callable, ContextManager, Iterator, List, NamedTuple, Optional, Tuple, Union

import torch
from torch import nn

from ..ascent import Step
from .accuracy import accuracy
from .batches import on_device, pair, samples, unharmed
from .rates import inner_groups

# The loss, and the accuracy where there is one.
Outcome = Union[torch.Tensor, Tuple[torch.Tensor, Optional[torch.Tensor]]]
Forward = Callable[[nn.Module, Any], Outcome]


class Measured(NamedTuple):
    """A batch: its loss, its accuracy, and how many samples it has."""

    loss: torch.Tensor
    accuracy: Optional[torch.Tensor]
    samples: int


def supervised(loss_fn: Callable[[Any, Any], torch.Tensor]) -> Forward:
    """Batches of (input, target)."""

    def forward(model: nn.Module, batch: Any) -> Outcome:
        inputs, targets = pair(batch)
        outputs = model(inputs)
        loss = loss_fn(outputs, targets)
        return loss, accuracy(outputs, targets, loss_fn, loss)

    return forward


@dataclass
class Ramp:
    """How one optimizer step is made; `accumulate` batches of `batches` go into each. The rate is set before."""

    model: nn.Module
    optimizer: torch.optim.Optimizer
    forward: Forward
    batches: Iterator[Any]
    accumulate: int
    scaler: Any
    autocast: Callable[[], ContextManager[Any]]
    clip_grad_norm: Optional[float]
    device: torch.device

    def __post_init__(self) -> None:
        self._by_closure = needs_closure(self.optimizer)
        self._after_gradients = False  # as SAM wants its closure
        self._stepped = False
        self._reached = False
        if self._by_closure:
            self._refuse_scaler()

    def step(self) -> Step:
        """Loss and accuracy are the means over the samples of the step, without batches that had nothing to learn from."""
        if self._by_closure:
            measured, skipped = self._step_by_closure(), False
        else:
            self.optimizer.zero_grad()
            batches = [next(self.batches) for _ in range(self.accumulate)]
            measured = [self._backward(batch, index) for index, batch in enumerate(batches)]
            skipped = self._update(batches)
        step = mean(measured, skipped)
        if not math.isnan(step.loss) or not unharmed(self.model.parameters()):
            return step
        known = [one for one in measured if not math.isnan(float(one.loss))]
        return mean(known, skipped) if known else Step(0.0, None, skipped=True)

    def _step_by_closure(self) -> List[Measured]:
        """The optimizer asks as often as it likes; the first time is before the step."""
        batches = [next(self.batches) for _ in range(self.accumulate)]
        asked: List[List[Measured]] = []
        self.optimizer.step(self._closure(batches, asked.append))  # type: ignore[arg-type]
        return asked[0]

    def _closure(self, batches: List[Any], note: Callable[[List[Measured]], None]) -> Callable[[], torch.Tensor]:
        def closure() -> torch.Tensor:
            self.optimizer.zero_grad()
            measured = [self._backward(batch, index) for index, batch in enumerate(batches)]
            self._clip()
            note(measured)
            return torch.stack([one.loss for one in measured]).mean()

        return torch.enable_grad()(closure)  # the step may be within no_grad()

    def _backward(self, batch: Any, index: int) -> Measured:
        """Ranks exchange their gradients once a step, with the last batch (DistributedDataParallel.no_sync)."""
        apart = getattr(self.model, "no_sync", None)
        last = index == self.accumulate - 1
        with contextlib.nullcontext() if last or apart is None else apart():
            with self.autocast():
                loss, right = parts(self.forward(self.model, on_device(batch, self.device)))
            if not loss.requires_grad:
                raise ValueError("the loss has no gradient, expected parameters that require one, and no no_grad() in forward")
            part = loss / self.accumulate
            (part if self.scaler is None else self.scaler.scale(part)).backward()
        self._refuse_parameters_of_another_model()
        return Measured(loss.detach(), right, samples(batch))

    def _refuse_parameters_of_another_model(self) -> None:
        """Such a training would be flat, whatever the rate."""
        if self._reached:
            return
        groups = [*self.optimizer.param_groups, *inner_groups(self.optimizer)]
        self._reached = any(parameter.grad is not None for group in groups for parameter in group["params"])
        if not self._reached:
            raise ValueError(
                "no parameter of the optimizer has a gradient after the loss went backward, expected the parameters of the model:"
                " was the optimizer made for another one, or does a hook make the steps?"
            )

    def _update(self, batches: List[Any]) -> bool:
        """Whether the scaler skipped the step: only then does it lower its scale."""
        if self.scaler is None:
            self._clip()
            self._take(self.optimizer.step, batches)
            return False
        scale = self.scaler.get_scale()
        if self.clip_grad_norm is not None:
            self.scaler.unscale_(self.optimizer)
            self._clip()
        self._take(lambda: self.scaler.step(self.optimizer), batches)
        self.scaler.update()
        return bool(self.scaler.get_scale() < scale)

    def _take(self, step: Callable[[], Any], batches: List[Any]) -> None:
        """With the gradients that are there. What says at its first step that it lacks a closure gets one from then on."""
        if not self._after_gradients:
            try:
                step()
                self._stepped = True
                return
            except Exception as failure:
                if self._stepped:
                    raise
                self._expect_closure(failure)
        self.optimizer.step(self._closure(batches, lambda _: None))  # type: ignore[arg-type]

    def _expect_closure(self, failure: Exception) -> None:
        """Raises what has other reasons."""
        if isinstance(failure, NotImplementedError):
            raise ValueError(
                f"{type(self.optimizer).__name__} makes no step by itself ({failure}),"
                " expected RangeTest around a loop that makes its steps"
            ) from failure
        if not isinstance(failure, AssertionError) and "closure" not in str(failure):
            raise failure
        self._refuse_scaler()
        self._after_gradients = True

    def _refuse_scaler(self) -> None:
        if self.scaler is not None:
            raise ValueError("scaler cannot go with an optimizer that needs a closure, such as LBFGS or SAM; expected none")

    def _clip(self) -> None:
        if self.clip_grad_norm is not None:
            nn.utils.clip_grad_norm_(self.model.parameters(), self.clip_grad_norm)


def mean(measured: List[Measured], skipped: bool) -> Step:
    """Over the samples. A step whose loss is not finite was not skipped for its scale: it was the rate."""
    whole = sum(one.samples for one in measured)
    weights = [one.samples / whole for one in measured]
    loss = sum(one.loss.double() * weight for one, weight in zip(measured, weights))
    shares = [one.accuracy for one in measured]
    if any(part is None for part in shares):
        return Step(float(loss), None, skipped and math.isfinite(float(loss)))
    right = sum(part.double() * weight for part, weight in zip(shares, weights) if part is not None)
    known, accurate = torch.stack([torch.as_tensor(loss), torch.as_tensor(right)]).tolist()  # one wait for both
    return Step(known, None if math.isnan(accurate) else accurate, skipped and math.isfinite(known))


def needs_closure(optimizer: Any) -> bool:
    """As LBFGS does: its step cannot be called without one."""
    step = getattr(type(optimizer), "step", None)
    step = inspect.unwrap(step) if step is not None else optimizer.step
    found = inspect.signature(step).parameters.get("closure")
    return found is not None and found.default is inspect.Parameter.empty


def parts(outcome: Outcome) -> Tuple[torch.Tensor, Optional[torch.Tensor]]:
    """The loss, and the accuracy where there is one."""
    loss, right = outcome if isinstance(outcome, tuple) else (outcome, None)
    if not isinstance(loss, torch.Tensor):
        raise ValueError(f"the loss is {loss!r}, expected a tensor: loss_fn or forward= is to return one")
    if loss.is_complex():
        raise ValueError("the loss is complex, expected a real number, such as loss.real or loss.abs()")
    if loss.numel() != 1:
        raise ValueError(f"the loss has shape {tuple(loss.shape)}, expected one number, the mean over the batch")
    if right is not None and not isinstance(right, torch.Tensor):
        right = torch.tensor(float(right), device=loss.device)
    return loss.reshape(()), None if right is None else right.detach().reshape(())
