#include "ganglion/kernels/code_ahead.h"

#include <sys/resource.h>

#include <system_error>

#include "ganglion/kernels/onednn/product.h"

namespace ganglion::kernels {
namespace {

/// Then what is allocated meanwhile could take the room that the code was to have.
bool memory_is_limited() {
  rlimit limit = {};
  return ::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

}  // namespace

CodeAhead::CodeAhead() {
  if (std::thread::hardware_concurrency() < 2 || memory_is_limited()) return;
  try {
    thread_ = std::jthread([] {
      try {
        onednn::Product::compile_code();
      } catch (...) {  // whoever needs the code tells why there is none
      }
    });
  } catch (const std::system_error&) {  // no thread: the code is compiled when it is needed
  }
}

}  // namespace ganglion::kernels
