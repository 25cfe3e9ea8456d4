#pragma once

namespace ganglion::kernels {

/// How many thousand million f32 operations a second this machine can do on `threads` threads at
/// this moment: fused multiply-adds, two operations each, on registers alone, with the widest
/// instruction set there is. Takes about 10 ms. Other programs that run meanwhile lower it.
double measure_peak_gflops(int threads);

}  // namespace ganglion::kernels
