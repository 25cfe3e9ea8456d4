#include "ganglion/kernels/simd/byte_tiles.h"
#include "ganglion/kernels/simd/packed_product.h"
#include "ganglion/ops/byte_product.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/matmul_update.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/packed.h"
#include "tests/ops/cases/op_case.h"

/// Products whose second factor lies in panels, and those that update weights.
namespace ganglion::op_tests {
namespace {

struct Extents {
  std::int64_t m, k, n;
};

std::string extents_name(const Extents& e) {
  return std::to_string(e.m) + "x" + std::to_string(e.k) + "x" + std::to_string(e.n);
}

constexpr Extents kProducts[] = {{1, 1, 1},     {3, 5, 7},     {2, 64, 25},   {13, 20, 100},
                                 {64, 784, 33}, {1, 600, 200}, {20, 512, 40}, {7, 1024, 16}};

ops::PackedFactor factor_of(const Extents& e) {
  return {.k = e.k, .n = e.n, .width = kernels::simd::packed_width()};
}

OpDescription pack_factor_op() {
  OpDescription description{&ops::kPackFactor, {}, {}};
  for (const Extents& e : kProducts) {
    for (const bool transposed : {false, true}) {
      const ops::PackedFactor factor = factor_of(e);
      description.cases.push_back(
          {.name = extents_name(e) + (transposed ? "_transposed" : ""),
           .inputs = {{.shape = transposed ? Shape{e.n, e.k} : Shape{e.k, e.n}}},
           .build =
               [=](const Inputs& in) {
                 return in[0].owner().add(ops::kPackFactor, {in[0]},
                                          {{"transpose_b", transposed}, {"width", factor.width}});
               },
           .expected =
               [=](const Operands& in, const Shape& shape) {
                 std::vector<double> result(static_cast<std::size_t>(shape.size()), 0.0);
                 for (std::int64_t p = 0; p < e.k; ++p) {
                   for (std::int64_t j = 0; j < e.n; ++j) {
                     result[static_cast<std::size_t>(factor.place(p, j))] =
                         in[0][transposed ? j * e.k + p : p * e.n + j];
                   }
                 }
                 return result;
               },
           .derivative = Derivative::skipped});
    }
  }
  return description;
}

OpCase packed_product(const Extents& e, bool biased) {
  const ops::PackedFactor factor = factor_of(e);
  OpCase made{.name = extents_name(e) + (biased ? "_biased" : ""),
              .inputs = {{.shape = {e.m, e.k}}, {.shape = {factor.size()}}},
              .build = {},
              .expected = {},
              .derivative = Derivative::skipped,
              .whole_scale = true};
  if (biased) made.inputs.push_back({.shape = {e.n}});
  made.build = [=](const Inputs& in) {
    return in[0].owner().add(ops::kPackedMatmul, in.values,
                             {{"columns", e.n},
                              {"width", factor.width},
                              {"activation", std::string(biased ? "relu" : "linear")},
                              {"parameter", 0.0}});
  };
  made.expected = [=](const Operands& in, const Shape&) {
    std::vector<double> result;
    for (std::int64_t i = 0; i < e.m; ++i) {
      for (std::int64_t j = 0; j < e.n; ++j) {
        double sum = biased ? in[2][j] : 0.0;
        for (std::int64_t p = 0; p < e.k; ++p)
          sum += in[0][i * e.k + p] * in[1][factor.place(p, j)];
        result.push_back(biased && sum < 0 ? 0.0 : sum);
      }
    }
    return result;
  };
  return made;
}

OpDescription packed_matmul_op() {
  OpDescription description{&ops::kPackedMatmul, {}, {}};
  for (const Extents& e : kProducts) {
    for (const bool biased : {false, true}) {
      description.cases.push_back(packed_product(e, biased));
    }
  }
  return description;
}

ops::BytePanels byte_panels(const Extents& e) {
  return {.k = e.k, .n = e.n, .width = kernels::simd::byte_tiles().width};
}

/// Whole numbers from -most to most, all of them somewhere.
OpInput whole_numbers(const Shape& shape, int most) {
  OpInput input{.shape = shape, .f32 = true};
  for (std::int64_t i = 0; i < shape.size(); ++i) {
    input.values.push_back(static_cast<double>(i * 7919 % (2 * most + 1) - most));
  }
  return input;
}

/// Byte `place` of numbers of four bytes each.
int byte_of(const Operand& words, std::int64_t place) {
  const auto word = static_cast<std::uint32_t>(static_cast<std::int32_t>(words[place / 4]));
  return static_cast<std::int8_t>(word >> (8 * (place % 4)) & 0xFFU);
}

OpDescription pack_bytes_op() {
  OpDescription description{&ops::kPackBytes, {}, {}};
  for (const Extents& e : kProducts) {
    const ops::BytePanels panels = byte_panels(e);
    description.cases.push_back(
        {.name = extents_name(e),
         .inputs = {whole_numbers({e.k, e.n}, 127)},
         .build =
             [=](const Inputs& in) {
               return in[0].owner().add(ops::kPackBytes, {in[0]}, {{"width", panels.width}});
             },
         .expected =
             [=](const Operands& in, const Shape& shape) {
               std::vector<std::uint32_t> words(static_cast<std::size_t>(shape.size()), 0);
               for (std::int64_t p = 0; p < e.k; ++p) {
                 for (std::int64_t j = 0; j < e.n; ++j) {
                   const std::int64_t place = panels.place(p, j);
                   const auto byte =
                       static_cast<std::uint8_t>(static_cast<int>(in[0][p * e.n + j]));
                   words[static_cast<std::size_t>(place / 4)] |= static_cast<std::uint32_t>(byte)
                                                                 << (8 * (place % 4));
                 }
               }
               std::vector<double> result;
               for (const std::uint32_t word : words) {
                 result.push_back(static_cast<double>(static_cast<std::int32_t>(word)));
               }
               return result;
             },
         .derivative = Derivative::skipped,
         .specials = false});
  }
  return description;
}

OpCase byte_product(const Extents& e, bool biased) {
  const ops::BytePanels panels = byte_panels(e);
  OpCase made{.name = extents_name(e) + (biased ? "_biased" : ""),
              .inputs = {whole_numbers({e.m, e.k}, 255),
                         {.shape = {panels.words()}, .low = -2e9, .high = 2e9, .index = true},
                         {.shape = {e.n}, .f32 = true}},
              .build = {},
              .expected = {},
              .derivative = Derivative::skipped,
              .whole_scale = true};
  if (biased) made.inputs.push_back({.shape = {e.n}, .f32 = true});
  made.build = [=](const Inputs& in) {
    return in[0].owner().add(ops::kByteMatmul, in.values,
                             {{"columns", e.n},
                              {"width", panels.width},
                              {"activation", std::string(biased ? "relu" : "linear")},
                              {"parameter", 0.0}});
  };
  made.expected = [=](const Operands& in, const Shape&) {
    std::vector<double> result;
    for (std::int64_t i = 0; i < e.m; ++i) {
      for (std::int64_t j = 0; j < e.n; ++j) {
        double sum = 0.0;
        for (std::int64_t p = 0; p < e.k; ++p)
          sum += in[0][i * e.k + p] * byte_of(in[1], panels.place(p, j));
        const double y = sum * in[2][j] + (biased ? in[3][j] : 0.0);
        result.push_back(biased && y < 0 ? 0.0 : y);
      }
    }
    return result;
  };
  return made;
}

OpDescription byte_matmul_op() {
  OpDescription description{&ops::kByteMatmul, {}, {}};
  for (const Extents& e : kProducts) {
    for (const bool biased : {false, true}) description.cases.push_back(byte_product(e, biased));
  }
  return description;
}

/// m := m + aᵀ b and w := w - rate * m, the product in so many parts.
OpCase updating_product(const Extents& e, std::int64_t parts) {
  const Shape flat{e.k * e.n};
  OpCase made{.name = extents_name(e) + "_in_" + std::to_string(parts),
              .inputs = {{.shape = {e.m, e.k}},
                         {.shape = {e.m, e.n}},
                         {.shape = flat},
                         {.shape = flat},
                         {.shape = {}}},
              .build = {},
              .expected = {},
              .derivative = Derivative::skipped,
              .whole_scale = true};
  made.build = [=](const Inputs& in) {
    Graph own;
    const auto like = [&](const char* name, Value value) {
      return own.input(name, value.type(), false);
    };
    const Value a = like("a", in[0]), b = like("b", in[1]);
    const Value product = ops::matmul(a, b, true, false);
    const Value derivative = own.input("d", {in[0].dtype(), flat}, false);
    const std::vector<ops::Instruction> program = {
        {.op = &ops::kAdd, .operands = {1, 0}},
        {.op = &ops::kMul, .operands = {3, 4}},
        {.op = &ops::kSub, .operands = {2, 5}},
    };
    const Node& update = ops::fused_elementwise(
        own, {derivative, like("m", in[2]), like("w", in[3]), like("rate", in[4])}, program, {4, 6},
        {}, flat, "");
    return ops::matmul_update(in[0].owner(), product.producer(), update, 0, parts, in.values)
        .output();
  };
  made.expected = [=](const Operands& in, const Shape&) {
    const std::int64_t size = e.k * e.n;
    std::vector<double> result(static_cast<std::size_t>(2 * size));
    for (std::int64_t i = 0; i < size; ++i) {
      double sum = in[2][i];
      for (std::int64_t row = 0; row < e.m; ++row) {
        sum += in[0][row * e.k + i / e.n] * in[1][row * e.n + i % e.n];
      }
      result[static_cast<std::size_t>(i)] = sum;
      result[static_cast<std::size_t>(size + i)] = in[3][i] - in[4][0] * sum;
    }
    return result;
  };
  return made;
}

OpDescription matmul_update_op() {
  return {&ops::kMatmulUpdate,
          {updating_product({5, 7, 3}, 2), updating_product({20, 64, 33}, 8),
           updating_product({64, 300, 40}, 4)},
          {}};
}

}  // namespace

std::vector<OpDescription> packed_ops() {
  return {pack_factor_op(), packed_matmul_op(), pack_bytes_op(), byte_matmul_op(),
          matmul_update_op()};
}

}  // namespace ganglion::op_tests
