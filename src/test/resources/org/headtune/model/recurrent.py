#!/usr/bin/python3
"""Writes recurrent.txt: what PyTorch computes for the networks of RecurrentReferenceTest, in double precision.

  ./recurrent.py > recurrent.txt        (made with PyTorch 1.13)

Each line is a case, then three losses (one per update by plain gradient descent), then the parameters after the
third update in Deeplearning4j's order, then the class probabilities of the same rows.
"""
import math

import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from torch.nn.utils.stateless import functional_call

torch.set_default_dtype(torch.float64)
STEPS, FEATURES, CLASSES, RATE = 7, 2, 3, 0.2
LENGTHS = [7, 3, 1, 5, 6, 2]


class Layer:
    """Takes its parameters from a flat vector and works on padded sequences."""

    def parameters(self):
        raise NotImplementedError


class Recurrent(Layer):
    def __init__(self, kind, inputs, units, join=None, last=True, function="tanh"):
        self.kind, self.inputs, self.units, self.join, self.last = kind, inputs, units, join, last
        self.sums = 4 if kind == "lstm" else 1
        both = join is not None
        if kind == "lstm":
            self.module = nn.LSTM(inputs, units, batch_first=True, bidirectional=both)
        else:
            self.module = nn.RNN(inputs, units, nonlinearity=function, batch_first=True, bidirectional=both)
        self.readings = 2 if both else 1
        self.width = units * (2 if join == "concat" else 1)

    def count(self):
        return self.readings * self.sums * self.units * (self.inputs + self.units + 1)

    def gates(self, block):
        """Deeplearning4j: candidate, forget, output, input gate; PyTorch: input, forget, candidate, output."""
        if self.kind != "lstm":
            return block
        a, f, o, g = block.split(self.units)
        return torch.cat([g, f, a, o])

    def weights(self, flat):
        n, u, i = self.sums * self.units, self.units, self.inputs
        each = n * (i + u + 1)
        named = {}
        for reading, suffix in enumerate(["", "_reverse"][: self.readings]):
            part = flat[reading * each : (reading + 1) * each]
            named["weight_ih_l0" + suffix] = self.gates(part[: n * i].view(n, i))
            named["weight_hh_l0" + suffix] = self.gates(part[n * i : n * (i + u)].view(n, u))
            named["bias_ih_l0" + suffix] = self.gates(part[n * (i + u) :])
            named["bias_hh_l0" + suffix] = torch.zeros(n)
        return named

    def module_with(self, flat):
        weights = self.weights(flat)
        self.module._flat_weights = [weights[name] for name in self.module._flat_weights_names]
        return self.module

    def merge(self, there, back):
        if self.join == "concat":
            return torch.cat([there, back], -1)
        return (there + back) / (2 if self.join == "mean" else 1)

    def __call__(self, flat, x, lengths):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        out, state = self.module_with(flat)(packed)
        h = state[0] if self.kind == "lstm" else state
        if self.last:
            return h[0] if self.join is None else self.merge(h[0], h[1])
        out, _ = pad_packed_sequence(out, batch_first=True, total_length=STEPS)
        return out if self.join is None else self.merge(out[..., : self.units], out[..., self.units :])

    def truncated(self, flat, x, state):
        return self.module_with(flat)(x, state)


class Pool(Layer):
    def __init__(self, kind, width):
        self.kind, self.width = kind, width

    def count(self):
        return 0

    def __call__(self, flat, x, lengths):
        rows = []
        for row, length in zip(x, lengths):
            rows.append(row[:length].mean(0) if self.kind == "avg" else row[:length].max(0).values)
        return torch.stack(rows)


class Sigmoid(Layer):
    def __init__(self, width):
        self.width = width

    def count(self):
        return 0

    def __call__(self, flat, x, lengths):
        return torch.sigmoid(x)


class Attention(Layer):
    """Multi-head attention without biases; Deeplearning4j keeps a matrix for each head."""

    def __init__(self, inputs, units, heads):
        self.inputs, self.width, self.heads = inputs, units, heads
        self.module = nn.MultiheadAttention(
            units, heads, bias=False, kdim=inputs, vdim=inputs, batch_first=True)

    def count(self):
        return 3 * self.width * self.inputs + self.width * self.width

    def __call__(self, flat, x, lengths):
        n, u, i = self.width * self.inputs, self.width, self.inputs
        q, k, v = (flat[j * n : (j + 1) * n].view(u, i) for j in range(3))
        out = flat[3 * n :].view(u, u)
        size = u // self.heads
        mask = torch.arange(STEPS)[None, :] >= torch.tensor(lengths)[:, None]
        heads = []
        for h in range(self.heads):
            rows = slice(h * size, (h + 1) * size)
            score = (x @ q[rows].T) @ (x @ k[rows].T).transpose(1, 2) / math.sqrt(size)
            weights = torch.softmax(score.masked_fill(mask[:, None, :], -math.inf), -1)
            heads.append(weights @ (x @ v[rows].T))
        mine = torch.cat(heads, -1) @ out
        if i == u:
            named = {"in_proj_weight": torch.cat([q, k, v]), "out_proj.weight": out.T}
            theirs, _ = functional_call(
                self.module, named, (x, x, x), {"key_padding_mask": mask, "need_weights": False})
            assert torch.allclose(mine, theirs)
            return theirs
        return mine


