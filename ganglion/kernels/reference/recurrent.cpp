#include <algorithm>

#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/recurrent_cell.h"
#include "ganglion/kernels/reference/typed.h"

namespace ganglion::kernels::reference {
namespace {

/// The states [batch, steps, units] that a sequence runs through, and those before its first step.
template <class T>
struct StatesOf {
  const ops::RecurrentGeometry& g;
  const T* start;
  T* all;

  T* at(std::int64_t row, std::int64_t i) const {
    return all == nullptr ? nullptr : all + (row * g.steps + g.step(i)) * g.units;
  }
  const T* before(std::int64_t row, std::int64_t i) const {
    if (i > 0) return at(row, i - 1);
    return start == nullptr ? nullptr : start + row * g.units;
  }
};

template <class T>
const T* optional_input(const KernelArguments& arguments, int i) {
  return i < 0 ? nullptr : input<T>(arguments, static_cast<std::size_t>(i));
}

/// Room for the numbers of a step, behind each other in the scratch.
template <class T>
typename RecurrentCell<T>::Numbers numbers_in(void* scratch, std::int64_t units) {
  auto* numbers = static_cast<double*>(scratch);
  return {numbers, numbers + 4 * units};
}

template <class T>
class Recurrent : public Kernel {
 public:
  explicit Recurrent(const Node& node)
      : g_(ops::recurrent_geometry(node)), at_(ops::recurrent_inputs(node)) {}

  std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(5 * g_.units) * sizeof(double);
  }
  std::int64_t extent() const override { return g_.batch; }

  void run(const KernelArguments& arguments) override {
    const T* x = input<T>(arguments, 0);
    const RecurrentCell<T> cell(g_, input<T>(arguments, 1), optional_input<T>(arguments, at_.bias));
    const StatesOf<T> h{g_, input<T>(arguments, 2), output<T>(arguments)};
    const StatesOf<T> c{g_, optional_input<T>(arguments, at_.start_cell),
                        g_.is_lstm() ? output<T>(arguments, 1) : nullptr};
    const auto numbers = numbers_in<T>(arguments.scratch, g_.units);
    for (std::int64_t row = arguments.begin; row < arguments.end; ++row) {
      for (std::int64_t i = 0; i < g_.steps; ++i) {
        const std::int64_t place = row * g_.steps + g_.step(i);
        cell.gates(x + place * g_.gates * g_.units, h.before(row, i), numbers);
        cell.states(numbers, h.before(row, i), c.before(row, i), h.at(row, i), c.at(row, i));
      }
    }
  }

 private:
  ops::RecurrentGeometry g_;
  ops::RecurrentInputs at_;
};

template <class T>
class RecurrentGradient : public Kernel {
 public:
  explicit RecurrentGradient(const Node& node)
      : g_(ops::recurrent_geometry(node)), at_(ops::recurrent_inputs(node)) {}

  std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(7 * g_.units) * sizeof(double);
  }
  std::int64_t extent() const override { return g_.batch; }

  void run(const KernelArguments& arguments) override {
    for (std::int64_t row = arguments.begin; row < arguments.end; ++row) run_row(arguments, row);
  }

 private:
  void run_row(const KernelArguments& arguments, std::int64_t row) const {
    const std::int64_t n = g_.units;
    const T* x = input<T>(arguments, 0);
    const RecurrentCell<T> cell(g_, input<T>(arguments, 1), optional_input<T>(arguments, at_.bias));
    const StatesOf<const T> h{g_, input<T>(arguments, 2), optional_input<T>(arguments, at_.hidden)};
    const StatesOf<const T> c{g_, optional_input<T>(arguments, at_.start_cell),
                              optional_input<T>(arguments, at_.cell)};
    const auto numbers = numbers_in<T>(arguments.scratch, n);
    double* d_h = numbers.product + n;
    double* d_c = d_h + n;
    std::fill(d_h, d_h + 2 * n, 0.0);
    for (std::int64_t i = g_.steps - 1; i >= 0; --i) {
      const std::int64_t place = row * g_.steps + g_.step(i);
      add(optional_input<T>(arguments, at_.d_hidden), place, d_h);
      add(optional_input<T>(arguments, at_.d_cell), place, d_c);
      cell.gates(x + place * g_.gates * n, h.before(row, i), numbers);
      cell.back(numbers, h.before(row, i), c.before(row, i), h.at(row, i), c.at(row, i), d_h, d_c,
                output<T>(arguments) + place * g_.gates * n,
                g_.is_gru() ? output<T>(arguments, 2) + place * n : nullptr);
    }
    store(d_h, output<T>(arguments, 1) + row * n);
    if (g_.is_lstm()) store(d_c, output<T>(arguments, 2) + row * n);
  }

  void add(const T* arrived, std::int64_t place, double* to) const {
    for (std::int64_t j = 0; arrived != nullptr && j < g_.units; ++j) {
      to[j] += static_cast<double>(arrived[place * g_.units + j]);
    }
  }
  void store(const double* from, T* to) const {
    std::transform(from, from + g_.units, to, [](double x) { return static_cast<T>(x); });
  }

  ops::RecurrentGeometry g_;
  ops::RecurrentInputs at_;
};

}  // namespace

std::unique_ptr<Kernel> make_recurrent(const Node& node) {
  return make_typed<Recurrent>(node);
}
std::unique_ptr<Kernel> make_recurrent_gradient(const Node& node) {
  return make_typed<RecurrentGradient>(node);
}

}  // namespace ganglion::kernels::reference
