#include "ganglion/core/descriptor.h"

#include <unistd.h>

#include <cerrno>

namespace ganglion {

int Descriptor::close() {
  return is_open() && ::close(std::exchange(fd_, -1)) != 0 ? errno : 0;
}

}  // namespace ganglion
