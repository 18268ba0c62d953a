#!/usr/bin/env python3
"""Runs one command and prints what it took, as a line of JSON.

    measure.py --limit SECONDS -- COMMAND…

`wall`: seconds from the start of the process to its end; `cpu`: seconds of all its threads and children, in the program
and in the system; `memory`: the most that was resident, in bytes; `status`: its exit code, or "limit" when it was ended.
All but the first come from wait4, so a command that leaves processes behind is measured without them. What the command
prints is in `said`, its last lines only. No smaller memory than this interpreter's own, some 10 MiB, can be seen.
Standard library only.
"""
import json
import os
import signal
import sys
import tempfile
import time

LAST_BYTES = 4096


def measure(command, limit):
    """What `command`, a list of words, took; it is ended with all its children after `limit` seconds."""
    with tempfile.TemporaryFile() as output:
        actions = [
            (os.POSIX_SPAWN_DUP2, output.fileno(), 1),
            (os.POSIX_SPAWN_DUP2, output.fileno(), 2),
        ]
        begun = time.monotonic()
        process = os.posix_spawnp(command[0], command, os.environ, file_actions=actions, setpgroup=0)
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
        length = output.seek(0, os.SEEK_END)
        output.seek(max(0, length - LAST_BYTES))
        said = output.read().decode(errors="replace")
    return {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss * 1024,
        "status": "limit" if is_ended else os.waitstatus_to_exitcode(status),
        "said": said,
    }


if __name__ == "__main__":
    separator = sys.argv.index("--")
    print(json.dumps(measure(sys.argv[separator + 1 :], float(sys.argv[2]))))
