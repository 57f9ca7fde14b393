#!/usr/bin/python3
"""Writes schedules.txt: the learning rates of PyTorch's schedulers, as shares of the optimizer's own.

  ./schedules.py > schedules.txt        (made with PyTorch 1.13)

Each line is a case, then the factor of each update, counted from 0; an epoch has 10 of them and the run 8 epochs.
Warm-up is LinearLR from 1/W to 1 in W updates, then the curve, joined by SequentialLR.
"""
import math
import warnings

import torch
from torch.optim import lr_scheduler as lrs

warnings.simplefilter("ignore")
PER_EPOCH, EPOCHS = 10, 8
T = PER_EPOCH * EPOCHS


def optimizer():
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], 1.0)


def show(name, factors):
    print(name, *(f"{f:.12g}" for f in factors))


def factors(scheduler, o, n=T):
    for _ in range(n):
        yield o.param_groups[0]["lr"]
        o.step()
        scheduler.step()


def case(name, make, warmup=0):
    o = optimizer()
    if warmup:
        rise = lrs.LinearLR(o, start_factor=1 / warmup, total_iters=max(warmup - 1, 1))
        curve = lrs.SequentialLR(o, [rise, make(o, T - warmup)], milestones=[warmup])
    else:
        curve = make(o, T)
    show(name, factors(curve, o))


def plateau(name, values, **options):
    o = optimizer()
    s = lrs.ReduceLROnPlateau(o, threshold_mode="abs", **options)
    rates = []
    for v in values:
        s.step(v)
        rates.append(o.param_groups[0]["lr"])
    print(name, *(f"{r:.12g}" for r in rates))


def main():
    case("constant", lambda o, n: lrs.ConstantLR(o, 1.0, n))
    case("constant_warmup_2_epochs", lambda o, n: lrs.ConstantLR(o, 1.0, n), 20)
    case("step", lambda o, n: lrs.StepLR(o, 3 * PER_EPOCH, 0.3))
    case("step_of_steps_warmup_5_steps", lambda o, n: lrs.StepLR(o, 7, 0.5), 5)
    case("exponential_by_step", lambda o, n: lrs.ExponentialLR(o, 0.97))
    case("linear", lambda o, n: lrs.LinearLR(o, 1.0, 0.1, n))
    case("linear_warmup_1_epoch", lambda o, n: lrs.LinearLR(o, 1.0, 0.0, n), 10)
    case("cosine", lambda o, n: lrs.CosineAnnealingLR(o, n, 0.05))
    case("cosine_warmup_3_epochs", lambda o, n: lrs.CosineAnnealingLR(o, n), 30)
    case("one_cycle", lambda o, n: lrs.OneCycleLR(o, 1.0, n))
    case(
        "one_cycle_warmup_1_epoch",
        lambda o, n: lrs.OneCycleLR(o, 1.0, n, pct_start=10 / n, div_factor=10, final_div_factor=100),
    )
    case("polynomial", lambda o, n: lrs.PolynomialLR(o, n, 0.9))
    case("polynomial_square_warmup_1_epoch", lambda o, n: lrs.PolynomialLR(o, n, 2.0), 10)
    # Vaswani et al. 2017, equation 3, divided by its peak; PyTorch has only LambdaLR for it.
    w = 20
    paper = lambda i: min((i + 1) ** -0.5, (i + 1) * w**-1.5) / w**-0.5
    case("inverse_sqrt_warmup_2_epochs", lambda o, n: lrs.LambdaLR(o, paper))

    falls = [1, 0.9, 0.9, 0.95, 0.91, 0.8, 0.85, 0.8, 0.79999, 0.81, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7]
    plateau("plateau", falls, factor=0.5, patience=2, threshold=1e-4)
    plateau("plateau_at_once", falls, factor=0.1, patience=0, threshold=0.05, min_lr=0.002)
    plateau("plateau_rests", falls, factor=0.5, patience=1, threshold=0.0, cooldown=2)
    plateau("plateau_higher", [-v for v in falls], mode="max", factor=0.5, patience=1, threshold=0.0)


if __name__ == "__main__":
    main()
