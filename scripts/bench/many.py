"""Called by scripts/bench/many."""

import os
import subprocess
import sys

from measure import chart, interleaved, table, write_json

runs, out, work, root = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
# A size with its bytes, how many files, and how many of them age takes: one process each.
CASES = [("4 KiB", 4 << 10, 10_000, 1_000), ("64 KiB", 64 << 10, 4_000, 400), ("1 MiB", 1 << 20, 1_000, 1_000)]
client = f"{root}/scripts/kms-client --home {work}/client"


def shell(command):
    subprocess.run(["bash", "-c", command], check=True)


def make_files(bytes_of_each, count, few):
    os.mkdir(f"{work}/in")
    os.mkdir(f"{work}/few")
    for i in range(count):
        with open(f"{work}/in/f{i:05}", "wb") as file:
            file.write(os.urandom(bytes_of_each))
        if i < few:
            os.link(f"{work}/in/f{i:05}", f"{work}/few/f{i:05}")


def emptied(folder):
    return f"rm -rf {work}/{folder}; mkdir {work}/{folder}"


shell(f"age-keygen -o {work}/age.key 2>/dev/null")
recipient = subprocess.run(["age-keygen", "-y", f"{work}/age.key"], check=True, capture_output=True, text=True).stdout.strip()
TASKS = {
    "kms-client encrypt -r": (f"rm -rf {work}/sealed", f"{client} encrypt -r {work}/in -o {work}/sealed"),
    "age in a loop": (emptied("age"), f"cd {work}/few; for f in *; do age -r {recipient} -o ../age/$f $f || exit 1; done"),
    "kms-client decrypt -r": (f"rm -rf {work}/opened", f"{client} decrypt -r {work}/sealed -o {work}/opened"),
    "age -d in a loop": (emptied("plain"), f"cd {work}/age; for f in *; do age -d -i ../age.key -o ../plain/$f $f || exit 1; done"),
    "cp -r": (f"rm -rf {work}/copy", f"cp -r {work}/in {work}/copy"),
}
results, a_file = {}, {name: [] for name in TASKS}
for label, size, count, few in CASES:
    make_files(size, count, few)
    times = results[label] = interleaved(runs, TASKS)
    shell(f"diff -r {work}/in {work}/opened/sealed/in && diff -r {work}/few {work}/plain")
    shell(f"cd {work} && rm -rf in few sealed opened age plain copy")
    rows = [(f"{count:,} files of {label}", "ms a file", "files/s", "cpu ms a file", "peak MiB", "to age", "to cp -r")]
    for name, r in times.items():
        r["files"] = few if name.startswith("age") else count
    for name, r in times.items():
        each = r["wall"] / r["files"]
        age, cp = times["age -d in a loop" if "decrypt" in name else "age in a loop"], times["cp -r"]
        rows.append((name, f"{each * 1e3:.3f}", f"{1 / each:.0f}", f"{r['cpu'] / r['files'] * 1e3:.3f}", f"{r['peakMiB']:.0f}",
                     f"{each / (age['wall'] / age['files']):.2f}", f"{each / (cp['wall'] / cp['files']):.1f}"))
        a_file[name].append(each * 1e3)
    table(rows)
    print(flush=True)
write_json(f"{out}/many.json", {"runs": runs, "results": results})
chart(f"{out}/many.svg", "Many files: what one takes", "size of each file", "milliseconds a file", {c[0]: c[1] for c in CASES}, a_file, y_log=True)
