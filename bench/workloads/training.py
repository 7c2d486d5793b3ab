"""Trains a task at any course of the rate, and says how well it does on samples that it has not seen."""
from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from .data import Data

Rate = Callable[[int], float]
Point = list[Any]
"""Iteration, rate, loss of the batch, accuracy of the batch, accuracy on samples for validation; None where there is none."""

VALIDATIONS, VALIDATED, DIVERGED, TEST_BATCH = 25, 200, 4, 500


def validates(iteration: int, iterations: int) -> bool:
    return iteration % max(1, iterations // VALIDATIONS) == 0 or iteration == iterations - 1


@dataclass(frozen=True)
class Optimizer:
    type: str
    momentum: float | None = None
    nesterov: bool = False
    betas: tuple[float, float] | None = None
    weight_decay: float = 0
    clip: float | None = None

    def of(self, model: nn.Module) -> torch.optim.Optimizer:
        """No weight decay on biases and norms."""
        matrices = [p for p in model.parameters() if p.dim() >= 2]
        vectors = [p for p in model.parameters() if p.dim() < 2]
        groups = [{"params": matrices, "weight_decay": self.weight_decay}, {"params": vectors, "weight_decay": 0.0}]
        if self.type == "sgd":
            return torch.optim.SGD(groups, lr=0.0, momentum=self.momentum or 0, nesterov=self.nesterov, fused=True)
        kind = torch.optim.AdamW if self.type == "adamw" else torch.optim.Adam
        return kind(groups, lr=0.0, betas=self.betas or (0.9, 0.999), fused=True)

    def described(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None and value is not False}


@dataclass(frozen=True)
class Task:
    """What to train. Scores are higher where better; `score` is accuracy, balanced_accuracy or r2."""

    name: str
    family: str
    data: Callable[[], Data]
    model: Callable[[], nn.Module]
    optimizer: Optimizer
    batch: int
    budget: int
    lowest: float
    score: str = "accuracy"
    label_smoothing: float = 0
    augment: bool = False
    pretrain: Task | None = None
    """Trained first; all of its weights but those of the head are what training starts from."""
    keeps_head: bool = False
    pretrain_rate: float = 0
    held_back: bool = False


class Trainer:
    """Of one task: its data, and the weights that it starts from where it is pretrained."""

    def __init__(self, task: Task) -> None:
        self.task, self.data = task, task.data()

    @functools.cached_property
    def pretrained(self) -> dict[str, Tensor]:
        if self.task.pretrain is None:
            return {}
        earlier, peak = self.task.pretrain, self.task.pretrain_rate
        state = Trainer(earlier).weights(lambda i: peak * min(1, i / 50) * (1 - i / earlier.budget), earlier.budget)
        heads = () if self.task.keeps_head else ("head.", f"{len(self.task.model()._modules) - 1}.")
        return {name: value for name, value in state.items() if not name.startswith(heads)}

    def weights(self, rate: Rate, iterations: int) -> dict[str, Tensor]:
        model = self.initial(0)
        self._fit(model, rate, iterations, 0, None)
        return model.state_dict()

    def initial(self, seed: int) -> nn.Module:
        torch.manual_seed(seed)
        model = self.task.model()
        model.load_state_dict(self.pretrained, strict=False)
        torch.manual_seed(seed)
        return model

    def train(self, rate: Rate, iterations: int, seed: int, points: list[Point] | None = None) -> float:
        """The score on test samples at the end; with `points`, those seen until the loss has diverged."""
        model = self.initial(seed)
        finite = self._fit(model, rate, iterations, seed, points)
        return self.score(model) if finite and points is None else 0.0

    def _fit(self, model: nn.Module, rate: Rate, iterations: int, seed: int, points: list[Point] | None) -> bool:
        """Whether the loss stayed finite and, if points are noted, below four times the first."""
        optimizer = self.task.optimizer.of(model)
        batches = self.batches(seed)
        smooth, first = 0.0, None
        for iteration in range(iterations):
            x, y = next(batches)
            lr = rate(iteration)
            for group in optimizer.param_groups:
                group["lr"] = lr
            outputs = model(x)
            loss_of_batch = self.loss(outputs, y)
            loss = loss_of_batch.item()
            if points is not None:
                seen = validates(iteration, iterations) and math.isfinite(loss)
                points.append([
                    iteration, lr, loss if math.isfinite(loss) else None, self.accuracy(outputs, y),
                    self.validation(model) if seen else None])
                smooth = 0.9 * smooth + 0.1 * loss
                first = loss if first is None else first
                if iteration > 25 and smooth / (1 - 0.9 ** (iteration + 1)) > DIVERGED * first:
                    return False
            if not math.isfinite(loss):
                return False
            optimizer.zero_grad(set_to_none=True)
            loss_of_batch.backward()
            if self.task.optimizer.clip is not None:
                nn.utils.clip_grad_norm_(model.parameters(), self.task.optimizer.clip)
            optimizer.step()
        return True

    def batches(self, seed: int) -> Iterator[tuple[Tensor, Tensor]]:
        generator = torch.Generator().manual_seed(seed)
        x, y, batch = self.data.x, self.data.y, self.task.batch
        while True:
            order = torch.randperm(len(x), generator=generator)
            for at in range(0, len(x) - batch + 1, batch):
                chosen = order[at : at + batch]
                yield self._augmented(x[chosen], generator), y[chosen]

    def _augmented(self, pictures: Tensor, generator: torch.Generator) -> Tensor:
        """Each picture mirrored or not, and the batch shifted by up to a pixel each way."""
        if not self.task.augment:
            return pictures
        mirrored = torch.rand(len(pictures), generator=generator) < 0.5
        pictures[mirrored] = pictures[mirrored].flip(3)
        down, right = torch.randint(0, 3, (2,), generator=generator).tolist()
        return functional.pad(pictures, (1, 1, 1, 1), value=-0.9)[:, :, down : down + 14, right : right + 14]

    def loss(self, outputs: Tensor, y: Tensor) -> Tensor:
        if self.data.classes is None:
            return functional.mse_loss(outputs.squeeze(-1), y)
        return functional.cross_entropy(
            outputs.flatten(0, -2), y.flatten(), label_smoothing=self.task.label_smoothing)

    def accuracy(self, outputs: Tensor, y: Tensor) -> float | None:
        return None if self.data.classes is None else (outputs.detach().argmax(-1) == y).float().mean().item()

    def _outputs(self, model: nn.Module, x: Tensor) -> Tensor:
        model.eval()
        with torch.no_grad():
            outputs = torch.cat([model(part) for part in x.split(TEST_BATCH)])
        model.train()
        return outputs

    def validation(self, model: nn.Module) -> float | None:
        if self.data.classes is None:
            return None
        count = max(20, VALIDATED // max(1, self.data.y[0].numel() // 4))
        return self.accuracy(self._outputs(model, self.data.test_x[:count]), self.data.test_y[:count])

    def score(self, model: nn.Module) -> float:
        outputs, y = self._outputs(model, self.data.test_x), self.data.test_y
        if not torch.isfinite(outputs).all():
            return 0.0
        if self.task.score == "r2":
            outputs = outputs.squeeze(-1)
            return max(0.0, 1 - ((outputs - y).square().mean() / (y - y.mean(0)).square().mean()).item())
        right = (outputs.argmax(-1) == y).float()
        if self.task.score == "balanced_accuracy":
            return sum(right[y == label].mean().item() for label in range(self.data.classes or 0)) / (self.data.classes or 1)
        return right.mean().item()

    def trivial_loss(self) -> float:
        """With label smoothing, that of the class frequencies as smoothed, which are nearly even wherever it is used here."""
        return self.data.trivial_loss

    def trivial_score(self) -> float:
        y = self.data.test_y
        if self.data.classes is None:
            return 0.0
        if self.task.score == "balanced_accuracy":
            return 1 / self.data.classes
        commonest = torch.bincount(self.data.y.flatten()).argmax()
        return (y == commonest).float().mean().item()
