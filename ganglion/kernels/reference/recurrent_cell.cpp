#include "ganglion/kernels/reference/recurrent_cell.h"

#include <algorithm>
#include <cmath>

namespace ganglion::kernels::reference {
namespace {

using ops::CellActivation;

double cut(double x) {
  return std::isnan(x) ? x : std::clamp(x, 0.0, 1.0);
}

double activated(CellActivation activation, double x) {
  switch (activation) {
    case CellActivation::tanh:
      return std::tanh(x);
    case CellActivation::sigmoid:
      return 1.0 / (1.0 + std::exp(-x));
    case CellActivation::relu:
      return x < 0.0 ? 0.0 : x;
    case CellActivation::linear:
      return x;
    case CellActivation::hard_sigmoid:
      return cut(x / 6.0 + 0.5);
    case CellActivation::hard_sigmoid_02:
      return cut(0.2 * x + 0.5);
  }
  return x;
}

/// The derivative, by the value y that the activation gave.
double slope(CellActivation activation, double y) {
  switch (activation) {
    case CellActivation::tanh:
      return 1.0 - y * y;
    case CellActivation::sigmoid:
      return y * (1.0 - y);
    case CellActivation::relu:
      return y > 0.0 ? 1.0 : 0.0;
    case CellActivation::linear:
      return 1.0;
    case CellActivation::hard_sigmoid:
      return y > 0.0 && y < 1.0 ? 1.0 / 6.0 : 0.0;
    case CellActivation::hard_sigmoid_02:
      return y > 0.0 && y < 1.0 ? 0.2 : 0.0;
  }
  return 1.0;
}

}  // namespace

template <class T>
double RecurrentCell<T>::product(const T* h, std::int64_t gate, std::int64_t unit) const {
  double sum = 0.0;
  for (std::int64_t k = 0; k < n_; ++k) {
    sum +=
        static_cast<double>(h[k]) * static_cast<double>(kernel_[(k * g_.gates + gate) * n_ + unit]);
  }
  return sum;
}

template <class T>
void RecurrentCell<T>::gates(const T* x, const T* h, Numbers to) const {
  const bool gru = g_.is_gru();
  const std::int64_t plain = gru ? 2 : g_.gates;  // those that read h' as it is
  for (std::int64_t gate = 0; gate < plain; ++gate) {
    const bool candidate = g_.gates == 1 || (g_.is_lstm() && gate == 2);
    const auto activation = candidate ? g_.options.activation : g_.options.gate_activation;
    for (std::int64_t j = 0; j < n_; ++j) {
      const double z = static_cast<double>(x[gate * n_ + j]) + product(h, gate, j);
      to.gates[gate * n_ + j] = activated(activation, z);
    }
  }
  if (!gru) return;
  const double* r = to.gates + n_;
  double* g = to.gates + 2 * n_;
  if (g_.options.cell == ops::Cell::gru_reset_after) {
    for (std::int64_t j = 0; j < n_; ++j) {
      to.product[j] = product(h, 2, j) + (bias_ == nullptr ? 0.0 : static_cast<double>(bias_[j]));
      g[j] = r[j] * to.product[j];
    }
  } else {
    for (std::int64_t j = 0; j < n_; ++j) to.product[j] = r[j] * static_cast<double>(h[j]);
    for (std::int64_t j = 0; j < n_; ++j) {
      g[j] = 0.0;
      for (std::int64_t k = 0; k < n_; ++k) {
        g[j] += to.product[k] * static_cast<double>(kernel_[(k * 3 + 2) * n_ + j]);
      }
    }
  }
  for (std::int64_t j = 0; j < n_; ++j) {
    g[j] = activated(g_.options.activation, static_cast<double>(x[2 * n_ + j]) + g[j]);
  }
}

template <class T>
void RecurrentCell<T>::states(Numbers from, const T* h, const T* c, T* next_h, T* next_c) const {
  for (std::int64_t j = 0; j < n_; ++j) {
    const double* gate = from.gates + j;
    if (g_.is_lstm()) {
      const double cell = gate[n_] * static_cast<double>(c[j]) + gate[0] * gate[2 * n_];
      next_c[j] = static_cast<T>(cell);
      next_h[j] = static_cast<T>(gate[3 * n_] * activated(g_.options.activation, cell));
    } else if (g_.is_gru()) {
      const double z = gate[0];
      next_h[j] = static_cast<T>(z * static_cast<double>(h[j]) + (1.0 - z) * gate[2 * n_]);
    } else {
      next_h[j] = static_cast<T>(gate[0]);
    }
  }
}

template <class T>
void RecurrentCell<T>::add_back(const T* dx, std::int64_t first, std::int64_t last,
                                double* d_h) const {
  for (std::int64_t k = 0; k < n_; ++k) {
    for (std::int64_t place = first * n_; place < last * n_; ++place) {
      d_h[k] +=
          static_cast<double>(dx[place]) * static_cast<double>(kernel_[k * g_.gates * n_ + place]);
    }
  }
}

template <class T>
void RecurrentCell<T>::back(Numbers from, const T* h, const T* c, const T* next_h, const T* next_c,
                            double* d_h, double* d_c, T* dx, T* extra) const {
  if (g_.is_lstm()) return back_lstm(from, c, next_c, d_h, d_c, dx);
  if (g_.is_gru()) return back_gru(from, h, d_h, dx, extra);
  for (std::int64_t j = 0; j < n_; ++j) {
    dx[j] = static_cast<T>(d_h[j] * slope(g_.options.activation, static_cast<double>(next_h[j])));
    d_h[j] = 0.0;
  }
  add_back(dx, 0, 1, d_h);
}

template <class T>
void RecurrentCell<T>::back_lstm(Numbers from, const T* c, const T* next_c, double* d_h,
                                 double* d_c, T* dx) const {
  const auto [cell, gate] = std::pair(g_.options.activation, g_.options.gate_activation);
  for (std::int64_t j = 0; j < n_; ++j) {
    const double i = from.gates[j];
    const double f = from.gates[n_ + j];
    const double g = from.gates[2 * n_ + j];
    const double o = from.gates[3 * n_ + j];
    const double s = activated(cell, static_cast<double>(next_c[j]));
    const double by_c = d_c[j] + d_h[j] * o * slope(cell, s);
    dx[j] = static_cast<T>(by_c * g * slope(gate, i));
    dx[n_ + j] = static_cast<T>(by_c * static_cast<double>(c[j]) * slope(gate, f));
    dx[2 * n_ + j] = static_cast<T>(by_c * i * slope(cell, g));
    dx[3 * n_ + j] = static_cast<T>(d_h[j] * s * slope(gate, o));
    d_c[j] = by_c * f;
    d_h[j] = 0.0;
  }
  add_back(dx, 0, 4, d_h);
}

template <class T>
void RecurrentCell<T>::back_gru(Numbers from, const T* h, double* d_h, T* dx, T* extra) const {
  const auto [cell, gate] = std::pair(g_.options.activation, g_.options.gate_activation);
  const bool after = g_.options.cell == ops::Cell::gru_reset_after;
  const double* r = from.gates + n_;
  double* by_h = from.gates + 3 * n_;  // free: a gru has three
  for (std::int64_t j = 0; j < n_; ++j) {
    const double z = from.gates[j];
    const double g = from.gates[2 * n_ + j];
    dx[j] = static_cast<T>(d_h[j] * (static_cast<double>(h[j]) - g) * slope(gate, z));
    dx[2 * n_ + j] = static_cast<T>(d_h[j] * (1.0 - z) * slope(cell, g));
    by_h[j] = d_h[j] * z;
    d_h[j] = 0.0;
  }
  if (after) {
    for (std::int64_t j = 0; j < n_; ++j) {
      const auto by_g = static_cast<double>(dx[2 * n_ + j]);
      dx[n_ + j] = static_cast<T>(by_g * from.product[j] * slope(gate, r[j]));
      extra[j] = static_cast<T>(by_g * r[j]);
    }
    add_back(extra - 2 * n_, 2, 3, d_h);
  } else {
    add_back(dx, 2, 3, d_h);  // the derivative by r * h'
    for (std::int64_t j = 0; j < n_; ++j) {
      dx[n_ + j] = static_cast<T>(d_h[j] * static_cast<double>(h[j]) * slope(gate, r[j]));
      extra[j] = static_cast<T>(from.product[j]);
      d_h[j] *= r[j];
    }
  }
  add_back(dx, 0, 2, d_h);
  for (std::int64_t j = 0; j < n_; ++j) d_h[j] += by_h[j];
}

template class RecurrentCell<float>;
template class RecurrentCell<double>;

}  // namespace ganglion::kernels::reference
