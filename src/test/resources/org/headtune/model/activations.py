#!/usr/bin/python3
"""Writes activations.txt: what PyTorch computes for the activation functions of ActivationTest, in double precision.

  ./activations.py > activations.txt        (made with PyTorch 1.13)

The first line holds the points, each a 32-bit float and none of them a kink. Then, for each function, its values at
the points and its slopes there by automatic differentiation.
"""
import torch
import torch.nn.functional as F

POINTS = [-1e30, -1e4, -100, -88, -50, -20, -10, -7, -5, -3.5, -3, -2.49, -2, -1.5, -1.01, -0.99, -0.5, -0.1, -1e-3, -1e-6]
POINTS += [1e-6, 1e-3, 0.1, 0.5, 0.99, 1.01, 1.5, 2, 2.49, 3, 3.5, 5, 5.99, 6.01, 7, 10, 20, 44, 50, 88, 89, 100, 1e4, 1e30]


def rational_tanh(x):
    """1.7159 tanh(2x/3), as Deeplearning4j approximates it after arXiv 1508.01292."""
    y = (2 * x / 3).abs()
    return 1.7159 * torch.sign(x) * (1 - 1 / (1 + y + y * y + 1.41645 * y**4))


FUNCTIONS = {
    "identity": lambda x: 1 * x,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "selu": F.selu,
    "gelu": lambda x: x * torch.sigmoid(1.702 * x),
    "swish": F.silu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softplus": lambda x: F.softplus(x, threshold=1000),
    "prelu": lambda x: F.prelu(x, torch.tensor([0.25], dtype=torch.float64)),
    "mish": F.mish,
    "softsign": F.softsign,
    "hard_sigmoid": lambda x: torch.clamp(0.2 * x + 0.5, 0, 1),
    "hard_tanh": F.hardtanh,
    "relu6": F.relu6,
    "cube": lambda x: x**3,
    "rational_tanh": rational_tanh,
    "rectified_tanh": lambda x: torch.relu(torch.tanh(x)),
    "thresholded_relu": lambda x: F.threshold(x, 1, 0),
}


def line(name, values):
    print(name, *(f"{v:.17g}" for v in values.tolist()))


def main():
    x = torch.tensor(POINTS, dtype=torch.float32).to(torch.float64)
    line("points", x)
    for name, function in FUNCTIONS.items():
        x = x.detach().requires_grad_()
        y = function(x)
        (slope,) = torch.autograd.grad(y.sum(), x)
        line(name + "_value", y.detach())
        line(name + "_slope", slope)


if __name__ == "__main__":
    main()
