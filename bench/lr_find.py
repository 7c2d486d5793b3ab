"""A convolutional network on noise: so many optimizer steps bare, and by lr_find, on one thread, in turns: A B B A A B B A ...

lr_find is measured whole: its copy of the state, the submission, the reports, the last of them, the recommendation. Each pair of
neighbours gives a ratio; of those, the median and an interval that covers it with 95 % (by drawing pairs anew) are what is told.
CPU time is that of the training process, with all its threads; waiting for the service is in the wall time alone.
"""

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from rangefinder import Rangefinder
from rangefinder.pytorch import lr_find

PAIRS = int(sys.argv[1]) if len(sys.argv) > 1 else 30
STEPS = int(sys.argv[2]) if len(sys.argv) > 2 else 500
KINDS = ("wall", "CPU")
BATCH = 64

torch.set_num_threads(1)  # so that a second core is left for the service
torch.manual_seed(1)
loader = DataLoader(TensorDataset(torch.randn(6400, 1, 28, 28), torch.randint(10, (6400,))), BATCH, shuffle=True)
loss_fn = nn.CrossEntropyLoss()
rangefinder = Rangefinder(home=Path(tempfile.mkdtemp()))


def fresh():
    model = nn.Sequential(
        nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(512, 128), nn.ReLU(), nn.Linear(128, 10),
    )  # fmt: skip
    return model, torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)


def bare():
    """With loss and accuracy read at every step, as a user who watches them does."""
    model, optimizer = fresh()
    done = 0
    while done < STEPS:
        for inputs, targets in loader:
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = loss_fn(outputs, targets)
            loss.backward()
            optimizer.step()
            loss.item(), (outputs.detach().argmax(1) == targets).float().mean().item()
            done += 1
            if done == STEPS:
                break


def found():
    """So low an end that nothing stops it early."""
    model, optimizer = fresh()
    lr_find(model, optimizer, loss_fn, loader, rangefinder=rangefinder, iterations=STEPS, end_lr=1e-2)


def measured(run):
    """Wall and CPU time, in seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - wall, time.process_time() - cpu


def interval(ratios, draws=10_000):
    """Of the median, at 95 %."""
    chance = random.Random(1)
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(draws))
    return medians[draws // 40], medians[-draws // 40]


bare(), found()
pairs = []
for number in range(PAIRS):
    order = (bare, found) if number % 2 == 0 else (found, bare)
    times = {run: measured(run) for run in order}
    pairs.append((times[bare], times[found]))
    print("; ".join(f"{name}: bare {times[bare][kind]:.3f} s, lr_find {times[found][kind]:.3f} s" for kind, name in enumerate(KINDS)), flush=True)
for kind, name in enumerate(KINDS):
    ratios = [test[kind] / loop[kind] - 1 for loop, test in pairs]
    low, high = interval(ratios)
    step = 1000 * statistics.median(loop[kind] for loop, _ in pairs) / STEPS
    print(f"{name}: overhead {statistics.median(ratios):+.1%}, 95 % interval {low:+.1%} to {high:+.1%}, {PAIRS} pairs of {STEPS} steps of {step:.1f} ms")
