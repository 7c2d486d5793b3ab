"""A range test through a whole server on the device that is the argument, and that no device has two runs at once: a part of bench/gpu, run in the folder of what was unpacked."""

import glob
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

DEVICE = sys.argv[1]
KIND = DEVICE.split(":")[0]
REPEATS = 4
SUBMISSION = {
    "workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [64, 64]}, "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 64},
    "sweep": {"start_lr": 1e-4, "end_lr": 2, "iterations": 600},
    "repeats": REPEATS,
    "device": KIND,
}
ENDED = ("succeeded", "failed", "cancelled")


class Server:
    def __init__(self, data, port):
        self.api = f"http://127.0.0.1:{port}"
        self.log = f"{data}.log"
        class_path = ":".join(["classes", *sorted(glob.glob("lib/*.jar")), *sorted(glob.glob("server/*.jar"))])
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["jvm/bin/java", "-Xmx700m", "--enable-native-access=ALL-UNNAMED", "-cp", class_path, "dev.rangefinder.RangefinderApplication",
                 f"--server.port={port}", f"--rangefinder.data.directory={data}", "--rangefinder.sample.enabled=false",
                 f"--rangefinder.lanes.local.device={KIND}", "--rangefinder.engine.pytorch=python3"],
                stdout=log, stderr=subprocess.STDOUT)

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.api + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def await_ready(self):
        """False where the server ended instead."""
        while self.process.poll() is None:
            try:
                return self.ask("/actuator/health/readiness")["status"] == "UP"
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        return False

    def said(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def gpus_in_use(server):
    """What each trainer of the server is shown, by its own environment."""
    shown = []
    for status in glob.glob("/proc/[0-9]*/status"):
        folder = os.path.dirname(status)
        try:
            with open(status, encoding="utf-8") as lines, open(folder + "/environ", "rb") as environment:
                parent = next(line.split()[1] for line in lines if line.startswith("PPid:"))
                if parent == str(server.process.pid):
                    shown += [entry.decode().partition("=")[2] for entry in environment.read().split(b"\0") if entry.startswith(b"CUDA_VISIBLE_DEVICES=")]
        except OSError:
            pass  # it has ended
    return shown


def range_tests(server):
    began = time.perf_counter()
    paths = ["/v1/range-tests/" + server.ask("/v1/range-tests", {**SUBMISSION, "seed": seed})["id"] for seed in (1, 100)]
    tests, most = [], 0
    for path in paths:
        test = server.ask(path)
        while test["state"] not in ENDED:
            shown = gpus_in_use(server)
            assert len(shown) == len(set(shown)), f"two trainers on one device: {shown}"
            most = max(most, len(shown))
            time.sleep(0.05)
            test = server.ask(path)
        tests.append(test)
    seconds = time.perf_counter() - began
    runs = [run for test in tests for run in test["runs"]]
    assert all(run["state"] == "succeeded" for run in runs), runs
    assert {run["provenance"]["device"] for run in runs} == {DEVICE}, runs
    assert KIND == "cpu" or most > 0, "no trainer was seen to be shown a GPU"
    answer = server.ask(paths[0] + "/recommendation")
    print("| device, engine | runs | seconds for all | GPUs with a trainer, none with two | verdict, max_lr |")
    print("|---|---|---|---|---|")
    print(f"| {DEVICE}, {runs[0]['provenance']['engine']} | {len(runs)} | {seconds:.1f} | {most} | {answer['verdict']}, {answer['max_lr']:.3g} |")


def main():
    server = Server("data", free_port())
    try:
        assert server.await_ready(), server.said()[-2000:]
        range_tests(server)
        if KIND == "gpu":
            another = Server("another", free_port())
            assert not another.await_ready(), "a second server takes GPUs that are the first one's"
            assert "the rest are another server's" in another.said(), another.said()[-2000:]
            print("A second server is refused the first one's GPUs.")
    finally:
        server.close()


os.environ.pop("JAVA_TOOL_OPTIONS", None)
main()
