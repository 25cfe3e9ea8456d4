#pragma once
#include <cstddef>
#include <cstdint>

#include "ganglion/ops/recurrent.h"

namespace ganglion::kernels::reference {

/// One step of a cell on one row, written as on paper, in double: what both recurrent kernels are
/// made of.
template <class T>
class RecurrentCell {
 public:
  /// `bias` is null where there is none.
  RecurrentCell(const ops::RecurrentGeometry& geometry, const T* kernel, const T* bias)
      : g_(geometry), n_(geometry.units), kernel_(kernel), bias_(bias) {}

  /// What a step gives beside its states, room for 5 * units numbers.
  struct Numbers {
    double* gates;    ///< [gates, units], activated
    double* product;  ///< [units] of a gru: h' R + b, or r * h'
  };

  /// x [gates * units], h and c [units]: what was before the step.
  void gates(const T* x, const T* h, Numbers to) const;
  /// The states after it. `c` may be null where there is none.
  void states(Numbers from, const T* h, const T* c, T* next_h, T* next_c) const;

  /// On the way back: `d_h` and `d_c` [units] arrive by the states after the step, and leave by
  /// those before it. `dx` [gates * units].
  void back(Numbers from, const T* h, const T* c, const T* next_h, const T* next_c, double* d_h,
            double* d_c, T* dx, T* extra) const;

 private:
  double product(const T* h, std::int64_t gate, std::int64_t unit) const;
  /// dh' [units] += the derivatives of the gates [first, last) times their part of R.
  void add_back(const T* dx, std::int64_t first, std::int64_t last, double* d_h) const;
  void back_lstm(Numbers from, const T* c, const T* next_c, double* d_h, double* d_c, T* dx) const;
  void back_gru(Numbers from, const T* h, double* d_h, T* dx, T* extra) const;

  ops::RecurrentGeometry g_;
  std::int64_t n_;
  const T* kernel_;
  const T* bias_;
};

extern template class RecurrentCell<float>;
extern template class RecurrentCell<double>;

}  // namespace ganglion::kernels::reference
