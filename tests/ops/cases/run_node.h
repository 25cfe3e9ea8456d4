#pragma once
#include <vector>

#include "ganglion/data/column_numbers.h"
#include "ganglion/kernels/kernel.h"
#include "tests/ops/cases/op_case.h"

/// Running one kernel on drawn inputs, with the memory around it watched.
namespace ganglion::op_tests {

/// A graph with one node under test.
struct BuiltCase {
  Graph graph;
  Inputs inputs;
  Value result;
  const Node& node() const { return result.producer(); }
};

/// Inputs are named "x0", "x1", …; real ones have the type `real`.
std::unique_ptr<BuiltCase> build_case(const OpCase& description, DType real);

/// Tensors for all inputs, copies and all. Real values are exact in f32, so that both types see
/// the same numbers.
std::vector<Tensor> draw(const OpCase& description, DType real, std::uint64_t seed);

/// Puts NaN, infinities, zeros and numbers that overflow exp into real inputs.
void sprinkle_specials(std::vector<Tensor>& tensors, std::uint64_t seed);

/// The tensors in order as numbers.
Operands operands_of(const std::vector<Tensor>& tensors);

struct Arrangement {
  std::size_t misalign = 0;  ///< bytes by which all pointers miss 64-byte alignment
  std::int64_t parts = 1;    ///< [0, extent()) is divided in so many, done last to first
  std::int64_t replica = 0;
};

/// Runs the kernel into memory full of garbage; a test failure if it writes past its outputs.
std::vector<Tensor> run_node(Kernel& kernel, const Node& node, const std::vector<Tensor>& inputs,
                             const Arrangement& arrangement = {});

/// All elements of all tensors, in order.
std::vector<double> numbers_of(const std::vector<Tensor>& tensors);

/// The place and size of the largest error, if any is above `tolerance` (relative to the element,
/// or to the largest one), else an empty text. NaN and infinities must agree.
std::string compare(const std::vector<double>& got, const std::vector<double>& wanted,
                    double tolerance, bool whole_scale);

}  // namespace ganglion::op_tests

namespace ganglion::kernels {
/// For GoogleTest: the kernel's name.
void PrintTo(const Entry& entry, std::ostream* out);
}  // namespace ganglion::kernels
