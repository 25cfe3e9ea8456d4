"""The public headers: those that <ganglion/ganglion.h> reaches, which are the ones that are installed."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
ALL = "ganglion/ganglion.h"


def reached_headers():
    """The headers that ganglion.h includes, each once, itself first."""
    found = [ALL]
    for header in found:
        included = re.findall(r'^#include "(ganglion/[^"]+)"', (ROOT / header).read_text(encoding="utf-8"), re.M)
        found += [name for name in included if name not in found]
    return found
