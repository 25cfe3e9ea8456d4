#include "cli/ranks.h"

#include <chrono>
#include <cstdio>
#include <thread>

#include "cli/output.h"
#include "cli/wording.h"

namespace ganglion::cli {
namespace {

void show(const std::string& message) {
  std::fflush(stdout);
  print_err("ganglion: error: {}\n", worded(message));
}

}  // namespace

int end_by_failure(dist::Launched* ranks, const Failure& failure) {
  if (ranks == nullptr) {
    // All processes that a launcher has started come here for the same reason.
    if (dist::is_first_by_environment()) show(failure.message);
    return failure.code;
  }
  if (ranks->rank() == 0) {
    show(failure.message);
    ranks->abort(failure.code);
  }
  if (ranks->tell_failure(failure.message, failure.code)) {
    std::this_thread::sleep_for(std::chrono::seconds(5));  // rank 0 ends this process meanwhile
  } else {
    set_silent(false);
    show(ranks->name(ranks->rank()) + ": " + failure.message);
  }
  ranks->abort(failure.code);
  return failure.code;  // GCC doesn't see that a virtual function never returns
}

}  // namespace ganglion::cli
