#!/usr/bin/env python3
"""Sweeps as the service chooses them where a range test names no rates (docs/recommendation.md), on surfaces that are there already.

Each surface of the first directory whose task bench/surfaces.py knows is written to the second one with three sweeps of 500
iterations instead of its own. `SURFACES=SECOND bench/recommendation`, its part shareOfTheBestScoreByFamily, then says what they are
worth. A perceptron takes seconds, a transformer half a minute.

usage: bench/usual_sweeps.py SURFACES DIRECTORY
"""
import json, pathlib, sys

import surfaces

ITERATIONS, SEEDS = 500, range(3)
USUAL = {"sgd": (1e-5, 10.0), "adam": (1e-6, 1.0), "adamw": (1e-6, 1.0), "rmsprop": (1e-6, 1.0)}


def in_numpy(name):
    task = surfaces.Task(name)
    start, end = USUAL[task.optimizer.removesuffix("m") if task.optimizer.startswith("sgd") else task.optimizer]
    rate = surfaces.exponential(start, end, ITERATIONS)
    return [{"spacing": "exponential", "start": start, "end": end, "iterations": ITERATIONS, "seed": seed,
             "points": task.sweep(rate, ITERATIONS, seed)} for seed in SEEDS]


def in_torch(name):
    import torch
    from workloads import measure, tasks, together, training

    torch.set_num_threads(1)
    trainer = training.Trainer(tasks.TASKS[name])
    start, end = USUAL[trainer.task.optimizer.described()["type"]]
    rate, points = measure.exponential(start, end, ITERATIONS), [[] for _ in SEEDS]
    if together.stacks(trainer.task.model()):
        together.Together(trainer).train([rate] * len(SEEDS), ITERATIONS, list(SEEDS), points)
    else:
        for seed, seen in zip(SEEDS, points):
            trainer.train(rate, ITERATIONS, seed, seen)
    return [measure.sweep("exponential", start, end, ITERATIONS, seed, seen) for seed, seen in zip(SEEDS, points)]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    known = surfaces.makers()
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
        surface = json.loads(path.read_text())
        name = surface["task"]
        if name not in known:
            print(name, "is made by none of the tasks here")
            continue
        surface["sweeps"] = (in_numpy if name in surfaces.TASKS | surfaces.HELD_BACK else in_torch)(name)
        (pathlib.Path(sys.argv[2]) / path.name).write_text(json.dumps(surface))
        print(name, flush=True)


if __name__ == "__main__":
    main()
