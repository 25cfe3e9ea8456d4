#include "ganglion/ops/einsum.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"

namespace ganglion::ops {
namespace {

/// A value, and a letter for each of its axes.
struct Lettered {
  Value value;
  std::string axes;
};

bool has(const std::string& axes, char axis) {
  return axes.find(axis) != std::string::npos;
}

class Einsum {
 public:
  explicit Einsum(std::string_view formula) : formula_(formula) {}

  Value of(const std::vector<Value>& operands) {
    std::vector<Lettered> all = lettered(operands);
    const std::string result = result_axes(all);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string others = all.size() == 2 ? all[1 - i].axes : "";
      all[i] = summed(all[i], result + others);
    }
    if (all.size() == 1) return ordered(all[0], result);
    return product(all[0], all[1], result);
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(fmt::format("einsum '{}': {}", formula_, why));
  }

  void check_letters(const std::string& axes) const {
    for (const char axis : axes) {
      if (!((axis >= 'a' && axis <= 'z') || (axis >= 'A' && axis <= 'Z')))
        refuse(fmt::format("'{}' is no axis; axes are letters, and '...' is not known", axis));
      if (std::ranges::count(axes, axis) > 1)
        refuse(fmt::format("the axis '{}' is there twice in '{}'", axis, axes));
    }
  }

  /// The operands with their letters; notes the extent of each letter.
  std::vector<Lettered> lettered(const std::vector<Value>& operands) {
    std::string text(formula_.substr(0, formula_.find("->")));
    std::erase(text, ' ');
    const auto commas = std::ranges::count(text, ',');
    if (operands.empty() || operands.size() > 2 || commas + 1 != std::ssize(operands))
      refuse(fmt::format("it has {} operands, and {} are given; one or two can be multiplied",
                         commas + 1, operands.size()));
    const std::size_t comma = text.find(',');
    std::vector<Lettered> all = {{operands[0], text.substr(0, comma)}};
    if (operands.size() == 2) all.push_back({operands[1], text.substr(comma + 1)});
    for (const Lettered& operand : all) note(operand);
    return all;
  }

  void note(const Lettered& operand) {
    const Shape& shape = operand.value.shape();
    check_letters(operand.axes);
    if (static_cast<int>(operand.axes.size()) != shape.rank())
      refuse(fmt::format("'{}' names {} axes of {}", operand.axes, operand.axes.size(),
                         shape.to_string()));
    for (int i = 0; i < shape.rank(); ++i) {
      const char axis = operand.axes[static_cast<std::size_t>(i)];
      const auto entry = extents_.emplace(axis, shape[i]).first;
      if (entry->second != shape[i])
        refuse(fmt::format("the axis '{}' has {} places in one operand and {} in the other", axis,
                           entry->second, shape[i]));
    }
  }

  std::string result_axes(const std::vector<Lettered>& operands) const {
    std::string all, once;
    for (const Lettered& operand : operands) all += operand.axes;
    const std::size_t arrow = formula_.find("->");
    if (arrow == std::string_view::npos) {
      for (const auto& [axis, extent] : extents_)
        if (std::ranges::count(all, axis) == 1) once += axis;
      return once;
    }
    std::string result(formula_.substr(arrow + 2));
    std::erase(result, ' ');
    check_letters(result);
    for (const char axis : result)
      if (!has(all, axis)) refuse(fmt::format("no operand has the axis '{}' of the result", axis));
    return result;
  }

  /// Without the axes that nobody needs.
  static Lettered summed(const Lettered& x, const std::string& needed) {
    std::vector<int> axes;
    std::string left;
    for (std::size_t i = 0; i < x.axes.size(); ++i) {
      if (has(needed, x.axes[i])) {
        left += x.axes[i];
      } else {
        axes.push_back(static_cast<int>(i));
      }
    }
    return axes.empty() ? x : Lettered{reduce_sum(x.value, axes), left};
  }

  static Value ordered(const Lettered& x, const std::string& axes) {
    if (x.axes == axes) return x.value;
    std::vector<int> permutation;
    for (const char axis : axes) permutation.push_back(static_cast<int>(x.axes.find(axis)));
    return transpose(x.value, permutation);
  }

  Shape shape_of(const std::string& axes) const {
    std::vector<std::int64_t> extents;
    for (const char axis : axes) extents.push_back(extents_.at(axis));
    return Shape(std::span<const std::int64_t>(extents));
  }

  /// As matrices: a's own axes are their rows, b's the columns, what both have is summed over, or
  /// counts the matrices.
  Value product(const Lettered& a, const Lettered& b, const std::string& result) const {
    std::string batch, rows, inner, columns;
    for (const char axis : a.axes)
      (!has(b.axes, axis) ? rows : has(result, axis) ? batch : inner) += axis;
    for (const char axis : b.axes)
      if (!has(a.axes, axis)) columns += axis;
    const auto count = [&](const std::string& axes) { return shape_of(axes).size(); };
    const Value left = ordered(a, batch + rows + inner);
    const Value right = ordered(b, batch + inner + columns);
    Value y;
    if (batch.empty()) {
      y = matmul(reshape(left, {count(rows), count(inner)}),
                 reshape(right, {count(inner), count(columns)}));
    } else {
      y = batched_matmul(reshape(left, {count(batch), count(rows), count(inner)}),
                         reshape(right, {count(batch), count(inner), count(columns)}));
    }
    const std::string axes = batch + rows + columns;
    return ordered({reshape(y, shape_of(axes)), axes}, result);
  }

  std::string_view formula_;
  std::map<char, std::int64_t> extents_;
};

}  // namespace

Value einsum(std::string_view formula, const std::vector<Value>& operands) {
  return Einsum(formula).of(operands);
}

}  // namespace ganglion::ops
