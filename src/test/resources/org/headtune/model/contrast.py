#!/usr/bin/python3
"""Writes contrast.txt: what PyTorch computes for the contrastive loss of ContrastHeadTest, in double precision.

  ./contrast.py > contrast.txt        (made with PyTorch 1.13)

Each line is a temperature, then the loss of three updates by plain gradient descent at a rate of 0.1, then the
parameters after the third one in Deeplearning4j's order, then share and loss of a last look without an update.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
ROWS, WIDTH = 4, 5


def views():
    """Row i has the views 2 i and 2 i + 1; the network is given all first views, then all second ones."""
    i = torch.arange(2 * ROWS * WIDTH, dtype=torch.float64)
    table = torch.sin(1.7 * i + 0.3 * i * i).reshape(ROWS, 2, WIDTH)
    return torch.cat([table[:, 0], table[:, 1]])


def loss(z, temperature):
    """Chen et al. 2020, equation 1, with the labels and the cross-entropy of PyTorch."""
    z = F.normalize(z, dim=1)
    logits = z @ z.T / temperature
    logits = logits.masked_fill(torch.eye(len(z), dtype=torch.bool), float("-inf"))
    partner = (torch.arange(len(z)) + len(z) // 2) % len(z)
    return F.cross_entropy(logits, partner), (logits.argmax(1) == partner).double().mean()


for temperature in (0.1, 0.5, 2.0):
    model = nn.Sequential(nn.Linear(WIDTH, 4), nn.Tanh(), nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 3))
    i = 0
    for layer in (model[0], model[2], model[4]):
        for t in (layer.weight, layer.bias):
            for k in range(t.numel()):
                # Deeplearning4j stores weights input by output, in Fortran order: PyTorch's own order.
                t.data.view(-1)[k] = 0.9 * torch.sin(torch.tensor(0.7 * i + 0.2)) + (0.5 if t.dim() == 1 else 0)
                i += 1
    step = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for _ in range(3):
        step.zero_grad()
        value, _ = loss(model(views()), temperature)
        value.backward()
        step.step()
        losses.append(value.item())
    value, share = loss(model(views()), temperature)
    parameters = torch.cat([p.reshape(-1) for p in model.parameters()]).tolist()
    print(temperature, *(f"{x:.12g}" for x in losses + parameters + [share.item(), value.item()]))
