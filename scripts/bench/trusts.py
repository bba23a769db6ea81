"""Called by scripts/bench/trusts: a table, JSON and a picture of what JMH measured."""

import json
import re
import sys

from measure import chart, table, write_json

NAMES = {"verifyLine": "read and verify a line", "signTrust": "sign a Trust", "createDomain": "create a Domain",
         "createDomainFloor": "its RSA operations alone", "openDomain": "open a Domain", "openDataKey": "open a data key, Domain known"}
WRAPPINGS = {"rsa": "RSA", "hybrid": "RSA and ML-KEM"}


def short(one):
    return f"{one['us']:.0f} ±{one['error']:.0f}" if one["us"] >= 100 else f"{one['us']:.1f} ±{one['error']:.1f}"


with open(sys.argv[1]) as file:
    measured = {}
    for one in json.load(file):
        metric = one["primaryMetric"]
        of = measured.setdefault(one["benchmark"].rsplit(".", 1)[1], {}).setdefault(one["params"]["wrapping"], {})
        of[int(one["params"]["hsms"])] = {"us": metric["score"], "error": metric["scoreError"]}
with open(sys.argv[2]) as log:
    found = re.findall(r"size (\d+) (\w+) (\d+) (\d+)$", log.read(), re.MULTILINE)
sizes = {}
for n, wrapping, domain, exported in found:
    sizes.setdefault(wrapping, {})[int(n)] = {"bytes of a Domain": int(domain), "bytes of it with its line": int(exported)}
hsms = sorted(sizes["rsa"])
rows = [("microseconds, HSMs in the Trust", *hsms)]
for key, name in NAMES.items():
    for wrapping, words in WRAPPINGS.items():
        rows.append((f"{name}: {words}", *(short(measured[key][wrapping][n]) for n in hsms)))
    rows.append(("  the second to the first", *(f"{measured[key]['hybrid'][n]['us'] / measured[key]['rsa'][n]['us']:.2f}" for n in hsms)))
for name in ("bytes of a Domain", "bytes of it with its line"):
    for wrapping, words in WRAPPINGS.items():
        rows.append((f"{name}: {words}", *(sizes[wrapping][n][name] for n in hsms)))
table(rows)
write_json(f"{sys.argv[3]}/trusts.json", {"microseconds": measured, "bytes": sizes})
chart(f"{sys.argv[3]}/trusts.svg", "Cost against the number of HSMs in the Trust, RSA and ML-KEM", "HSMs", "milliseconds",
      {str(n): n for n in hsms}, {name: [measured[key]["hybrid"][n]["us"] / 1e3 for n in hsms] for key, name in NAMES.items()})
