"""Reads a list with Python's own readers and prints rows, seconds to the first, seconds to the last, peak MiB."""

import csv
import json
import resource
import sys
import time


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        if path.endswith(".csv"):
            yield from csv.DictReader(file)
        else:
            for line in file:
                yield json.loads(line)


begun = time.perf_counter()
first = count = 0
for row in rows(sys.argv[1]):
    if not count:
        first = time.perf_counter()
    count += 1 if row["url"] else 0
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
print(count, round(first - begun, 3), round(time.perf_counter() - begun, 3), peak)
