#!/usr/bin/python3
"""Writes reference.txt: what PyTorch computes for the networks of ReferenceTest, in double precision.

  ./reference.py > reference.txt        (made with PyTorch 1.13)

Each line is a case, then three losses (one per update), then the parameters after the third update in
Deeplearning4j's order, then the class probabilities of the same rows in evaluation mode.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
ROWS, CLASSES, STEPS = 6, 3, 3


class Same(nn.Module):
    """TensorFlow's padding: what is missing is added half to each side, the odd pixel after."""

    def __init__(self, kernel, stride):
        super().__init__()
        self.kernel, self.stride = kernel, stride

    def forward(self, x):
        pads = []
        for pixels in (x.shape[3], x.shape[2]):
            steps = -(-pixels // self.stride)
            total = max((steps - 1) * self.stride + self.kernel - pixels, 0)
            pads += [total // 2, total - total // 2]
        return F.pad(x, pads)


class Swish(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(x)


class Gelu(nn.Module):
    """The sigmoid form of Hendrycks and Gimpel 2016, section 2."""

    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Function(nn.Module):
    """A function that PyTorch has no module for."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def rational_tanh(x):
    """1.7159 tanh(2x/3), as Deeplearning4j approximates it after arXiv 1508.01292."""
    y = (2 * x / 3).abs()
    return 1.7159 * torch.sign(x) * (1 - 1 / (1 + y + y * y + 1.41645 * y**4))


class Norm(nn.Module):
    """Batch normalisation that keeps the variance of the batch itself, as the paper's algorithm 1 does."""

    def __init__(self, n, momentum=0.9, epsilon=1e-5):
        super().__init__()
        self.gamma, self.beta = nn.Parameter(torch.zeros(n)), nn.Parameter(torch.zeros(n))
        self.mean, self.var = torch.zeros(n), torch.zeros(n)
        self.momentum, self.epsilon = momentum, epsilon

    def forward(self, x):
        axes = [0] if x.dim() == 2 else [0, 2, 3]
        shape = [1, -1] if x.dim() == 2 else [1, -1, 1, 1]
        mean, var = self.mean, self.var
        if self.training:
            mean, var = x.mean(axes), x.var(axes, unbiased=False)
            self.mean = self.momentum * self.mean + (1 - self.momentum) * mean.detach()
            self.var = self.momentum * self.var + (1 - self.momentum) * var.detach()
        y = (x - mean.view(shape)) / torch.sqrt(var.view(shape) + self.epsilon)
        return y * self.gamma.view(shape) + self.beta.view(shape)


def slots(model):
    """The parameters in Deeplearning4j's order, as lists of (get, set)."""
    for m in model.modules():
        if isinstance(m, nn.Linear):
            yield from [m.weight, m.bias]
        elif isinstance(m, nn.Conv2d):
            yield from [m.bias, m.weight]
        elif isinstance(m, Norm):
            yield from [m.gamma, m.beta, m.mean, m.var]
        elif isinstance(m, nn.PReLU):
            yield from [m.weight]


def start(model):
    i = 0
    for t in slots(model):
        n = t.numel()
        values = torch.tensor([0.4 * math.sin(1.7 * (i + j) + 0.3) for j in range(n)])
        with torch.no_grad():
            t.copy_(values.view(t.shape))
        i += n
    for m in model.modules():
        if isinstance(m, Norm):
            m.mean.zero_()
            m.var.fill_(1)


def case(name, model, shape, optimizer=None):
    start(model)
    n = ROWS * math.prod(shape)
    x = torch.tensor([math.sin(0.37 * i + 0.0011 * i * i) for i in range(n)]).view(ROWS, *shape)
    t = torch.tensor([i % CLASSES for i in range(ROWS)])
    optimizer = (optimizer or (lambda p: torch.optim.SGD(p, 0.1)))(list(model.parameters()))
    model.train()
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), t)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    model.eval()
    with torch.no_grad():
        p = torch.softmax(model(x), 1)
    values = losses + [v for s in slots(model) for v in s.detach().flatten().tolist()] + p.flatten().tolist()
    print(name, *(f"{v:.9g}" for v in values))


def dense(activation, i=5, o=4):
    return [nn.Linear(i, o), activation]


def conv(c, f, kernel, stride=1, same=False):
    pad = [Same(kernel, stride)] if same else []
    return [*pad, nn.Conv2d(c, f, kernel, stride), nn.ReLU()]


def head(*layers, width):
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(width, CLASSES))


