#!/usr/bin/env python3
"""Makes accuracy surfaces for bench/recommendation: what a fixed rate, and a cycle between any two rates, reaches on small tasks.

Those here are perceptrons and a small convolution on Fashion-MNIST at 14x14 and on two made-up data sets, in numpy alone, so that a
surface takes some minutes of one core; those in workloads/ are small versions of what people train today, and need PyTorch. The forms are
those of src/test/resources/oracles/surfaces. To a surface in numpy also belong sweeps that differ in nothing but the seed: "seeds", 70 of
150 iterations, and "lengths", 24 each of 100, 300 and 1000. With --sweeps-only these are all (of workloads/: the seeds), and take a minute.

usage: bench/surfaces.py [--sweeps-only] DIRECTORY TASK ...      (no TASK: lists them)
"""
import gzip, json, math, os, pathlib, sys, time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np

np.seterr(all="ignore")
FILES = pathlib.Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "fashion-mnist"
RUNGS, DECADES_A_RUNG, MOST_RUNGS_BELOW = 13, 0.35, 6

CONVOLUTION = "convolution"
FILTERS, TAP, STRIDE, SIDE = 16, 5, 3, 14
CORNERS = range(0, SIDE - TAP + 1, STRIDE)
PATCHES = np.array([[(top + i) * SIDE + left + j for i in range(TAP) for j in range(TAP)] for top in CORNERS for left in CORNERS])

# data, hidden layers, optimizer, batch, budget, lowest rate, share of random labels, training samples
TASKS = {
    "fashion-sgd-b32": ("fashion", [64], "sgd", 32, 800, 1e-3, 0, 60000),
    "fashion-sgd-b256": ("fashion", [64], "sgd", 256, 500, 1e-3, 0, 60000),
    "fashion-sgd-noise": ("fashion", [64], "sgd", 32, 1000, 1e-3, 0.3, 60000),
    "fashion-linear-sgd": ("fashion", [], "sgd", 64, 800, 1e-4, 0, 60000),
    "fashion-sgdm-b32": ("fashion", [64], "sgdm", 32, 1000, 1e-4, 0, 60000),
    "fashion-sgdm-b256": ("fashion", [64], "sgdm", 256, 500, 1e-4, 0, 60000),
    "fashion-adam-b64": ("fashion", [64], "adam", 64, 800, 1e-5, 0, 60000),
    "fashion-rmsprop": ("fashion", [64], "rmsprop", 64, 800, 1e-5, 0, 60000),
    "fashion-deep-sgdm": ("fashion", [64] * 4, "sgdm", 32, 1000, 1e-5, 0, 60000),
    "fashion-deep-sgd": ("fashion", [64] * 4, "sgd", 32, 1000, 1e-3, 0, 60000),
    "fashion-deep-sgd-b64": ("fashion", [64] * 4, "sgd", 64, 600, 1e-3, 0, 60000),
    "fashion-sgdm-noise": ("fashion", [64], "sgdm", 64, 800, 1e-4, 0.3, 60000),
    "teacher-sgdm": ("teacher", [64], "sgdm", 64, 1000, 1e-4, 0, 20000),
    "spirals-sgdm": ("spirals", [64, 64], "sgdm", 32, 2000, 1e-3, 0, 8000),
}

# Had no part in the choice of any rule or constant.
HELD_BACK = {
    "fashion-deep-sgdm-b128": ("fashion", [64] * 4, "sgdm", 128, 400, 1e-5, 0, 60000),
    "fashion-deep-adam": ("fashion", [64] * 4, "adam", 64, 400, 1e-5, 0, 60000),
    "fashion-conv-sgdm": ("fashion", [CONVOLUTION, 64], "sgdm", 64, 400, 1e-4, 0, 60000),
    "fashion-conv-sgd": ("fashion", [CONVOLUTION, 64], "sgd", 64, 400, 1e-3, 0, 60000),
    "fashion-linear-adam": ("fashion", [], "adam", 64, 500, 1e-5, 0, 60000),
    "fashion-linear-sgdm": ("fashion", [], "sgdm", 64, 500, 1e-5, 0, 60000),
    "fashion-adam-noise": ("fashion", [64], "adam", 64, 500, 1e-5, 0.3, 60000),
    "teacher-deep-sgdm": ("teacher", [64] * 4, "sgdm", 64, 800, 1e-5, 0, 20000),
    "teacher-adam": ("teacher", [64], "adam", 64, 600, 1e-5, 0, 20000),
    "teacher-sgd": ("teacher", [64], "sgd", 64, 600, 1e-3, 0, 20000),
    "spirals-rmsprop": ("spirals", [64, 64], "rmsprop", 32, 1500, 1e-5, 0, 8000),
}


