#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "ganglion/core/numbers.h"
#include "ganglion/nn/multiply_adds.h"
#include "ganglion/nn/network.h"
#include "ganglion/nn/path_pattern.h"

namespace ganglion::nn {
namespace {

constexpr std::size_t kColumns = 5;
using Row = std::array<std::string, kColumns>;

std::int64_t count_of(const std::vector<ParameterSpec>& specs, const std::string& layer) {
  std::int64_t sum = 0;
  for (const ParameterSpec& spec : specs) {
    if (spec.is_of(layer)) sum += spec.shape.size();
  }
  return sum;
}

/// Numbers that training changes.
std::int64_t trained_count(const Network& network, std::span<const std::string> frozen) {
  std::int64_t count = 0;
  for (const ParameterSpec& spec : network.layout().parameters) {
    const bool still = any_matches(frozen, spec.path) ||
                       std::ranges::any_of(network.calls(), [&](const LayerCall& call) {
                         return call.handle.is_frozen() && spec.is_of(call.layer);
                       });
    if (!still) count += spec.shape.size();
  }
  return count;
}

/// Columns as wide as their widest entry; numbers, the third and fourth, are aligned to the right.
std::string table_text(const std::vector<Row>& rows, std::size_t columns) {
  std::array<std::size_t, kColumns> width{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < columns; ++i) width[i] = std::max(width[i], row[i].size());
  }
  std::size_t total = 2 * (columns - 1);
  for (std::size_t i = 0; i < columns; ++i) total += width[i];
  std::string text;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::string line;
    for (std::size_t i = 0; i < columns; ++i) {
      line += i == 0 ? "" : "  ";
      line += i == 2 || i == 3 ? fmt::format("{:>{}}", rows[r][i], width[i])
                               : fmt::format("{:<{}}", rows[r][i], width[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
    if (r == 0) text += std::string(total, '-') + "\n";
  }
  return text + std::string(total, '-') + "\n";
}

}  // namespace

std::string Network::summary(std::span<const std::string> frozen) const {
  std::vector<Row> rows = {
      {"Layer (kind)", "Output shape", "Parameters", "Multiply-adds", "Reads"}};
  for (const InputSpec& input : inputs_) {
    rows.push_back(
        {input.name + " (input)", batch_shape_text(input.shape.prepended(1)), "0", "0", ""});
  }
  const std::vector<std::int64_t> products = multiply_adds(*this);
  bool chain = inputs_.size() == 1;
  std::set<std::string> counted;
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    const LayerCall& call = calls_[i];
    std::string read;
    for (const int input : call.inputs) read += (read.empty() ? "" : ", ") + value_name(input);
    chain = chain && call.inputs == std::vector<int>{static_cast<int>(i)};
    const std::int64_t own =
        count_of(layout_.parameters, call.layer) + count_of(layout_.state, call.layer);
    const bool still = call.handle.is_frozen() || any_matches(frozen, call.layer);
    rows.push_back(
        {fmt::format("{} ({}{}{})", call.name, call.handle.kind(), still ? ", frozen" : "",
                     call.handle.quantization() ? ", 8 bits" : ""),
         batch_shape_text(call_shapes_[i].prepended(1)),
         counted.insert(call.layer).second ? grouped(own) : "shared", grouped(products[i]), read});
  }
  const std::int64_t all = layout_.parameter_count() + layout_.state_count();
  const std::int64_t trained = trained_count(*this, frozen);
  return table_text(rows, chain ? kColumns - 1 : kColumns) +
         fmt::format(
             "Total parameters: {} (trainable {}, non-trainable {})\nMultiply-adds per example: "
             "{}\n",
             grouped(all), grouped(trained), grouped(all - trained),
             grouped(bounded_sum(products)));
}

}  // namespace ganglion::nn
