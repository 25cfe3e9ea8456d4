"""Shared by the maker scripts: writes one JSON file, doubles printed so that they read back to the same bits."""
import json
import os

import numpy as np


def plain(value):
    """NumPy and JAX arrays, and nests of them, as lists and Python numbers."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (str, bool, int, float)) or value is None:
        return value
    return np.asarray(value).tolist()


def write(script, file_name, content):
    """Writes `content` beside `script`: one line for each case, so that a diff shows which changed."""
    path = os.path.join(os.path.dirname(os.path.abspath(script)), file_name)
    content = plain(content)
    lines = []
    for key, item in content.items():
        if isinstance(item, list) and item and isinstance(item[0], dict):
            rows = ",\n  ".join(json.dumps(row) for row in item)
            lines.append(f"{json.dumps(key)}: [\n  {rows}\n]")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(item)}")
    with open(path, "w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join(lines) + "\n}\n")
    print(file_name, os.path.getsize(path), "bytes")
