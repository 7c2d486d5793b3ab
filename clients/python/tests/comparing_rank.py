"""One of two processes that compare schedules together: python -m tests.comparing_rank RANK MEETING_FILE URL HOME.

Prints, as JSON: the comparison's id and result, what failed, and how many steps this process has made of each run.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Dict

import torch
import torch.distributed as dist
from torch import nn

from rangefinder import Rangefinder, RunSchedule, compare
from rangefinder.pytorch import RemoteSchedule

from .torch_comparing import ITERATIONS, data

rank, meeting, url, home = int(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])

torch.set_num_threads(1)
dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=2)
steps: Dict[str, int] = {}


def train(schedule: RunSchedule, seed: int) -> float:
    torch.manual_seed(seed)
    model = nn.parallel.DistributedDataParallel(nn.Linear(2, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    scheduler = RemoteSchedule(optimizer, schedule)
    points, sides = data(seed, ITERATIONS * 16)
    name = f"{schedule.run['entry']} {schedule.run['repeat']}"
    while not schedule.over:
        first = steps.setdefault(name, 0) * 16 + rank * 8
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(points[first : first + 8]), sides[first : first + 8])
        loss.backward()
        optimizer.step()
        scheduler.report(loss)
        scheduler.step()
        steps[name] += 1
    if name == "poor 1" and rank == 1:
        raise RuntimeError("no disk here")
    return float((model(points).argmax(1) == sides).float().mean())


found = compare(
    train,
    {"usual": {"policy": "fixed", "lr": 0.3}, "poor": {"policy": "fixed", "lr": 1e-6}},
    workload={"batch_size": 16, "iterations_per_epoch": ITERATIONS},
    validation_samples=640,
    iterations=ITERATIONS,
    repeats=2,
    classes=2,
    rangefinder=Rangefinder(url, home=home),
    show_progress=False,
)
failures = [(failure.entry, failure.repeat, str(failure.error)) for failure in found.failures]
print(json.dumps({"id": found.id, "result": found.result, "failures": failures, "steps": steps}), flush=True)
os._exit(0)
