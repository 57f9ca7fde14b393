"""Makes sigmoid.txt beside it: three steps of PyTorch's BCEWithLogitsLoss for rows with several classes.

Run it in this folder: /usr/bin/python3 sigmoid.py (PyTorch 1.13, in double precision)
"""

import numpy as np
import torch

ROWS, WIDTH, CLASSES = 6, 5, 3
SETS = [[], [0], [0, 1, 2], [1, 2], [2], [0, 2]]

i = np.arange(ROWS * WIDTH)
x = torch.tensor(np.sin(0.37 * i + 0.0011 * i * i)).reshape(ROWS, WIDTH)
y = torch.zeros(ROWS, CLASSES, dtype=torch.float64)
for row, classes in enumerate(SETS):
    y[row, classes] = 1


def run(factor):
    """DL4J's order of parameters: weights column by column, then biases."""
    start = factor * np.sin(1.7 * np.arange(WIDTH * CLASSES + CLASSES) + 0.3)
    weights = torch.tensor(start[: WIDTH * CLASSES].reshape(CLASSES, WIDTH).T.copy(), requires_grad=True)
    bias = torch.tensor(start[WIDTH * CLASSES :].copy(), requires_grad=True)
    optimizer = torch.optim.SGD([weights, bias], lr=0.1)
    losses = []
    for _ in range(3):
        optimizer.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ weights + bias, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    probabilities = torch.sigmoid(x @ weights + bias)
    numbers = losses + weights.T.flatten().tolist() + bias.tolist() + probabilities.flatten().tolist()
    return " ".join(repr(number) for number in numbers)


with open("sigmoid.txt", "w") as out:
    out.write("plain " + run(0.4) + "\n")
    out.write("extreme " + run(1000) + "\n")
