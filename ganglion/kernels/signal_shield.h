#pragma once
#include <csignal>

namespace ganglion::kernels {

/// While one lives, its thread runs no handlers of signals, but for its own faults: another thread
/// takes them, or they wait. For code that keeps numbers below the stack pointer, where the frame
/// of a handler would go. Two calls of the system, 0.1 µs together; nothing inside another one.
class SignalShield {
 public:
  explicit SignalShield(bool wanted = true);
  ~SignalShield();
  SignalShield(const SignalShield&) = delete;
  SignalShield& operator=(const SignalShield&) = delete;

 private:
  bool holds_;
  sigset_t before_;
};

}  // namespace ganglion::kernels
