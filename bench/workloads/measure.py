"""Measures a task: range tests, and what fixed rates and cycles reach, in the form that bench/recommendation reads."""
from __future__ import annotations

import time
from typing import Any

import torch

from .tasks import TASKS
from .together import Together, stacks
from .training import Point, Rate, Trainer

RUNGS, DECADES_A_RUNG = 10, 0.4
BELOW_GOOD_MAX, BELOW_POOR_MAX = (1, 3), (2,)
"""How many rungs below its max the base of a cycle is measured."""
SEEDS, GOOD = (0, 1), 0.7
"""What scores less than that share of the best is measured with one seed."""
SWEEPS = (("exponential", 150, 4), ("exponential", 600, 4), ("linear", 600, 1))
FURTHER_SEEDS = range(100, 170)


def constant(rate: float) -> Rate:
    return lambda _: rate


def exponential(start: float, end: float, iterations: int) -> Rate:
    return lambda i: start * (end / start) ** (i / (iterations - 1))


def linear(end: float, iterations: int) -> Rate:
    return lambda i: end * i / (iterations - 1)


def triangular(base: float, top: float, half: int) -> Rate:
    def rate(iteration: int) -> float:
        p = iteration % (2 * half)
        f = p / half if p <= half else (2 * half - p) / half
        return base * (1 - f) + top * f

    return rate


def grid(lowest: float) -> list[float]:
    return [rounded(lowest * 10 ** (DECADES_A_RUNG * i)) for i in range(RUNGS)]


def rounded(value: float) -> float:
    return float(f"{value:.5g}")


def seeds(name: str) -> dict[str, Any]:
    """What spread and coverage are read from, without any surface."""
    trainer = Trainer(TASKS[name])
    return {**_described(trainer), "seeds": _sweeps(trainer, "exponential", 150, FURTHER_SEEDS)}


def surface(name: str) -> dict[str, Any]:
    torch.set_num_threads(1)
    began = time.process_time()
    task = TASKS[name]
    trainer = Trainer(task)
    rates, half = grid(task.lowest), task.budget // 4
    sweeps = [sweep for spacing, n, repeats in SWEEPS for sweep in _sweeps(trainer, spacing, n, range(repeats))]
    fixed = [[score] for score in scores(trainer, [(constant(rate), SEEDS[0]) for rate in rates], task.budget)]
    good = GOOD * max(first for [first] in fixed)
    cells: list[tuple[list[float], Rate, int]] = [
        (reached, constant(rate), seed) for rate, reached in zip(rates, fixed) if reached[0] >= good for seed in SEEDS[1:]]
    cycles: dict[str, list[float]] = {}
    for j in range(1, RUNGS):
        is_good = max(fixed[j][0], fixed[j - 1][0]) >= good
        for i in sorted({max(0, j - below) for below in (BELOW_GOOD_MAX if is_good else BELOW_POOR_MAX)}):
            reached = cycles[f"{i},{j}"] = []
            cells += [(reached, triangular(rates[i], rates[j], half), seed) for seed in (SEEDS if is_good else SEEDS[:1])]
    for (reached, _, _), score in zip(cells, scores(trainer, [(rate, seed) for _, rate, seed in cells], task.budget)):
        reached.append(score)
    return {
        **_described(trainer),
        "budget": task.budget,
        "cycle_step": half,
        "grid": rates,
        "fixed": fixed,
        "cycles": cycles,
        "sweeps": sweeps,
        "seconds": round(time.process_time() - began),
        "torch": torch.__version__,
    }


def _described(trainer: Trainer) -> dict[str, Any]:
    task, data = trainer.task, trainer.data
    return {
        "task": task.name,
        "family": task.family,
        "held_back": task.held_back,
        "optimizer": task.optimizer.described(),
        "batch": task.batch,
        "train_size": len(data.x),
        "iterations_per_epoch": len(data.x) // task.batch,
        "classes": data.classes,
        "label_smoothing": task.label_smoothing,
        "fine_tuning": task.pretrain is not None,
        "trivial_loss": rounded(trainer.trivial_loss()),
        "score": task.score,
        "trivial_score": rounded(trainer.trivial_score()),
    }


def scores(trainer: Trainer, runs: list[tuple[Rate, int]], iterations: int) -> list[float]:
    """What each run, of a rate and a seed, has reached in the end."""
    rates, seeds_of_runs = [rate for rate, _ in runs], [seed for _, seed in runs]
    if stacks(trainer.task.model()):
        reached = Together(trainer).train(rates, iterations, seeds_of_runs)
    else:
        reached = [trainer.train(rate, iterations, seed) for rate, seed in runs]
    return [rounded(score) for score in reached]


def _sweeps(trainer: Trainer, spacing: str, iterations: int, repeats: range) -> list[dict[str, Any]]:
    rates = grid(trainer.task.lowest)
    start, end = (rounded(rates[0] / 10), rounded(rates[-1] * 3)) if spacing == "exponential" else (0.0, rates[-3])
    rate = exponential(start, end, iterations) if start else linear(end, iterations)
    points: list[list[Point]] = [[] for _ in repeats]
    if stacks(trainer.task.model()):
        Together(trainer).train([rate] * len(repeats), iterations, list(repeats), points)
    else:
        for seed, seen in zip(repeats, points):
            trainer.train(rate, iterations, seed, seen)
    return [sweep(spacing, start, end, iterations, seed, seen) for seed, seen in zip(repeats, points)]


def sweep(spacing: str, start: float, end: float, iterations: int, seed: int, points: list[Point]) -> dict[str, Any]:
    """Points without their iteration and rate, which follow from the spacing."""
    accuracies = [p[3] for p in points]
    return {
        "spacing": spacing,
        "start": start,
        "end": end,
        "iterations": iterations,
        "seed": seed,
        "losses": [None if p[2] is None else rounded(p[2]) for p in points],
        "accuracies": None if None in accuracies else [float(f"{accuracy:.4g}") for accuracy in accuracies],
        "validation": [[p[0], float(f"{p[4]:.4g}")] for p in points if p[4] is not None],
    }
