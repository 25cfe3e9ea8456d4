#include "ganglion/core/version.h"

namespace ganglion {

std::string_view version() {
  return GANGLION_VERSION;
}

}  // namespace ganglion
