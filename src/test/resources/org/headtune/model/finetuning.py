#!/usr/bin/python3
"""Writes finetuning.txt: what PyTorch computes for the networks of FineTuningReferenceTest, in double precision.

  ./finetuning.py > finetuning.txt        (made with PyTorch 1.13)

Each line is a case, then four losses (one per update, two updates per epoch), then the parameters after the
fourth in Deeplearning4j's order, then the class probabilities of the same rows in evaluation mode.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from reference import CLASSES, ROWS, Norm, adam, conv, dense, head, slots


def start(model):
    """Every number is set, also the statistics of normalisations, which are those of a trained network."""
    i = 0
    for m in model.modules():
        for t in own(m):
            values = torch.tensor([0.4 * math.sin(1.7 * (i + j) + 0.3) for j in range(t.numel())]).view(t.shape)
            if isinstance(m, Norm) and t is m.var:
                values += 1
            with torch.no_grad():
                t.copy_(values)
            i += t.numel()


def own(module):
    return slots(module) if not list(module.children()) else []


def case(name, model, shape, groups, frozen=(), joins=()):
    """Groups are (layers, optimiser of their parameters); `joins` train from the second epoch on."""
    start(model)
    n = ROWS * math.prod(shape)
    x = torch.tensor([math.sin(0.37 * i + 0.0011 * i * i) for i in range(n)]).view(ROWS, *shape)
    t = torch.tensor([i % CLASSES for i in range(ROWS)])
    steps = [(layers, make([p for layer in layers for p in layer.parameters()])) for layers, make in groups]
    losses = []
    for epoch in (1, 2):
        still = [*frozen, *(joins if epoch == 1 else ())]
        for _ in range(2):
            model.train()
            for layer in still:
                layer.eval()
            model.zero_grad()
            loss = F.cross_entropy(model(x), t)
            loss.backward()
            for layers, optimizer in steps:
                if not any(layer in still for layer in layers):
                    optimizer.step()
            losses.append(loss.item())
    model.eval()
    with torch.no_grad():
        p = torch.softmax(model(x), 1)
    values = losses + [v for s in slots(model) for v in s.detach().flatten().tolist()] + p.flatten().tolist()
    print(name, *(f"{v:.9g}" for v in values))


def sgd(rate=0.1):
    return lambda p: torch.optim.SGD(p, rate)


def rule(rate=0.01):
    return adam(rate, 0.9, 0.999, 1e-8)


def main():
    m = head(*dense(nn.Tanh()), *dense(nn.ReLU(), 4, 4), width=4)
    case("head_only", m, [5], [([m[5]], rule())], frozen=[m[0], m[2]])

    m = head(*dense(nn.Tanh()), Norm(4), *dense(nn.ReLU(), 4, 4), width=4)
    case("norm_in_the_middle", m, [5], [([m[0], m[3], m[6]], sgd())], frozen=[m[2]])

    m = head(*conv(2, 3, 3), Norm(3), *conv(3, 4, 2), width=24)
    case("norm_of_an_image_in_the_middle", m, [2, 6, 5], [([m[0], m[3], m[6]], sgd())], frozen=[m[2]])

    m = head(*dense(nn.Tanh()), *dense(nn.Sigmoid(), 4, 4), width=4)
    case("dense_in_the_middle", m, [5], [([m[0], m[5]], rule())], frozen=[m[2]])

    m = head(*conv(2, 3, 3), *conv(3, 4, 2), nn.MaxPool2d(2), width=4)
    case("convolution_in_the_middle", m, [2, 6, 5], [([m[0], m[6]], sgd())], frozen=[m[2]])

    m = head(*dense(nn.Tanh()), nn.Identity(), *dense(nn.ReLU(), 4, 4), width=4)
    case("dropout_in_the_middle", m, [5], [([m[0], m[3], m[6]], sgd())])

    m = head(*dense(nn.Tanh()), Norm(4), *dense(nn.ReLU(), 4, 4), width=4)
    groups = [([m[0], m[2]], rule(0.0025)), ([m[3]], rule(0.005)), ([m[6]], rule(0.01))]
    case("rates_that_decay", m, [5], groups)

    m = head(*dense(nn.Tanh()), *dense(nn.ReLU(), 4, 4), width=4)
    case("rates_by_name", m, [5], [([m[0]], sgd(0.03)), ([m[2], m[5]], sgd(0.2))])

    m = head(*dense(nn.Tanh()), *dense(nn.ReLU(), 4, 4), width=4)
    groups = [([m[2]], rule()), ([m[5]], rule())]
    case("a_layer_that_joins", m, [5], groups, frozen=[m[0]], joins=[m[2]])

    m = head(*dense(nn.Tanh()), Norm(4), *dense(nn.ReLU(), 4, 4), width=4)
    groups = [([m[0]], rule()), ([m[2]], rule()), ([m[3], m[6]], rule())]
    case("a_norm_that_joins", m, [5], groups, frozen=[m[0]], joins=[m[2]])


main()
