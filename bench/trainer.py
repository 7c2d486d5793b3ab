"""The plain PyTorch loop that bench/trainer and bench/gpu measure against, on the device that is its argument, or else the CPU: a line "network batch threads format iterations" in, milliseconds an iteration out."""

import os
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

SAMPLES = 2000
TOKENS = 256
CONTEXT = 64


class Cifar10Quick(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolutions = nn.ModuleList([nn.Conv2d(3, 32, 5, padding=2), nn.Conv2d(32, 32, 5, padding=2), nn.Conv2d(32, 64, 5, padding=2)])
        self.hidden = nn.Linear(64 * 4 * 4, 64)
        self.out = nn.Linear(64, 10)

    def forward(self, x):
        first, second, third = self.convolutions
        x = F.relu(F.max_pool2d(first(x), 3, 2, ceil_mode=True))
        x = F.avg_pool2d(F.relu(second(x)), 3, 2, ceil_mode=True)
        x = F.avg_pool2d(F.relu(third(x)), 3, 2, ceil_mode=True)
        return self.out(self.hidden(x.flatten(1)))


class Block(nn.Module):
    def __init__(self, before, channels):
        super().__init__()
        self.stride, self.added = channels // before, channels - before
        self.convolutions = nn.ModuleList([
            nn.Conv2d(before, channels, 3, stride=self.stride, padding=1, bias=False),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False)])
        self.norms = nn.ModuleList([nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)])

    def forward(self, x):
        y = F.relu(self.norms[0](self.convolutions[0](x)))
        y = self.norms[1](self.convolutions[1](y))
        if self.added:
            x = F.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, 0, self.added))
        return F.relu(x + y)


def resnet(n):
    blocks, before = [], 16
    for channels in (16, 32, 64):
        for _ in range(n):
            blocks.append(Block(before, channels))
            before = channels
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), *blocks,
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


class Dense(nn.Module):
    def __init__(self, before, growth):
        super().__init__()
        self.norm = nn.BatchNorm2d(before)
        self.convolution = nn.Conv2d(before, growth, 3, padding=1, bias=False)

    def forward(self, x):
        return torch.cat([x, self.convolution(F.relu(self.norm(x)))], 1)


def densenet(layers=40, growth=12):
    parts, channels = [nn.Conv2d(3, 16, 3, padding=1, bias=False)], 16
    for block in range(3):
        if block > 0:
            parts += [nn.BatchNorm2d(channels), nn.ReLU(), nn.Conv2d(channels, channels, 1, bias=False), nn.AvgPool2d(2)]
        for _ in range((layers - 4) // 3):
            parts.append(Dense(channels, growth))
            channels += growth
    return nn.Sequential(*parts, nn.BatchNorm2d(channels), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


class TransformerBlock(nn.Module):
    def __init__(self, width, heads, causal):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.attention, self.gathered = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        batch, places, width = x.shape
        parts = self.attention(self.norms[0](x)).view(batch, places, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        if hasattr(F, "scaled_dot_product_attention"):
            seen = F.scaled_dot_product_attention(*parts, is_causal=self.causal)
        else:
            alike = parts[0] @ parts[1].transpose(-1, -2) / (width // self.heads) ** 0.5
            if self.causal:
                alike = alike + torch.full((places, places), -float("inf"), device=x.device).triu(1)
            seen = alike.softmax(-1) @ parts[2]
        x = x + self.gathered(seen.transpose(1, 2).reshape(batch, places, width))
        return x + self.narrow(F.gelu(self.wide(self.norms[1](x))))


class Vit(nn.Module):
    def __init__(self, patch=4, depth=6, width=128, heads=4):
        super().__init__()
        self.patches = nn.Conv2d(3, width, patch, stride=patch)
        self.positions = nn.Parameter(0.02 * torch.randn((32 // patch) ** 2, width))
        self.blocks = nn.Sequential(*[TransformerBlock(width, heads, False) for _ in range(depth)], nn.LayerNorm(width))
        self.out = nn.Linear(width, 10)

    def forward(self, x):
        return self.out(self.blocks(self.patches(x).flatten(2).transpose(1, 2) + self.positions).mean(1))


class Gpt(nn.Module):
    def __init__(self, depth=4, width=128, heads=4):
        super().__init__()
        self.table = nn.Parameter(0.02 * torch.randn(TOKENS, width))
        self.positions = nn.Parameter(0.02 * torch.randn(CONTEXT, width))
        self.blocks = nn.Sequential(*[TransformerBlock(width, heads, True) for _ in range(depth)], nn.LayerNorm(width))

    def forward(self, tokens):
        return (self.blocks(F.embedding(tokens, self.table) + self.positions) @ self.table.T).flatten(0, 1)


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


NETWORKS = {
    "mlp": (mlp, (1, 28, 28)),
    "lenet": (lenet, (1, 28, 28)),
    "cifar10_quick": (Cifar10Quick, (3, 32, 32)),
    "resnet": (lambda: resnet(3), (3, 32, 32)),
    "resnet110": (lambda: resnet(18), (3, 32, 32)),
    "densenet": (densenet, (3, 32, 32)),
    "vit": (Vit, (3, 32, 32)),
    "gpt": (Gpt, None),
}
FORMATS = {"plain": torch.contiguous_format, "compiled": torch.contiguous_format, "channels_last": torch.channels_last}
DEVICE = sys.argv[1] if len(sys.argv) > 1 else "cpu"


class Training:
    def __init__(self, network, batch, memory_format):
        make, shape = NETWORKS[network]
        torch.manual_seed(1)
        self.batch, self.memory_format = batch, FORMATS[memory_format]
        self.images = shape is not None
        if self.images:
            self.inputs, self.labels = torch.randn(SAMPLES, *shape), torch.randint(10, (SAMPLES,))
        else:
            text = torch.randint(TOKENS, (SAMPLES, CONTEXT + 1))
            self.inputs, self.labels = text[:, :-1], text[:, 1:]
        self.model = make().to(DEVICE, memory_format=self.memory_format)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.001, momentum=0.9)
        if memory_format == "compiled":
            self.model = torch.compile(self.model)

    def run(self, iterations):
        start = time.perf_counter()
        for i in range(iterations):
            if i * self.batch % SAMPLES < self.batch:
                order = torch.randperm(SAMPLES)
            at = i * self.batch % (SAMPLES - self.batch + 1)
            chosen = order[at:at + self.batch]
            inputs, labels = self.inputs[chosen].to(DEVICE), self.labels[chosen].flatten().to(DEVICE)
            if self.images:
                inputs = inputs.contiguous(memory_format=self.memory_format)
            outputs = self.model(inputs)
            loss = F.cross_entropy(outputs, labels)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            loss.item(), (outputs.argmax(1) == labels).float().mean().item()
        return 1000 * (time.perf_counter() - start) / iterations


torch.backends.cuda.matmul.allow_tf32 = True  # as in convolutions, where it comes so
trainings = {}
print(torch.__version__, flush=True)
print(os.path.join(os.path.dirname(torch.__file__), "lib"), flush=True)
for line in sys.stdin:
    network, batch, threads, memory_format, iterations = line.split()
    torch.set_num_threads(int(threads))
    key = (network, batch, threads, memory_format)
    if key not in trainings:
        trainings[key] = Training(network, int(batch), memory_format)
    print(trainings[key].run(int(iterations)), flush=True)
