#include "tests/ops/cases/run_node.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "ganglion/core/rng.h"
#include "ganglion/data/column_numbers.h"

namespace ganglion::op_tests {
namespace {

DType type_of(const OpInput& input, DType real) {
  if (input.index) return DType::i32;
  return input.f32 ? DType::f32 : real;
}

double draw_one(const OpInput& input, std::uint64_t seed, std::uint64_t stream, std::uint64_t i) {
  const double u = random_uniform(seed, stream, i);
  if (input.index) return std::floor(input.low + u * (input.high - input.low));
  double x = input.low + u * (input.high - input.low);
  if (std::abs(x) < input.gap) x = std::copysign(input.gap + std::abs(x), x);
  return static_cast<double>(static_cast<float>(x));
}

/// Bytes with a margin on both sides that nobody may write to.
class Guarded {
 public:
  Guarded(std::size_t bytes, std::size_t misalign)
      : bytes_(bytes),
        offset_(kMargin + misalign),
        block_(Shape{static_cast<std::int64_t>(bytes + 2 * kMargin + misalign)}, DType::u8) {
    std::memset(block_.data(), kGarbage, block_.bytes());
  }
  std::byte* data() { return static_cast<std::byte*>(block_.data()) + offset_; }
  bool margins_intact() {
    const auto all = block_.values<std::uint8_t>();
    const auto clean = [](std::uint8_t byte) { return byte == kGarbage; };
    return std::all_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(offset_), clean) &&
           std::all_of(all.begin() + static_cast<std::ptrdiff_t>(offset_ + bytes_), all.end(),
                       clean);
  }

 private:
  static constexpr std::size_t kMargin = 128;
  static constexpr std::uint8_t kGarbage = 0xFB;  // as floats: large negative numbers
  std::size_t bytes_, offset_;
  Tensor block_;
};

void run_parts(Kernel& kernel, const std::vector<const void*>& inputs,
               const std::vector<void*>& outputs, const Arrangement& arrangement) {
  const std::int64_t extent = kernel.extent();
  const std::int64_t parts = std::max<std::int64_t>(1, std::min(arrangement.parts, extent));
  for (std::int64_t part = parts - 1; part >= 0; --part) {
    Guarded scratch(kernel.scratch_bytes(), 0);
    kernel.run({.inputs = inputs.data(),
                .outputs = outputs.data(),
                .scratch = scratch.data(),
                .replica = arrangement.replica,
                .begin = extent * part / parts,
                .end = extent * (part + 1) / parts});
    EXPECT_TRUE(scratch.margins_intact()) << "written outside the scratch memory";
  }
}

}  // namespace

std::unique_ptr<BuiltCase> build_case(const OpCase& description, DType real) {
  auto built = std::make_unique<BuiltCase>();
  built->inputs.real = real;
  for (std::size_t i = 0; i < description.inputs.size(); ++i) {
    const OpInput& input = description.inputs[i];
    built->inputs.values.push_back(
        built->graph.input(fmt::format("x{}", i), {type_of(input, real), input.shape}));
  }
  built->result = description.build(built->inputs);
  return built;
}

std::vector<Tensor> draw(const OpCase& description, DType real, std::uint64_t seed) {
  std::vector<Tensor> tensors;
  for (const OpInput& input : description.inputs) {
    for (int copy = 0; copy < input.copies; ++copy) {
      std::vector<double> values = input.values;
      const std::uint64_t stream = tensors.size();
      for (std::uint64_t i = values.size(); i < static_cast<std::uint64_t>(input.shape.size()); ++i)
        values.push_back(draw_one(input, seed, stream, i));
      tensors.push_back(
          Tensor::of(input.shape, std::span<const double>(values)).cast(type_of(input, real)));
    }
  }
  return tensors;
}

void sprinkle_specials(std::vector<Tensor>& tensors, std::uint64_t seed) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const double specials[] = {kNan, kInfinity, -kInfinity, 0.0, -0.0, 90.0, -90.0, 200.0, -200.0};
  std::uint64_t stream = 100;
  for (Tensor& tensor : tensors) {
    ++stream;
    if (!is_floating(tensor.dtype())) continue;
    for (std::int64_t i = 0; i < tensor.size(); ++i) {
      const auto at = static_cast<std::uint64_t>(i);
      if (random_uniform(seed, stream, 2 * at) > 0.2) continue;
      const double special = specials[random_bits(seed, stream, 2 * at + 1) % std::size(specials)];
      if (tensor.dtype() == DType::f32) tensor.values<float>()[at] = static_cast<float>(special);
      if (tensor.dtype() == DType::f64) tensor.values<double>()[at] = special;
    }
  }
}

Operands operands_of(const std::vector<Tensor>& tensors) {
  Operands operands;
  for (const Tensor& tensor : tensors) operands.push_back({tensor.shape(), numbers_of({tensor})});
  return operands;
}

std::vector<Tensor> run_node(Kernel& kernel, const Node& node, const std::vector<Tensor>& inputs,
                             const Arrangement& arrangement) {
  std::vector<std::unique_ptr<Guarded>> blocks;
  const auto place = [&](std::size_t bytes) {
    blocks.push_back(std::make_unique<Guarded>(bytes, arrangement.misalign));
    return blocks.back()->data();
  };
  std::vector<const void*> sources;
  for (const Tensor& input : inputs) {
    std::byte* data = place(input.bytes());
    if (input.bytes() > 0) std::memcpy(data, input.data(), input.bytes());
    sources.push_back(data);
  }
  std::vector<void*> targets;
  std::vector<Tensor> results;
  for (const TensorType& type : node.outputs) {
    results.emplace_back(type.shape, type.dtype);
    targets.push_back(place(results.back().bytes()));
  }
  run_parts(kernel, sources, targets, arrangement);
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].bytes() > 0) std::memcpy(results[i].data(), targets[i], results[i].bytes());
  }
  for (const auto& block : blocks) {
    EXPECT_TRUE(block->margins_intact()) << "written outside an output";
  }
  return results;
}

std::vector<double> numbers_of(const std::vector<Tensor>& tensors) {
  std::vector<double> numbers;
  for (const Tensor& tensor : tensors) {
    const Tensor converted = tensor.cast(DType::f64);
    const auto values = converted.values<double>();
    numbers.insert(numbers.end(), values.begin(), values.end());
  }
  return numbers;
}

std::string compare(const std::vector<double>& got, const std::vector<double>& wanted,
                    double tolerance, bool whole_scale) {
  if (got.size() != wanted.size())
    return fmt::format("{} elements, not {}", got.size(), wanted.size());
  constexpr double kTiny = 1e-30;  // below this f32 loses digits
  double largest = kTiny;
  for (double x : wanted) {
    if (whole_scale && std::isfinite(x)) largest = std::max(largest, std::abs(x));
  }
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double scale = std::max(largest, std::abs(wanted[i]));
    const bool same =
        got[i] == wanted[i] || (std::isnan(got[i]) && std::isnan(wanted[i])) ||
        (std::isfinite(wanted[i]) && std::abs(got[i] - wanted[i]) <= tolerance * scale);
    if (!same) return fmt::format("element {} is {}, not {}", i, got[i], wanted[i]);
  }
  return {};
}

}  // namespace ganglion::op_tests

namespace ganglion::kernels {
void PrintTo(const Entry& entry, std::ostream* out) {
  *out << entry.name();
}
}  // namespace ganglion::kernels
