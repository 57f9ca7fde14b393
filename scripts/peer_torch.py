#!/usr/bin/env python3
"""A plain PyTorch program that does what Headtune's benchmarks do, for comparison in the same run.

    peer_torch.py train TRAIN.csv TEST.csv MODEL --hidden 128 --epochs 5 --batch 128 --seed 42 --threads 1
    peer_torch.py finetune TRAIN.csv TEST.csv MODEL --start OLD_MODEL --epochs 20 --batch 128
    peer_torch.py predict MODEL INPUT.csv OUTPUT.csv --threads 1
    peer_torch.py cnn FOLDER --epochs 5 --batch 64 --threads 1

Tables have a header and the label in the column `label`. `finetune` puts a new last layer on a model and trains
nothing else. `cnn` trains two convolutions with pooling and two dense layers on a folder with the IDX files of
MNIST, pixels between 0 and 1. All training jobs print one JSON object per epoch
(samples_per_second) and one with the accuracy on TEST.csv; `predict` prints its rows_per_second.
Needs PyTorch and pandas (Debian: python3-torch python3-pandas).
"""

import argparse
import csv
import gzip
import json
import pathlib
import sys
import time

import numpy
import pandas
import torch
from torch import nn


def dense(widths):
    """Linear layers of these widths with ReLU between them."""
    modules = []
    for inputs, outputs in zip(widths, widths[1:]):
        modules += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*modules[:-1])


def table(path, scaling=None):
    """Standardised features, label texts, and the (mean, deviation) that were used."""
    frame = pandas.read_csv(path)
    labels = frame.pop("label").astype(str).to_numpy()
    values = frame.to_numpy(numpy.float32)
    if scaling is None:
        deviation = values.std(axis=0)
        scaling = values.mean(axis=0), numpy.where(deviation == 0, 1, deviation)
    return torch.from_numpy((values - scaling[0]) / scaling[1]), labels, scaling


def train(options):
    features, labels, scaling = table(options.train)
    classes = sorted(set(labels))
    widths = [features.shape[1], *map(int, options.hidden.split(",")), len(classes)]
    network = dense(widths)
    fit(options, network, network.parameters(), (features, labels, scaling, classes), widths)


def finetune(options):
    saved = torch.load(options.start)
    network = dense(saved["widths"])
    network.load_state_dict(saved["weights"])
    for parameter in network.parameters():
        parameter.requires_grad = False
    features, labels, scaling = table(options.train, saved["scaling"])
    classes = sorted(set(labels))
    widths = [*saved["widths"][:-1], len(classes)]
    network[-1] = nn.Linear(*widths[-2:])
    fit(options, network, network[-1].parameters(), (features, labels, scaling, classes), widths)


def fit(options, network, parameters, data, widths):
    features, labels, scaling, classes = data
    descend(options, network, parameters, features, torch.tensor([classes.index(label) for label in labels]))
    features, labels, _ = table(options.test, scaling)
    with torch.no_grad():
        predicted = network(features).argmax(1)
    right = sum(classes[index] == label for index, label in zip(predicted.tolist(), labels))
    print(json.dumps({"accuracy": right / len(labels)}))
    torch.save({"widths": widths, "scaling": scaling, "classes": classes, "weights": network.state_dict()}, options.model)


def descend(options, network, parameters, features, truth):
    optimizer = torch.optim.Adam(parameters, lr=0.001)
    cross_entropy = nn.CrossEntropyLoss()
    for epoch in range(options.epochs):
        start = time.perf_counter()
        for rows in torch.randperm(len(features)).split(options.batch):
            optimizer.zero_grad()
            cross_entropy(network(features[rows]), truth[rows]).backward()
            optimizer.step()
        seconds = time.perf_counter() - start
        print(json.dumps({"epoch": epoch + 1, "samples_per_second": len(features) / seconds}), flush=True)


def idx(folder, names, kind):
    """The numbers of the first IDX file that is there, without its header of one number for each dimension."""
    path = next(p for p in (pathlib.Path(folder, f"{name}-{kind}-ubyte.gz") for name in names) if p.exists())
    content = gzip.open(path).read()
    return numpy.frombuffer(content, numpy.uint8, offset=4 + 4 * content[3])


def images(folder, *names):
    """Pixels between 0 and 1 as rows x 1 x 28 x 28, and their digits."""
    pixels = idx(folder, names, "images-idx3").reshape(-1, 1, 28, 28).astype(numpy.float32) / 255
    return torch.from_numpy(pixels), torch.from_numpy(idx(folder, names, "labels-idx1").astype(numpy.int64))


def cnn(options):
    network = nn.Sequential(
        *(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(800, 128), nn.ReLU(), nn.Linear(128, 10)),
    )
    features, truth = images(options.folder, "train10k", "train")
    descend(options, network, network.parameters(), features, truth)
    features, truth = images(options.folder, "t10k")
    with torch.no_grad():
        print(json.dumps({"accuracy": (network(features).argmax(1) == truth).float().mean().item()}))


def predict(options):
    saved = torch.load(options.model)
    network = dense(saved["widths"])
    network.load_state_dict(saved["weights"])
    mean, deviation = saved["scaling"]
    start, rows = time.perf_counter(), 0
    with open(options.output, "w", newline="") as file, torch.no_grad():
        out = csv.writer(file)
        out.writerow(["label", "confidence", *("p_" + name for name in saved["classes"])])
        for chunk in pandas.read_csv(options.input, chunksize=8192):
            values = chunk.drop(columns="label", errors="ignore").to_numpy(numpy.float32)
            probabilities = network(torch.from_numpy((values - mean) / deviation)).softmax(1).numpy()
            for row in probabilities:
                best = int(row.argmax())
                out.writerow([saved["classes"][best], f"{row[best]:.6f}", *(f"{p:.6f}" for p in row)])
            rows += len(chunk)
    print(json.dumps({"rows_per_second": rows / (time.perf_counter() - start)}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    jobs = parser.add_subparsers(required=True)
    jobs_and_paths = (
        (train, ("train", "test", "model")),
        (finetune, ("train", "test", "model")),
        (predict, ("model", "input", "output")),
        (cnn, ("folder",)),
    )
    for job, paths in jobs_and_paths:
        command = jobs.add_parser(job.__name__)
        for path in paths:
            command.add_argument(path)
        command.add_argument("--threads", type=int, default=1)
        command.add_argument("--seed", type=int, default=42)
        command.set_defaults(job=job)
        if job is train:
            command.add_argument("--hidden", default="128")
        if job is finetune:
            command.add_argument("--start", required=True)
        if job is not predict:
            command.add_argument("--epochs", type=int, default=5)
            command.add_argument("--batch", type=int, default=128)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.job(options)


if __name__ == "__main__":
    sys.exit(main())