def fashion():
    def read(name, offset, shape):
        return np.frombuffer(gzip.open(FILES / name).read(), np.uint8, offset=offset).reshape(shape)

    def images(name, count):
        return read(name, 16, (count, 14, 2, 14, 2)).astype("f4").mean((2, 4)).reshape(count, 196) / 255

    train, test = images("train-images-idx3-ubyte.gz", 60000), images("t10k-images-idx3-ubyte.gz", 10000)
    mean, deviation = train.mean(), train.std()
    labels, test_labels = read("train-labels-idx1-ubyte.gz", 8, 60000), read("t10k-labels-idx1-ubyte.gz", 8, 10000)
    return (train - mean) / deviation, labels.astype(int), ((test - mean) / deviation)[:4000], test_labels[:4000].astype(int), 10


def spirals():
    def points(count, seed):
        r = np.random.RandomState(seed)
        label, t = r.randint(0, 3, count), r.rand(count)
        angle = t * 7 + label * 2 * math.pi / 3
        return (np.stack([t * np.cos(angle), t * np.sin(angle)], 1) * 2 + r.randn(count, 2) * 0.03).astype("f4"), label

    return *points(8000, 1), *points(3000, 2), 3


def teacher():
    r = np.random.RandomState(5)
    first, second = r.randn(30, 40) / 5, r.randn(40, 8)

    def points(count, seed):
        q = np.random.RandomState(seed)
        x = q.randn(count, 30).astype("f4")
        return x, (np.tanh(x @ first * 1.5) @ second + q.randn(count, 8) * 0.5).argmax(1)

    return *points(20000, 1), *points(4000, 2), 8


