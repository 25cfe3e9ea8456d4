#pragma once
#include <string>

#include "ganglion/train/check/data_check.h"

namespace ganglion::train {

/// A check as text for a terminal: how the data are read, a table of the columns, what training
/// would choose, the classes, notes. Settings are worded as flags; the error is left out.
/// Values are kept to their line: control characters are written as \u001b, ends of lines as
/// blanks.
std::string check_text(const DataCheck& check);

}  // namespace ganglion::train
