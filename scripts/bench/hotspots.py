"""Called by scripts/bench/hotspots: stacks of samples, put together by what the time is spent for."""

import collections
import sys

from measure import table, write_json

# The first that fits, looked for from the innermost frame outwards.
KEYS = [("TLS records", ("sun/security/ssl",)), ("sockets (kernel)", ("sun/nio/ch", "java/net/Socket")),
        ("AES: XAES-256-GCM", ("crypto/XaesGcm",)), ("cache of opened Domains", ("caffeine",)), ("audit count", ("server/audit",)),
        ("rest of ours: rights, revisions, limits", ("org/quorumkms/server", "org/quorumkms/hsm", "org/quorumkms/server/net/Callers")),
        ("RMI and serialization", ("java/io/Object", "sun/rmi", "java/rmi"))]
FILES = [("AES-GCM", ("GcmCipher",)), ("reading (kernel and copying)", ("FileInput.",)), ("writing (kernel and copying)", ("FileOutput.", "AtomicFile")),
         ("compiler", ("CompileBroker",)), ("call of the server, keys and pins", ("ClientSession", "PinSummary", "Home.")),
         ("command line", ("picocli", "ClientConsole")), ("virtual machine", ("",))]


def categories(path, kinds, only=None):
    found, total = collections.Counter(), 0
    with open(path) as stacks:
        for line in stacks:
            stack, count = line.rsplit(" ", 1)
            if only and only not in stack:
                continue
            total += int(count)
            frames = stack.split(";")[::-1]
            found[next((name for frame in frames for name, parts in kinds if parts != ("",) and any(p in frame for p in parts)),
                       kinds[-1][0])] += int(count)
    return {name: round(100 * found[name] / total, 1) for name, _ in kinds}


out, work = sys.argv[1:]
result = {"open a data key, 8 callers (server)": categories(f"{work}/keys", KEYS, "TCPTransport"),
          "encrypt 1 GiB": categories(f"{work}/encrypt", FILES), "decrypt 1 GiB": categories(f"{work}/decrypt", FILES)}
for what, parts in result.items():
    table([(what, "% of samples")] + [(name, f"{share:.1f}") for name, share in parts.items()])
    print()
write_json(f"{out}/hotspots.json", {"percent": result})