class Task:
    def __init__(self, name):
        data, self.hidden, self.optimizer, self.batch, self.budget, self.lowest, noise, size = (TASKS | HELD_BACK)[name]
        self.convolves = CONVOLUTION in self.hidden
        self.x, labels, self.test_x, self.test_y, self.classes = globals()[data]()
        self.x, self.y = self.x[:size], labels[:size].copy()
        r = np.random.RandomState(7)
        wrong = r.rand(size) < noise
        self.y[wrong] = r.randint(0, self.classes, wrong.sum())

    def initial(self, r):
        """torch's: uniform within one over the root of the inputs."""
        sizes = [self.x.shape[1], *self.hidden, self.classes]
        shapes = list(zip(sizes[:-1], sizes[1:]))
        if self.convolves:
            shapes[:2] = (TAP * TAP, FILTERS), (FILTERS * len(PATCHES), sizes[2])
        weights = []
        for inputs, outputs in shapes:
            k = 1 / math.sqrt(inputs)
            weights += [r.uniform(-k, k, (inputs, outputs)).astype("f4"), r.uniform(-k, k, outputs).astype("f4")]
        return weights

    def forward(self, weights, x):
        """The input of each layer, two-dimensional (of a convolution: a row for each patch), and the last one's output."""
        count = len(x)
        layers = [x[:, PATCHES].reshape(-1, TAP * TAP) if self.convolves else x]
        for i in range(0, len(weights), 2):
            x = layers[-1] @ weights[i] + weights[i + 1]
            if i < len(weights) - 2:
                x = np.maximum(x, 0)
            layers.append(x.reshape(count, -1))
        return layers

    def accuracy(self, weights):
        outputs = self.forward(weights, self.test_x)[-1]
        return float((outputs.argmax(1) == self.test_y).mean()) if np.isfinite(outputs).all() else 0.0

    def step(self, w, m, v, gradient, rate, iteration):
        if self.optimizer == "sgd":
            w -= rate * gradient
        elif self.optimizer == "sgdm":
            m *= 0.9
            m += gradient
            w -= rate * m
        elif self.optimizer == "adam":
            m *= 0.9
            m += 0.1 * gradient
            v *= 0.999
            v += 0.001 * gradient * gradient
            w -= np.float32(rate / (1 - 0.9 ** (iteration + 1))) * m / (np.sqrt(v / (1 - 0.999 ** (iteration + 1))) + 1e-8)
        elif self.optimizer == "rmsprop":
            v *= 0.99
            v += 0.01 * gradient * gradient
            w -= np.float32(rate) * gradient / (np.sqrt(v) + 1e-8)

    def train(self, rate, iterations, seed, points=None):
        """The accuracy on test samples at the end; with `points`, those seen until the loss has diverged."""
        r = np.random.RandomState(seed)
        weights = self.initial(r)
        m, v = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
        order, at, smooth, first = r.permutation(len(self.x)), 0, 0, None
        for iteration in range(iterations):
            if at + self.batch > len(self.x):
                order, at = r.permutation(len(self.x)), 0
            chosen = order[at:at + self.batch]
            at += self.batch
            x, y, lr = self.x[chosen], self.y[chosen], rate(iteration)
            layers = self.forward(weights, x)
            shifted = layers[-1] - layers[-1].max(1, keepdims=True)
            exp = np.exp(shifted)
            total = exp.sum(1, keepdims=True)
            loss = float((np.log(total[:, 0]) - shifted[np.arange(self.batch), y]).mean())
            if points is not None:
                finite = loss if math.isfinite(loss) else None
                points.append([iteration, lr, finite, float((layers[-1].argmax(1) == y).mean()), None])
                smooth = 0.9 * smooth + 0.1 * loss
                first = loss if first is None else first
                if not math.isfinite(loss) or (iteration > 25 and smooth / (1 - 0.9 ** (iteration + 1)) > 4 * first):
                    return 0.0
            elif not math.isfinite(loss):
                return 0.0
            gradient = exp / total
            gradient[np.arange(self.batch), y] -= 1
            gradient /= self.batch
            for i in range(len(weights) - 2, -1, -2):
                gradient = gradient.reshape(len(layers[i // 2]), -1)
                of_weights, of_biases = layers[i // 2].T @ gradient, gradient.sum(0)
                if i > 0:
                    gradient = (gradient @ weights[i].T) * (layers[i // 2] > 0)
                self.step(weights[i], m[i], v[i], of_weights, lr, iteration)
                self.step(weights[i + 1], m[i + 1], v[i + 1], of_biases, lr, iteration)
        return self.accuracy(weights)

    def sweep(self, rate, iterations, seed):
        points = []
        self.train(rate, iterations, seed, points)
        return points


def triangular(base, top, half):
    def rate(iteration):
        p = iteration % (2 * half)
        f = p / half if p <= half else (2 * half - p) / half
        return base * (1 - f) + top * f
    return rate


def exponential(start, end, iterations):
    return lambda i: start * (end / start) ** (i / (iterations - 1))


def sweep(task, n, seed, grid):
    start, end = grid[0] / 10, grid[-1] * 3
    return {"spacing": "exponential", "start": start, "end": end, "iterations": n, "seed": seed,
            "points": task.sweep(exponential(start, end, n), n, seed)}


def sweeps(name):
    """What the spread, the coverage and the stability are read from, without any surface: a minute."""
    task = Task(name)
    grid = [task.lowest * 10 ** (DECADES_A_RUNG * i) for i in range(RUNGS)]
    return {"task": name, "held_back": name in HELD_BACK, "batch": task.batch, "train_size": len(task.x),
            "iterations_per_epoch": len(task.x) // task.batch,
            "seeds": [sweep(task, 150, seed, grid) for seed in range(100, 170)],
            "lengths": [sweep(task, n, seed, grid) for n in (100, 300, 1000) for seed in range(200, 224)]}


def surface(name):
    task = Task(name)
    grid = [task.lowest * 10 ** (DECADES_A_RUNG * i) for i in range(RUNGS)]
    half = task.budget // 4
    fixed = [[task.train(lambda i, lr=lr: lr, task.budget, seed) for seed in (0, 1)] for lr in grid]
    cycles = {f"{i},{j}": [task.train(triangular(grid[i], grid[j], half), task.budget, seed) for seed in (0, 1)]
              for j in range(RUNGS) for i in range(max(0, j - MOST_RUNGS_BELOW), j)}
    linear_end = grid[9]
    ramps = [sweep(task, n, seed, grid) for n in (150, 600) for seed in range(4)]
    ramps += [{"spacing": "linear", "start": 0.0, "end": linear_end, "iterations": 600, "seed": seed,
               "points": task.sweep(lambda i: linear_end * i / 599, 600, seed)} for seed in range(3)]
    return {**sweeps(name), "budget": task.budget, "cycle_step": half, "grid": grid, "fixed": fixed, "cycles": cycles, "sweeps": ramps}


def makers():
    """What makes the surface of each task, and the sweeps alone."""
    own = {name: (surface, sweeps) for name in (*TASKS, *HELD_BACK)}
    try:
        from workloads import measure, tasks
    except ImportError:
        return own
    return own | {name: (measure.surface, measure.seeds) for name in tasks.TASKS}


def main():
    arguments = sys.argv[1:]
    sweeps_only = arguments[:1] == ["--sweeps-only"]
    arguments = arguments[sweeps_only:]
    known = makers()
    unknown = set(arguments[1:]) - set(known)
    if len(arguments) < 2 or unknown:
        sys.exit(__doc__ + "".join(f"\nunknown task: {name}" for name in sorted(unknown)) + "\ntasks: " + " ".join(known))
    for name in arguments[1:]:
        began = time.time()
        path = pathlib.Path(arguments[0]) / (name + ".json")
        path.write_text(json.dumps(known[name][sweeps_only](name)))
        print(path, round(time.time() - began), "s", flush=True)


if __name__ == "__main__":
    main()
