"""Takes rules out of the code one at a time; scripts/rules says how."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

MODULES = ("kms-common", "kms-hsm", "kms-server")
LAUNCHER = "org/junit/platform/junit-platform-launcher"


def rules(root):
    """The entries of docs/proof/rules.txt, each a map of its lines."""
    text = "\n".join(line for line in (root / "docs/proof/rules.txt").read_text().splitlines() if not line.startswith("#"))
    return [dict((line + " ").split(" ", 1) for line in block.splitlines()) for block in re.split(r"\n\n+", text.strip())]


def without(root, rule):
    """The text of the rule's class without it."""
    text, taken = (root / rule["file"].strip()).read_text(), rule["from"].strip()
    if text.count(taken) != 1:
        sys.exit(f"{rule['rule']}: {rule['file']}has {text.count(taken)} times: {taken}")
    return text.replace(taken, rule["to"].strip())


def launcher(class_path):
    """The launcher of the JUnit that the tests are compiled with; Maven fetches it when it runs tests."""
    version = re.search(r"junit-platform-engine-([\w.]+)\.jar", class_path).group(1)
    repository = re.search(r"[^:]*(?=org/junit/platform/junit-platform-engine)", class_path).group()
    jar = pathlib.Path(repository, LAUNCHER, version, f"junit-platform-launcher-{version}.jar")
    if not jar.exists():
        subprocess.run(["mvn", "-B", "-q", "dependency:get", f"-Dartifact=org.junit.platform:junit-platform-launcher:{version}"], check=True)
    return str(jar)


def class_of(root, test):
    """The full name of a test's class."""
    name = test.split(".")[0]
    for module in MODULES:
        tests = root / module / "src/test/java"
        for path in tests.rglob(name + ".java"):
            return ".".join(path.relative_to(tests).with_suffix("").parts)
    sys.exit(f"There is no test {name}.")


def main(root, wanted):
    jdk = pathlib.Path(os.environ["JAVA_HOME"], "bin") if "JAVA_HOME" in os.environ else pathlib.Path("")
    libraries = (root / "kms-client-cli/acceptance/target/test-classpath.txt").read_text()
    libraries = ":".join(jar for jar in libraries.split(":") if not jar.startswith(str(root)))
    compiled = ":".join(str(root / module / "target" / kind) for module in MODULES for kind in ("classes", "test-classes"))
    class_path = f"{compiled}:{libraries}:{launcher(libraries)}"
    chosen = [rule for rule in rules(root) if not wanted or rule["rule"].split()[0] in wanted]
    unknown = set(wanted) - {rule["rule"].split()[0] for rule in chosen}
    if unknown:
        sys.exit("There is no rule " + ", ".join(sorted(unknown)) + ". docs/proof/rules.txt lists them.")

    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        subprocess.run([jdk / "javac", "-d", work / "run", "-cp", class_path, root / "scripts/lib/RunTest.java"], check=True)

        def run(test, first):
            command = [jdk / "java", "-XX:+UseSerialGC", "-cp", f"{first}:{work / 'run'}:{class_path}", "RunTest", class_of(root, test), test.split(".")[1]]
            done = subprocess.run(command, capture_output=True, text=True, cwd=root / "kms-hsm", timeout=300)
            if done.returncode not in (0, 1):
                sys.exit(f"{test} did not run:\n{done.stdout}{done.stderr}")
            return done

        bad, begun = 0, time.time()
        for rule in chosen:
            name, test = rule["rule"].strip(), rule["test"].strip()
            source = work / pathlib.Path(rule["file"].strip()).name
            source.write_text(without(root, rule))
            changed = work / name.split()[0]
            changed.mkdir()
            subprocess.run([jdk / "javac", "--release", "17", "-proc:none", "-nowarn", "-Xlint:none", "-d", changed, "-cp", class_path, source], check=True)
            source.unlink()
            plain, taken = run(test, ""), run(test, changed)
            good = plain.returncode == 0 and taken.returncode == 1
            bad += not good
            verdict = "fails" if good else "PASSES" if taken.returncode == 0 else "FAILS WITH IT TOO"
            reason = taken.stdout.strip().splitlines()[0] if good else ""
            print(f"without {name:44} {test} {verdict}{': ' + reason if reason else ''}", flush=True)
        print(f"{len(chosen) - bad} of {len(chosen)} rules: their test fails without them, and passes with them; {time.time() - begun:.0f} s")
        sys.exit(1 if bad else 0)


main(pathlib.Path(sys.argv[1]), sys.argv[2:])
