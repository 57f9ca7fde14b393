#!/usr/bin/env python3
"""The network of Headtune's benchmarks, trained by scikit-learn, for comparison in the same run.

    peer_sklearn.py TRAIN.csv TEST.csv --hidden 128 --epochs 5 --batch 128 --seed 42

Tables have a header and the label in the column `label`. Prints one JSON object with the mean
samples_per_second and the accuracy on TEST.csv. Its threads are those of its BLAS: OMP_NUM_THREADS.
Needs scikit-learn and pandas (Debian: python3-sklearn python3-pandas).
"""

import argparse
import json
import time
import warnings

import pandas
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train")
    parser.add_argument("test")
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--seed", type=int, default=42)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    train, test = pandas.read_csv(options.train), pandas.read_csv(options.test)
    labels, truth = train.pop("label"), test.pop("label")
    scaler = StandardScaler().fit(train)
    network = MLPClassifier(
        options.hidden, batch_size=options.batch, max_iter=options.epochs, alpha=0, random_state=options.seed
    )
    features = scaler.transform(train)
    begin = time.perf_counter()
    network.fit(features, labels)
    rate = len(labels) * options.epochs / (time.perf_counter() - begin)
    print(json.dumps({"samples_per_second": rate, "accuracy": network.score(scaler.transform(test), truth)}))


if __name__ == "__main__":
    main()
