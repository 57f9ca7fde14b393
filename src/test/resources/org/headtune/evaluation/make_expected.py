"""Makes the CSV files beside it: predictions, and what scikit-learn 1.2.1 says about them.

Run it in this folder: /usr/bin/python3 make_expected.py
Brier (several classes) and the calibration errors are not in scikit-learn 1.2; they are written out in NumPy.
"""

import csv

import numpy as np
from sklearn import metrics

EPSILON = np.finfo(np.float32).eps


def softmax(logits):
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (exponents / exponents.sum(axis=1, keepdims=True)).astype(np.float32)


def case(name, rows, classes, sharpness, seed, absent=(), never_predicted=(), ties=False):
    random = np.random.default_rng(seed)
    present = [k for k in range(classes) if k not in absent]
    truth = random.choice(present, rows)
    logits = random.normal(size=(rows, classes))
    logits[np.arange(rows), truth] += 1.2
    logits[:, list(never_predicted)] = -8
    probabilities = softmax(sharpness * logits)
    if ties:
        probabilities = (np.round(probabilities * 8) / 8).astype(np.float32)
        probabilities[:, 0] += 1 - probabilities.sum(axis=1)
    write(name, truth, probabilities)
    predicted = probabilities.argmax(axis=1)
    with open(f"{name}-metrics.csv", "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["metric", "value"])
        for word, value in overall(truth, predicted, probabilities):
            writer.writerow([word, repr(float(value))])
    with open(f"{name}-classes.csv", "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["class", "precision", "recall", "f1", "support", "roc_auc"])
        writer.writerows(per_class(truth, predicted, probabilities))


def write(name, truth, probabilities):
    with open(f"{name}.csv", "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for t, row in zip(truth, probabilities):
            writer.writerow([t, *(str(p) for p in row)])


def overall(truth, predicted, probabilities):
    wide = probabilities.astype(np.float64)
    classes = wide.shape[1]
    labels = range(classes)
    yield "loss", metrics.log_loss(truth, wide, labels=labels, eps=EPSILON)
    yield "accuracy", metrics.accuracy_score(truth, predicted)
    yield "balanced_accuracy", metrics.balanced_accuracy_score(truth, predicted)
    for average in ("macro", "weighted"):
        scores = metrics.precision_recall_fscore_support(
            truth, predicted, average=average, zero_division=0
        )
        for word, value in zip(("precision", "recall", "f1"), scores):
            yield f"{average}_{word}", value
    for k in (3, 5):
        top = metrics.top_k_accuracy_score(truth, wide, k=k, labels=labels) if classes > k else np.nan
        yield f"top_{k}_accuracy", top
    yield "mcc", metrics.matthews_corrcoef(truth, predicted)
    yield "brier", ((wide - np.eye(classes)[truth]) ** 2).sum(axis=1).mean()
    yield "ece", calibration_error(truth, predicted, wide.max(axis=1))
    yield "ece_equal_mass", equal_mass_error(truth, predicted, wide.max(axis=1))
    yield "mce", max(gap for _, gap in gaps(truth, predicted, wide.max(axis=1)))
    if classes == 2:
        yield "roc_auc", metrics.roc_auc_score(truth, wide[:, 1])
    elif len(np.unique(truth)) == classes:
        yield "roc_auc", metrics.roc_auc_score(truth, wide, multi_class="ovr", average="macro")
    else:
        present = np.unique(truth)
        yield "roc_auc", np.mean([metrics.roc_auc_score(truth == k, wide[:, k]) for k in present])


def gaps(truth, predicted, confidence, bins=15):
    edges = np.linspace(0, 1, bins + 1)
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            gap = abs(confidence[inside].mean() - (predicted == truth)[inside].mean())
            yield inside.mean(), gap


def calibration_error(truth, predicted, confidence):
    return sum(share * gap for share, gap in gaps(truth, predicted, confidence))


def equal_mass_error(truth, predicted, confidence, bins=15):
    """Equal confidences are in one bin: that of the first of them."""
    first = np.searchsorted(np.sort(confidence), confidence, side="left")
    bin_of_row = first * bins // len(confidence)
    error = 0.0
    for k in range(bins):
        inside = bin_of_row == k
        if inside.any():
            gap = abs(confidence[inside].mean() - (predicted == truth)[inside].mean())
            error += inside.mean() * gap
    return error


def per_class(truth, predicted, probabilities):
    labels = range(probabilities.shape[1])
    scores = metrics.precision_recall_fscore_support(
        truth, predicted, labels=labels, zero_division=0
    )
    for k, precision, recall, f1, support in zip(labels, *scores):
        occurs = support > 0 or (predicted == k).any()
        area = metrics.roc_auc_score(truth == k, probabilities[:, k]) if support > 0 else np.nan
        values = (precision, recall, f1) if occurs else (np.nan,) * 3
        yield [k, *(repr(float(v)) for v in values), support, repr(float(area))]


case("binary", rows=200, classes=2, sharpness=1.5, seed=1)
case("ten", rows=400, classes=10, sharpness=2.0, seed=2)
case("overconfident", rows=150, classes=6, sharpness=25.0, seed=3)
case("never-predicted", rows=120, classes=4, sharpness=1.0, seed=4, never_predicted=[2])
case("absent-class", rows=120, classes=5, sharpness=1.0, seed=5, absent=[1, 3], never_predicted=[3])
case("ties", rows=200, classes=3, sharpness=1.0, seed=6, ties=True)