def split(model, decay, **options):
    """Decoupled decay of the weights but not of the biases."""
    weights = [p for p in model if p.dim() > 1]
    biases = [p for p in model if p.dim() == 1]
    return torch.optim.AdamW(
        [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0.0}], **options
    )


class Paper(torch.optim.Optimizer):
    """Rules that PyTorch defines otherwise than the papers, or does not have."""

    def __init__(self, parameters, rule):
        super().__init__(parameters, {})
        self.rule, self.t, self.memory = rule, 0, {}

    @torch.no_grad()
    def step(self):
        self.t += 1
        for group in self.param_groups:
            for p in group["params"]:
                memory = self.memory.setdefault(p, [torch.zeros_like(p) for _ in range(3)])
                p -= self.rule(p.grad, self.t, memory)


def adam(lr, b1, b2, eps, nesterov=False, largest=False):
    """Kingma and Ba 2015, section 2's last form: epsilon is added to the root before its correction."""

    def rule(g, t, memory):
        m, v, top = memory
        m.mul_(b1).add_(g, alpha=1 - b1)
        v.mul_(b2).addcmul_(g, g, value=1 - b2)
        rate = lr * math.sqrt(1 - b2**t) / (1 - b1**t)
        if largest:
            torch.maximum(top, v, out=top)
            return rate * m / (top.sqrt() + eps)
        if nesterov:  # Dozat 2016, algorithm 2, with a constant decay of the mean
            bar = b1 * m / (1 - b1 ** (t + 1)) + (1 - b1) * g / (1 - b1**t)
            return lr * bar / ((v / (1 - b2**t)).sqrt() + eps)
        return rate * m / (v.sqrt() + eps)

    return lambda p: Paper(p, rule)


def started(start, rule):
    """A rule whose first memory starts at a number other than 0."""

    def with_memory(g, t, memory):
        if t == 1:
            memory[0].fill_(start)
        return rule(g, memory[0])

    return lambda p: Paper(p, with_memory)


def rmsprop(lr, decay, eps):
    """Deeplearning4j: the mean square starts at epsilon."""
    return started(eps, lambda g, h: lr * g / (h.mul_(decay).add_(g * g, alpha=1 - decay).sqrt() + eps))


def adagrad(lr, eps):
    """Deeplearning4j: the sum of squares starts at epsilon."""
    return started(eps, lambda g, h: lr * g / (h.add_(g * g).sqrt() + eps))


