"""Processes and folders of one run. Whatever was started here ends with it, however it ends."""
import atexit
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

_processes = []
_undo = []
ROOT = pathlib.Path(__file__).resolve().parents[3]


class Broken(Exception):
    """Something is not as it must be; the text says what."""


class Skipped(Exception):
    """This machine cannot do it; the text says why."""


def at_end(action):
    """Runs when the program ends, last one first."""
    _undo.append(action)


def clean_up():
    for process in _processes:
        if process.poll() is None:
            process.kill()
            process.wait()
    _processes.clear()
    while _undo:
        try:
            _undo.pop()()
        except OSError as error:
            print(f"cleaning up: {error}", file=sys.stderr)


atexit.register(clean_up)
for _signal in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(_signal, lambda *_: sys.exit(130))


def _die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def start(command, **options):
    process = subprocess.Popen(
        [str(word) for word in command], preexec_fn=_die_with_parent,
        **{"stdin": subprocess.DEVNULL, **options})
    _processes.append(process)
    return process


def forget(process):
    if process in _processes:
        _processes.remove(process)


def run(command, check=True, **options):
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False, **options)
    if check and done.returncode != 0:
        raise Broken(f"{' '.join(map(str, command))}: exit code {done.returncode}\n"
                     f"{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done


def new_folder(parent=None):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kontor-fault-", dir=parent))
    at_end(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder


def remove_folder(folder):
    shutil.rmtree(folder, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, timeout_s, what):
    """Asks every few milliseconds; returns how long it took."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > timeout_s:
            raise Broken(f"{what}: not within {timeout_s} s")
        time.sleep(0.005)
    return time.monotonic() - began


def is_root():
    return os.geteuid() == 0


def describe_machine():
    cpu = memory = "?"
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    for line in open("/proc/meminfo", encoding="utf-8"):
        if line.startswith("MemTotal"):
            memory = f"{int(line.split()[1]) // 1048576} GB"
    system = "?"
    for line in open("/etc/os-release", encoding="utf-8"):
        if line.startswith("PRETTY_NAME="):
            system = line.split("=", 1)[1].strip().strip('"')
    return f"{os.cpu_count()} x {cpu}, {memory}, {system}"
