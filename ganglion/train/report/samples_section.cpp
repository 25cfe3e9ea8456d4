#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/numbers.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/augment/augmentation.h"
#include "ganglion/data/features/sample_features.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/sample_view.h"
#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {
namespace {

constexpr std::int64_t kMaxShown = 24;
constexpr std::int64_t kMaxPixels = 48;

/// Some rows of one class, or of all where there are no classes.
struct Group {
  std::string name;
  std::vector<std::int64_t> rows = {};
};

/// As many of each class as there is room for, the first in the order of the training rows.
std::vector<Group> groups_of(const ReportInput& input) {
  const data::Dataset& train = input.data.train;
  const auto& names = input.data.preprocessing.state().class_names;
  if (names.empty() || train.targets.dtype() != DType::i32) {
    Group all{.name = ""};
    for (std::int64_t row = 0; row < std::min(train.rows(), kMaxShown / 2); ++row) {
      all.rows.push_back(row);
    }
    return {all};
  }
  const auto classes = std::min<std::int64_t>(std::ssize(names), kMaxShown / 2);
  const auto each = static_cast<std::size_t>(std::min<std::int64_t>(6, kMaxShown / classes));
  std::vector<Group> groups;
  for (std::int64_t c = 0; c < classes; ++c) {
    groups.push_back({.name = names[static_cast<std::size_t>(c)]});
  }
  const auto targets = train.targets.values<std::int32_t>();
  for (std::size_t row = 0; row < targets.size(); ++row) {
    if (targets[row] >= classes) continue;
    auto& rows = groups[static_cast<std::size_t>(targets[row])].rows;
    if (rows.size() < each) rows.push_back(static_cast<std::int64_t>(row));
  }
  return groups;
}

/// Rows of the training data, as they are and as augmentation may make them.
class Shown {
 public:
  explicit Shown(const ReportInput& input)
      : train_(input.data.train),
        samples_(*input.data.preprocessing.state().samples),
        augmentation_(input.result.job.stated.augment.value()),
        seed_(input.result.job.stated.seed) {}

  bool augmented() const { return !augmentation_.empty(); }

  Tensor plain(std::int64_t row) const {
    const data::Dataset one = train_.rows(std::span(&row, 1));
    if (one.features.dtype() == DType::u8) return one.features.reshaped(samples_.shape);
    Tensor values = one.features.reshaped(samples_.shape);
    data::unscale(values.values<float>(), samples_.scaling);
    return values;
  }

  Tensor changed(std::int64_t row) const {
    Tensor values(samples_.shape, DType::f32);
    data::augmented_row(train_, augmentation_, {.seed = seed_, .epoch = 0, .row = row},
                        values.values<float>());
    data::unscale(values.values<float>(), samples_.scaling);
    return values;
  }

 private:
  const data::Dataset& train_;
  const data::SampleFeatures& samples_;
  data::Augmentation augmentation_;
  std::uint64_t seed_;
};

/// By what all of them are, so that they can be compared.
SampleView view_of(const ReportInput& input, const std::vector<Group>& groups) {
  const data::SampleFeatures& samples = *input.data.preprocessing.state().samples;
  std::vector<std::int64_t> rows;
  for (const Group& group : groups) rows.insert(rows.end(), group.rows.begin(), group.rows.end());
  Tensor all = input.data.train.rows(rows).features;
  if (all.dtype() == DType::f32) {
    const auto size = static_cast<std::size_t>(samples.shape.size());
    const auto values = all.values<float>();
    for (std::size_t first = 0; first < values.size(); first += size) {
      data::unscale(values.subspan(first, size), samples.scaling);
    }
  }
  return SampleView(samples.kind, all);
}

std::string figure(const Group& group, const Shown& shown, const SampleView& view) {
  const std::string label = group.name.empty() ? "a training row" : shortened(group.name, 40);
  std::string text = "<figure class=\"samples\">";
  if (!group.name.empty()) text += "<figcaption>" + escape(label) + "</figcaption>";
  text += "<div>";
  for (const std::int64_t row : group.rows) text += view.html(shown.plain(row), label, kMaxPixels);
  text += "</div>";
  if (!shown.augmented()) return text + "</figure>\n";
  text += "<div class=\"changed\">";
  for (const std::int64_t row : group.rows) {
    text += view.html(shown.changed(row), label + ", augmented", kMaxPixels);
  }
  return text + "</div></figure>\n";
}

}  // namespace

std::string samples_section(const ReportInput& input) {
  const auto& samples = input.data.preprocessing.state().samples;
  if (!samples || input.data.train.rows() == 0) return "";
  const std::vector<Group> groups = groups_of(input);
  const Shown shown(input);
  const SampleView view = view_of(input, groups);
  std::string text = "<div class=\"figures\">";
  for (const Group& group : groups) text += figure(group, shown, view);
  text += fmt::format(
      "</div><p class=\"soft-text\">Training examples as the network receives them: {}s of {}.",
      data::name_of(samples->kind), escape(data::described(samples->kind, samples->shape)));
  if (shown.augmented()) {
    text += fmt::format(" Below the line, the same examples after <code>{}</code> <code>{}</code>.",
                        flag_of("augment"),
                        escape(shortened(input.result.job.stated.augment.text(), 200)));
  }
  const auto& names = input.data.preprocessing.state().class_names;
  if (names.size() > groups.size() && groups.size() > 1) {
    text += fmt::format(" The first {} of {} classes.", groups.size(), grouped(std::ssize(names)));
  }
  return card("Training examples", text + "</p>", "wide");
}

}  // namespace ganglion::train::report
