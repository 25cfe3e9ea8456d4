#pragma once
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/ops/op_defs.h"

/// One description per op drives all its tests: values, refusals, derivatives, fast kernels.
namespace ganglion::op_tests {

/// How an input is drawn. Real inputs take the type under test (f32 or f64), indices are i32.
struct OpInput {
  Shape shape{};
  double low = -2.0;  ///< drawn from [low, high), away from kinks:
  double high = 2.0;
  double gap = 0.0;              ///< no draw lies nearer to 0 than this
  bool index = false;            ///< i32, integers in [low, high)
  std::vector<double> values{};  ///< these instead of draws
  int copies = 1;                ///< tensors behind this input: a partial sum has one per replica
  bool f32 = false;              ///< f32 whatever type is under test
};

/// The inputs of a graph under construction.
struct Inputs {
  std::vector<Value> values;
  DType real = DType::f64;
  Value operator[](std::size_t i) const { return values.at(i); }
};

/// What a kernel gets, as plain numbers.
struct Operand {
  Shape shape{};
  std::vector<double> values;
  double operator[](std::int64_t i) const { return values.at(static_cast<std::size_t>(i)); }
};
using Operands = std::vector<Operand>;  ///< one per tensor (copies count each)
using Expected = std::function<std::vector<double>(const Operands&, const Shape& result)>;

enum class Derivative : std::uint8_t {
  checked,  ///< first and second against central differences
  first,    ///< the first alone: its op has no derivative of its own
  zero,     ///< zero by definition, whatever the differences say
  skipped,  ///< a kink, or too large; another case of the op is checked
};

struct OpCase {
  std::string name;
  std::vector<OpInput> inputs;
  std::function<Value(const Inputs&)> build;
  /// All outputs of the node one after another, from an independent source. Empty: not checked.
  Expected expected;
  Derivative derivative = Derivative::checked;
  /// Errors are measured against the largest element (sums with cancellation), not each its own.
  bool whole_scale = false;
  /// Also run with NaN and infinities.
  bool specials = true;
};

struct Refusal {
  std::vector<TensorType> inputs;
  std::function<Value(const Inputs&)> build;
  std::string fragment;     ///< part of the message, beside the op's name and all input types
  bool shows_types = true;  ///< false: the fragment says it all
};

struct OpDescription {
  const OpDef* op;
  std::vector<OpCase> cases;
  std::vector<Refusal> refusals;
};

/// For GoogleTest: the op's name.
void PrintTo(const OpDescription* description, std::ostream* out);

std::vector<OpDescription> arithmetic_ops();
std::vector<OpDescription> function_ops();
std::vector<OpDescription> product_ops();
std::vector<OpDescription> conv_ops();
std::vector<OpDescription> pool_ops();
std::vector<OpDescription> axis_ops();
std::vector<OpDescription> fused_ops();
std::vector<OpDescription> shape_ops();
std::vector<OpDescription> index_ops();
std::vector<OpDescription> probability_ops();
std::vector<OpDescription> random_ops();
std::vector<OpDescription> packed_ops();
std::vector<OpDescription> blocked_ops();
std::vector<OpDescription> winograd_ops();
std::vector<OpDescription> recurrent_ops();
std::vector<OpDescription> batched_ops();
/// All of them, built once; tests take pointers into the list.
const std::vector<OpDescription>& all_descriptions();

/// The element of a broadcast operand that belongs to place i of the result.
double broadcast_at(const Operand& operand, const Shape& result, std::int64_t i);
/// Row-major index of place i of `shape`, axis by axis, and back.
std::vector<std::int64_t> place_of(const Shape& shape, std::int64_t i);
std::int64_t offset_of(const Shape& shape, const std::vector<std::int64_t>& place);

/// Expected values of an element-wise op: `function` gets the operands of one place.
Expected elementwise(std::function<long double(const long double*)> function);

/// Cases over sizes 0, 1, odd, one vector and more, and big ones, for one input.
std::vector<OpCase> unary_cases(const OpInput& range, std::function<Value(const Inputs&)> build,
                                const Expected& expected);
/// The same for two inputs, with broadcasting.
std::vector<OpCase> binary_cases(const OpInput& a, const OpInput& b,
                                 std::function<Value(const Inputs&)> build,
                                 const Expected& expected);
/// Shapes that don't broadcast, integers, and mixed types.
std::vector<Refusal> binary_refusals(std::function<Value(const Inputs&)> build);
std::vector<Refusal> unary_refusals(std::function<Value(const Inputs&)> build);

OpInput with_shape(OpInput input, Shape shape);

/// The activation of a fused op, by its name; "linear" is x itself.
double activate(const std::string& activation, double x, double parameter);

}  // namespace ganglion::op_tests
