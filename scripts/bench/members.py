"""Called by scripts/bench/members: medians of the rounds, a table and JSON."""

import json
import statistics
import sys

from measure import table, write_json

with open(sys.argv[1]) as lines:
    samples = [json.loads(line) for line in lines if line.startswith("{")]
results = {}
rows = [("", "callers", "1 HSM: calls/s", "p50 us", "64 HSMs: calls/s", "p50 us", "64 to 1, p50")]
for what in ("open", "create"):
    for callers in (1, 8):
        one, many = ({k: statistics.median(s[k] for s in samples if s["target"] == f"{what} {hsms}" and s["callers"] == callers)
                      for k in ("perSecond", "p50", "p99")} for hsms in (1, 64))
        results[f"{what} {callers}"] = {"1": one, "64": many, "ratio": many["p50"] / one["p50"]}
        rows.append((what, callers, f"{one['perSecond']:.0f}", f"{one['p50']:.0f}", f"{many['perSecond']:.0f}", f"{many['p50']:.0f}",
                     f"{many['p50'] / one['p50']:.3f}"))
table(rows)
write_json(f"{sys.argv[2]}/members.json", {"results": results})