def main():
    for name, activation in {
        "identity": nn.Identity(),
        "relu": nn.ReLU(),
        "leaky_relu": nn.LeakyReLU(0.01),
        "elu": nn.ELU(),
        "selu": nn.SELU(),
        "gelu": Gelu(),
        "swish": Swish(),
        "sigmoid": nn.Sigmoid(),
        "tanh": nn.Tanh(),
        "softplus": nn.Softplus(),
        "prelu": nn.PReLU(4),
        "mish": nn.Mish(),
        "softsign": nn.Softsign(),
        "hard_sigmoid": Function(lambda x: torch.clamp(0.2 * x + 0.5, 0, 1)),
        "hard_tanh": nn.Hardtanh(),
        "relu6": nn.ReLU6(),
        "cube": Function(lambda x: x**3),
        "rational_tanh": Function(rational_tanh),
        "rectified_tanh": Function(lambda x: torch.relu(torch.tanh(x))),
        "thresholded_relu": nn.Threshold(1, 0),
    }.items():
        case("dense_" + name, head(*dense(activation), width=4), [5])
    case("no_hidden_layer", head(width=5), [5])
    case("two_dense", head(*dense(nn.Tanh()), *dense(nn.ReLU(), 4, 4), width=4), [5])
    case("activation", head(nn.Linear(5, 4), nn.Tanh(), width=4), [5])
    case("activation_first", head(nn.Tanh(), nn.Linear(5, 4), nn.Sigmoid(), width=4), [5])
    case("batch_norm_row", head(nn.Linear(5, 4), Norm(4), nn.ReLU(), width=4), [5])
    case("batch_norm_first", head(Norm(5), *dense(nn.ReLU()), width=4), [5])
    case("conv_valid", head(*conv(2, 3, 3), width=36), [2, 6, 5])
    case("conv_stride", head(*conv(2, 3, 3, 2), width=12), [2, 6, 5])
    case("conv_same", head(*conv(2, 3, 3, same=True), width=90), [2, 6, 5])
    case("conv_same_even", head(*conv(2, 3, 2, same=True), width=90), [2, 6, 5])
    case("conv_same_stride", head(*conv(2, 3, 3, 2, same=True), width=27), [2, 6, 5])
    case("conv_swish", head(nn.Conv2d(2, 3, 3), nn.SiLU(), width=36), [2, 6, 5])
    case("conv_prelu", head(nn.Conv2d(2, 3, 3), nn.PReLU(3), width=36), [2, 6, 5])
    case("activation_swish", head(nn.Conv2d(2, 3, 3), nn.Identity(), nn.SiLU(), width=36), [2, 6, 5])
    case("prelu_first", head(nn.PReLU(2), *conv(2, 3, 3), width=36), [2, 6, 5])
    case("prelu_decay", head(*dense(nn.PReLU(4)), width=4), [5], lambda p: split(p, 0.1, lr=0.01, eps=1e-12))
    case("two_conv", head(*conv(2, 3, 3), *conv(3, 4, 2), width=24), [2, 6, 5])
    case("max_pool", head(*conv(2, 3, 2), nn.MaxPool2d(2), width=12), [2, 6, 5])
    case("max_pool_overlap", head(*conv(2, 3, 2), nn.MaxPool2d(3, 2), width=6), [2, 6, 5])
    case("max_pool_first", head(nn.MaxPool2d(2), *conv(2, 3, 2), width=6), [2, 6, 5])
    case("avg_pool", head(*conv(2, 3, 2), nn.AvgPool2d(2), width=12), [2, 6, 5])
    case("avg_pool_overlap", head(*conv(2, 3, 2), nn.AvgPool2d(3, 2), width=6), [2, 6, 5])
    case("global_avg", head(*conv(2, 4, 3), nn.AdaptiveAvgPool2d(1), width=4), [2, 6, 5])
    case("global_max", head(*conv(2, 4, 3), nn.AdaptiveMaxPool2d(1), width=4), [2, 6, 5])
    case("batch_norm_image", head(*conv(2, 4, 3), Norm(4), width=48), [2, 6, 5])
    case("batch_norm_image_first", head(Norm(2), *conv(2, 4, 3), width=48), [2, 6, 5])
    case("flatten_batch_norm", head(*conv(2, 2, 3), nn.Flatten(), Norm(24), width=24), [2, 6, 5])
    case("dense_on_image", head(nn.Flatten(), *dense(nn.ReLU(), 60, 4), width=4), [2, 6, 5])

    def net():
        return head(*dense(nn.Tanh()), width=4)

    case("sgd", net(), [5], lambda p: torch.optim.SGD(p, 0.05))
    case("nesterovs", net(), [5], lambda p: torch.optim.SGD(p, 0.05, momentum=0.9, nesterov=True))
    case("adam", net(), [5], adam(0.01, 0.9, 0.999, 1e-8))
    case("adam_torch", net(), [5], lambda p: torch.optim.Adam(p, 0.01))
    case("adamw_torch", net(), [5], lambda p: split(p, 0.1, lr=0.01))
    case("amsgrad", net(), [5], adam(0.01, 0.9, 0.999, 1e-8, largest=True))
    case("nadam", net(), [5], adam(0.01, 0.9, 0.999, 1e-8, nesterov=True))
    case("rmsprop", net(), [5], rmsprop(0.01, 0.9, 1e-8))
    case("adagrad", net(), [5], adagrad(0.1, 1e-6))
    case("adadelta", net(), [5], lambda p: torch.optim.Adadelta(p, 1.0, rho=0.95, eps=1e-6))


if __name__ == "__main__":
    main()
