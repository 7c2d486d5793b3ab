"""Trains a small network with Lightning at the rates that a range test found."""

import torch
from lightning import pytorch as pl
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from rangefinder.lightning import RangeTest, Rates


class Network(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))

    def training_step(self, batch, batch_idx):
        inputs, targets = batch
        return nn.functional.cross_entropy(self.layers(inputs), targets)

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.01, momentum=0.9)


pl.seed_everything(1)
inputs = torch.randn(3200, 20)
targets = inputs[:, :5].argmax(1)
loader = DataLoader(TensorDataset(inputs, targets), batch_size=32, shuffle=True)
module = Network()
trainer = pl.Trainer(max_steps=400, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False)

found = RangeTest(iterations=200).run(trainer, module, loader)
print(found)
trainer.callbacks.append(Rates(found.schedule("one_cycle", iterations=400)))
trainer.fit(module, loader)

accuracy = (module.layers(inputs).argmax(1) == targets).float().mean()
print(f"accuracy {accuracy:.3f}")
