#!/usr/bin/env python3
"""How often the judge tells entries apart that are equal: real comparisons of one schedule under three names.

A perceptron is trained on two spirals. Each entry draws its seeds from its own, so that the entries differ by chance alone. A comparison that
calls any of them better or worse is an error; at most 5 % are allowed. The service is that of $RANGEFINDER_URL.

Few comparisons say little of a rate of 5 %. So the accuracies of all trainings are then drawn anew, 20,000 times, and judged by Student's t and
Holm's first step as written here; that these agree with the judge on the real comparisons is asserted.

usage: bench/equal_comparisons.py [COMPARISONS] [REPEATS]
"""
import math, pathlib, random, statistics, sys, tempfile

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "clients" / "python"))

from rangefinder import Rangefinder, compare
from rangefinder.pytorch import RemoteSchedule

COMPARISONS = int(sys.argv[1]) if len(sys.argv) > 1 else 40
REPEATS = int(sys.argv[2]) if len(sys.argv) > 2 else 4
ENTRIES, ITERATIONS, BATCH, SAMPLES = ("one", "another", "a third"), 160, 32, 1000
DRAWN = 20_000
CYCLE = {"policy": "triangular2", "base_lr": 0.02, "max_lr": 0.3, "step_size": 40}


def spirals(seed, count):
    generator = torch.Generator().manual_seed(seed)
    arm = torch.randint(2, (count,), generator=generator)
    distance = torch.rand(count, generator=generator)
    angle = 4 * distance + torch.pi * arm
    points = torch.stack([distance * torch.cos(angle), distance * torch.sin(angle)], 1)
    return points + 0.05 * torch.randn(count, 2, generator=generator), arm


TRAINING, VALIDATION = spirals(1, 2000), spirals(2, SAMPLES)


def train(schedule, seed):
    torch.manual_seed(len(ENTRIES) * seed + ENTRIES.index(schedule.run["entry"]))
    model = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    scheduler = RemoteSchedule(optimizer, schedule)
    for _ in range(ITERATIONS):
        batch = torch.randint(len(TRAINING[0]), (BATCH,))
        loss = nn.functional.cross_entropy(model(TRAINING[0][batch]), TRAINING[1][batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.report(loss)
        scheduler.step()
    with torch.no_grad():
        return (model(VALIDATION[0]).argmax(1) == VALIDATION[1]).float().mean().item()


def critical(degrees, error):
    """The quantile of Student's t that leaves out `error` on both sides together."""
    density = lambda t: (1 + t * t / degrees) ** (-(degrees + 1) / 2)  # noqa: E731
    whole = math.sqrt(degrees * math.pi) * math.exp(math.lgamma(degrees / 2) - math.lgamma((degrees + 1) / 2))
    t, step, inside = 0.0, 1e-4, 0.0
    while inside < (1 - error) / 2 * whole:
        inside += step * density(t + step / 2)
        t += step
    return t


MOST = critical(REPEATS - 1, 0.05 / (len(ENTRIES) - 1))


def tells_apart(baseline, *others):
    for other in others:
        differences = [b - a for a, b in zip(baseline, other)]
        spread = max(statistics.stdev(differences), 1 / SAMPLES / math.sqrt(6))
        if abs(statistics.mean(differences)) > MOST * spread / math.sqrt(REPEATS):
            return True
    return False


def main():
    torch.set_num_threads(1)
    rangefinder = Rangefinder(home=pathlib.Path(tempfile.mkdtemp()))
    told_apart, accuracies = 0, []
    for number in range(COMPARISONS):
        compared = compare(
            train, {entry: CYCLE for entry in ENTRIES}, workload={"batch_size": BATCH, "iterations_per_epoch": 62}, validation_samples=SAMPLES,
            iterations=ITERATIONS, repeats=REPEATS, classes=2, seed=number * REPEATS, show_progress=False, rangefinder=rangefinder)  # fmt: skip
        verdicts = compared.verdicts
        wrong = {"better", "worse"} & set(verdicts.values())
        told_apart += bool(wrong)
        finals = [[seed["final_accuracy"] for seed in entry["seeds"]] for entry in compared.result["entries"]]
        assert tells_apart(*finals) == bool(wrong), (finals, verdicts)
        accuracies += sum(finals, [])
        print(number + 1, verdicts, "an error" if wrong else "", flush=True)
    print(f"{told_apart} of {COMPARISONS} comparisons tell equal entries apart; the accuracies are {min(accuracies):.3f} to {max(accuracies):.3f}")
    chance = random.Random(0)
    errors = sum(tells_apart(*[chance.choices(accuracies, k=REPEATS) for _ in ENTRIES]) for _ in range(DRAWN))
    print(f"{errors / DRAWN:.2%} of {DRAWN:,} that are drawn from these {len(accuracies)} accuracies do")


if __name__ == "__main__":
    main()
