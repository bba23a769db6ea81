"""Called by scripts/bench/keys: medians of the rounds, a table, JSON and a picture."""

import json
import statistics
import sys

from measure import chart, table, write_json

NAMES = {"open": "Quorum KMS, open", "create": "Quorum KMS, create", "echo": "RMI echo, same TLS", "hadoop": "Hadoop KMS, HTTP"}
with open(sys.argv[1]) as lines:
    samples = [json.loads(line) for line in lines if line.startswith("{")]
results = {}
for target in NAMES:
    for callers in (1, 8, 56):
        of = [s for s in samples if s["target"] == target and s["callers"] == callers]
        results[f"{target} {callers}"] = {k: statistics.median(s[k] for s in of) for k in ("perSecond", "p50", "p99", "p999")}
rows = [("", "callers", "calls/s", "p50 us", "p99 us", "p99.9 us", "to echo", "to Hadoop")]
for target, name in NAMES.items():
    for callers in (1, 8, 56):
        r = results[f"{target} {callers}"]
        rows.append((name, callers, f"{r['perSecond']:.0f}", f"{r['p50']:.0f}", f"{r['p99']:.0f}", f"{r['p999']:.0f}",
                     f"{r['perSecond'] / results[f'echo {callers}']['perSecond']:.2f}",
                     f"{r['perSecond'] / results[f'hadoop {callers}']['perSecond']:.2f}"))
table(rows)
write_json(f"{sys.argv[2]}/keys.json", {"results": results})
chart(f"{sys.argv[2]}/keys.svg", "Calls per second", "callers", "calls/s", {"1": 1, "8": 8, "56": 56},
      {name: [results[f"{target} {callers}"]["perSecond"] for callers in (1, 8, 56)] for target, name in NAMES.items()})
