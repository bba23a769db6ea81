"""Called by scripts/bench/files."""

import os
import subprocess
import sys

from measure import chart, interleaved, once, table, write_json

runs, out, work, root, peers, bare = int(sys.argv[1]), *sys.argv[2:7]
SIZES = [("4 KiB", 4 << 10), ("1 MiB", 1 << 20), ("100 MiB", 100 << 20), ("1 GiB", 1 << 30), ("4 GiB", 4 << 30)]
client = f"{root}/scripts/kms-client --home {work}/client"
jdk = f"KMS_JAVA_OPTS=-Dorg.quorumkms.native=false {client}"
java = f"java -cp {peers} Peers"
gpg = f"gpg --batch --quiet --homedir {work}/gpg --pinentry-mode loopback --passphrase-file {work}/passphrase --compress-algo none"
openssl = f"openssl enc -aes-256-ctr -pbkdf2 -pass file:{work}/passphrase"

os.mkdir(f"{work}/gpg", 0o700)
with open(f"{work}/passphrase", "w") as passphrase:
    passphrase.write(os.urandom(24).hex() + "\n")
subprocess.run(["bash", "-c", f"age-keygen -o {work}/age.key 2>/dev/null"], check=True)
recipient = subprocess.run(["age-keygen", "-y", f"{work}/age.key"], check=True, capture_output=True, text=True).stdout.strip()

FLOOR = "one bare call, then cp"
TOOLS = {
    "kms-client": (f"{client} encrypt -o {{o}} {{i}}", f"{client} decrypt -o {{o}} {{i}}"),
    "kms-client, JDK only": (f"{jdk} encrypt -o {{o}} {{i}}", f"{jdk} decrypt -o {{o}} {{i}}"),
    "age": (f"age -r {recipient} -o {{o}} {{i}}", f"age -d -i {work}/age.key -o {{o}} {{i}}"),
    "openssl aes-256-ctr": (f"{openssl} -in {{i}} -out {{o}}", f"{openssl} -d -in {{i}} -out {{o}}"),
    "gpg": (f"{gpg} --symmetric --cipher-algo AES256 -o {{o}} {{i}}", f"{gpg} --decrypt -o {{o}} {{i}}"),
    "AWS Encryption SDK": (f"{java} aws encrypt {work}/aws.key {{i}} {{o}}", f"{java} aws decrypt {work}/aws.key {{i}} {{o}}"),
    "Tink": (f"{java} tink encrypt {work}/tink.key {{i}} {{o}}", f"{java} tink decrypt {work}/tink.key {{i}} {{o}}"),
    "cp": ("cp {i} {o}", "cp {i} {o}"),
    FLOOR: (f"{bare} && cp {{i}} {{o}}", f"{bare} && cp {{i}} {{o}}"),
}
# The others take minutes.
LARGEST = ["kms-client", "age", "cp", FLOOR]
PIPES = {
    "kms-client": (f"cat {{i}} | {client} encrypt | cat > {{o}}", f"cat {{i}} | {client} decrypt | cat > {{o}}"),
    "age": (f"cat {{i}} | age -r {recipient} | cat > {{o}}", f"cat {{i}} | age -d -i {work}/age.key | cat > {{o}}"),
    "cat": ("cat {i} | cat | cat > {o}", "cat {i} | cat | cat > {o}"),
    "one bare call, then cat": (f"{bare} && cat {{i}} | cat | cat > {{o}}", f"{bare} && cat {{i}} | cat | cat > {{o}}"),
}


