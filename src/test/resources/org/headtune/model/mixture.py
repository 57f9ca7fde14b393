"""Makes mixture.txt beside it: a mixture of softmaxes in PyTorch, its gradients and three updates.

Run it in this folder: /usr/bin/python3 mixture.py (PyTorch 1.13, in double precision)

Each line is a case. `gradient_...`: the loss, then the gradients of all parameters in Deeplearning4j's order, then the
probabilities of the rows. The others: three losses (one per update), then the parameters after the third update, then
the probabilities of the rows with them.
"""

import numpy as np
import torch
from torch.nn.functional import log_softmax, nll_loss, one_hot

torch.set_default_dtype(torch.float64)
ROWS, WIDTH, BELOW, CLASSES = 6, 5, 4, 3
LABELS = torch.tensor([row % CLASSES for row in range(ROWS)])


def cross_entropy(log_p):
    return nll_loss(log_p, LABELS)


def focal(log_p):
    """Lin et al. 2017, equation 5 with gamma 2, of targets smoothed by 0.1."""
    target = one_hot(LABELS, CLASSES) * 0.9 + 0.1 / CLASSES
    return -(target * (1 - log_p.exp()) ** 2 * log_p).sum(1).mean()


def parameters(shapes, factor):
    """DL4J's order: layer by layer, each matrix column by column."""
    tensors, at = [], 0
    for shape in shapes:
        count = int(np.prod(shape))
        numbers = factor * np.sin(1.7 * np.arange(at, at + count) + 0.3)
        at += count
        tensors.append(torch.tensor(numbers.reshape(shape, order="F").copy(), requires_grad=True))
    return tensors


def flat(tensors):
    return [number for tensor in tensors for number in tensor.detach().numpy().flatten(order="F")]


def run(components, width, loss=cross_entropy, factor=0.4, steps=3):
    w, b, prior, latent, latent_bias, out, out_bias = all_of_it = parameters(
        [
            (WIDTH, BELOW),
            (BELOW,),
            (BELOW, components),
            (BELOW, components * width),
            (components * width,),
            (width, CLASSES),
            (CLASSES,),
        ],
        factor,
    )
    i = np.arange(ROWS * WIDTH)
    x = torch.tensor(np.sin(0.37 * i + 0.0011 * i * i)).reshape(ROWS, WIDTH)

    def log_p():
        below = torch.tanh(x @ w + b)
        states = torch.tanh(below @ latent + latent_bias).reshape(ROWS, components, width)
        of_each = log_softmax(states @ out + out_bias, 2)
        return torch.logsumexp(log_softmax(below @ prior, 1)[:, :, None] + of_each, 1)

    optimizer = torch.optim.SGD(all_of_it, lr=0.1)
    losses = []
    for _ in range(max(1, steps)):
        optimizer.zero_grad()
        value = loss(log_p())
        value.backward()
        if steps > 0:
            optimizer.step()
        losses.append(value.item())
    numbers = flat(all_of_it) if steps > 0 else flat([p.grad for p in all_of_it])
    return losses + numbers + log_p().exp().flatten().tolist()


with open("mixture.txt", "w") as file:
    for name, numbers in {
        "gradient_one": run(1, 3, steps=0),
        "gradient_three": run(3, 2, steps=0),
        "gradient_focal": run(3, 2, focal, steps=0),
        "one": run(1, 3),
        "three": run(3, 2),
        "five_large": run(5, 4, factor=4),
        "focal": run(3, 2, focal),
    }.items():
        file.write(" ".join([name, *map(repr, map(float, numbers))]) + "\n")
