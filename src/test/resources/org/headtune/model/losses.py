#!/usr/bin/python3
"""Writes losses.txt: what PyTorch computes for the losses of LossReferenceTest, in double precision.

  ./losses.py > losses.txt        (made with PyTorch 1.13)

Each line is a case, then three losses (one per update), then the parameters after the third update in
Deeplearning4j's order, then the class probabilities of the same rows.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
LABELS = torch.tensor([0, 1, 2, 0, 1, 0])
ROWS, CLASSES, STEPS = len(LABELS), 3, 3
COUNTS = torch.bincount(LABELS).double()
WEIGHTS = torch.tensor([0.5, 2.0, 1.25])
PARTNERS, SHARE = torch.tensor([2, 0, 1, 5, 4, 3]), 0.3


def effective():
    """Cui et al. 2019, equation 3 with beta 0.999; the mean over the classes is 1."""
    raw = (1 - 0.999) / (1 - 0.999**COUNTS)
    return raw / raw.mean()


def cross_entropy(smoothing=0.0, weight=None):
    return nn.CrossEntropyLoss(weight=weight, label_smoothing=smoothing)


def focal(gamma, weight=torch.ones(CLASSES)):
    """Lin et al. 2017, equation 5, and the weighted mean of cross_entropy."""

    def loss(z, t):
        log_p = F.log_softmax(z, 1).gather(1, t[:, None])[:, 0]
        w = weight[t]
        return -(w * (1 - log_p.exp()) ** gamma * log_p).sum() / w.sum()

    return loss


def everything(z, t):
    """Focal loss of smoothed targets, weighted, after logit adjustment."""
    log_p = F.log_softmax(z + 0.5 * torch.log(COUNTS / ROWS), 1)
    target = F.one_hot(t, CLASSES) * 0.8 + 0.2 / CLASSES
    return -(target * WEIGHTS * (1 - log_p.exp()) ** 2 * log_p).sum() / WEIGHTS[t].sum()


def adjusted(tau, loss):
    """Menon et al. 2021, equation 10."""
    return lambda z, t: loss(z + tau * torch.log(COUNTS / ROWS), t)


def run(name, loss, mixup=False):
    model = nn.Sequential(nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, CLASSES))
    i = 0
    for layer in (model[0], model[2]):
        for t in (layer.weight, layer.bias):
            values = torch.tensor([0.4 * math.sin(1.7 * (i + j) + 0.3) for j in range(t.numel())])
            with torch.no_grad():
                # Deeplearning4j keeps a weight as inputs x outputs, in columns: PyTorch's order.
                t.copy_(values.view(t.shape))
            i += t.numel()
    x = torch.tensor([math.sin(0.37 * i + 0.0011 * i * i) for i in range(ROWS * 5)]).view(ROWS, 5)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        if mixup:
            z = model(SHARE * x + (1 - SHARE) * x[PARTNERS])
            value = SHARE * loss(z, LABELS) + (1 - SHARE) * loss(z, LABELS[PARTNERS])
        else:
            value = loss(model(x), LABELS)
        value.backward()
        optimizer.step()
        losses.append(value.item())
    with torch.no_grad():
        p = torch.softmax(model(x), 1)
    parameters = [v for t in model.parameters() for v in t.detach().flatten().tolist()]
    print(name, *(f"{v:.9g}" for v in losses + parameters + p.flatten().tolist()))


run("plain", cross_entropy())
run("smoothed", cross_entropy(0.1))
run("weighted", cross_entropy(weight=WEIGHTS))
run("weighted_smoothed", cross_entropy(0.2, WEIGHTS))
run("balanced", cross_entropy(weight=ROWS / (CLASSES * COUNTS)))
run("effective_number", cross_entropy(weight=effective()))
run("focal", focal(2))
run("focal_half_weighted", focal(0.5, WEIGHTS))
run("adjusted", adjusted(1, cross_entropy()))
run("adjusted_smoothed", adjusted(1.5, cross_entropy(0.1)))
run("everything", everything)
run("mixup", cross_entropy(), mixup=True)
run("mixup_focal", focal(2), mixup=True)
