"""Networks: those that people train, with few and narrow layers."""
from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional


class Block(nn.Module):
    """Attention and a feed-forward layer, each on a normalised input and added to it."""

    def __init__(self, width: int, heads: int, causal: bool) -> None:
        super().__init__()
        self.heads, self.causal = heads, causal
        self.norm, self.further_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention, self.projection = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        batch, length, width = x.shape
        q, k, v = self.attention(self.norm(x)).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        weights = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
        if self.causal:
            weights = weights.masked_fill(torch.ones(length, length, dtype=torch.bool).triu(1), -math.inf)
        attended = weights.softmax(-1) @ v
        x = x + self.projection(attended.transpose(1, 2).reshape(batch, length, width))
        return x + self.down(functional.gelu(self.up(self.further_norm(x))))


def _initialise(model: nn.Module, depth: int) -> None:
    """GPT-2's: deviations of 0.02, smaller at the end of each branch."""
    for name, parameter in model.named_parameters():
        if parameter.dim() >= 2:
            branch = name.endswith(("projection.weight", "down.weight"))
            nn.init.normal_(parameter, std=0.02 / math.sqrt(2 * depth) if branch else 0.02)
        elif name.endswith("bias"):
            nn.init.zeros_(parameter)


class Gpt(nn.Module):
    """A causal language model over bytes."""

    def __init__(self, width: int = 32, depth: int = 2, heads: int = 2, context: int = 32) -> None:
        super().__init__()
        self.bytes = nn.Embedding(256, width)
        self.position = nn.Parameter(torch.zeros(context, width))
        self.blocks = nn.Sequential(*(Block(width, heads, causal=True) for _ in range(depth)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 256)
        _initialise(self, depth)

    def features(self, x: Tensor) -> Tensor:
        return self.norm(self.blocks(self.bytes(x) + self.position[: x.shape[1]]))

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x))


class SnippetClassifier(Gpt):
    """The same network, with a head for classes on the mean of its features."""

    def __init__(self, classes: int, width: int = 32, depth: int = 2, heads: int = 2, context: int = 32) -> None:
        super().__init__(width, depth, heads, context)
        self.head = nn.Linear(width, classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x).mean(1))


class Lstm(nn.Module):
    """A recurrent language model over bytes."""

    def __init__(self, width: int = 48, hidden: int = 64) -> None:
        super().__init__()
        self.bytes = nn.Embedding(256, width)
        self.memory = nn.LSTM(width, hidden, batch_first=True)
        self.head = nn.Linear(hidden, 256)
        for weight in (self.bytes.weight, self.head.weight):
            nn.init.uniform_(weight, -0.1, 0.1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.memory(self.bytes(x))[0])


class Vit(nn.Module):
    """A vision transformer on pictures of 14x14 in 49 patches of 2x2."""

    def __init__(self, width: int = 32, depth: int = 2, heads: int = 2) -> None:
        super().__init__()
        self.patches = nn.Conv2d(1, width, 2, stride=2)
        self.position = nn.Parameter(torch.zeros(49, width))
        self.blocks = nn.Sequential(*(Block(width, heads, causal=False) for _ in range(depth)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 10)
        _initialise(self, depth)

    def forward(self, x: Tensor) -> Tensor:
        patches = self.patches(x).flatten(2).transpose(1, 2)
        return self.head(self.norm(self.blocks(patches + self.position)).mean(1))


class Residual(nn.Module):
    """Two convolutions with batch norm, added to their input."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.branch(x))


def residual_network(classes: int, channels: int = 12, blocks: int = 2) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, channels, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
        *(Residual(channels) for _ in range(blocks)),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(channels, classes),
    )


def convolutions(classes: int) -> nn.Module:
    """Without any normalisation."""
    return nn.Sequential(
        nn.Conv2d(1, 12, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.Conv2d(12, 24, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(24 * 16, 48),
        nn.ReLU(),
        nn.Linear(48, classes),
    )


def perceptron(inputs: int, hidden: list[int], outputs: int, norm: bool = False, dropout: float = 0) -> nn.Module:
    """With `norm`, batch norm after each hidden layer."""
    layers: list[nn.Module] = [nn.Flatten()]
    for width in hidden:
        layers.append(nn.Linear(inputs, width))
        layers += [nn.BatchNorm1d(width)] if norm else []
        layers.append(nn.ReLU())
        layers += [nn.Dropout(dropout)] if dropout else []
        inputs = width
    return nn.Sequential(*layers, nn.Linear(inputs, outputs))
