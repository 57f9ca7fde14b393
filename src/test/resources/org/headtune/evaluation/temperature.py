"""Makes temperature.csv and temperature.txt beside it: logits with their truth, and the temperature with the lowest
cross-entropy, by golden-section search over its logarithm in NumPy and again by L-BFGS in PyTorch, with the losses;
then the scores of adaptive prediction sets and their quantiles, by NumPy.

Run it in this folder: /usr/bin/python3 temperature.py
"""

import numpy as np
import torch

random = np.random.default_rng(7)
ROWS, CLASSES = 300, 5
truth = random.integers(0, CLASSES, ROWS)
logits = random.normal(size=(ROWS, CLASSES))
logits[np.arange(ROWS), truth] += 1.5
logits = (6 * logits).astype(np.float32)
wide = logits.astype(np.float64)


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def loss(temperature):
    return -log_softmax(wide / temperature)[np.arange(ROWS), truth].mean()


def golden_section():
    ratio = (np.sqrt(5) - 1) / 2
    low, high = np.log(0.01), np.log(100)
    for _ in range(200):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if loss(np.exp(left)) < loss(np.exp(right)):
            high = right
        else:
            low = left
    return np.exp((low + high) / 2)


def lbfgs():
    log_temperature = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS(
        [log_temperature], max_iter=200, tolerance_grad=1e-13, tolerance_change=0, line_search_fn="strong_wolfe"
    )

    def closure():
        optimiser.zero_grad()
        value = torch.nn.functional.cross_entropy(
            torch.from_numpy(wide) / log_temperature.exp(), torch.from_numpy(truth)
        )
        value.backward()
        return value

    optimiser.step(closure)
    return log_temperature.exp().item()


def scores(temperature, uniforms):
    probabilities = np.exp(log_softmax(wide / temperature)).astype(np.float32)
    for row in range(ROWS):
        order = np.argsort(-probabilities[row], kind="stable")
        rank = int(np.where(order == truth[row])[0][0])
        before = sum(float(p) for p in probabilities[row][order[:rank]])
        yield before + uniforms[row] * float(probabilities[row][truth[row]])


temperature, again = golden_section(), lbfgs()
assert abs(temperature - again) < 1e-6, (temperature, again)
sorted_scores = np.sort(list(scores(2.0, [(row + 0.5) / ROWS for row in range(ROWS)])))

with open("temperature.csv", "w") as out:
    for t, row in zip(truth, logits):
        out.write(",".join([str(t), *(str(z) for z in row)]) + "\n")
with open("temperature.txt", "w") as out:
    out.write(f"golden_section {temperature!r}\nlbfgs {again!r}\n")
    out.write(f"loss_before {loss(1)!r}\nloss_after {loss(temperature)!r}\n")
    for coverage in (0.5, 0.9, 0.95, 0.99):
        rank = int(np.ceil((ROWS + 1) * coverage - 1e-9))
        out.write(f"quantile_{coverage} {float(sorted_scores[rank - 1])!r}\n")
