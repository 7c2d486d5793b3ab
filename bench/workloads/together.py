"""Trains many copies of a small network in one go, each with its own seed and course of the rate: several times as fast as one by one."""
from __future__ import annotations

import copy
import math

import torch
from torch import Tensor, nn
from torch.func import functional_call, grad_and_value, vmap

from .training import DIVERGED, Point, Rate, Trainer, validates

EPSILON = 1e-8


def stacks(model: nn.Module) -> bool:
    """Whether copies can be told apart by their weights alone: no running means, no drops, no recurrence."""
    kinds = (nn.Dropout, nn.LSTM, nn.Conv2d)
    return not list(model.buffers()) and not any(isinstance(module, kinds) for module in model.modules())


class Together:
    def __init__(self, trainer: Trainer) -> None:
        self.trainer, self.optimizer = trainer, trainer.task.optimizer
        self.skeleton = copy.deepcopy(trainer.task.model())

    def train(self, rates: list[Rate], iterations: int, seeds: list[int], points: list[list[Point]] | None = None) -> list[float]:
        """What `Trainer.train` returns, for each rate with the seed at the same place."""
        trainer, count = self.trainer, len(rates)
        initial = {seed: dict(trainer.initial(seed).named_parameters()) for seed in set(seeds)}
        weights = {name: torch.stack([initial[seed][name].detach() for seed in seeds]) for name in initial[seeds[0]]}
        first_moment = {name: torch.zeros_like(w) for name, w in weights.items()}
        second_moment = {name: torch.zeros_like(w) for name, w in weights.items()}
        batches = {seed: trainer.batches(seed) for seed in set(seeds)}
        gradients_of = vmap(grad_and_value(self._loss, has_aux=True))
        runs, smooth, first = [True] * count, [0.0] * count, [0.0] * count
        for iteration in range(iterations):
            drawn = {seed: next(batch) for seed, batch in batches.items()}
            x = torch.stack([drawn[seed][0] for seed in seeds])
            y = torch.stack([drawn[seed][1] for seed in seeds])
            lrs = [rate(iteration) for rate in rates]
            gradients, (losses, outputs) = gradients_of(weights, x, y)
            for member, loss in enumerate(losses.tolist()):
                if points is not None and runs[member]:
                    seen = validates(iteration, iterations) and math.isfinite(loss)
                    points[member].append([
                        iteration, lrs[member], loss if math.isfinite(loss) else None,
                        trainer.accuracy(outputs[member], y[member]),
                        trainer.validation(self._member(weights, member)) if seen else None])
                    first[member] = first[member] if iteration else loss
                    smooth[member] = 0.9 * smooth[member] + 0.1 * loss
                    runs[member] = not (iteration > 25 and smooth[member] / (1 - 0.9 ** (iteration + 1)) > DIVERGED * first[member])
                runs[member] &= math.isfinite(loss)
            if not any(runs):
                break
            self._clip(gradients, count)
            self._step(weights, gradients, first_moment, second_moment, torch.tensor(lrs), iteration + 1)
        if points is not None:
            return []
        return [trainer.score(self._member(weights, member)) if runs[member] else 0.0 for member in range(count)]

    def _loss(self, weights: dict[str, Tensor], x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        outputs = functional_call(self.skeleton, weights, (x,))
        return self.trainer.loss(outputs, y), outputs

    def _member(self, weights: dict[str, Tensor], member: int) -> nn.Module:
        self.skeleton.load_state_dict({name: w[member] for name, w in weights.items()})
        return self.skeleton

    def _clip(self, gradients: dict[str, Tensor], count: int) -> None:
        if self.optimizer.clip is not None:
            squares = torch.stack([g.reshape(count, -1).square().sum(1) for g in gradients.values()]).sum(0)
            share = (self.optimizer.clip / (squares.sqrt() + 1e-6)).clamp(max=1)
            for name, g in gradients.items():
                gradients[name] = g * _along(share, g)

    def _step(self, weights: dict[str, Tensor], gradients: dict[str, Tensor], first_moment: dict[str, Tensor],
              second_moment: dict[str, Tensor], lrs: Tensor, t: int) -> None:
        """PyTorch's rules, with a rate for each copy."""
        optimizer = self.optimizer
        for name, w in weights.items():
            g, m, v, lr = gradients[name].detach(), first_moment[name], second_moment[name], _along(lrs, w)
            decay = optimizer.weight_decay if w.dim() > 2 else 0
            if optimizer.type == "sgd":
                g = g + decay * w
                m.mul_(optimizer.momentum or 0).add_(g)
                w.sub_(lr * (g + (optimizer.momentum or 0) * m if optimizer.nesterov else m))
                continue
            first, second = optimizer.betas or (0.9, 0.999)
            if optimizer.type == "adamw":
                w.mul_(1 - lr * decay)
            else:
                g = g + decay * w
            m.mul_(first).add_(g, alpha=1 - first)
            v.mul_(second).addcmul_(g, g, value=1 - second)
            w.sub_(lr / (1 - first**t) * m / (v.sqrt() / math.sqrt(1 - second**t) + EPSILON))


def _along(values: Tensor, like: Tensor) -> Tensor:
    return values.view(-1, *[1] * (like.dim() - 1))
