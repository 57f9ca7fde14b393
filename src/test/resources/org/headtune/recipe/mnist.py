#!/usr/bin/python3
"""Trains 784-32-10 on ten thousand images of MNIST with PyTorch and writes what MnistReferenceTest compares with.

  ./mnist.py FOLDER > mnist.txt           (made with PyTorch 1.13; FOLDER holds the IDX files)

It also writes mnist-weights.bin, the weights that every run starts from, as little-endian floats in
Deeplearning4j's order. Each line of the output is a case, then for each of five epochs the mean loss that was
trained and the mean cross-entropy of the test images after it.
"""
import gzip
import math
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

SEED, BATCH, EPOCHS, HIDDEN = 42, 64, 5, 32
MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15
WEIGHTS = [2, 0.5, 1, 1, 3, 1, 0.25, 1, 1, 1.5]


def mixed(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def order(epoch, rows):
    """Headtune's order of the rows: Fisher and Yates with SplitMix64."""
    state = mixed((mixed(SEED) + epoch * GAMMA) & MASK)
    numbers = list(range(rows))
    for last in range(rows - 1, 0, -1):
        state = (state + GAMMA) & MASK
        other = ((mixed(state) >> 1) * ((last + 1) << 1)) >> 64
        numbers[last], numbers[other] = numbers[other], numbers[last]
    return numbers


def images(name):
    with gzip.open(name) as file:
        return torch.frombuffer(bytearray(file.read()[16:]), dtype=torch.uint8).view(-1, 784).double()


def labels(name):
    with gzip.open(name) as file:
        return torch.frombuffer(bytearray(file.read()[8:]), dtype=torch.uint8).long()


def network(weights):
    model = nn.Sequential(nn.Linear(784, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 10))
    at = 0
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(weights[at : at + p.numel()].view(p.shape))
            at += p.numel()
    return model


def log_loss(z, t):
    """As scikit-learn's for floats: no row costs more than about 16."""
    epsilon = torch.finfo(torch.float32).eps
    p = torch.softmax(z, 1).double().clip(epsilon, 1 - epsilon)
    return F.nll_loss((p / p.sum(1, keepdim=True)).log(), t).item()


def focal(gamma):
    def loss(z, t):
        log_p = F.log_softmax(z, 1).gather(1, t[:, None])[:, 0]
        return (-((1 - log_p.exp()) ** gamma) * log_p).mean()

    return loss


def warm_cosine(step, steps, warmup):
    """Linear from the first step on, then half a cosine down to 0."""
    if step < warmup:
        return (step + 1) / warmup
    return (1 + math.cos(math.pi * (step - warmup) / (steps - warmup))) / 2


def main():
    torch.set_num_threads(1)
    folder = sys.argv[1]
    train = images(folder + "/train10k-images-idx3-ubyte.gz")
    test = images(folder + "/t10k-images-idx3-ubyte.gz")
    train_labels = labels(folder + "/train10k-labels-idx1-ubyte.gz")
    test_labels = labels(folder + "/t10k-labels-idx1-ubyte.gz")
    train, test = (train / 255).float(), (test / 255).float()

    torch.manual_seed(1)
    weights = torch.cat(
        [
            torch.randn(784 * HIDDEN) * math.sqrt(2 / 784),
            torch.zeros(HIDDEN),
            torch.randn(HIDDEN * 10) * math.sqrt(2 / (HIDDEN + 10)),
            torch.zeros(10),
        ]
    )
    with open("mnist-weights.bin", "wb") as file:
        file.write(weights.numpy().astype("<f4").tobytes())

    def run(name, loss=F.cross_entropy, rule=None, rate=0.001, factor=None, clip=None):
        model = network(weights)
        optimizer = rule(model.parameters()) if rule else torch.optim.Adam(model.parameters(), rate)
        batches = math.ceil(len(train) / BATCH)
        values = []
        for epoch in range(1, EPOCHS + 1):
            rows = order(epoch, len(train))
            total = 0
            for batch in range(batches):
                chosen = rows[batch * BATCH : (batch + 1) * BATCH]
                if factor:
                    step = (epoch - 1) * batches + batch
                    optimizer.param_groups[0]["lr"] = rate * factor(step, EPOCHS * batches)
                optimizer.zero_grad()
                value = loss(model(train[chosen]), train_labels[chosen])
                value.backward()
                if clip:
                    nn.utils.clip_grad_norm_(model.parameters(), clip)
                optimizer.step()
                total += value.item() * len(chosen)
            with torch.no_grad():
                values += [total / len(train), log_loss(model(test), test_labels)]
        print(name, *(f"{v:.9g}" for v in values))

    run("plain")
    run("label_smoothing", nn.CrossEntropyLoss(label_smoothing=0.1))
    run("focal", focal(2))
    run("class_weights", nn.CrossEntropyLoss(weight=torch.tensor(WEIGHTS)))
    run("cosine_with_warmup", factor=lambda step, steps: warm_cosine(step, steps, 157), rate=0.003)
    run("adamw", rule=lambda p: AdamW(p), rate=0.001)
    run("global_norm", rule=lambda p: torch.optim.SGD(p, 0.5), clip=0.25)


class AdamW(torch.optim.AdamW):
    """Weight decay for weights alone, not for biases."""

    def __init__(self, parameters):
        parameters = list(parameters)
        super().__init__(
            [
                {"params": [p for p in parameters if p.dim() > 1], "weight_decay": 0.5},
                {"params": [p for p in parameters if p.dim() == 1], "weight_decay": 0.0},
            ],
            lr=0.001,
        )


if __name__ == "__main__":
    main()
