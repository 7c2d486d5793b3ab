"""Trainings that check the answer of a range test, and what they reach."""

from __future__ import annotations

import math
import random
import sys
from typing import Any, Callable, ContextManager, Iterable, Optional, Tuple

import torch
from torch import nn

from ..ascent import Verification
from .batches import Loader, endless, on_device, pair, samples
from .ramp import Forward, Ramp, parts
from .range_test import RangeTest


class Tries:
    """Each begins with everything as it was and is drawn from a seed, so that two with the same seed get the same batches.

    It is judged by the accuracy on `validation`, batches like those of the training, in evaluation mode.
    """

    def __init__(
        self,
        model: nn.Module,
        forward: Forward,
        loader: Loader,
        validation: Iterable[Any],
        classes: Optional[int],
        autocast: Callable[[], ContextManager[Any]],
        device: torch.device,
    ):
        self._model = model
        self._forward = forward
        self._loader = loader
        self._validation = validation
        self._classes = classes
        self._autocast = autocast
        self._device = device

    def verification(self, iterations: int, repeats: int) -> Verification:
        """What the service is asked for; `trained_by` must follow."""
        return Verification(iterations, repeats, self._judged_on, self._begin, self._accuracy)

    def trained_by(self, test: RangeTest, ramp: Ramp) -> None:
        self._test, self._ramp = test, ramp

    def _judged_on(self) -> Tuple[int, int]:
        counted = sum(samples(batch) for batch in self._validation)
        if counted == 0:
            raise ValueError("validation has no batches, expected one or more")
        self._accuracy()  # so that one that cannot be measured is said now
        return counted, self._classes or self._classes_of_outputs()

    def _begin(self, seed: int) -> None:
        self._test.snapshot.restore()
        torch.manual_seed(seed)
        random.seed(seed)
        numpy: Any = sys.modules.get("numpy")
        if numpy is not None:
            numpy.random.seed(seed % 2**32)
        for owner in (self._loader, getattr(self._loader, "sampler", None)):
            generator = getattr(owner, "generator", None)
            if isinstance(generator, torch.Generator):
                generator.manual_seed(seed)
        self._ramp.batches = endless(self._loader)

    def _accuracy(self) -> float:
        right, counted = 0.0, 0
        self._model.eval()
        with torch.no_grad(), self._autocast():
            for batch in self._validation:
                _, accuracy = parts(self._forward(self._model, on_device(batch, self._device)))
                share = math.nan if accuracy is None else float(accuracy)
                if math.isnan(share):
                    raise ValueError("a batch of validation has no accuracy, expected one: forward= may return (loss, accuracy)")
                right += share * samples(batch)
                counted += samples(batch)
        return right / counted

    def _classes_of_outputs(self) -> int:
        """The scores of a sample; a single one tells two classes apart."""
        batch = on_device(next(iter(self._validation)), self._device)
        try:
            inputs, _ = pair(batch)
            with torch.no_grad(), self._autocast():
                outputs = self._model(inputs)
            scores = int(outputs.shape[1]) if outputs.dim() > 1 else 1
        except (ValueError, AttributeError):
            raise ValueError("classes is missing, expected how many the samples of validation are told apart in") from None
        return max(2, scores)
