#include "ganglion/core/owned.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"

namespace ganglion {

void refuse_moved_from(std::string_view what) {
  throw Error(
      fmt::format("the {0} was moved from and holds nothing; use the {0} it was moved to", what));
}

}  // namespace ganglion
