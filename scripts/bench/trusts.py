"""Called by scripts/bench/trusts: a table, JSON and a picture of what JMH measured."""

import json
import re
import sys

from measure import chart, table, write_json

NAMES = {"verifyLine": "read and verify a line", "signTrust": "sign a Trust", "createDomain": "create a Domain",
         "createDomainFloor": "its RSA operations alone", "openDataKey": "open a data key, Domain known"}
with open(sys.argv[1]) as file:
    measured = {}
    for one in json.load(file):
        metric = one["primaryMetric"]
        measured.setdefault(one["benchmark"].rsplit(".", 1)[1], {})[int(one["params"]["hsms"])] = {
            "us": metric["score"], "error": metric["scoreError"]}
with open(sys.argv[2]) as log:
    found = re.findall(r"size (\d+) (\d+) (\d+)$", log.read(), re.MULTILINE)
sizes = {int(n): {"domain": int(domain), "exported": int(exported)} for n, domain, exported in found}
hsms = sorted(sizes)
rows = [("microseconds, HSMs in the Trust", *hsms, f"{hsms[-1]} to {hsms[0]}")]
for key, name in NAMES.items():
    of = measured[key]
    rows.append((name, *(f"{of[n]['us']:.0f} ±{of[n]['error']:.0f}" if of[n]['us'] >= 100 else f"{of[n]['us']:.1f} ±{of[n]['error']:.1f}" for n in hsms),
                 f"{of[hsms[-1]]['us'] / of[hsms[0]]['us']:.2f}"))
rows.append(("a Domain to its RSA operations",
             *(f"{measured['createDomain'][n]['us'] / measured['createDomainFloor'][n]['us']:.2f}" for n in hsms), ""))
rows.append(("bytes of a Domain", *(sizes[n]["domain"] for n in hsms), f"{sizes[hsms[-1]]['domain'] / sizes[hsms[0]]['domain']:.2f}"))
rows.append(("bytes of it with its line", *(sizes[n]["exported"] for n in hsms), f"{sizes[hsms[-1]]['exported'] / sizes[hsms[0]]['exported']:.2f}"))
table(rows)
write_json(f"{sys.argv[3]}/trusts.json", {"microseconds": measured, "bytes": sizes})
chart(f"{sys.argv[3]}/trusts.svg", "Cost against the number of HSMs in the Trust", "HSMs", "milliseconds", {str(n): n for n in hsms},
      {name: [measured[key][n]["us"] / 1e3 for n in hsms] for key, name in NAMES.items()})
