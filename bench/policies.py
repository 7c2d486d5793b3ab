#!/usr/bin/env python3
"""What the policies make of the same bounds, by the length of the training: the ground for the default policy of a schedule by job id.

Reads surfaces that bench/surfaces.py made of the tasks in workloads/, takes the bounds of the best cycle of each, and trains the task
with every policy between them, three seeds each, for the budget of the surface and for three times as long. Needs PyTorch 2.4 or later.

usage: bench/policies.py SURFACE.json ...
"""
from __future__ import annotations

import json
import math
import pathlib
import statistics
import sys

import torch

from workloads.measure import scores
from workloads.tasks import TASKS
from workloads.training import Rate, Trainer

SEEDS = (0, 1, 2)
LENGTHS = (1, 3)


def triangular(base: float, top: float, cycles: int, total: int, halving: bool) -> Rate:
    half = total / (2 * cycles)

    def rate(iteration: int) -> float:
        cycle, p = divmod(iteration / half, 2)
        share = min(p, 2 - p)
        return base + (top - base) * share / (2 ** cycle if halving else 1)

    return rate


def one_cycle(base: float, top: float, total: int) -> Rate:
    """As torch's OneCycleLR: up in 30 %, by cosines, and down to a ten-thousandth of the base."""
    rise = 0.3 * total - 1

    def rate(iteration: int) -> float:
        if iteration <= rise:
            return top + (base - top) / 2 * (1 + math.cos(math.pi * iteration / rise))
        p = (iteration - rise) / (total - 1 - rise)
        return base / 1e4 + (top - base / 1e4) / 2 * (1 + math.cos(math.pi * p))

    return rate


def policies(base: float, top: float, total: int) -> dict[str, Rate]:
    middle = math.sqrt(base * top)
    return {
        "one_cycle": one_cycle(base, top, total),
        "triangular2, 3 cycles": triangular(base, top, 3, total, True),
        "triangular, 3 cycles": triangular(base, top, 3, total, False),
        "triangular, 1 cycle": triangular(base, top, 1, total, False),
        "cosine": lambda i: base / 10 + (top - base / 10) / 2 * (1 + math.cos(math.pi * i / (total - 1))),
        "fixed, the middle": lambda _: middle,
    }


def bounds(surface: dict) -> tuple[float, float]:
    """Of the best cycle, whose base lies about a decade below."""
    best = max((key for key in surface["cycles"]), key=lambda key: statistics.mean(surface["cycles"][key]))
    lower, upper = map(int, best.split(","))
    return surface["grid"][lower], surface["grid"][upper]


def main(files: list[str]) -> None:
    torch.set_num_threads(1)
    ranks: dict[tuple[int, str], list[float]] = {}
    for file in files:
        surface = json.loads(pathlib.Path(file).read_text())
        trainer = Trainer(TASKS[surface["task"]])
        base, top = bounds(surface)
        for times in LENGTHS:
            total = times * surface["budget"]
            choices = policies(base, top, total)
            reached = iter(scores(trainer, [(rate, seed) for rate in choices.values() for seed in SEEDS], total))
            means = {name: statistics.mean(next(reached) for _ in SEEDS) for name in choices}
            best = max(means.values())
            epochs = total / surface["iterations_per_epoch"]
            print(f"{surface['task']}, {total} iterations ({epochs:.1f} epochs), {base:.3g} to {top:.3g}")
            for name, mean in means.items():
                ranks.setdefault((times, name), []).append((best - mean) / abs(best))
                print(f"  {name:24} {mean:.4f}  {(best - mean) / abs(best):.1%} below the best")
    print("mean and worst share below the best, by length")
    for (times, name), shares in sorted(ranks.items(), key=lambda row: (row[0][0], statistics.mean(row[1]))):
        print(f"  {times} x budget  {name:24} {statistics.mean(shares):.2%}  {max(shares):.1%}  ({len(shares)} tasks)")


if __name__ == "__main__":
    main(sys.argv[1:])
