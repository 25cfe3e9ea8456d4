#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ganglion/core/numbers.h"
#include "ganglion/core/text_table.h"
#include "ganglion/train/explain/derivative_check.h"

namespace ganglion::train {
namespace {

constexpr std::size_t kShownChecks = 16;

std::string precise(double value) {
  return significant(value, 8);
}

/// Below that it is rounding, whose digits say nothing.
std::string shown_relative(double relative) {
  return relative < 1e-9 ? "<1e-9" : significant(relative, 2);
}

std::string verdict_of(const CheckedDerivative& one) {
  if (one.kink) {
    return fmt::format("{}kink: slope {} below, {} above", one.agrees ? "" : "DIFFERS, ",
                       significant(one.slope_below, 5), significant(one.slope_above, 5));
  }
  return one.agrees ? "" : "DIFFERS";
}

/// All of few in their order; of many those that differ most.
std::vector<std::size_t> shown_checks(const DerivativeCheck& check, bool full) {
  std::vector<std::size_t> order(check.derivatives.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (full || order.size() <= kShownChecks) return order;
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    const CheckedDerivative& x = check.derivatives[a];
    const CheckedDerivative& y = check.derivatives[b];
    return x.agrees == y.agrees ? x.relative > y.relative : y.agrees;
  });
  order.resize(kShownChecks);
  return order;
}

std::string summary_of(const DerivativeCheck& check) {
  const auto count = static_cast<std::int64_t>(check.derivatives.size());
  std::string text = check.failures() == 0 ? fmt::format("All {} derivatives agree", grouped(count))
                                           : fmt::format("{} of {} derivatives differ",
                                                         grouped(check.failures()), grouped(count));
  text += fmt::format(" ({} {})", check.failures() == 0 ? "within" : "by more than",
                      significant(check.tolerance, 3));
  if (check.kinks() > 0) {
    text += fmt::format("; {} at a kink, where any slope between both sides is one",
                        grouped(check.kinks()));
  }
  if (count < check.all) {
    text += fmt::format(", {} evenly spaced of {}", grouped(count), grouped(check.all));
  }
  return text + ".\n";
}

}  // namespace

std::string to_text(const DerivativeCheck& check, bool changes, bool full) {
  std::vector<std::vector<std::string>> rows = {
      {"weight w", "value", "back propagation", "finite difference", "relative difference"}};
  if (changes) {
    rows[0].push_back(fmt::format("J(w + {0}) - J(w)", significant(check.epsilon, 6)));
  }
  const bool verdicts = check.failures() + check.kinks() > 0;
  if (verdicts) rows[0].emplace_back("");
  const std::vector<std::size_t> order = shown_checks(check, full);
  for (const std::size_t i : order) {
    const CheckedDerivative& one = check.derivatives[i];
    rows.push_back({one.name, precise(one.value), precise(one.derivative), precise(one.difference),
                    shown_relative(one.relative)});
    if (changes) rows.back().push_back(precise(one.change));
    if (verdicts) rows.back().push_back(verdict_of(one));
  }
  std::string text = fmt::format(
      "\nCheck: derivatives of J, the {}, and central finite differences (J(w + h) - J(w - h)) / "
      "2h; J = {}\n",
      check.goal, precise(check.at_row));
  text += text_table(rows, "  ");
  if (order.size() < check.derivatives.size()) {
    text += fmt::format("… and {} more that differ less (`full` prints them)\n",
                        check.derivatives.size() - order.size());
  }
  return text + summary_of(check);
}

io::Json to_json(const DerivativeCheck& check) {
  io::Json::Array derivatives;
  for (const CheckedDerivative& one : check.derivatives) {
    io::Json::Object object = {{"name", one.name},
                               {"value", io::Json::finite(one.value)},
                               {"derivative", io::Json::finite(one.derivative)},
                               {"difference", io::Json::finite(one.difference)},
                               {"relative", io::Json::finite(one.relative)},
                               {"change", io::Json::finite(one.change)},
                               {"agrees", one.agrees}};
    if (one.kink) {
      object.emplace_back("slopes", io::Json::Array{io::Json::finite(one.slope_below),
                                                    io::Json::finite(one.slope_above)});
    }
    derivatives.push_back(std::move(object));
  }
  return io::Json::Object{{"of", check.goal},
                          {"value", io::Json::finite(check.at_row)},
                          {"tolerance", check.tolerance},
                          {"epsilon", check.epsilon},
                          {"all", check.all},
                          {"differ", check.failures()},
                          {"kinks", check.kinks()},
                          {"derivatives", std::move(derivatives)}};
}

}  // namespace ganglion::train
