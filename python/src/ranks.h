#pragma once
#include "ganglion/dist/communicator.h"

namespace ganglion::python {

/// The ranks that ganglion.dist was given, which share each training; null: this process alone.
/// What was given lives as long as the process, as a compiled network may still name it.
dist::Communicator* ranks();

}  // namespace ganglion::python
