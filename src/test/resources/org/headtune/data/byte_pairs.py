#!/usr/bin/env python3
"""Byte pairs by the textbook: Sennrich, Haddow and Birch (2016), algorithm 1, on bytes.

All pairs are counted anew before each merge; of the most frequent ones the pair of smaller tokens is
taken. Reads byte-pairs-texts.txt and byte-pairs-others.txt, writes byte-pairs-merges.txt and, for each
line of the others, its tokens to byte-pairs-tokens.txt. Needs Python alone.
"""
import collections
import itertools
import pathlib
import unicodedata

HERE = pathlib.Path(__file__).parent
VOCABULARY = 700


def kind(character):
    category = unicodedata.category(character)
    if category[0] in "LM":
        return "letter"
    if category[0] == "N":
        return "digit"
    return "space" if character.isspace() else "other"


def pieces(text):
    """Runs of one kind; a blank goes with the run behind it; digits by three."""
    runs = ["".join(run) for _, run in itertools.groupby(text, kind)]
    found = []
    lead = ""
    for i, run in enumerate(runs):
        if kind(run[0]) == "space":
            if run[-1] == " " and i + 1 < len(runs):
                run, lead = run[:-1], " "
            found += [run] if run else []
            continue
        size = 3 if kind(run[0]) == "digit" else len(run)
        parts = [run[at : at + size] for at in range(0, len(run), size)]
        found += [lead + parts[0]] + parts[1:]
        lead = ""
    assert "".join(found) == text and max(map(len, found)) <= 64
    return found


def merge(tokens, pair, token):
    merged = []
    at = 0
    while at < len(tokens):
        if tuple(tokens[at : at + 2]) == pair:
            merged.append(token)
            at += 2
        else:
            merged.append(tokens[at])
            at += 1
    return merged


def of(piece):
    return [4 + byte for byte in piece.encode()]


def lines(name):
    return [line for line in (HERE / name).read_text("utf-8").split("\n") if line]


words = collections.Counter(piece for text in lines("byte-pairs-texts.txt") for piece in pieces(text))
words = [(of(piece), count) for piece, count in words.items()]
merges = []
while 260 + len(merges) < VOCABULARY:
    pairs = collections.Counter()
    for tokens, count in words:
        for pair in zip(tokens, tokens[1:]):
            pairs[pair] += count
    best = min(pairs, key=lambda pair: (-pairs[pair], pair))
    if pairs[best] < 2:
        break
    words = [(merge(tokens, best, 260 + len(merges)), count) for tokens, count in words]
    merges.append(best)
(HERE / "byte-pairs-merges.txt").write_text(",".join("%d %d" % pair for pair in merges) + "\n")

with open(HERE / "byte-pairs-tokens.txt", "w") as out:
    for text in lines("byte-pairs-others.txt"):
        tokens = []
        for piece in pieces(text):
            part = of(piece)
            for number, pair in enumerate(merges):
                part = merge(part, pair, 260 + number)
            tokens += part
        out.write(" ".join(map(str, tokens)) + "\n")
