#!/usr/bin/env python3
"""Measures Roadbook beside other site generators, and itself from 100 to 100,000 pages.

    bash tests/bench/run [--sizes 100,1000] [--peers hugo,pagefind] [--runs 3] [--part build,serve,reader,growth,instructions]

Parts:
  build         cold (nothing kept, no output), warm (what it keeps is there, the output is not), unchanged (both are there)
                edited (one page has another paragraph) and pipeline (the same, and the output is not there): wall, CPU,
                peak memory, output, the ratio to Roadbook round by round, and the goals of the project with what became of
                them
  serve         from the write of a file to the page that shows it (tests/bench/serve.mjs, in Chromium)
  reader        bytes and requests of the first page, of a search and of a second page (tests/bench/reader.mjs, in Chromium)
  growth        Roadbook alone over --growth sizes; with --plot FILE the picture of the handbook's page on speed
  instructions  instruction counts of five fixed builds against those kept in instructions.json (valgrind)

In a round every tool builds once in every state, in turns, so that a machine that drifts drifts under all of them; ratios
are those of one round. Handbooks are made by mkcorpus.py; the page cache is left as it is. --through CMD starts each
round by CMD, for example one that waits until the machine is quiet. Standard library only.
"""
import argparse
import json
import os
import platform
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import date

import growth
import instructions
import tools

HERE = os.path.dirname(os.path.abspath(__file__))
STATES = ["cold", "warm", "unchanged", "edited", "pipeline"]
# States that tell something only of tools that keep something besides their output.
OF_CACHES = ["warm", "pipeline"]
MIB = 2**20
# How often the bare limit is measured in a round, each time beside a build: both are short, and a disk is never quiet for long.
FLOOR_RUNS = 5
# A handbook of more pages is measured once, and cold alone.
LARGE = 20000
# What is put at the end of a page: in each state another text, so that none was there before.
EDIT = "\nThis paragraph of the state {state} is new.\n"


def main():
    arguments = parse()
    work = arguments.folder or tempfile.mkdtemp(prefix="roadbook-bench-")
    bench = Bench(arguments, work)
    print(f"{date.today()} · {machine()} · {bench.roadbook.version}\n")
    try:
        for part in arguments.part:
            getattr(bench, part)()
    finally:
        shutil.rmtree(aside_of(work), ignore_errors=True)
    sys.exit(bench.failed)


def aside_of(work):
    """Where sites wait to be deleted until all is measured: one for each step of each round."""
    return os.path.join(work, "aside")


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words = lambda text: [word for word in text.split(",") if word]
    # What is unchanged must be looked at before something is edited.
    states = lambda text: sorted(words(text), key=STATES.index)
    numbers = lambda text: [int(word) for word in words(text)]
    parser.add_argument("--program", required=True, help="the program to measure; `run` builds it")
    parser.add_argument("--floor", help="the program of benches/floor.rs; `run` builds it")
    parser.add_argument("--part", type=words, default=["build"], help="build,serve,reader,growth,instructions")
    parser.add_argument("--sizes", type=numbers, default=[100, 1000], help="pages of the handbooks")
    parser.add_argument("--peers", type=words, default=["hugo", "pagefind"], help=",".join(tools.PEERS))
    parser.add_argument("--runs", type=int, default=3, help="rounds")
    parser.add_argument("--states", type=states, default=STATES, help=",".join(STATES))
    parser.add_argument("--limit", type=float, default=170, help="seconds after which a build is ended")
    parser.add_argument("--growth", type=numbers, default=[100, 300, 1000, 3000, 10000], help="pages of the handbooks")
    parser.add_argument("--plot", help="the SVG that `growth` writes")
    parser.add_argument("--update", action="store_true", help="keep the instruction counts that were found")
    parser.add_argument("--through", type=shlex.split, default=[], help="a command that starts each round")
    parser.add_argument("--folder", help="where handbooks and sites lie; kept, so that the next run has them")
    return parser.parse_args()


