"""Counts the shape of the main code of a checkout; scripts/shape says what."""

import pathlib
import re
import statistics
import sys

SKIPPED = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)\'|//[^\n]*|/\*.*?\*/', re.S)
PACKAGE = re.compile(r"^package ([\w.]+);", re.M)
IMPORT = re.compile(r"^import (?:static )?(org\.quorumkms[\w.]*?)\.([A-Z]\w*)", re.M)
METHOD = re.compile(
    r"^ {4,}(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|protected|private|static|final|abstract|synchronized|default)\s+)*"
    r"(?:<[^;{=]*?>\s+)?[\w.<>\[\]?,@ ]+?\s+(\w+)\s*\([^;{}]*\)\s*(?:throws [\w., ]+)?\s*\{",
    re.M,
)
NOT_METHODS = {"if", "for", "while", "switch", "catch", "synchronized", "try", "return", "else", "new"}


def bare(text):
    """The text without what is in comments and strings, line for line."""
    return SKIPPED.sub(lambda m: "\n" * m.group().count("\n"), text)


def end_of_block(text, at):
    depth = 0
    for i in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[i], 0)
        if depth == 0:
            return i
    return len(text)


def circles(arrows):
    """The strongly connected sets of more than one package (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(arrows.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            group = []
            while True:
                group.append(stack.pop())
                if group[-1] == node:
                    break
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(arrows):
        if node not in index:
            visit(node)
    return found


def main(root):
    files = [
        file
        for file in sorted(pathlib.Path(root).glob("**/src/main/java/**/*.java"))
        if file.name not in ("package-info.java", "module-info.java") and "target" not in file.relative_to(root).parts
    ]
    lines, methods, public, packages, arrows, between = {}, [], 0, {}, {}, 0
    for file in files:
        raw = file.read_text(encoding="utf-8")
        text = bare(raw)
        lines[file] = raw.count("\n")
        package = PACKAGE.search(text).group(1)
        packages.setdefault(package, []).append(file.stem)
        public += bool(re.search(r"^public ", text, re.M))
        imported = {name for name, _ in IMPORT.findall(text)} - {package}
        arrows.setdefault(package, set()).update(imported)
        between += len(set(IMPORT.findall(text)))
        for method in METHOD.finditer(text):
            if method.group(1) not in NOT_METHODS:
                begin = text.rindex("{", method.start(), method.end())
                methods.append((text.count("\n", begin, end_of_block(text, begin)), f"{file.stem}.{method.group(1)}"))
    known = set(packages)
    arrows = {package: {other for other in to if other in known} for package, to in arrows.items()}
    largest = max(lines, key=lines.get)
    longest = max(methods)
    print(f"types                    {len(files)}, {sum(lines.values())} lines")
    print(f"file                     median {statistics.median(lines.values()):.0f} lines, largest {lines[largest]} ({largest.stem})")
    print(f"files over 400 lines     {sum(1 for count in lines.values() if count > 400)}")
    print(
        f"method                   median {statistics.median(count for count, _ in methods):.0f} lines, longest {longest[0]}"
        f" ({longest[1]}); {sum(1 for count, _ in methods if count > 40)} of {len(methods)} over 40"
    )
    print(f"public                   {public} of {len(files)} types")
    sizes = {package: len(types) for package, types in packages.items()}
    biggest = max(sizes, key=sizes.get)
    print(f"packages                 {len(sizes)}, median {statistics.median(sizes.values()):.0f} types, largest {sizes[biggest]} ({biggest})")
    groups = circles(arrows)
    print(f"circles of packages      {len(groups)}{': ' + '; '.join(' '.join(group) for group in groups) if groups else ''}")
    print(f"arrows                   {sum(map(len, arrows.values()))} between packages, {between} imports of our types")
    for name, beginning in (("kms-operator-cli", "org.quorumkms.operator"), ("server.manager", "org.quorumkms.server.manager")):
        own = {package for package in packages if package == beginning or package.startswith(beginning + ".")}
        print(f"arrows out of {name:<18} {len({other for package in own for other in arrows[package]} - own)}")


main(sys.argv[1])
