"""What both libraries for C do, by ctypes: arrays.py LIBRARY MODEL."""

import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
library.ganglion_load.restype = ctypes.c_void_p
library.ganglion_load.argtypes = [ctypes.c_char_p]
library.ganglion_last_error.restype = ctypes.c_char_p
for name in ("feature_count", "output_count", "class_count"):
    function = getattr(library, f"ganglion_{name}")
    function.restype, function.argtypes = ctypes.c_size_t, [ctypes.c_void_p]
library.ganglion_predict.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]
library.ganglion_free.argtypes = [ctypes.c_void_p]

model = library.ganglion_load(sys.argv[2].encode())
assert model, library.ganglion_last_error().decode()
width, outputs = library.ganglion_feature_count(model), library.ganglion_output_count(model)
x = (ctypes.c_float * (2 * width))(*(0.125 * i for i in range(2 * width)))
y = (ctypes.c_float * (2 * outputs))()
assert library.ganglion_predict(model, x, 2, y) == 0, library.ganglion_last_error().decode()
for value in y:
    print(f"array {value:.9g}")
print("classes", library.ganglion_class_count(model))
library.ganglion_free(model)
assert not library.ganglion_load(b"no/such/file")
assert "no/such/file" in library.ganglion_last_error().decode()
