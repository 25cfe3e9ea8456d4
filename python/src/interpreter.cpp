#include "python/src/interpreter.h"

#include <cxxabi.h>
#include <pthread.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace nb = nanobind;

namespace ganglion::python {
namespace {

using namespace std::chrono_literals;

std::atomic<int> running = 0;
std::atomic<std::thread::id> ender = std::thread::id();
thread_local int running_here = 0;

[[noreturn]] void stop_for_good() {
  while (true) std::this_thread::sleep_for(1h);
}

template <class Ask>
auto asked(Ask ask) {
  try {
    return ask();
  } catch (const abi::__forced_unwind&) {
    stop_for_good();  // leaving this handler would end the process
  }
}

void end() {
  ender = std::this_thread::get_id();
  while (running > 0) {
    {
      const Released released;
      std::this_thread::sleep_for(1ms);
    }
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
  }
}

}  // namespace

Computation::Computation() {
  if (running_here == 0 && is_ending_elsewhere()) {
    PyEval_SaveThread();
    stop_for_good();
  }
  ++running_here;
  ++running;
}

Computation::Computation(const Computation& /*whole*/) {
  ++running_here;
  ++running;
}

Computation::~Computation() {
  --running_here;
  --running;
}

Released::~Released() {
  asked([this] { PyEval_RestoreThread(state_); });
}

Locked::Locked() : state_(asked([] { return PyGILState_Ensure(); })) {}

bool is_ending_elsewhere() {
  const std::thread::id by = ender;
  return by != std::thread::id() && by != std::this_thread::get_id();
}

void bind_interpreter(nb::module_& module) {
  module.def("end", &end);
  nb::module_::import_("atexit").attr("register")(module.attr("end"));
  // The other threads, and what they computed, are not in the child.
  pthread_atfork(nullptr, nullptr, [] { running = running_here; });
}

}  // namespace ganglion::python
