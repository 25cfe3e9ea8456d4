#include "ganglion/data/text/memory.h"

#include <unistd.h>

namespace ganglion::data {

std::int64_t default_memory() {
  return static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE) / 2;
}

}  // namespace ganglion::data
