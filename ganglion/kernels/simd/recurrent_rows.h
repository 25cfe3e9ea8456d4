#pragma once
#include <cstddef>

#include "ganglion/ops/recurrent.h"

namespace ganglion::kernels::simd {

/// What recurrent cells do to rows of n numbers, on vectors. A result may lie where an argument
/// does.
struct RecurrentRows {
  using Activation = ops::CellActivation;

  /// f(x).
  void (*activate)(Activation f, const float* x, float* to, std::size_t n);
  /// f(x + y).
  void (*activate_sum)(Activation f, const float* x, const float* y, float* to, std::size_t n);
  /// x * y.
  void (*multiply)(const float* x, const float* y, float* to, std::size_t n);
  /// f * c + i * g.
  void (*cell_state)(const float* i, const float* f, const float* g, const float* c, float* to,
                     std::size_t n);
  /// z * h + (1 - z) * g.
  void (*blend)(const float* z, const float* h, const float* g, float* to, std::size_t n);
  /// dy * f'(x) where f(x) = y.
  void (*slope)(Activation f, const float* dy, const float* y, float* to, std::size_t n);
  /// Adds x to `to`.
  void (*add)(const float* x, float* to, std::size_t n);
  /// x * y + `to`.
  void (*multiply_add)(const float* x, const float* y, float* to, std::size_t n);
};

/// Of the steps back. Apart, as predictions need none.
struct RecurrentBack {
  /// An lstm's step back, before the slopes of the gates i, f, g, o: s is f(c) of the step, and d_s
  /// what arrives by c through it. d_c arrives by c and leaves by the c before, `before`.
  struct LstmBack {
    const float* gates;
    const float* before;
    const float* s;
    const float* d_s;
    const float* d_h;
    float* d_c;
    float* d_gates;
    std::size_t n;
  };
  void (*lstm_back)(const LstmBack& step);
  /// A gru's: the derivatives by z and g into their gates, and d_h becomes that by h through z.
  struct GruBack {
    const float* gates;  ///< z, r, g
    const float* h;
    float* d_h;
    float* d_gates;
    std::size_t n;
  };
  void (*gru_back)(const GruBack& step);
};

/// The functions of this processor.
RecurrentRows recurrent_rows();
RecurrentBack recurrent_back();

}  // namespace ganglion::kernels::simd
