"""A convolutional network on noise: so many optimizer steps bare, and by lr_find, in turns, on one thread.

lr_find is measured whole: its copy of the state, the submission, the reports, the last of them, the recommendation. CPU time is
that of the training process, with all its threads; waiting for the service is in the wall time alone.
"""

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

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 9
STEPS = 500
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
    """With the loss read at every step, as whoever watches it does."""
    model, optimizer = fresh()
    done = 0
    while done < STEPS:
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(inputs), targets)
            loss.backward()
            optimizer.step()
            loss.item()
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


bare(), found()
rounds = []
for _ in range(ROUNDS):
    loop, test = measured(bare), measured(found)
    rounds.append((loop, test))
    print("; ".join(f"{name}: bare {loop[kind]:.3f} s, lr_find {test[kind]:.3f} s" for kind, name in enumerate(KINDS)), flush=True)
for kind, name in enumerate(KINDS):
    without, with_it = (statistics.median(taken[side][kind] for taken in rounds) for side in range(2))
    print(f"{name}: overhead of the medians {with_it / without - 1:+.1%}, {STEPS} steps of {1000 * without / STEPS:.1f} ms")
