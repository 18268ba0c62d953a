#!/usr/bin/env python3
"""Runs commands one after another and says what each took.

    measure.py < STEPS

STEPS is a JSON list. Each step can have `move` (folders that go away first) with `aside` (the folder into which they are
moved), `read` (folders whose files are read first), `append` (a file and a text that is put at its end for this step
alone) and `environment` (variables), and must have `command` (a list of words) and `limit` (seconds, after which it is
ended with all its children). Before a command begins, everything that was written goes to the disk, so that no command
pays for the one before. What it will read is in memory, as files are that were written a moment ago: a system may put away
what nobody has read for a minute.
Folders are moved, not deleted: for a minute, ext4 passes over each place of a deleted file before it makes another,
so that each build would pay for the size of the one before (`recently_deleted` in fs/ext4/ialloc.c).

Prints a JSON list: of each step `wall` (seconds from its start to its end), `cpu` (seconds of all its threads and
children, in the program and in the system), `memory` (the most that was resident, in bytes), `status` (its exit code,
or "limit") and `said` (the end of what it printed). All but the first come from wait4; no smaller memory than that of this
interpreter, some 10 MiB, can be seen. Standard library only.
"""
import json
import os
import signal
import sys
import tempfile
import time

LAST_BYTES = 4096


def measure(command, limit, environment):
    """What `command` took; it is ended with all its children after `limit` seconds."""
    with tempfile.TemporaryFile() as output:
        actions = [(os.POSIX_SPAWN_DUP2, output.fileno(), 1), (os.POSIX_SPAWN_DUP2, output.fileno(), 2)]
        begun = time.monotonic()
        process = os.posix_spawnp(command[0], command, os.environ | environment, file_actions=actions, setpgroup=0)
        is_ended = False

        def end(*_):
            nonlocal is_ended
            is_ended = True
            os.killpg(process, signal.SIGKILL)

        signal.signal(signal.SIGALRM, end)
        signal.setitimer(signal.ITIMER_REAL, limit)
        _, status, usage = os.wait4(process, 0)
        wall = time.monotonic() - begun
        signal.setitimer(signal.ITIMER_REAL, 0)
        output.seek(max(0, output.seek(0, os.SEEK_END) - LAST_BYTES))
        said = output.read().decode(errors="replace")
    return {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss * 1024,
        "status": "limit" if is_ended else os.waitstatus_to_exitcode(status),
        "said": said,
    }


def read(folder):
    """Brings the files below a folder into memory."""
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as file:
                while file.read(1 << 20):
                    pass


def run(step):
    """One step, the file that it appends to being as before at its end."""
    for folder in filter(os.path.exists, step.get("move", [])):
        os.makedirs(step["aside"], exist_ok=True)
        os.rename(folder, os.path.join(tempfile.mkdtemp(dir=step["aside"]), "old"))
    file, text = step.get("append", (None, ""))
    if file:
        with open(file, "rb") as opened:
            before = opened.read()
        with open(file, "ab") as opened:
            opened.write(text.encode())
    os.sync()
    for folder in step.get("read", []):
        read(folder)
    try:
        return measure(step["command"], step["limit"], step.get("environment", {}))
    finally:
        if file:
            with open(file, "wb") as opened:
                opened.write(before)


if __name__ == "__main__":
    print(json.dumps([run(step) for step in json.load(sys.stdin)]))