def measure(tools, timed):
    """Both ways, with what goes to timed; what is decrypted is made once, and compared once."""
    plain, sealed, result = f"{work}/plain", f"{work}/sealed", f"{work}/result"
    times = {"encrypt": {}, "decrypt": {}}
    encrypting = {name: (f"rm -f {result}", both[0].format(i=plain, o=timed)) for name, both in tools.items()}
    times["encrypt"] = interleaved(runs, encrypting)
    # One sealed file at a time: memory is a disk here.
    for name, both in tools.items():
        subprocess.run(["bash", "-o", "pipefail", "-c", f"rm -f {result} {sealed}; {both[0].format(i=plain, o=sealed)}"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        age = tools["age"][0].format(i=plain, o=f"{work}/sealed.age")
        subprocess.run(["bash", "-c", f"rm -f {work}/sealed.age; {age}"], check=True)
        # Beside age in each round, for the ratio.
        pair = {name: (f"rm -f {result}", both[1].format(i=sealed, o=timed))}
        if name != "age":
            pair["age"] = (f"rm -f {result}", tools["age"][1].format(i=f"{work}/sealed.age", o=timed))
        found = interleaved(runs, dict(reversed(list(pair.items()))))
        if timed != result:
            once(both[1].format(i=sealed, o=result))
        subprocess.run(["cmp", result, plain], check=True)
        times["decrypt"][name] = {**found[name], "ageWall": found["age"]["wall"], "ageFastest": found["age"]["fastest"]}
    subprocess.run(["bash", "-c", f"rm -f {result} {sealed} {work}/sealed.age"], check=True)
    for name, found in times["encrypt"].items():
        found["ageWall"] = times["encrypt"]["age"]["wall"]
        found["ageFastest"] = times["encrypt"]["age"]["fastest"]
    return times


def print_ratios(label, times):
    """Ours to age, and to one bare call with a copy behind it. The fastest runs say more where the machine lends its memory: see docs/performance.md."""
    floor = FLOOR if FLOOR in times["encrypt"] else "one bare call, then cat"
    rows = [(label, *(f"{way} to {other}, {which}" for way in ("encrypt", "decrypt") for other in ("age", "floor") for which in ("median", "fastest")))]
    for name in [name for name in times["encrypt"] if name.startswith("kms-client")]:
        row = [name]
        for way in ("encrypt", "decrypt"):
            ours, least = times[way][name], times[way][floor]
            row += [f"{ours['wall'] / ours['ageWall']:.2f}", f"{ours['fastest'] / ours['ageFastest']:.2f}",
                    f"{ours['wall'] / least['wall']:.2f}", f"{ours['fastest'] / least['fastest']:.2f}"]
        rows.append(row)
    table(rows)
    print(flush=True)


all_results = {}
throughput = {way: {name: [None] * len(SIZES) for name in TOOLS} for way in ("encrypt", "decrypt")}
for place, (label, size) in enumerate(SIZES):
    largest = size == SIZES[-1][1]
    files = {name: TOOLS[name] for name in LARGEST} if largest else TOOLS
    subprocess.run(["bash", "-c", f"head -c {size} /dev/urandom > {work}/plain"], check=True)
    # Behind the second pipe is nothing: a file there would be measured, not the pipe.
    for kind, tools, timed in [("file", files, f"{work}/result")] + ([("pipe", PIPES, "/dev/null")] if size >= 1 << 30 else []):
        times = measure(tools, timed)
        all_results[f"{label}, {kind}"] = times
        rows = [(f"{label}, {kind} to {kind}", "encrypt ms", "MiB/s", "cpu ms", "peak MiB", "to age",
                 "decrypt ms", "MiB/s", "cpu ms", "peak MiB", "to age")]
        for name in tools:
            row = [name]
            for way in ("encrypt", "decrypt"):
                r = times[way][name]
                row += [f"{r['wall'] * 1e3:.0f}", f"{size / 2**20 / r['wall']:.0f}", f"{r['cpu'] * 1e3:.0f}",
                        f"{r['peakMiB']:.0f}", f"{r['wall'] / r['ageWall']:.2f}"]
                if kind == "file":
                    throughput[way][name][place] = size / 2**20 / r["wall"]
            rows.append(row)
        table(rows)
        print(flush=True)
        if size >= 1 << 30:
            print_ratios(f"{label}, {kind} to {kind}", times)
write_json(f"{out}/files.json", {"runs": runs, "results": all_results})
for way in ("encrypt", "decrypt"):
    chart(f"{out}/files-{way}.svg", f"Throughput, {way}, whole process, file to file", "size of the file", "MiB/s",
          dict(SIZES), throughput[way], y_log=True)
