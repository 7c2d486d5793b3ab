"""A schedule as a training uses it."""

from __future__ import annotations

from array import array
from typing import Any, Dict, Iterator, List, Mapping, Optional

from ..numbers import plain, whole
from . import policies

# What an answer says beside the policy itself.
_ASKED = frozenset(("reason", "iterations", "ends_mid_cycle", "from", "every", "multiplier", "rates", "momenta", "warnings"))


class Schedule:
    """A learning rate for every iteration, which counts optimizer steps from 0; past the end the last value holds.

    The rates are the service's own where it was asked for them, and else computed here from the policy's parameters.
    """

    def __init__(
        self,
        parameters: Mapping[str, Any],
        iterations: int,
        multiplier: float = 1.0,
        rates: Optional[array[float]] = None,
        momenta: Optional[array[float]] = None,
        warnings: Optional[List[Dict[str, str]]] = None,
    ):
        self.parameters: Dict[str, Any] = plain(parameters)
        self.iterations = whole("iterations", iterations, least=1)
        self.multiplier = multiplier
        self.warnings = warnings or []
        self._rates = rates
        self._momenta = momenta
        self._bind()

    @classmethod
    def answered(cls, answer: Mapping[str, Any]) -> Schedule:
        """From the service's JSON, with its rates if they are all there."""
        iterations = int(answer["iterations"])
        parameters = {name: value for name, value in answer.items() if name not in _ASKED}
        for name in [name for name in parameters if name.startswith("policy_")]:
            parameters[name[len("policy_") :]] = parameters.pop(name)
        if answer["policy"] == "ladder":  # whose own length is left out where the run has the same
            parameters.setdefault("iterations", iterations)
        whole = answer["from"] == 0 and "every" not in answer and len(answer["rates"]) == iterations
        return cls(
            parameters,
            iterations,
            float(answer.get("multiplier", 1.0)),
            array("d", map(float, answer["rates"])) if whole else None,
            array("d", answer["momenta"]) if whole and "momenta" in answer else None,
            list(answer["warnings"]),
        )

    def lr(self, iteration: int) -> float:
        """The rate of the optimizer step that follows `iteration` earlier steps."""
        at = self._at(iteration)
        return self._rates[at] if self._rates is not None else self._rate(at) * self.multiplier

    def momentum(self, iteration: int) -> Optional[float]:
        """The momentum (or Adam's first beta) of the same step; None where the policy leaves it to the optimizer."""
        if self._momentum is None:
            return None
        at = self._at(iteration)
        return self._momenta[at] if self._momenta is not None else self._momentum(at)

    @property
    def cycles_momentum(self) -> bool:
        return self._momentum is not None

    def definition(self) -> Dict[str, Any]:
        """All that decides the rates, as JSON for a checkpoint; `Schedule(**definition)` is the same schedule."""
        return {"parameters": self.parameters, "iterations": self.iterations, "multiplier": self.multiplier}

    def __len__(self) -> int:
        return self.iterations

    def __iter__(self) -> Iterator[float]:
        return (self.lr(iteration) for iteration in range(self.iterations))

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        return f"Schedule({said}, over {self.iterations} iterations)"

    def __getstate__(self) -> Dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in ("_rate", "_momentum")}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        vars(self).update(state)
        self._bind()

    def _bind(self) -> None:
        self._rate = policies.rate(self.parameters)
        self._momentum = policies.momentum(self.parameters)

    def _at(self, iteration: int) -> int:
        return min(whole("iteration", iteration), self.iterations - 1)
