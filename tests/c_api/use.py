"""The library from Python by ctypes, without any extension module: use.py LIBRARY MODEL CSV."""

import ctypes
import json
import sys
import threading

library = ctypes.CDLL(sys.argv[1])
library.ganglion_load.restype = ctypes.c_void_p
library.ganglion_last_error.restype = ctypes.c_char_p
library.ganglion_class_name.restype = ctypes.c_char_p
library.ganglion_explain.restype = ctypes.c_void_p
library.ganglion_feature_count.restype = ctypes.c_size_t
library.ganglion_output_count.restype = ctypes.c_size_t

model = ctypes.c_void_p(library.ganglion_load(sys.argv[2].encode()))
assert model, library.ganglion_last_error()
features = library.ganglion_feature_count(model)
outputs = library.ganglion_output_count(model)


def predicted():
    x = (ctypes.c_float * (2 * features))(*[0.125 * i for i in range(2 * features)])
    y = (ctypes.c_float * (2 * outputs))()
    assert library.ganglion_predict(model, x, ctypes.c_size_t(2), y) == 0
    return list(y)


# Many threads on one model: the same numbers for all.
results = []
threads = [threading.Thread(target=lambda: results.extend(predicted() for _ in range(50)))
           for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(results) == 200 and all(result == results[0] for result in results)
for value in results[0]:
    print(f"array {value:.9g}")

with open(sys.argv[3], "rb") as file:
    csv = file.read()
text = library.ganglion_explain(model, csv, ctypes.c_size_t(len(csv)), ctypes.c_size_t(1))
explanation = json.loads(ctypes.string_at(text))
assert explanation["layers"] and explanation["prediction"]
library.ganglion_free_text(ctypes.c_void_p(text))
broken = b"no,such\n1,2\n"
assert not library.ganglion_explain(model, broken, ctypes.c_size_t(len(broken)), ctypes.c_size_t(1))
print("error", library.ganglion_last_error().decode())
library.ganglion_free(model)
