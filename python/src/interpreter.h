#pragma once
#include <nanobind/nanobind.h>

/// The interpreter's lock, and its end.
///
/// Python ends a thread that asks for the lock of an interpreter that has ended (a daemon thread
/// amid a call): by unwinding it before 3.14, which no destructor here survives, by stopping it for
/// good since. So the end waits for what computes, trainings end after their step, and who asks
/// for the lock too late, or to compute, stops for good in any version.
namespace ganglion::python {

/// For its life, something computes that the end of the interpreter waits for. Made and destroyed
/// with the interpreter's lock. After the end began only the thread that ends it begins new ones;
/// another never returns from here.
class Computation {
 public:
  Computation();
  /// Of a thread that works for `whole`, with or without the lock.
  explicit Computation(const Computation& whole);
  ~Computation();
  Computation& operator=(const Computation&) = delete;
};

/// For its life, this thread has left the interpreter's lock to others. Within a Computation.
class Released {
 public:
  Released() : state_(PyEval_SaveThread()) {}
  ~Released();
  Released(const Released&) = delete;
  Released& operator=(const Released&) = delete;

 private:
  PyThreadState* state_;
};

/// A Computation that leaves the lock to others.
class Unlocked {
  Computation computation_;
  Released released_;
};

/// For its life, this thread has the interpreter's lock; it may have it already.
class Locked {
 public:
  Locked();
  ~Locked() { PyGILState_Release(state_); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  PyGILState_STATE state_;
};

/// Whether another thread ends the interpreter, and waits for computations to end.
bool is_ending_elsewhere();

/// Has the interpreter wait at its end.
void bind_interpreter(nanobind::module_& module);

}  // namespace ganglion::python
