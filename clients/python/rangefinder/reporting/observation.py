"""What one optimizer step observed."""

from __future__ import annotations

from typing import Any, Dict, NamedTuple, Optional

from ..nonfinite import to_json


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

    def json(self) -> Dict[str, Any]:
        """As the service takes it: what is absent is left out, and so is a share that is no number."""
        said: Dict[str, Any] = {"iteration": int(self.iteration), "loss": to_json(self.loss)}
        for name in ("lr", "accuracy", "validation_accuracy"):
            value = getattr(self, name)
            if value is not None and value == value:
                said[name] = float(value)
        if self.validation_loss is not None:
            said["validation_loss"] = to_json(self.validation_loss)
        if self.skipped:
            said["skipped"] = True
        return said
