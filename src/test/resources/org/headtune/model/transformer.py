"""Makes transformer.txt beside it: blocks of a transformer in PyTorch, their outputs and gradients.

Run it in this folder: /usr/bin/python3 transformer.py (PyTorch 1.13, in double precision)

Each line is a case of `nn.TransformerEncoderLayer(norm_first=True, activation="gelu", batch_first=True)`, twice, with
learnt positions below, `nn.LayerNorm`, the mean of the steps and a softmax above, for four sequences of different
lengths in one padded batch: the loss, then the gradients of all parameters in Headtune's order, then the probabilities
of the rows.
"""

import numpy as np
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
STEPS, WIDTH, HEADS, FEED_FORWARD, BLOCKS, CLASSES = 70, 12, 3, 20, 2, 3
LENGTHS = [70, 1, 33, 64]
LABELS = torch.tensor([0, 1, 2, 0])


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.positions = nn.Parameter(torch.zeros(STEPS, WIDTH))
        layer = nn.TransformerEncoderLayer(
            WIDTH, HEADS, FEED_FORWARD, dropout=0, activation="gelu", batch_first=True, norm_first=True
        )
        self.blocks = nn.TransformerEncoder(layer, BLOCKS, norm=nn.LayerNorm(WIDTH))
        self.head = nn.Linear(WIDTH, CLASSES)

    def forward(self, x, causal):
        padding = torch.arange(STEPS)[None, :] >= torch.tensor(LENGTHS)[:, None]
        future = torch.triu(torch.ones(STEPS, STEPS, dtype=torch.bool), 1) if causal else None
        y = self.blocks(x + self.positions, mask=future, src_key_padding_mask=padding)
        counted = (~padding)[:, :, None]
        return self.head((y * counted).sum(1) / counted.sum(1))


def in_order(model):
    """Headtune's order: layer by layer; matrices, inputs by outputs there, column by column, as PyTorch stores them."""
    ordered = [model.positions]
    for block in model.blocks.layers:
        attention = block.self_attn
        ordered += [block.norm1.weight, block.norm1.bias]
        ordered += [attention.in_proj_weight, attention.in_proj_bias]
        ordered += [attention.out_proj.weight, attention.out_proj.bias]
        ordered += [block.norm2.weight, block.norm2.bias]
        ordered += [block.linear1.weight, block.linear1.bias, block.linear2.weight, block.linear2.bias]
    return ordered + [model.blocks.norm.weight, model.blocks.norm.bias, model.head.weight, model.head.bias]


def run(causal):
    model = Model().train()  # without dropout; the fast path of evaluation has no gradients
    at = 0
    with torch.no_grad():
        for parameter in in_order(model):
            i = np.arange(at, at + parameter.numel())
            parameter.copy_(torch.tensor(0.4 * np.sin(1.7 * i + 0.3)).reshape(parameter.shape))
            at += parameter.numel()
    i = np.arange(len(LENGTHS) * STEPS * WIDTH)
    x = torch.tensor(np.sin(0.37 * i + 0.0011 * i * i)).reshape(len(LENGTHS), STEPS, WIDTH)
    logits = model(x, causal)
    loss = nn.functional.cross_entropy(logits, LABELS)
    loss.backward()
    gradients = [number for p in in_order(model) for number in p.grad.flatten().tolist()]
    return [loss.item()] + gradients + torch.softmax(logits, 1).flatten().tolist()


with open("transformer.txt", "w") as file:
    for name, causal in {"all": False, "causal": True}.items():
        file.write(" ".join([name, *(f"{number:.9g}" for number in run(causal))]) + "\n")
