"""Runs a Python library over every picture of a folder: TASK PROCESSES SECONDS FOLDER, or version.

Warms up, then prints pictures, wall seconds, CPU seconds and bytes made, as io.seine.decode.CodecBench does.
The processes hold the pictures before the clock starts; nothing but numbers passes between them.
"""

import multiprocessing
import pathlib
import sys
import time

WARM_UP = 2


class Passes:
    """Hands out the pictures of whole passes, until one ends after the time is over."""

    def __init__(self, pictures):
        self.pictures = pictures
        self.taken = multiprocessing.Value("q", 0)
        self.end = multiprocessing.Value("d", 0)

    def begin(self, seconds):
        self.end.value = time.monotonic() + seconds

    def __iter__(self):
        while True:
            with self.taken.get_lock():
                at = self.taken.value % len(self.pictures)
                if at == 0 and time.monotonic() >= self.end.value:
                    return
                self.taken.value += 1
            yield self.pictures[at]


def work(task, passes):
    return sum(task(picture) for picture in passes)


def worker(task, warm_up, measured, all_warm, results):
    try:
        work(task, warm_up)
        all_warm.wait()
        cpu = time.process_time()
        made = work(task, measured)
        results.put((time.monotonic(), time.process_time() - cpu, made))
    except BaseException:
        all_warm.abort()
        raise


def measure(task, count, seconds, pictures):
    warm_up, measured = Passes(pictures), Passes(pictures)
    start = multiprocessing.Value("d", 0)

    def begin():
        start.value = time.monotonic()
        measured.begin(seconds)

    results = multiprocessing.SimpleQueue()
    shared = task, warm_up, measured, multiprocessing.Barrier(count, begin), results
    processes = [multiprocessing.Process(target=worker, args=shared, daemon=True) for _ in range(count)]
    warm_up.begin(WARM_UP)
    run(processes)
    ended, cpu, made = zip(*(results.get() for _ in processes))
    print(measured.taken.value, f"{max(ended) - start.value:.3f} {sum(cpu):.3f}", sum(made))


def run(processes):
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        sys.exit(1)


def main(version, tasks):
    if sys.argv[1] == "version":
        print(version)
        return
    task, processes, seconds, folder = sys.argv[1:]
    multiprocessing.set_start_method("fork")
    pictures = [file.read_bytes() for file in sorted(pathlib.Path(folder).iterdir())]
    measure(tasks[task], int(processes), float(seconds), pictures)
