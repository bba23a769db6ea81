"""What the benchmark scripts share: interleaved runs of commands, medians, ratios, a table, JSON and pictures."""

import json
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


COLOURS = ["#1b6ca8", "#d1495b", "#66a182", "#edae49", "#8d6a9f", "#2e4057", "#a0a0a0", "#00798c"]


def chart(path, title, x_label, y_label, x_names, series):
    """Writes an SVG of lines over named places: series is name -> list of values or None."""
    width, height, left, right, top, bottom = 760, 400, 70, 190, 40, 50
    most = max(v for values in series.values() for v in values if v is not None) * 1.08
    step = (width - left - right) / max(1, len(x_names) - 1)
    x = lambda i: left + (i * step if len(x_names) > 1 else (width - left - right) / 2)
    y = lambda v: height - bottom - v / most * (height - top - bottom)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height}" fill="white"/>',
             f'<text x="{left}" y="22" font-size="15" font-weight="bold">{title}</text>',
             f'<text x="{(left + width - right) / 2}" y="{height - 10}" text-anchor="middle">{x_label}</text>',
             f'<text x="16" y="{height / 2}" text-anchor="middle" transform="rotate(-90 16 {height / 2})">{y_label}</text>']
    for i in range(6):
        value = most * i / 5
        parts.append(f'<line x1="{left}" x2="{width - right}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#ddd"/>')
        label = f"{value:,.0f}" if most >= 20 else f"{value:.2f}"
        parts.append(f'<text x="{left - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{label}</text>')
    for i, name in enumerate(x_names):
        parts.append(f'<text x="{x(i):.1f}" y="{height - bottom + 18}" text-anchor="middle">{name}</text>')
    for number, (name, values) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = [(x(i), y(v)) for i, v in enumerate(values) if v is not None]
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points]
        parts.append(f'<rect x="{width - right + 14}" y="{top + number * 20 - 9}" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{width - right + 30}" y="{top + number * 20}">{name}</text>')
    parts.append("</svg>")
    with open(path, "w") as out:
        out.write("\n".join(parts) + "\n")
