#include "studio/builtin.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "studio/api_error.h"
#include "studio/embedded.h"
#include "studio/made_rows.h"

namespace ganglion::studio {
namespace {

std::vector<BuiltinOption> noise_and_rows(double noise, double rows) {
  return {{"noise", "noise", 0.0, 0.5, 0.01, noise}, {"rows", "rows", 50, 2000, 50, rows}};
}

/// A few units learn these in as many epochs as are watched.
std::vector<std::pair<std::string, std::string>> quick() {
  return {{"learning_rate", "0.03"}};
}

std::string_view packed_file(const std::string& id) {
  if (id == "digits") return embedded::digits();
  if (id == "breast_cancer") return embedded::breast_cancer();
  if (id == "ecg") return embedded::ecg();
  return {};
}

}  // namespace

const std::vector<Builtin>& builtins() {
  static const std::vector<Builtin> kAll = {
      {"circle",
       "Circle",
       noise_and_rows(0.05, 400),
       {"class"},
       quick(),
       "dense 4 tanh; dense 2 tanh"},
      {"xor",
       "Exclusive or",
       noise_and_rows(0.05, 400),
       {"class"},
       quick(),
       "dense 4 tanh; dense 2 tanh"},
      {"spiral",
       "Spiral",
       noise_and_rows(0.05, 400),
       {"class"},
       quick(),
       "dense 8 tanh; dense 8 tanh"},
      {"gaussians", "Two Gaussians", noise_and_rows(0.25, 400), {"class"}, quick(), "dense 3 tanh"},
      {"blobs", "Three blobs", noise_and_rows(0.1, 450), {"class"}, quick(), "dense 4 tanh"},
      {"plane", "Plane", noise_and_rows(0.1, 300), {"y"}, quick(), "dense 2 tanh"},
      {"kink", "Curve with a kink", noise_and_rows(0.02, 200), {"y"}, quick(), "dense 2 relu"},
      {"ill_scaled", "Ill-scaled columns", noise_and_rows(0.1, 300), {"y"}, quick(), ""},
      {"street",
       "Street scene",
       noise_and_rows(0.1, 600),
       {"car", "bus", "pedestrian"},
       {{"task", "multilabel"}, {"learning_rate", "0.03"}},
       "dense 8 relu"},
      {"coffee", "Coffee roasting", noise_and_rows(0.0, 400), {"good"}, quick(), "dense 3 sigmoid"},
      {"digits", "Handwritten digits", {}, {"digit"}, {}, "dense 25 relu; dense 15 relu"},
      {"breast_cancer", "Breast cancer", {}, {"diagnosis"}, {}, "dense 8 relu"},
      {"shapes",
       "Shapes",
       noise_and_rows(0.1, 600),
       {"shape"},
       {{"image", "12x12"}},
       "conv2d 8 3x3 relu; maxpool 2; flatten; dense 16 relu"},
      {"ecg",
       "Heartbeats",
       {},
       {"beat"},
       {{"signal", "1"}},
       "conv1d 8 5 relu; maxpool 2; conv1d 8 5 relu; globalavgpool"}};
  return kAll;
}

const Builtin& builtin(const std::string& id) {
  const auto found = std::ranges::find(builtins(), id, &Builtin::id);
  if (found != builtins().end()) return *found;
  std::vector<std::string> ids;
  for (const Builtin& one : builtins()) ids.push_back(one.id);
  throw ApiError(
      400, fmt::format("there is no data set \"{}\"; there are {}", id, fmt::join(ids, ", ")));
}

OptionValues complete_options(const Builtin& builtin, const OptionValues& given) {
  OptionValues values;
  for (const BuiltinOption& option : builtin.options) values[option.key] = option.value;
  for (const auto& [key, value] : given) {
    const auto option = std::ranges::find(builtin.options, key, &BuiltinOption::key);
    if (option == builtin.options.end()) {
      throw ApiError(400, fmt::format("{} has no option \"{}\"", builtin.title, key));
    }
    if (!(value >= option->low && value <= option->high)) {
      throw ApiError(400, fmt::format("{} {}: expected a number from {} to {}", option->label,
                                      value, option->low, option->high));
    }
    values[key] = value;
  }
  return values;
}

BuiltinFile builtin_file(const Builtin& builtin, const OptionValues& options) {
  const std::string_view packed = packed_file(builtin.id);
  if (!packed.empty()) return {builtin.id + ".csv.gz", std::string(packed)};
  const auto rows = static_cast<std::int64_t>(std::llround(options.at("rows")));
  return {builtin.id + ".csv", made_rows(builtin.id, rows, options.at("noise"))};
}

}  // namespace ganglion::studio
