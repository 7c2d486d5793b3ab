"""A range test that is over, as its client sees it."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import Any, List, Optional, Tuple

from .answers import ANSWERED, Next, Recommendation
from .client import Rangefinder
from .errors import RangefinderError, warn
from .numbers import from_json, short
from .schedules import Schedule
from .terminal import plot

# More than a screen shows.
_POINTS = 600


@dataclass(frozen=True)
class Found:
    """Its id, from which schedules come, and what it recommends."""

    id: str
    recommendation: Recommendation = field(hash=False)
    rangefinder: Rangefinder = field(default_factory=Rangefinder, repr=False, compare=False)

    @property
    def verdict(self) -> str:
        return self.recommendation["verdict"]

    @property
    def base_lr(self) -> float:
        return self.recommendation["base_lr"]

    @property
    def max_lr(self) -> float:
        return self.recommendation["max_lr"]

    @property
    def lr(self) -> float:
        """A single rate, for a training that keeps to one."""
        return self.recommendation.get("lr", self.max_lr)

    @property
    def step_size(self) -> int:
        """Iterations in half a cycle."""
        return self.recommendation["step_size"]

    @property
    def next(self) -> Optional[Next]:
        """The sweep that would answer what this one did not; None where it answered."""
        return self.recommendation.get("next")

    @property
    def warnings(self) -> List[str]:
        """What speaks against the answer: the verdict where it is none, and what was found wrong."""
        return [*self._objection(), *self.recommendation["diagnoses"]]

    def warn(self) -> None:
        """Says a verdict that is no answer as a `RangefinderWarning`, at the line of the script that led here."""
        objection = self._objection()
        if objection:
            warn(" ".join([*objection, *self.recommendation["diagnoses"]]))

    def schedule(self, policy: Optional[str] = None, iterations: Optional[int] = None, **parameters: object) -> Schedule:
        """The learning rates to train with, as `Rangefinder.schedule` says."""
        return self.rangefinder.schedule(self.id, policy, iterations, **parameters)

    def plot(self, ax: Any = None) -> Any:
        """Loss against rate with the bounds: on matplotlib's `ax` or a new one where there is matplotlib, else printed."""
        try:
            from matplotlib import pyplot
        except ImportError:
            if ax is not None:
                raise
            print(self.text_plot())
            return None
        if ax is None:
            _, ax = pyplot.subplots()
        for number, points in enumerate(self._curves()):
            ax.plot(*zip(*points), linewidth=1, alpha=0.7, label=f"repeat {number}")
        ax.axvspan(self.base_lr, self.max_lr, alpha=0.15, label=f"base_lr {self.base_lr:.3g} to max_lr {self.max_lr:.3g}")
        ax.axvline(self.lr, linestyle="--", label=f"lr {self.lr:.3g}")
        ax.set(xscale="log", xlabel="learning rate", ylabel="loss", title=f"verdict {self.verdict}", ylim=(None, self._highest()))
        ax.legend()
        return ax

    def text_plot(self, width: int = 72, ascii_only: bool = False) -> str:
        """The same in characters."""
        points = [point for curve in self._curves() for point in curve]
        marks = {"base_lr": self.base_lr, "max_lr": self.max_lr}
        return plot(points, width=width, log_x=True, marks=marks, highest=self._highest(), ascii_only=ascii_only)

    def __str__(self) -> str:
        return repr(self)

    def __repr__(self) -> str:
        top = f"range test {self.id}: verdict {self.verdict}"
        bounds = f"base_lr {self.base_lr:.4g}, max_lr {self.max_lr:.4g}, lr {self.lr:.4g}, step_size {self.step_size}"
        return "\n".join((top, bounds, self._advice()))

    def _repr_svg_(self) -> Optional[str]:
        """The service's picture; None while the service is away."""
        try:
            return self.rangefinder.curve_picture(self.id).decode()
        except RangefinderError:
            return None

    def _repr_html_(self) -> str:
        said = f"<pre>{html.escape(repr(self))}</pre>"
        return said + (self._repr_svg_() or "")

    def _objection(self) -> List[str]:
        if self.verdict in ANSWERED:
            return []
        return [f"The verdict of range test {self.id} is {self.verdict}: its bounds are only the best that can be said."]

    def _advice(self) -> str:
        if self.next is not None:
            sweep = ", ".join(f"{name}={short(value)}" for name, value in self.next.items())
            return f"would answer: {sweep}"
        if self.recommendation["diagnoses"]:
            return self.recommendation["diagnoses"][0]
        return 'train with it: found.schedule("one_cycle", iterations=…); see it: found.plot()'

    def _curves(self) -> List[List[Tuple[float, float]]]:
        curve = self.rangefinder.curve(self.id, _POINTS)
        return [
            [(lr, loss) for lr, loss in zip(repeat["lr"], map(from_json, repeat["loss"])) if loss is not None]
            for repeat in curve["repeats"]
        ]

    def _highest(self) -> Optional[float]:
        """A loss far above the first ones would flatten all others."""
        initial = self.recommendation["evidence"].get("initial_loss")
        return None if initial is None or initial <= 0 else 1.5 * initial
