"""after.py for long trainings: it reports its losses, may be killed at any time, and then goes on from its last checkpoint.

The arguments are the folder of Fashion-MNIST, a checkpoint, and a number of iterations.
"""

import itertools
import os
import sys
from pathlib import Path

import torch
from torch import nn

from data import fashion_mnist
from rangefinder import Rangefinder
from rangefinder.pytorch import RemoteSchedule, lr_find

folder, checkpoint, iterations = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
torch.manual_seed(1)
train, _ = fashion_mnist(folder, batch_size=64)
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
loss_fn = nn.CrossEntropyLoss()
rangefinder = Rangefinder()


def save(iteration, range_test, run):
    """Whole or not at all: the file takes its name when it is written."""
    kept = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save({**kept, "iteration": iteration, "range_test": range_test, "run": run}, f"{checkpoint}.new")
    os.replace(f"{checkpoint}.new", checkpoint)


if not checkpoint.exists():
    found = lr_find(model, optimizer, loss_fn, train, rangefinder=rangefinder, iterations=200)
    announced = rangefinder.training_run(found.id, rangefinder.schedule(found.id, iterations=iterations))
    save(0, found.id, announced["id"])
saved = torch.load(checkpoint)
model.load_state_dict(saved["model"])
optimizer.load_state_dict(saved["optimizer"])
schedule = rangefinder.schedule(saved["range_test"], iterations=iterations)
scheduler = RemoteSchedule(optimizer, schedule, iteration=saved["iteration"])
print(f"training run {saved['run']} goes on at iteration {saved['iteration']}", flush=True)

batches = itertools.chain.from_iterable(itertools.repeat(train))
with rangefinder.training_reporter(saved["run"]) as reporter:
    for iteration in range(saved["iteration"], iterations):
        inputs, targets = next(batches)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        reporter.add(iteration, loss.item(), optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
        if (iteration + 1) % 100 == 0:
            reporter.flush(timeout_seconds=1)
            save(iteration + 1, saved["range_test"], saved["run"])
            print(f"iteration {iteration + 1}", flush=True)
