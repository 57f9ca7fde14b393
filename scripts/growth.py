"""How the cost of training and prediction grows with the data and the network; a part of scripts/benchmark.

Each axis is one quantity that grows tenfold from point to point, everything else as small as may be.
A point is one process: its seconds on the wall and its peak memory. An axis ends before a point that
would take longer than MOST_SECONDS, going by the two before it.
"""

import json
import math
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

MOST_SECONDS = 180
STEEP = 1.15  # an exponent above is more than linear


class Process:
    """One finished command: seconds on the wall, peak memory of its largest process, output."""

    def __init__(self, words, environment):
        start = time.perf_counter()
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            child = subprocess.Popen(words, stdout=out, stderr=err, env=environment)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            self.seconds = time.perf_counter() - start
            self.megabytes = usage.ru_maxrss / 1024
            out.seek(0)
            err.seek(0)
            self.out, self.err = out.read(), err.read()
        if child.returncode != 0:
            sys.exit(f"{' '.join(map(str, words))} ended with {child.returncode}:\n{self.err[-2000:]}")

    def json_lines(self, key):
        values = (json.loads(line) for line in self.out.splitlines() if line.startswith("{"))
        return [value[key] for value in values if key in value]


class Work:
    def __init__(self, folder, headtune, threads):
        self.folder = folder
        self.words = [headtune]
        self.environment = dict(os.environ, OMP_NUM_THREADS=str(threads))

    def headtune(self, *words):
        return Process([*self.words, *map(str, words)], self.environment)

    def train(self, table, layers, batch, threads=None):
        """One epoch; gives the process with the samples per second of that epoch."""
        run = self.folder / "growth-run"
        path = self.folder / "growth.yaml"
        path.write_text(
            f"data: {{train: {table}, label: label, validation_split: 0}}\nmodel: {{layers: [{layers}]}}\n"
            f"training: {{epochs: 1, batch_size: {batch}}}\noutput: {run}\n"
        )
        process = self.headtune("train", path, "--force", "--quiet", *(["--threads", threads] if threads else []))
        process.rate = json.loads((run / "provenance.json").read_text())["samples_per_second"][-1]
        return process


