"""Makes the CSV files beside it whose names begin with labels-: predictions of rows with several classes
or none, and what scikit-learn 1.2.1 says about them.

Run it in this folder: /usr/bin/python3 make_multi_label.py
"""

import csv

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

EPSILON = np.finfo(np.float32).eps


def case(name, rows, classes, seed, ties=False, absent=(), never_given=()):
    random = np.random.default_rng(seed)
    truth = random.random((rows, classes)) < random.uniform(0.1, 0.6, classes)
    truth[:, list(absent)] = False
    logits = random.normal(size=(rows, classes)) + 1.5 * truth - 0.7
    probabilities = (1 / (1 + np.exp(-logits))).astype(np.float32)
    if ties:
        probabilities = (np.round(probabilities * 8) / 8).astype(np.float32)
    thresholds = random.uniform(0.3, 0.7, classes)
    thresholds[list(never_given)] = 1
    given = probabilities.astype(np.float64) >= thresholds
    lines = [[repr(float(t)) for t in thresholds]]
    for row in range(rows):
        lines.append([int(t) for t in truth[row]] + [str(p) for p in probabilities[row]])
    save(f"labels-{name}.csv", lines)
    save(f"labels-{name}-metrics.csv", [[w, repr(float(v))] for w, v in overall(truth, given, probabilities)])
    save(f"labels-{name}-classes.csv", per_class(truth, given, probabilities))


def save(file, lines):
    with open(file, "w", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(lines)


def overall(truth, given, probabilities):
    wide = probabilities.astype(np.float64)
    yield "loss", metrics.log_loss(truth.ravel(), wide.ravel(), eps=EPSILON)
    yield "subset_accuracy", metrics.accuracy_score(truth, given)
    yield "hamming_loss", metrics.hamming_loss(truth, given)
    for average in ("micro", "macro", "weighted"):
        scores = metrics.precision_recall_fscore_support(truth, given, average=average, zero_division=0)
        for word, value in zip(("precision", "recall", "f1"), scores):
            yield f"{average}_{word}", value
    areas = [metrics.roc_auc_score(t, p) for t, p in zip(truth.T, wide.T) if 0 < t.sum() < len(t)]
    yield "roc_auc", np.mean(areas)
    yield "ece", calibration_error(truth.ravel(), wide.ravel())
    yield "lrap", metrics.label_ranking_average_precision_score(truth, wide)


def calibration_error(truth, probabilities):
    """scikit-learn's calibration curve, its bins weighted by their sizes."""
    shares, means = calibration_curve(truth, probabilities, n_bins=15, strategy="uniform")
    sizes = np.bincount(np.searchsorted(np.linspace(0, 1, 16)[1:-1], probabilities), minlength=15)
    return np.sum(sizes[sizes > 0] * np.abs(shares - means)) / len(truth)


def per_class(truth, given, probabilities):
    scores = metrics.precision_recall_fscore_support(truth, given, average=None, zero_division=0)
    cells = metrics.multilabel_confusion_matrix(truth, given)
    for k, (precision, recall, f1, _) in enumerate(zip(*scores)):
        some = 0 < truth[:, k].sum() < len(truth)
        area = metrics.roc_auc_score(truth[:, k], probabilities[:, k]) if some else np.nan
        values = (precision, recall, f1, area)
        yield [*cells[k].ravel().tolist(), *(repr(float(v)) for v in values)]


case("four", rows=300, classes=4, seed=1)
case("many", rows=120, classes=25, seed=2)
case("equal", rows=200, classes=5, seed=3, ties=True)
case("absent", rows=80, classes=5, seed=4, absent=[1, 3], never_given=[3, 4])