def machine():
    """Processor, cores, memory and system."""
    model = next((line.split(":")[1].strip() for line in lines("/proc/cpuinfo") if line.startswith("model name")), "")
    memory = next((int(line.split()[1]) // MIB for line in lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return f"{model or platform.processor()}, {os.cpu_count()} cores, {memory} GiB, {platform.system()} {platform.release()}"


def lines(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.readlines()
    except OSError:
        return []


class Bench:
    """A run: the program, the folder with handbooks and sites, and what failed."""

    def __init__(self, arguments, work):
        self.arguments = arguments
        self.work = os.path.abspath(work)
        self.roadbook = tools.roadbook(os.path.abspath(arguments.program))
        self.failed = 0

    def build(self):
        found = tools.peers(self.arguments.peers)
        print("Peers: " + " · ".join(f"{tool.name} ({tool.version})" for tool in found) + "\n")
        for size in self.arguments.sizes:
            rounds = self.rounds(size, [self.roadbook, *found], with_limit=True)
            print(f"### {size:,} pages, {len(rounds)} round{'s' * (len(rounds) > 1)}\n")
            self.table(size, rounds, [self.roadbook, *found])
            goals(size, rounds)

    def serve(self):
        sizes = [str(size) for size in self.arguments.sizes if size >= 1000]
        environment = os.environ | {"BENCH_CORPORA": os.path.join(self.work, "corpora")}
        for size in sizes:
            self.corpus(int(size), ["plain"])
        command = [*self.arguments.through, "node", os.path.join(HERE, "serve.mjs"), self.roadbook.command[0], *sizes]
        self.failed |= subprocess.run(command, env=environment, check=False).returncode

    def reader(self):
        for size in self.arguments.sizes:
            folder = os.path.join(self.work, "sites", str(size))
            if not os.path.isdir(os.path.join(folder, "roadbook")):
                self.rounds(size, [self.roadbook, *tools.peers(self.arguments.peers)], runs=1, states=["cold"])
            sites = [f"{name}={os.path.join(folder, name)}" for name in sorted(os.listdir(folder)) if name in SITES]
            print(f"### The reader, {size:,} pages\n", flush=True)
            command = [*self.arguments.through, "node", os.path.join(HERE, "reader.mjs"), *sites]
            self.failed |= subprocess.run(command, check=False).returncode
            print()

    def growth(self):
        found = []
        for size in self.arguments.growth:
            # Nobody waits for the largest handbooks three times, and in every state.
            is_large = size > LARGE
            runs, states = (1, ["cold"]) if is_large else (self.arguments.runs, self.arguments.states)
            rounds = self.rounds(size, [self.roadbook], runs, states)
            found.append((size, {state: middle(rounds, self.roadbook.name, state) for state in self.arguments.states}))
        growth.table(found)
        if self.arguments.plot:
            growth.plot(found, self.arguments.plot)

    def instructions(self):
        handbook = self.corpus(100, ["plain"])
        self.failed |= instructions.compare(self.roadbook.command[0], handbook, self.arguments)

    def corpus(self, size, layouts):
        """The folder of a synthetic handbook; made unless it is there."""
        folder = os.path.join(self.work, "corpora", str(size))
        missing = sorted({layout for layout in layouts if not os.path.isdir(os.path.join(folder, layout))})
        if missing:
            command = [sys.executable, os.path.join(HERE, "mkcorpus.py"), folder, str(size), "--peers", ",".join(missing)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return folder

    def rounds(self, size, wanted, runs=None, states=None, with_limit=False):
        """What every tool took in every state, one dictionary a round; who fails or is too slow is left out from then on."""
        corpus = self.corpus(size, [tool.layout for tool in wanted])
        rounds, left_out = [], set()
        for _ in range(runs or self.arguments.runs):
            plan = Plan(corpus, self.work, self.arguments)
            for state in states or self.arguments.states:
                for tool in wanted:
                    if tool.name not in left_out:
                        plan.add(tool, state)
            if with_limit and self.arguments.floor:
                plan.add_floor(self.roadbook)
            found = plan.run(self.arguments.through)
            for (name, state), measured in found.items():
                if measured["status"] != 0 and name not in left_out:
                    left_out.add(name)
                    why = f"took over {self.arguments.limit:.0f} s" if measured["status"] == "limit" else measured["said"]
                    print(f"{name}, {size} pages, {state}: {why}\n", file=sys.stderr)
            rounds.append(found)
        return rounds

    def table(self, size, rounds, found):
        """Medians of all rounds and, of each peer, its ratio to Roadbook."""
        names = [tool.name for tool in found]
        print("| Tool | State | Wall | CPU | Peak memory | Files | MB | Wall ÷ Roadbook's | CPU ÷ | Memory ÷ |")
        print("| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |")
        with_search = ["hugo + pagefind"] if {"hugo", "pagefind"} <= set(names) else []
        for state in self.arguments.states:
            for name in [*names, *with_search]:
                measured = middle(rounds, name, state)
                if not measured:
                    continue
                files, size_of = self.made(size, name, found)
                ratios = [""] * 3
                if name != self.roadbook.name:
                    keys = (name, state), (self.roadbook.name, state)
                    ratios = [spread(ratio(rounds, *keys, what)) for what in ("wall", "cpu", "memory")]
                row = [name, state, seconds(measured["wall"]), seconds(measured["cpu"]), f"{measured['memory'] / MIB:,.0f} MiB"]
                print(f"| {' | '.join([*row, f'{files:,}', f'{size_of / 1e6:.1f}', *ratios])} |")
        print(flush=True)

    def made(self, size, name, found):
        """Files and bytes of what a tool made; Pagefind puts its folder into Hugo's site."""
        for tool in found:
            if tool.name == name and tool.makes:
                return amount(os.path.join(self.work, "corpora", str(size), tool.layout, tool.makes))
        hugo, index = (os.path.join(self.work, "sites", str(size), "hugo", folder) for folder in ("", "pagefind"))
        if name == "pagefind":
            return amount(index)
        if name == "hugo":
            return tuple(all - other for all, other in zip(amount(hugo), amount(index)))
        return amount(hugo if name == "hugo + pagefind" else os.path.join(self.work, "sites", str(size), name))


# Tools that make a site which can be read.
SITES = ["roadbook", "hugo", "mdbook", "mkdocs", "zensical", "zola"]


class Plan:
    """The steps of one round."""

    def __init__(self, corpus, work, arguments):
        self.corpus, self.arguments = corpus, arguments
        self.sites = os.path.join(work, "sites", os.path.basename(corpus))
        self.aside = aside_of(work)
        self.steps, self.keys = [], []

    def add(self, tool, state):
        if (state in OF_CACHES and not tool.has_cache) or (tool.after and state != "cold"):
            return
        source = os.path.join(self.corpus, tool.layout)
        output = os.path.join(source, tool.makes) if tool.makes else os.path.join(self.sites, tool.after or tool.name)
        cache = os.path.join(self.sites, f"cache-{tool.name}")
        os.makedirs(self.sites, exist_ok=True)
        fill = lambda text: text.format(source=source, output=output, cache=cache)
        step = {
            "command": [fill(word) for word in tool.command],
            "environment": {name: fill(value) for name, value in tool.environment.items()},
            "limit": self.arguments.limit,
            "aside": self.aside,
            "read": [source, output, cache],
        }
        kept = [cache, *(os.path.join(source, folder) for folder in tool.own)]
        if not tool.after:
            step["move"] = {"cold": [*kept, output], "warm": [output], "pipeline": [output]}.get(state, [])
        if state in ("edited", "pipeline"):
            step["append"] = (first_page(source), EDIT.format(state=state))
        self.steps.append(step)
        self.keys.append((tool.name, state))

    def add_floor(self, tool):
        """The bare limit, and beside it builds that write the same bytes: the site alone, and nothing for later builds."""
        source = os.path.join(self.corpus, tool.layout)
        site, floor = (os.path.join(self.sites, name) for name in ("alone", "floor"))
        build = [word.format(source=source, output=site) for word in [*tool.command, "--no-cache"]]
        limit = [self.arguments.floor, os.path.join(source, "content"), site, floor]
        for run in range(FLOOR_RUNS):
            for name, command, output in (("alone", build, site), ("floor", limit, floor)):
                step = {"command": command, "move": [output], "read": [source], "aside": self.aside}
                self.steps.append(step | {"environment": {}, "limit": self.arguments.limit})
                self.keys.append((name, run))

    def run(self, through):
        command = [*through, sys.executable, os.path.join(HERE, "measure.py")]
        outcome = subprocess.run(command, input=json.dumps(self.steps), capture_output=True, text=True, check=False)
        if outcome.returncode:
            sys.exit(outcome.stderr)
        found = dict(zip(self.keys, json.loads(outcome.stdout)))
        pairs = [(found.pop(("alone", run)), found.pop(("floor", run))) for run in range(FLOOR_RUNS) if ("floor", run) in found]
        right = [(alone, floor) for alone, floor in pairs if alone["status"] == floor["status"] == 0]
        # The clock of the limit leaves out the site that it reads first.
        right = [(alone, floor | {"wall": json.loads(floor["said"])["wall"]}) for alone, floor in right]
        if pairs:
            middle_first = sorted(right, key=lambda pair: pair[0]["wall"] / pair[1]["wall"])[len(right) // 2 :]
            found["alone", ""], found["floor", ""] = (middle_first or pairs)[0]
        for state in self.arguments.states:
            hugo, pagefind = found.get(("hugo", state)), found.get(("pagefind", state))
            if hugo and pagefind:
                both = {what: hugo[what] + pagefind[what] for what in ("wall", "cpu")}
                found["hugo + pagefind", state] = hugo | both | {"memory": max(hugo["memory"], pagefind["memory"])}
        return found


def first_page(source):
    """The first Markdown file of a handbook that is no page of a section."""
    for folder, folders, files in os.walk(source):
        folders.sort()
        for file in sorted(files):
            if file.endswith(".md") and file not in ("_index.md", "index.md", "README.md", "SUMMARY.md"):
                return os.path.join(folder, file)
    raise FileNotFoundError(source)


def middle(rounds, name, state):
    """The medians of what a tool took in a state; nothing if it never went to its end."""
    measured = [found[name, state] for found in rounds if found.get((name, state), {}).get("status") == 0]
    if not measured:
        return None
    return {what: statistics.median(one[what] for one in measured) for what in ("wall", "cpu", "memory")}


def ratio(rounds, over, under, what="wall"):
    """The ratios of two measurements, each `(name, state)`, in every round that has both."""
    both = [(found[over], found[under]) for found in rounds if over in found and under in found]
    return [a[what] / b[what] for a, b in both if a["status"] == 0 and b["status"] == 0]


def spread(ratios):
    """The median of ratios and, behind it, their range."""
    if not ratios:
        return ""
    if len(ratios) == 1:
        return f"{ratios[0]:.2f}"
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def goals(size, rounds):
    """What the project wants to hold, with what was measured."""
    cold, warm, same = ("roadbook", "cold"), ("roadbook", "warm"), ("roadbook", "unchanged")
    hugo, both = ("hugo", "cold"), ("hugo + pagefind", "cold")
    least = [
        ("cold, as fast as Hugo, times", ratio(rounds, hugo, cold), 4, size >= 1000),
        ("cold, as fast as Hugo and Pagefind, times", ratio(rounds, both, cold), 8, size >= 1000),
        ("warm, as fast as Hugo, times", ratio(rounds, hugo, warm), 15, size >= 1000),
    ]
    most = [
        ("memory ÷ Hugo's", ratio(rounds, cold, hugo, "memory"), 0.25, size >= 10000),
        ("unchanged, seconds", own(rounds, same, "wall"), 0.1 if size <= 1000 else 0.6, size in (1000, 10000)),
        ("cold and nothing kept ÷ the bare limit", ratio(rounds, ("alone", ""), ("floor", "")), 3, size >= 1000),
        ("memory, GiB", [value / 2**30 for value in own(rounds, cold, "memory")], 1.5, size == 100000),
    ]
    rows = [(what, found, f"≥ {goal}", found and statistics.median(found) >= goal) for what, found, goal, asked in least if asked]
    rows += [(what, found, f"≤ {goal}", found and statistics.median(found) <= goal) for what, found, goal, asked in most if asked]
    rows = [row for row in rows if row[1]]
    if rows:
        print(f"| Goal at {size:,} pages | Wanted | Measured | |\n| --- | --: | --: | --- |")
        for what, found, goal, is_held in rows:
            print(f"| {what} | {goal} | {spread(found)} | {'held' if is_held else 'missed'} |")
        print(flush=True)


def own(rounds, key, what):
    return [found[key][what] for found in rounds if found.get(key, {}).get("status") == 0]


def seconds(time):
    return f"{time:.2f} s" if time >= 1 else f"{time * 1e3:.0f} ms"


def amount(folder):
    """Files below a folder and their bytes."""
    files = [os.path.join(found, file) for found, _, names in os.walk(folder) for file in names]
    return len(files), sum(os.path.getsize(file) for file in files)


if __name__ == "__main__":
    main()
