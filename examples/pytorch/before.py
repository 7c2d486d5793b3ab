"""Trains a small network on Fashion-MNIST; the arguments are its folder and a number of epochs."""

import sys

import torch
from torch import nn

from data import fashion_mnist

epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 4
torch.manual_seed(1)
train, (test_inputs, test_targets) = fashion_mnist(sys.argv[1], batch_size=64)
convolutions = [nn.Conv2d(1, 16, 5, stride=2), nn.ReLU(), nn.Conv2d(16, 32, 5, stride=2), nn.ReLU()]
model = nn.Sequential(*convolutions, nn.Flatten(), nn.Linear(512, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
loss_fn = nn.CrossEntropyLoss()

for epoch in range(epochs):
    for inputs, targets in train:
        optimizer.zero_grad()
        loss_fn(model(inputs), targets).backward()
        optimizer.step()
    with torch.no_grad():
        accuracy = (model(test_inputs).argmax(1) == test_targets).float().mean()
    print(f"epoch {epoch}: accuracy {accuracy:.4f}")
