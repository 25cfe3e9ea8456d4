"""Results that take long, kept in a file: a line of JSON for each key."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Lock


def kept(path, keys, make, jobs):
    """make(key) of every key (a tuple of texts and numbers), by key: from the file, or made, several
    at a time, and added to it."""
    known = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            known[tuple(entry["key"])] = entry["result"]
    writing = Lock()

    def add(key):
        result = make(key)
        with writing, open(path, "a", encoding="utf-8") as cache:
            cache.write(json.dumps({"key": key, "result": result}) + "\n")
            known[key] = result

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(add, [key for key in keys if key not in known]))
    return known
