"""Instruction counts of five fixed builds, against those that are kept in the repository.

Instructions are what a change of the code changes and a busy machine does not: two counts of the same program are within
0.1 % of each other, although maps of the standard library are seeded anew in each run. A count holds for one compiler and
one kind of processor, since libraries choose their code by what the processor can: the file says which, and counts
from another kind are shown, but fail nothing. valgrind counts (callgrind), one thread, a fixed day, no environment.
Standard library only.
"""
import glob
import json
import os
import platform
import re
import shutil
import subprocess
import tempfile

import tools

KEPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "instructions.json")
# How much more a build may take before the bench fails. What two counts of one program differ by is 0.1 %.
MOST = 0.03
# The day of the build: 2026-11-21.
DAY = "1795219200"
TABLES, ROWS, COLUMNS = 20, 60, 8


def compare(program, corpus, arguments):
    """Counts all builds and prints the change against what is kept; returns 1 if one takes too much more."""
    if not shutil.which("valgrind"):
        print("Instruction counts are left out: valgrind is not in PATH.\n")
        return 0
    with open(KEPT, encoding="utf-8") as file:
        kept = json.load(file)
    here = conditions()
    is_same = kept["conditions"] == here
    counts = {}
    print("| Build | Instructions | Kept | Change |\n| --- | --: | --: | --: |")
    with tempfile.TemporaryDirectory(prefix="roadbook-count-") as folder:
        for name, source, cache in builds(folder, corpus):
            counts[name] = count(program, source, folder, cache)
            if source == tools.ROOT:
                counts[name] //= kilobytes(os.path.join(source, "content"))
            before = kept["builds"].get(name)
            change = f"{100 * (counts[name] / before - 1):+.2f} %" if before else "new"
            print(f"| {name} | {counts[name]:,} | {before or 0:,} | {change} |", flush=True)
    print(f"\nCounted with {here['compiler']}, processor features: {here['features']}.")
    if arguments.update:
        with open(KEPT, "w", encoding="utf-8") as file:
            file.write(json.dumps({"conditions": here, "builds": counts}, indent=2) + "\n")
        print("Kept.\n")
        return 0
    if not is_same:
        print(f"The kept counts are of another kind of machine or compiler ({kept['conditions']}): they fail nothing.\n")
        return 0
    grown = [name for name, found in counts.items() if found > (1 + MOST) * kept["builds"].get(name, found)]
    for name in grown:
        print(f"`{name}` takes over {MOST:.0%} more instructions. If that is meant: `--part instructions --update`.")
    print()
    return int(bool(grown))


def builds(folder, corpus):
    """Name, source, and the folder for what is kept: of a build before a page was edited (nothing: it begins without)."""
    tables = os.path.join(folder, "tables")
    write_tables(tables)
    handbook = os.path.join(corpus, "plain")
    edited = shutil.copytree(handbook, os.path.join(folder, "edited"))
    return [
        ("tiny: 3 pages", os.path.join(tools.ROOT, "tests/handbooks/tiny"), None),
        # It grows with what is written about Roadbook, so its count is divided by its length.
        ("the sample handbook, a kB of it", tools.ROOT, None),
        ("100 synthetic pages", handbook, None),
        ("100 synthetic pages, one of them edited", edited, os.path.join(folder, "cache")),
        (f"{TABLES} tables of {ROWS} rows", tables, None),
    ]


def count(program, source, folder, cache):
    """The instructions of one build into a new folder."""
    output = os.path.join(folder, "site")
    build = [program, "build", "--quiet", "--source", source, "--output", output]
    environment = {"PATH": os.environ["PATH"], "HOME": folder, "RAYON_NUM_THREADS": "1", "SOURCE_DATE_EPOCH": DAY}
    if cache:
        environment["ROADBOOK_CACHE"] = cache
        subprocess.run(build, env=environment, check=True, capture_output=True)
        page = sorted(glob.glob(os.path.join(source, "content", "*", "*.md")))[-1]
        with open(page, "a", encoding="utf-8") as file:
            file.write("\nA paragraph that is new.\n")
    else:
        build.append("--no-cache")
    shutil.rmtree(output, ignore_errors=True)
    # Addresses are the same in each run, so that what hashes them is, too.
    fixed = ["setarch", platform.machine(), "-R"] if shutil.which("setarch") else []
    counter = [*fixed, "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    outcome = subprocess.run([*counter, *build], env=environment, check=True, capture_output=True, text=True)
    return int(re.search(r"Collected : (\d+)", outcome.stderr)[1])


def kilobytes(folder):
    """The length of all pages and tables of data below a folder."""
    files = [os.path.join(found, file) for found, _, files in os.walk(folder) for file in files]
    return sum(os.path.getsize(file) for file in files if file.endswith((".md", ".csv"))) // 1000


def write_tables(folder):
    """Pages of a table each: what tables cost, from the parser to the file."""
    os.makedirs(os.path.join(folder, "content"))
    cells = lambda row: " | ".join(f"`{row}` of **{column}**" for column in range(COLUMNS))
    head = " | ".join(f"Column {column}" for column in range(COLUMNS))
    for place in range(TABLES):
        rows = "\n".join(f"| {cells(row)} |" for row in range(ROWS))
        text = f"# Table {place}\n\n| {head} |\n|{' --- |' * COLUMNS}\n{rows}\n"
        with open(os.path.join(folder, "content", f"table-{place}.md"), "w", encoding="utf-8") as file:
            file.write(text)


def conditions():
    """What counts depend on besides the program."""
    compiler = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    # What memory, text and digest functions are chosen by.
    known = {"sse4_2", "avx2", "bmi2", "avx512f", "avx512vl", "asimd", "sve"}
    found = set()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            found = next((set(line.split()) for line in file if line.startswith(("flags", "Features"))), set())
    except OSError:
        pass
    return {"compiler": compiler, "system": platform.machine(), "features": " ".join(sorted(known & found))}
