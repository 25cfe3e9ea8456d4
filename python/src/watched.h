#pragma once
#include <nanobind/nanobind.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <future>
#include <utility>

#include "python/src/interpreter.h"

namespace ganglion::python {

/// Computes `work(stop)` on a thread of its own, without the interpreter's lock, while the calling
/// thread looks for signals: Ctrl-C sets `stop`, waits for the work to end after its step, and is
/// raised as KeyboardInterrupt then. The end of the interpreter sets `stop` too. What `work` throws
/// is thrown here.
template <class Work>
auto watched(Work&& work) {
  const Computation computation;
  std::atomic<bool> stop = false;
  auto result = std::async(std::launch::async, [&] {
    const Computation part(computation);
    return work(stop);
  });
  bool interrupted = false;
  while (true) {
    {
      const Released released;
      if (result.wait_for(std::chrono::milliseconds(20)) == std::future_status::ready) break;
    }
    if (is_ending_elsewhere()) stop = true;
    if (!interrupted && PyErr_CheckSignals() != 0) stop = interrupted = true;
  }
  if (interrupted) throw nanobind::python_error();
  return result.get();
}

}  // namespace ganglion::python
