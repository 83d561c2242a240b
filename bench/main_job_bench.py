#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the main job on real sessions and prints JSON and a line in words.

  bench/main_job_bench.py [--bin build/release/bin] [--rounds 5] [--seconds 20]

Root on a machine that may be thrown away (see tests/lab/lab).
1. Log off: how long after the request logind reports SessionRemoved, by `loginctl terminate-session` alone and by
   `labwallctl logoff`, on sessions alike, in turn. labwallctl's own figure runs from its request to the agent's Done;
   the whole process, with finding the stations, is reported apart.
2. Console: CPU of labwall in a real window under Xvfb with 4 real sessions that keep drawing, with 4 whose programs are
   stopped, with 12 practice tiles at 2 frames a second, and with nothing. llvmpipe's rasterising threads are CPU of the
   same process where there is no GPU, and reported apart.
"""

import argparse
import contextlib
import json
import os
import pathlib
import signal
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAB = ROOT / "tests/lab/lab"


def lab(*words):
    return subprocess.run([LAB, *words], check=True, capture_output=True, text=True).stdout


@contextlib.contextmanager
def lab_sessions(count):
    lab("up", str(count), "--owner", str(os.getpid()))
    try:
        yield [line.split() for line in lab("status").splitlines()]
    finally:
        lab("down")


@contextlib.contextmanager
def program(argv, **options):
    process = subprocess.Popen(argv, stderr=subprocess.DEVNULL, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def broker(bin_dir):
    with tempfile.TemporaryDirectory() as directory:
        connect = pathlib.Path(directory, "connect")
        environment = dict(os.environ, XDG_RUNTIME_DIR=directory, XDG_CONFIG_HOME=directory)
        with program([bin_dir / "labwallctl", "broker", "--directory", f"{directory}/broker", "--connect-info", connect],
                     env=environment):
            deadline = time.monotonic() + 20
            while not (connect.exists() and connect.read_text().strip()):
                if time.monotonic() > deadline:
                    raise SystemExit("main_job_bench: the broker did not start")
                time.sleep(0.05)
            yield dict(os.environ, LABWALL_CONNECT=connect.read_text().strip())


class RemovedSignals:
    """The times at which logind reported sessions gone."""

    def __enter__(self):
        self.monitor = subprocess.Popen(
            ["dbus-monitor", "--system", "--profile",
             "type='signal',interface='org.freedesktop.login1.Manager',member='SessionRemoved'"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        os.set_blocking(self.monitor.stdout.fileno(), True)
        self.monitor.stdout.readline()  # its heading
        time.sleep(0.3)
        return self

    def __exit__(self, *_):
        self.monitor.kill()
        self.monitor.wait()

    def wait(self):
        while True:
            line = self.monitor.stdout.readline()
            if not line or b"SessionRemoved" in line:
                return time.monotonic()


def measure_log_off(bin_dir, rounds):
    plain, ours, whole = [], [], []
    for _ in range(rounds):
        with lab_sessions(2) as sessions, broker(bin_dir) as environment, \
                program([bin_dir / "labwall-agent", "--station", "bench"], env=environment):
            wait_for_sessions(bin_dir, environment, 2)
            with RemovedSignals() as removed:
                began = time.monotonic()
                subprocess.run(["loginctl", "terminate-session", sessions[0][1]], check=True)
                plain.append((removed.wait() - began) * 1000)
            began = time.monotonic()
            off = subprocess.run([bin_dir / "labwallctl", "logoff", "--user", sessions[1][0], "--yes", "--json"],
                                 env=environment, capture_output=True, text=True)
            whole.append((time.monotonic() - began) * 1000)
            outcome = json.loads(off.stdout)[0]
            if outcome["outcome"] != "Done":
                raise SystemExit(f"main_job_bench: the log off ended in {outcome}")
            ours.append(outcome["elapsed_ms"])
    return {"loginctl_to_removed_ms": round(statistics.median(plain), 1),
            "labwallctl_request_to_done_ms": statistics.median(ours),
            "labwallctl_whole_process_ms": round(statistics.median(whole), 1), "rounds": rounds}


def wait_for_sessions(bin_dir, environment, count):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        listed = subprocess.run([bin_dir / "labwallctl", "sessions", "--json"], env=environment, capture_output=True,
                                text=True)
        if listed.returncode == 0 and len(json.loads(listed.stdout)) >= count:
            return
    raise SystemExit("main_job_bench: the sessions were not seen")


def cpu_seconds(pid):
    """(own, rasterising) CPU seconds of a process, by thread name."""
    own = rasterising = 0.0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        stat = (task / "stat").read_text()
        name = stat[stat.index("(") + 1:stat.rindex(")")]
        fields = stat[stat.rindex(")") + 2:].split()
        seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        if name.startswith("llvmpipe"):
            rasterising += seconds
        else:
            own += seconds
    return own, rasterising


@contextlib.contextmanager
def x_display():
    read_end, write_end = os.pipe()
    with program(["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
                 pass_fds=[write_end]):
        os.close(write_end)
        # To its end: Xvfb does not survive a pipe that is closed before the line's end is written.
        with os.fdopen(read_end) as answer:
            yield f":{answer.readline().strip()}"


def measure_console(bin_dir, environment, display, seconds):
    with program([bin_dir / "labwall", "--size", "1600x1000"], env=dict(environment, DISPLAY=display)) as wall:
        time.sleep(6)  # shaders, first pictures
        if wall.poll() is not None:
            raise SystemExit(f"main_job_bench: labwall ended with status {wall.returncode}")
        before = cpu_seconds(wall.pid)
        time.sleep(seconds)
        after = cpu_seconds(wall.pid)
    return {"own_percent_of_a_core": round((after[0] - before[0]) / seconds * 100, 2),
            "rasterising_percent_of_a_core": round((after[1] - before[1]) / seconds * 100, 2)}


def stop_drawing(sessions):
    """Stops what draws in the sessions, but not their X servers."""
    pids = []
    for user, *_ in sessions:
        for name in ("xterm", "xclock"):
            found = subprocess.run(["pgrep", "-u", user, "-x", name], capture_output=True, text=True).stdout.split()
            pids += [int(pid) for pid in found]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    return pids


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    bin_dir = options.bin.resolve()
    figures = {"log_off": measure_log_off(bin_dir, options.rounds)}
    with x_display() as display:
        with broker(bin_dir) as environment:
            figures["console_empty"] = measure_console(bin_dir, environment, display, options.seconds)
            with program([bin_dir / "labwall-sim", "--stations", "12", "--fps", "2"], env=environment):
                figures["console_12_practice_2_fps"] = measure_console(bin_dir, environment, display, options.seconds)
        with lab_sessions(4) as sessions, broker(bin_dir) as environment, \
                program([bin_dir / "labwall-agent", "--station", "bench"], env=environment):
            wait_for_sessions(bin_dir, environment, 4)
            figures["console_4_drawing"] = measure_console(bin_dir, environment, display, options.seconds)
            stopped = stop_drawing(sessions)
            try:
                figures["console_4_idle"] = measure_console(bin_dir, environment, display, options.seconds)
            finally:
                for pid in stopped:
                    os.kill(pid, signal.SIGCONT)
    print(json.dumps(figures, indent=2))
    log_off = figures["log_off"]
    print(f"log off: {log_off['labwallctl_request_to_done_ms']} ms to Done, loginctl alone "
          f"{log_off['loginctl_to_removed_ms']} ms; console: {figures['console_4_idle']['own_percent_of_a_core']}% of a "
          f"core with 4 idle tiles, {figures['console_12_practice_2_fps']['own_percent_of_a_core']}% with 12 practice tiles")


if __name__ == "__main__":
    main()
