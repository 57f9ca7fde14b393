#!/usr/bin/python3
"""Writes steps.txt: PyTorch with clipped gradients and weights that are kept small, for StepReferenceTest.

  ./steps.py > steps.txt        (made with PyTorch 1.13)

Lines as in reference.txt, whose networks, first weights and rows are used.
"""
import torch
import torch.nn as nn
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

import reference
from reference import Norm, conv, dense, head, split


def weights(model):
    """All that is no bias, scale or shift."""
    return [m.weight for m in model.modules() if isinstance(m, (nn.Linear, nn.Conv2d))]


def layers(model):
    return [m for m in model.modules() if isinstance(m, (nn.Linear, nn.Conv2d, Norm))]


def penalise(model, l1=0.0, l2=0.0):
    for w in weights(model):
        w.grad += l1 * w.detach().sign() + l2 * w.detach()


def shorten(model, norm):
    """The rows of PyTorch's matrices, and its filters, are what leads into one unit."""
    with torch.no_grad():
        for w in weights(model):
            length = w.flatten(1).norm(dim=1).clamp(min=norm)
            w.mul_((norm / length).view(-1, *[1] * (w.dim() - 1)))


def case(name, model, shape, optimizer=None, before=lambda m: None, after=lambda m: None):
    """reference.case, with something done before and after each step of the optimizer."""

    def around(parameters):
        rule = (optimizer or (lambda p: torch.optim.SGD(p, 0.1)))(parameters)
        step = rule.step

        def stepped():
            before(model)
            step()
            after(model)

        rule.step = stepped
        return rule

    reference.case(name, model, shape, around)


def net():
    return head(*dense(nn.Tanh()), width=4)


def normed():
    return head(nn.Linear(5, 4), Norm(4), nn.ReLU(), width=4)


def image():
    return head(*conv(2, 3, 3), width=36)


def each_layer(norm):
    return lambda m: [clip_grad_norm_(layer.parameters(), norm) for layer in layers(m)]


def all_of_it(model):
    clip_grad_value_(model.parameters(), 0.1)
    each_layer(0.15)(model)
    clip_grad_norm_(model.parameters(), 0.2)
    penalise(model, 0.01, 0.1)


def main():
    row, pixels = [5], [2, 6, 5]
    adam = reference.adam(0.01, 0.9, 0.999, 1e-8)
    case("clip_value", net(), row, before=lambda m: clip_grad_value_(m.parameters(), 0.05))
    case("clip_layer_norm", net(), row, before=each_layer(0.2))
    case("clip_global_norm", net(), row, before=lambda m: clip_grad_norm_(m.parameters(), 0.25))
    case("clip_that_never_cuts", net(), row, before=lambda m: clip_grad_norm_(m.parameters(), 100))
    case("clip_norm_with_statistics", normed(), row, before=lambda m: clip_grad_norm_(m.parameters(), 0.25))
    case("clip_value_with_statistics", normed(), row, before=lambda m: clip_grad_value_(m.parameters(), 0.02))
    case("clip_layers_with_statistics", normed(), row, before=each_layer(0.1))
    case("clip_convolution", image(), pixels, before=lambda m: clip_grad_norm_(m.parameters(), 0.25))
    case("clip_adam", net(), row, adam, before=lambda m: clip_grad_norm_(m.parameters(), 0.25))
    case("l1", net(), row, before=lambda m: penalise(m, l1=0.05))
    case("l2", net(), row, before=lambda m: penalise(m, l2=0.3))
    case("l2_with_norm", normed(), row, before=lambda m: penalise(m, l2=0.3))
    case("l1_l2_adam", net(), row, adam, before=lambda m: penalise(m, 0.05, 0.3))
    case("decay_of_adam_is_adamw", net(), row, lambda p: split(p, 0.1, lr=0.01))
    case("decay_of_sgd", net(), row, before=decay(0.1, 0.5))
    case("max_norm", net(), row, after=lambda m: shorten(m, 0.5))
    case("max_norm_of_filters", image(), pixels, after=lambda m: shorten(m, 0.7))
    case("all", normed(), row, before=all_of_it, after=lambda m: shorten(m, 0.5))


def decay(rate, share):
    """Taken off beside the gradient's step, which does not see it."""

    def before(model):
        with torch.no_grad():
            for w in weights(model):
                w.mul_(1 - rate * share)

    return before


if __name__ == "__main__":
    main()