def table(path, rows, columns, classes, label=None):
    """Numbers of four digits; blocks of rows repeat, so that large tables are made as fast as the disk takes them."""
    chance = random.Random(1)
    cells = [f"{chance.random():.4f}" for _ in range(9973)]
    cells += cells[:columns] if columns < 9973 else cells + cells
    block = max(1, min(rows, max(classes, 2_000_000 // columns // 10)))
    lines = []
    for i in range(block):
        start = (i * 7919) % (len(cells) - columns)
        lines.append(",".join(cells[start : start + columns]) + f",c{i % classes}\n")
    whole = "".join(lines).encode()
    with open(path, "wb") as file:
        file.write((",".join(f"x{i}" for i in range(columns)) + ",label\n").encode())
        for _ in range(rows // block):
            file.write(whole)
        file.write("".join(lines[: rows % block]).encode())
    return path


# ---- axes: each gives for a size the process, or several by name ---------------------------------------------------


def rows(work, size):
    """Training rows"""
    path = table(work.folder / "growth.csv", size, 5, 2)
    trained = work.train(path, "dense: {units: 16}", 1024)
    predicted = work.headtune("predict", work.folder / "growth-run", path, "-o", work.folder / "growth-out.csv")
    (work.folder / "growth-out.csv").unlink()
    return {"train": trained, "predict": predicted}


def columns(work, size):
    """Columns of 1,000 rows"""
    path = table(work.folder / "growth.csv", 1_000, size, 2)
    trained = work.train(path, "dense: {units: 16}", 64)
    predicted = work.headtune("predict", work.folder / "growth-run", path, "-o", work.folder / "growth-out.csv")
    return {"train": trained, "predict": predicted}


def classes(work, size):
    """Classes, of 100,000 rows"""
    path = table(work.folder / "growth.csv", 100_000, 5, size)
    return {"train": work.train(path, "dense: {units: 8}", 512)}


def parameters(work, size):
    """Parameters, of 1,024 rows in 16 steps"""
    path = table(work.folder / "growth.csv", 1_024, 20, 10)
    width = round(math.sqrt(size + 15.5 * 15.5) - 15.5)
    return {"train": work.train(path, f"dense: {{units: {width}}}, dense: {{units: {width}}}", 64)}


def threads(work, size):
    """Threads, for 4,000 rows of a network 784-2048-2048-10"""
    path = work.folder / "growth-threads.csv"
    if not path.exists():
        table(path, 4_000, 784, 10)
    return {"train": work.train(path, "dense: {units: 2048}, dense: {units: 2048}", 256, threads=size)}


SIZES = {
    rows: [10**k for k in range(3, 8)],
    columns: [10**k for k in range(1, 5)],
    classes: [2, *(10**k for k in range(1, 6))],
    parameters: [10**k for k in range(4, 9)],
    threads: [1, 2],
}
AXES = {axis.__name__: axis for axis in SIZES}


def measured(names, folder, headtune, threads_of_all):
    """The curves of some axes: by axis, and by what was done, one point for each size."""
    work = Work(pathlib.Path(folder), headtune, threads_of_all)
    curves = {}
    for name in names:
        axis = AXES[name]
        found = {}
        for size in SIZES[axis]:
            if expected(found, size) > MOST_SECONDS:
                print(f"growth:{name}: {size:,} would take too long", file=sys.stderr)
                break
            for job, process in axis(work, size).items():
                point = {"size": size, "seconds": process.seconds, "megabytes": process.megabytes}
                if hasattr(process, "rate"):
                    point["rows_per_second"] = process.rate
                found.setdefault(job, []).append(point)
                print(f"growth:{name} {job} {point}", file=sys.stderr, flush=True)
        curves[name] = found
    return curves


def expected(found, size):
    """Seconds of all jobs at a size, going by the last two points of each."""
    total = 0
    for points in found.values():
        last = points[-1]["seconds"]
        if len(points) > 1 and size > points[-1]["size"]:
            steepness = max(0.0, points[-1]["seconds"] - points[-2]["seconds"]) / (points[-1]["size"] - points[-2]["size"])
            last += steepness * (size - points[-1]["size"])
        total += last
    return total


def exponent(points, key):
    """Of the growth between the last two points, what the first one takes left out; None if there is none to tell."""
    if len(points) < 3:
        return None
    base = points[0][key]
    late, last = points[-2][key] - base, points[-1][key] - base
    if late < 0.1 * base or last <= late:
        return None
    return math.log(last / late) / math.log(points[-1]["size"] / points[-2]["size"])


def chapter(curves):
    """Lines of Markdown."""
    if not curves:
        return []
    lines = [
        "## How cost grows",
        "",
        "One quantity grows, all others are as small as may be; each point is one process of one epoch. The exponent is of the last",
        "step, with the cost of the first point taken off: 1 is linear.",
        "",
    ]
    for name, jobs in curves.items():
        lines += [f"### {AXES[name].__doc__}", ""]
        heads, rules = ["size"], ["---:"]
        for job in jobs:
            heads += [f"{job}, s", f"{job}, MB"] + (["rows/s"] if "rows_per_second" in jobs[job][0] else [])
            rules += ["---:"] * (3 if "rows_per_second" in jobs[job][0] else 2)
        lines += ["| " + " | ".join(heads) + " |", "|" + "|".join(rules) + "|"]
        sizes = [point["size"] for point in next(iter(jobs.values()))]
        for i, size in enumerate(sizes):
            cells = [f"{size:,}"]
            for points in jobs.values():
                point = points[i]
                cells += [f"{point['seconds']:.2f}", f"{point['megabytes']:,.0f}"]
                cells += [f"{point['rows_per_second']:,.0f}"] if "rows_per_second" in point else []
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
        told = []
        for job, points in jobs.items():
            for key, word in ("seconds", "time"), ("megabytes", "memory"):
                power = exponent(points, key)
                if power is not None:
                    told.append(f"{word} of {job} {power:.2f}" + (" (more than linear)" if power > STEEP else ""))
        if told:
            lines += ["Exponents: " + ", ".join(told) + ".", ""]
        if len(sizes) > 2:
            lines += [f"![{AXES[name].__doc__}](pictures/growth-{name}.svg)", ""]
    return lines


# ---- pictures ----------------------------------------------------------------------------------------------------


def draw(curves, folder):
    for name, jobs in curves.items():
        if len(next(iter(jobs.values()))) > 2:
            (folder / f"growth-{name}.svg").write_text(picture(AXES[name].__doc__, jobs))


def picture(title, jobs):
    """Seconds on the left and megabytes on the right, both axes logarithmic."""
    panels = panel(jobs, "seconds", "seconds", 50) + panel(jobs, "megabytes", "MB", 330)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 590 270" width="590" height="270" font-family="sans-serif" font-size="12">'
        f'<title>{title}</title><rect width="590" height="270" fill="#fff"/><text x="50" y="262">{title}</text>' + panels + "</svg>\n"
    )


def panel(jobs, key, unit, left):
    points = [point for line in jobs.values() for point in line]
    low_x, high_x = (f(math.log10(point["size"]) for point in points) for f in (min, max))
    low_y = math.floor(min(math.log10(point[key]) for point in points))
    high_y = max(low_y + 1, math.ceil(max(math.log10(point[key]) for point in points)))

    def x(size):
        return left + 220 * (math.log10(size) - low_x) / (high_x - low_x)

    def y(value):
        return 215 - 185 * (math.log10(value) - low_y) / (high_y - low_y)

    parts = [f'<text x="{left}" y="18">{unit}</text>']
    for power in range(low_y, high_y + 1):
        level = y(10.0**power)
        parts.append(f'<path d="M{left} {level:.1f}h220" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{level + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for size in sorted({point["size"] for point in points}):
        words = f"{size}" if size < 1000 else f"10<tspan dy='-5' font-size='9'>{round(math.log10(size))}</tspan>"
        parts.append(f'<text x="{x(size):.1f}" y="235" text-anchor="middle">{words}</text>')
    for i, (job, line) in enumerate(jobs.items()):
        colour = ("#4269d0", "#ff725c")[i % 2]
        path = "L".join(f"{x(point['size']):.1f} {y(point[key]):.1f}" for point in line)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(point["size"]):.1f}" cy="{y(point[key]):.1f}" r="3" fill="{colour}"/>' for point in line]
        parts.append(f'<rect x="{left + 60 + 80 * i}" y="8" width="11" height="11" fill="{colour}"/>')
        parts.append(f'<text x="{left + 76 + 80 * i}" y="18">{job}</text>')
    return "".join(parts)