def forward(layers, flat, x, keep=None):
    at = 0
    if keep is not None:
        return truncated(layers, flat, x, keep)
    for layer in layers:
        x = layer(flat[at : at + layer.count()], x, LENGTHS)
        at += layer.count()
    return head(flat[at:], x)


def head(flat, x):
    n = x.shape[1]
    return x @ flat[: n * CLASSES].view(CLASSES, n).T + flat[n * CLASSES :]


def truncated(layers, flat, x, keep):
    """Row by row: all but the last steps run forward only, and their states are detached."""
    rows = []
    for row, length in zip(x, LENGTHS):
        first, rest = row[None, : max(0, length - keep)], row[None, max(0, length - keep) : length]
        at = 0
        for layer in layers:
            part = flat[at : at + layer.count()]
            at += layer.count()
            zeros = torch.zeros(1, 1, layer.units)
            state = (zeros, zeros) if layer.kind == "lstm" else zeros
            if first.shape[1] > 0:
                with torch.no_grad():
                    first, state = layer.truncated(part, first, state)
            rest, _ = layer.truncated(part, rest, state)
        rows.append(rest[:, -1])
    return head(flat[at:], torch.cat(rows))


def lstm(inputs, units, **words):
    return Recurrent("lstm", inputs, units, **words)


def simple(inputs, units, function="tanh", **words):
    return Recurrent("simple_rnn", inputs, units, function=function, **words)


F = FEATURES
CASES = {
    "lstm": [lstm(F, 4)],
    "two_lstm": [lstm(F, 4, last=False), lstm(4, 3)],
    "lstm_concat": [lstm(F, 3, join="concat")],
    "lstm_add": [lstm(F, 3, join="add")],
    "lstm_mean": [lstm(F, 3, join="mean")],
    "lstm_concat_steps": [lstm(F, 3, join="concat", last=False), lstm(6, 2, join="add")],
    "lstm_mean_steps": [lstm(F, 3, join="mean", last=False), simple(3, 2)],
    "lstm_avg": [lstm(F, 4, last=False), Pool("avg", 4)],
    "lstm_max": [lstm(F, 4, last=False), Pool("max", 4)],
    "avg_alone": [Pool("avg", F)],
    "simple_tanh": [simple(F, 4)],
    "simple_relu": [simple(F, 4, "relu")],
    "two_simple": [simple(F, 4, last=False), simple(4, 3, join="concat")],
    "sigmoid_between": [lstm(F, 3, last=False), Sigmoid(3), simple(3, 3)],
    "attention": [Attention(F, 4, 2), Pool("avg", 4)],
    "attention_one_head": [lstm(F, 4, last=False), Attention(4, 4, 1), Pool("max", 4)],
    "attention_between": [lstm(F, 4, last=False), Attention(4, 4, 2), lstm(4, 2)],
    "truncated_lstm": ([lstm(F, 4)], 3),
    "truncated_simple": ([simple(F, 4)], 2),
    "truncated_two": ([lstm(F, 3, last=False), simple(3, 3, last=False), lstm(3, 2)], 2),
}


def run(layers, keep):
    rows = len(LENGTHS)
    values = torch.tensor(
        [math.sin(0.37 * i + 0.0011 * i * i) for i in range(rows * STEPS * FEATURES)])
    x = values.view(rows, STEPS, FEATURES)
    labels = torch.tensor([row % CLASSES for row in range(rows)])
    width = layers[-1].width
    count = sum(layer.count() for layer in layers) + (width + 1) * CLASSES
    flat = torch.tensor([0.4 * math.sin(1.7 * i + 0.3) for i in range(count)], requires_grad=True)
    losses = []
    for _ in range(3):
        loss = nn.functional.cross_entropy(forward(layers, flat, x, keep), labels)
        (gradient,) = torch.autograd.grad(loss, flat)
        losses.append(loss.item())
        flat = (flat - RATE * gradient).detach().requires_grad_()
    probabilities = torch.softmax(forward(layers, flat, x), 1)
    return losses + flat.tolist() + probabilities.flatten().tolist()


for name, case in CASES.items():
    layers, keep = case if isinstance(case, tuple) else (case, None)
    print(name, *("%.9g" % number for number in run(layers, keep)))
