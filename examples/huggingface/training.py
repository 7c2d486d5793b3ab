"""Trains a small network with Hugging Face's Trainer at the rates that a range test found."""

import torch
from torch import nn
from transformers import Trainer, TrainingArguments

from rangefinder.huggingface import RangeTest, Rates


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))

    def forward(self, inputs, labels):
        scores = self.layers(inputs)
        return {"loss": nn.functional.cross_entropy(scores, labels), "logits": scores}


torch.manual_seed(1)
inputs = torch.randn(3200, 20)
targets = inputs[:, :5].argmax(1)
trainer = Trainer(
    model=Network(),
    args=TrainingArguments(
        output_dir="results",
        max_steps=400,
        per_device_train_batch_size=32,
        logging_steps=100,
        save_strategy="no",
        report_to=[],
        remove_unused_columns=False,
    ),
    train_dataset=[{"inputs": one, "labels": label} for one, label in zip(inputs, targets)],
)

found = RangeTest(iterations=200).run(trainer)
print(found)
trainer.add_callback(Rates(found.schedule("one_cycle", iterations=400)))
trainer.train()

with torch.no_grad():
    accuracy = (trainer.model.layers(inputs.to(trainer.args.device)).argmax(1).cpu() == targets).float().mean()
print(f"accuracy {accuracy:.3f}")
