#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

/// Einsum of one or two tensors: sums, transpositions and one product of matrices.
namespace ganglion::io::onnx {
namespace {

/// A tensor whose axes have letters; those that "..." stands for have the digits, from the last on.
struct Lettered {
  Value value;
  std::string letters;

  bool has(char letter) const { return letters.find(letter) != std::string::npos; }
  std::int64_t extent(char letter) const {
    return value.shape()[static_cast<int>(letters.find(letter))];
  }
};

struct Equation {
  std::vector<std::string> operands;
  std::string result;
  bool explicit_result = false;
};

Equation equation_of(const Call& call) {
  std::string text = call.text("equation", "");
  std::erase(text, ' ');
  Equation equation;
  const std::size_t arrow = text.find("->");
  if (arrow != std::string::npos) {
    equation.result = text.substr(arrow + 2);
    equation.explicit_result = true;
    text.resize(arrow);
  }
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    equation.operands.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return equation;
}

/// The letters of an operand with digits for "...", of which there are `hidden`.
std::string letters_of(const std::string& text, int hidden) {
  const std::size_t dots = text.find("...");
  if (dots == std::string::npos) return text;
  std::string digits;
  for (int i = hidden - 1; i >= 0; --i) digits += static_cast<char>('0' + i);
  return text.substr(0, dots) + digits + text.substr(dots + 3);
}

Lettered lettered(const Call& call, int input, const std::string& text) {
  const Value x = call.value(input);
  const bool dots = text.find("...") != std::string::npos;
  const int named = static_cast<int>(text.size()) - (dots ? 3 : 0);
  const int hidden = x.shape().rank() - named;
  if (hidden < 0 || hidden > 9 || (!dots && hidden != 0)) {
    call.refuse(fmt::format("'{}' doesn't fit {}", text, x.shape().to_string()));
  }
  Lettered result{x, letters_of(text, hidden)};
  for (const char letter : result.letters) {
    if (std::ranges::count(result.letters, letter) > 1) {
      call.refuse(fmt::format("'{}' twice in an operand is not supported", letter));
    }
  }
  return result;
}

/// Without "->": what occurs once, by the alphabet, behind what "..." stands for.
std::string implied_result(const std::vector<Lettered>& operands) {
  std::map<char, int> counts;
  for (const Lettered& operand : operands) {
    for (const char letter : operand.letters) ++counts[letter];
  }
  std::string hidden, once;
  for (const auto& [letter, count] : counts) {
    if (letter <= '9') {
      hidden.insert(hidden.begin(), letter);
    } else if (count == 1) {
      once += letter;
    }
  }
  return hidden + once;
}

Value ordered(const Lettered& x, const std::string& letters) {
  std::vector<int> order;
  for (const char letter : letters) order.push_back(static_cast<int>(x.letters.find(letter)));
  return order.empty() ? x.value : ops::transpose(x.value, order);
}

/// Summed over what nobody else has.
Lettered without(const Lettered& x, const std::string& kept) {
  Lettered result{x.value, ""};
  std::vector<int> axes;
  for (std::size_t i = 0; i < x.letters.size(); ++i) {
    if (kept.find(x.letters[i]) != std::string::npos) {
      result.letters += x.letters[i];
    } else {
      axes.push_back(static_cast<int>(i));
    }
  }
  if (!axes.empty()) result.value = ops::reduce_sum(x.value, axes);
  return result;
}

std::int64_t size_of(const Lettered& x, const std::string& letters) {
  std::int64_t size = 1;
  for (const char letter : letters) size *= x.extent(letter);
  return size;
}

Lettered product(const Call& call, const Lettered& a, const Lettered& b,
                 const std::string& result) {
  std::string both, summed, left, right;
  for (const char letter : a.letters) {
    if (b.has(letter) && a.extent(letter) != b.extent(letter)) {
      call.refuse(fmt::format("the extents of '{}' differ", letter));
    }
    const bool kept = result.find(letter) != std::string::npos;
    (b.has(letter) ? (kept ? both : summed) : left) += letter;
  }
  for (const char letter : b.letters) {
    if (!a.has(letter)) right += letter;
  }
  const std::int64_t batch = size_of(a, both);
  const std::int64_t inner = size_of(a, summed);
  const Value x = ops::reshape(ordered(a, both + left + summed), {batch, size_of(a, left), inner});
  const Value y =
      ops::reshape(ordered(b, both + summed + right), {batch, inner, size_of(b, right)});
  std::vector<std::int64_t> extents;
  for (const char letter : both + left) extents.push_back(a.extent(letter));
  for (const char letter : right) extents.push_back(b.extent(letter));
  return {ops::reshape(ops::batched_matmul(x, y), to_shape(extents)), both + left + right};
}

std::vector<Operand> einsum(const Call& call) {
  const Equation equation = equation_of(call);
  if (std::cmp_not_equal(equation.operands.size(), call.inputs()) || call.inputs() > 2) {
    call.refuse("only equations of one or two operands are supported");
  }
  std::vector<Lettered> operands;
  int hidden = 0;
  for (int i = 0; i < call.inputs(); ++i) {
    operands.push_back(lettered(call, i, equation.operands[static_cast<std::size_t>(i)]));
    for (const char letter : operands.back().letters) {
      if (letter <= '9') hidden = std::max(hidden, letter - '0' + 1);
    }
  }
  const std::string result =
      equation.explicit_result ? letters_of(equation.result, hidden) : implied_result(operands);
  std::string all;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const std::string others = operands.size() > 1 ? operands[1 - i].letters : "";
    operands[i] = without(operands[i], result + others);
    all += operands[i].letters;
  }
  for (const char letter : result) {
    if (all.find(letter) == std::string::npos || std::ranges::count(result, letter) > 1) {
      call.refuse(fmt::format("'{}' of the result is in no operand, or named twice", letter));
    }
  }
  const Lettered made =
      operands.size() == 1 ? operands[0] : product(call, operands[0], operands[1], result);
  return like_first(call, ordered(made, result));
}

}  // namespace

std::span<const OpEntry> einsum_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({{"Einsum", 12, einsum}});
  return kOps;
}

}  // namespace ganglion::io::onnx
