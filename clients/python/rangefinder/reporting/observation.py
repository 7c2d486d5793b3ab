"""What one optimizer step observed."""

from __future__ import annotations

from typing import Any, Dict, NamedTuple, Optional

from ..numbers import rate, real, share, to_json, whole


class Observation(NamedTuple):
    """`iteration` counts optimizer steps from 0; loss and accuracy (0 to 1) are of its batch, before the step.

    `skipped`: the step was not taken, as by a loss scaler that met an overflow.
    """

    iteration: int
    loss: float
    lr: Optional[float] = None
    accuracy: Optional[float] = None
    validation_loss: Optional[float] = None
    validation_accuracy: Optional[float] = None
    skipped: bool = False

    def read(self) -> Observation:
        """With the numbers that its fields hold now; `ValueError` names the field that holds none."""
        return Observation(
            whole("iteration", self.iteration),
            real("loss", self.loss),
            None if self.lr is None else rate("lr", self.lr),
            None if self.accuracy is None else share("accuracy", self.accuracy),
            None if self.validation_loss is None else real("validation_loss", self.validation_loss),
            None if self.validation_accuracy is None else share("validation_accuracy", self.validation_accuracy),
            bool(self.skipped),
        )

    def json(self) -> Dict[str, Any]:
        """As the service takes it: what is absent is left out."""
        said: Dict[str, Any] = {"iteration": self.iteration, "loss": to_json(self.loss)}
        for name in ("lr", "accuracy", "validation_accuracy"):
            value = getattr(self, name)
            if value is not None:
                said[name] = value
        if self.validation_loss is not None:
            said["validation_loss"] = to_json(self.validation_loss)
        if self.skipped:
            said["skipped"] = True
        return said


def without_a_loss(iteration: int) -> Observation:
    """A step of which nothing is known: it counts as reported, and is no point of the curve."""
    return Observation(iteration, 0.0, skipped=True)
