#pragma once

namespace ganglion::kernels {

/// The state of a thread while kernels are made or run on it; restored when it ends. Costs a few
/// nanoseconds.
///
/// oneDNN works single-threaded: replicas are what is spread over threads, and a primitive fixes
/// its number of threads when it is made.
///
/// Numbers below 1e-38 count as zero (x86: FTZ and DAZ, ARM: FZ). Averages that decay towards zero,
/// as Adam keeps for weights whose gradient stays away, would otherwise slow the arithmetic down
/// more than tenfold.
class Scope {
 public:
  Scope();
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  int threads_before_;
  unsigned long long control_before_;
};

}  // namespace ganglion::kernels
