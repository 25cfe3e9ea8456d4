#include "ganglion/train/diagnosis/diagnosis.h"

#include <algorithm>
#include <string_view>

#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {
namespace {

struct Verdict {
  std::optional<Finding> (*find)(const Evidence&);
  std::vector<std::string_view> follows_from = {};  ///< kinds above it that explain it
};

/// What matters most first: what makes scores worthless, then what keeps a network from learning,
/// then how well it did.
const std::vector<Verdict>& verdicts() {
  static const std::vector<Verdict> table = {
      {leak_suspected},
      {shifted_rows},
      {always_one_class, {"shifted_rows"}},
      {constant_prediction, {"shifted_rows"}},
      {exploding_gradients},
      {vanishing_gradients, {"exploding_gradients"}},
      {unfinished, {"exploding_gradients"}},
      {few_test_rows,
       {"leak_suspected", "shifted_rows", "always_one_class", "constant_prediction",
        "exploding_gradients", "vanishing_gradients"}},
      {worse_than_baseline,
       {"always_one_class", "constant_prediction", "exploding_gradients", "vanishing_gradients",
        "unfinished", "shifted_rows"}},
      {overfitting, {"exploding_gradients", "shifted_rows"}},
      {underfitting,
       {"always_one_class", "constant_prediction", "exploding_gradients", "vanishing_gradients",
        "unfinished", "shifted_rows", "worse_than_baseline", "overfitting"}},
      {dead_units, {"exploding_gradients"}},
      {saturated_units},
      {calibration_off, {"always_one_class", "exploding_gradients", "unfinished"}},
      {linear_is_enough,
       {"leak_suspected", "always_one_class", "constant_prediction", "exploding_gradients",
        "vanishing_gradients", "unfinished", "few_test_rows", "shifted_rows", "worse_than_baseline",
        "overfitting", "underfitting"}}};
  return table;
}

}  // namespace

std::vector<Finding> diagnose(const Evidence& evidence) {
  std::vector<Finding> findings;
  if (!evidence.result.assessment || evidence.assessment().losses.empty()) return findings;
  for (const Verdict& verdict : verdicts()) {
    const bool explained = std::ranges::any_of(verdict.follows_from, [&](std::string_view kind) {
      return std::ranges::find(findings, kind, &Finding::kind) != findings.end();
    });
    if (explained || findings.size() == kMaxFindings) continue;
    if (auto finding = verdict.find(evidence)) findings.push_back(*std::move(finding));
  }
  return findings;
}

}  // namespace ganglion::train
