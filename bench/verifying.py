#!/usr/bin/env python3
"""What a verified answer is worth on tasks that are really trained, beside the sweep's own and fastai's minimum/10.

Each task is given to lr_find(verify=…). Then every answer's cycle is trained with the task's budget, by seeds that no race has seen. What it loses
is told as a share of the best cell of the task's accuracy surface. The service is that of $RANGEFINDER_URL.

usage: bench/verifying.py [TASK...]
"""
import json, pathlib, statistics, sys, tempfile

import torch
from torch.utils.data import DataLoader, TensorDataset

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "clients" / "python"))

from rangefinder import Rangefinder
from rangefinder.pytorch import lr_find
from workloads import measure, tasks, training

SURFACES = HERE.parent / "src/test/resources/oracles/surfaces"
USUAL = ["gpt-licences-adam-b16", "finetune-transformer-adamw", "lstm-licences-clipped-sgd", "gpt-documentation-adamw"]
SWEEP, REPEATS, FRESH_SEEDS = 300, 2, range(1000, 1003)
WHOLE_RACE = 9 + 2 * 5 + 4 * 4 * REPEATS
"""Trainings of the first rung's length that a race of three rungs takes."""


def best_of(name):
    surface = json.loads((SURFACES / f"{name}.json").read_text())
    return max(statistics.mean(seeds) for seeds in [*surface["fixed"], *surface["cycles"].values()])


def verified(trainer, rangefinder):
    task, data = trainer.task, trainer.data
    model = trainer.initial(0)
    optimizer = task.optimizer.of(model)
    for group in optimizer.param_groups:
        group["lr"] = 1e-3

    def forward(model, batch):
        outputs = model(batch[0])
        return trainer.loss(outputs, batch[1]), trainer.accuracy(outputs, batch[1])

    return lr_find(
        model, optimizer, None, DataLoader(TensorDataset(data.x, data.y), task.batch, shuffle=True, drop_last=True),
        forward=forward, clip_grad_norm=task.optimizer.clip, trivial_loss=trainer.trivial_loss(), iterations=SWEEP,
        verify=WHOLE_RACE * (task.budget // 4), verify_repeats=REPEATS, classes=data.classes, progress=False, rangefinder=rangefinder,
        validation=DataLoader(TensorDataset(data.test_x, data.test_y), training.TEST_BATCH))  # fmt: skip


def main():
    torch.set_num_threads(1)
    rangefinder = Rangefinder(home=pathlib.Path(tempfile.mkdtemp()))
    lost = {}
    for name in sys.argv[1:] or USUAL:
        trainer, best = training.Trainer(tasks.TASKS[name]), best_of(name)
        torch.manual_seed(1)
        found = verified(trainer, rangefinder)
        race = found.recommendation["verification"]
        swept = race["sweep"]
        minimum = next(rule["lr"] for rule in found.recommendation["rules"] if rule["rule"] == "fastai_minimum")
        answers = {
            "the sweep's": (swept["base_lr"], swept["max_lr"]),
            "verified": (found.base_lr, found.max_lr),
            "minimum/10": (minimum / 4, 3 * minimum),
        }
        done = sum(run["iterations_done"] for run in rangefinder.get(found.id)["runs"])
        print(f"{name}: sweep {swept['verdict']}, then {found.verdict}: {race.get('winner')}; {done} iterations, {race['iterations']} of them the race's")
        for answer, (base, top) in answers.items():
            rate = measure.triangular(base, top, trainer.task.budget // 4)
            reached = [trainer.train(rate, trainer.task.budget, seed) for seed in FRESH_SEEDS]
            share = (best - statistics.mean(reached)) / best
            lost.setdefault(answer, []).append(share)
            print(f"  {answer:12} {base:.3g} to {top:.3g}: {[round(one, 4) for one in reached]}, lost {100 * share:.2f} % of {best:.4f}", flush=True)
    for answer, shares in lost.items():
        print(f"{answer:12} mean {100 * statistics.mean(shares):.2f} %, worst {100 * max(shares):.2f} %")


if __name__ == "__main__":
    main()
