"""Where the extension module works: in the main interpreter.

It has one set of types for the process, which a second interpreter that loads it would spoil for the first.
"""

try:
    import _interpreters
except ImportError:  # before Python 3.13
    import _xxsubinterpreters as _interpreters

if _interpreters.get_current() != _interpreters.get_main():
    raise ImportError("ganglion works in the main interpreter, not in a sub-interpreter: use a process of its own")
