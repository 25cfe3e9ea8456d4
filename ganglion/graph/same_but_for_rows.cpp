#include "ganglion/graph/same_but_for_rows.h"

#include <algorithm>

namespace ganglion {
namespace {

/// A value of either graph by its place there.
bool same_place(Value a, Value b) {
  return a.node == b.node && a.output == b.output;
}

struct Rows {
  std::int64_t a, b;

  bool count(const std::vector<std::int64_t>& x, const std::vector<std::int64_t>& y) const {
    if (x.empty() || x.size() != y.size()) return x.size() == y.size();
    return (x[0] == y[0] || x[0] * b == y[0] * a) &&
           std::equal(x.begin() + 1, x.end(), y.begin() + 1);
  }

  bool same(const Attributes& x, const Attributes& y) const {
    if (x == y) return true;
    if (x.entries().size() != y.entries().size()) return false;
    return std::ranges::equal(x.entries(), y.entries(), [&](const auto& one, const auto& other) {
      if (one.first != other.first) return false;
      using Integers = std::vector<std::int64_t>;
      const auto* p = std::get_if<Integers>(&one.second);
      const auto* q = std::get_if<Integers>(&other.second);
      if (p != nullptr && q != nullptr) return count(*p, *q);
      return Attributes({one}) == Attributes({other});
    });
  }

  bool same(const Node& x, const Node& y) const {
    return x.op == y.op && std::ranges::equal(x.inputs, y.inputs, same_place) &&
           same(x.attributes, y.attributes);
  }
};

}  // namespace

bool same_but_for_rows(const Graph& a, std::int64_t a_rows, const Graph& b, std::int64_t b_rows) {
  const Rows rows{a_rows, b_rows};
  const auto same_output = [](const auto& x, const auto& y) {
    return x.first == y.first && same_place(x.second, y.second);
  };
  const auto same_assignment = [](const auto& x, const auto& y) {
    return same_place(x.first, y.first) && same_place(x.second, y.second);
  };
  return std::ranges::equal(a.nodes(), b.nodes(),
                            [&](const Node& x, const Node& y) { return rows.same(x, y); }) &&
         std::ranges::equal(a.outputs(), b.outputs(), same_output) &&
         std::ranges::equal(a.assignments(), b.assignments(), same_assignment) &&
         same_place(a.guard(), b.guard());
}

}  // namespace ganglion
