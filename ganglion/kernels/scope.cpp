#include "ganglion/kernels/scope.h"

#include <omp.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace ganglion::kernels {
namespace {

using Control = unsigned long long;

#if defined(__x86_64__)
constexpr Control kFlushToZero = 0x8040;  // MXCSR: FTZ (bit 15) and DAZ (bit 6)
Control read_control() {
  return _mm_getcsr();
}
void write_control(Control control) {
  _mm_setcsr(static_cast<unsigned>(control));
}
#elif defined(__aarch64__)
constexpr Control kFlushToZero = Control{1} << 24;  // FPCR: FZ
Control read_control() {
  Control control;
  asm volatile("mrs %0, fpcr" : "=r"(control));
  return control;
}
void write_control(Control control) {
  asm volatile("msr fpcr, %0" : : "r"(control));
}
#else
constexpr Control kFlushToZero = 0;
Control read_control() {
  return 0;
}
void write_control(Control) {}
#endif

}  // namespace

Scope::Scope() : threads_before_(omp_get_max_threads()), control_before_(read_control()) {
  if (threads_before_ != 1) omp_set_num_threads(1);
  write_control(control_before_ | kFlushToZero);
}

Scope::~Scope() {
  write_control(control_before_);
  if (threads_before_ != 1) omp_set_num_threads(threads_before_);
}

}  // namespace ganglion::kernels
