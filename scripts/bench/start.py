"""Called by scripts/bench/start."""

import os
import subprocess
import sys

from measure import interleaved, table, write_json

runs, out, work, root, bare = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5]
client = f"{root}/scripts/kms-client --home {work}/client"
with open(f"{work}/small", "wb") as small:
    small.write(os.urandom(4096))
subprocess.run(["bash", "-c", f"{client} encrypt -o {work}/sealed {work}/small"], check=True)
results = interleaved(runs, {
    "one bare RMI call over TLS": (None, bare),
    "kms-client encrypt, 4 KiB": (f"rm -f {work}/o", f"{client} encrypt -o {work}/o {work}/small"),
    "kms-client decrypt, 4 KiB": (f"rm -f {work}/o", f"{client} decrypt -o {work}/o {work}/sealed"),
    "kms-client --version": (None, f"{client} --version"),
})
floor = results["one bare RMI call over TLS"]["wall"]
rows = [("", "median ms", "fastest ms", "processor ms", "peak MiB", "to the bare call")]
for name, r in results.items():
    rows.append((name, f"{r['wall'] * 1e3:.0f}", f"{r['fastest'] * 1e3:.0f}", f"{r['cpu'] * 1e3:.0f}",
                 f"{r['peakMiB']:.0f}", f"{r['wall'] / floor:.2f}"))
table(rows)
write_json(f"{out}/start.json", {"runs": runs, "results": results})
