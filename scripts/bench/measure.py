"""What the benchmark scripts share: interleaved runs of commands, medians, ratios, a table, JSON and pictures."""

import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time


def cpu_name():
    with open("/proc/cpuinfo") as info:
        return next((line.split(":")[1].strip() for line in info if line.startswith("model name")), "unknown")


def machine():
    return {"cpu": cpu_name(), "cores": os.cpu_count(), "system": platform.platform(),
            "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}


def once(command):
    """Runs a shell command; returns wall seconds, processor seconds and the peak resident memory of its processes."""
    begin = time.perf_counter()
    process = subprocess.Popen(["bash", "-o", "pipefail", "-c", command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    if status != 0:
        sys.exit(f"failed: {command}\n{error.decode(errors='replace')}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peakMiB": usage.ru_maxrss / 1024}


def interleaved(runs, tasks):
    """tasks: name -> (before, command). One run of each in turn, so that a slow minute is slow for all."""
    samples = {name: [] for name in tasks}
    for _ in range(runs):
        for name, (before, command) in tasks.items():
            if before:
                subprocess.run(["bash", "-c", before], check=True)
            samples[name].append(once(command))
    return {name: {"wall": statistics.median(s["wall"] for s in all_of),
                   "fastest": min(s["wall"] for s in all_of),
                   "cpu": statistics.median(s["cpu"] for s in all_of),
                   "peakMiB": max(s["peakMiB"] for s in all_of)} for name, all_of in samples.items()}


def write_json(path, result):
    with open(path, "w") as out:
        json.dump({"machine": machine(), **result}, out, indent=2)
        out.write("\n")


def table(rows):
    """Prints rows of text in columns; the first row is the heading."""
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(str(cell).ljust(width) if i == 0 else str(cell).rjust(width)
                        for i, (cell, width) in enumerate(zip(row, widths))).rstrip())


COLOURS = ["#1b6ca8", "#d1495b", "#66a182", "#edae49", "#8d6a9f", "#2e4057", "#a0a0a0", "#00798c", "#7f4f24"]


def round_ticks(most):
    """From 0 to a round number that is at least most, in three to seven steps of 1, 2 or 5 times a power of ten."""
    step = next(step for step in (m * 10.0**e for e in range(-9, 12) for m in (1, 2, 5)) if most / step <= 6)
    return [step * i for i in range(math.ceil(most / step - 1e-9) + 1)]


def power_ticks(least, most):
    """The powers of ten around the values."""
    return [10.0**e for e in range(math.floor(math.log10(least)), math.ceil(math.log10(most)) + 1)]


def chart(path, title, x_label, y_label, places, series, y_log=False):
    """Writes an SVG of lines. places: label -> number, on a logarithmic axis; series: name -> a value for each place, or None."""
    width, height, left, right, top, bottom = 760, 400, 70, 190, 40, 50
    values = [v for of in series.values() for v in of if v is not None]
    ticks = power_ticks(min(values), max(values)) if y_log else round_ticks(max(values))
    scale = math.log10 if y_log else float
    low, high = scale(ticks[0]), scale(ticks[-1])
    at = {label: math.log2(number) for label, number in places.items()}
    first, last = min(at.values()), max(at.values())
    x = lambda label: left + 12 + (at[label] - first) / (last - first) * (width - left - right - 24)
    y = lambda v: height - bottom - (scale(v) - low) / (high - low) * (height - top - bottom)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height}" fill="white"/>',
             f'<text x="{left}" y="22" font-size="15" font-weight="bold">{title}</text>',
             f'<text x="{(left + width - right) / 2}" y="{height - 10}" text-anchor="middle">{x_label}</text>',
             f'<text x="16" y="{height / 2}" text-anchor="middle" transform="rotate(-90 16 {height / 2})">{y_label}</text>']
    for value in ticks:
        parts.append(f'<line x1="{left}" x2="{width - right}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:,.10g}</text>')
    for label in places:
        parts.append(f'<line x1="{x(label):.1f}" x2="{x(label):.1f}" y1="{height - bottom}" y2="{height - bottom + 5}" stroke="#888"/>')
        parts.append(f'<text x="{x(label):.1f}" y="{height - bottom + 18}" text-anchor="middle">{label}</text>')
    for number, (name, of) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = [(x(label), y(v)) for label, v in zip(places, of) if v is not None]
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points]
        parts.append(f'<rect x="{width - right + 14}" y="{top + number * 20 - 9}" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{width - right + 30}" y="{top + number * 20}">{name}</text>')
    parts.append("</svg>")
    with open(path, "w") as out:
        out.write("\n".join(parts) + "\n")
