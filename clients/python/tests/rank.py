"""One of two processes that train together: python -m tests.rank RANK MEETING_FILE URL HOME [RANK_TO_KILL].

Prints, as JSON: the rates that it trained at, what it was recommended or what it failed with, whether all was put back, and
what a little training then makes of the weights.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, Dict, List

import torch
import torch.distributed as dist
from torch import nn
from torch.utils.data import DataLoader, DistributedSampler

from rangefinder import Rangefinder
from rangefinder.pytorch import lr_find

from .torch_lr_find import Stranger, loader, state, train

rank, meeting, url, home = int(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])
killed = int(sys.argv[5]) if len(sys.argv) > 5 else None

torch.set_num_threads(1)
torch.manual_seed(rank)
dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=2)
model = nn.parallel.DistributedDataParallel(Stranger())
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
samples = loader().dataset
batches = DataLoader(samples, 16, sampler=DistributedSampler(samples, 2, rank, seed=4))
rates: List[float] = []


def loss_fn(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    rates.append(optimizer.param_groups[0]["lr"])
    if rank == killed and len(rates) == 40:
        os.kill(os.getpid(), signal.SIGKILL)
    return nn.functional.cross_entropy(outputs, targets)


before = state(model, optimizer)
said: Dict[str, Any] = {}
try:
    found = lr_find(
        model,
        optimizer,
        loss_fn,
        batches,
        rangefinder=Rangefinder(url, home=home),
        end_lr=1e4,
        iterations=300,
        tags={"of": home.name},
        timeout_seconds=20,
    )
    said.update(id=found.id, recommendation=found.recommendation)
except Exception as failure:
    said["failure"] = repr(failure)
said.update(rates=list(rates), untouched=state(model, optimizer) == before)
if "failure" not in said:
    train(model, optimizer, batches, 5)
    said["trained"] = state(model, optimizer)["parameters"]
print(json.dumps(said), flush=True)
os._exit(0)  # without the farewell, for which the other one may be missing
