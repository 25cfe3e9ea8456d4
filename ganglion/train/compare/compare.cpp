#include "ganglion/train/compare/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/train/evaluate/evaluation.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/job/job_keys.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "ganglion/train/results/assessment.h"
#include "ganglion/train/run/train_rows.h"

namespace ganglion::train {
namespace {

/// Rows, and the job with what reading them settled.
struct ReadRows {
  Job job;
  JobData data;
};

/// Reads the rows of variants, each way of reading them once.
class RowsOfVariants {
 public:
  explicit RowsOfVariants(const Listener& listener) : listener_(listener) {}

  const ReadRows& of(const Variant& variant) {
    std::unique_ptr<ReadRows>& rows = read_[data_settings(variant.job)];
    if (rows) return *rows;
    Job job = variant.job;
    const bool first = first_ == nullptr;
    JobData data = read_job_data(job, first ? listener_ : Listener{});
    rows = std::make_unique<ReadRows>(ReadRows{std::move(job), std::move(data)});
    if (first) first_ = rows.get();
    check_same_rows(*rows);
    return *rows;
  }

 private:
  static std::string data_settings(const Job& job) {
    // Columns get no bins for a network that is asked for.
    std::string text = job.network ? "network\n" : "";
    for (const JobKey& key : job_keys()) {
      if (!is_training_key(key.name)) text += key.toml(job).value_or("") + "\n";
    }
    return text;
  }

  /// Rows are the same when as many are trained on, and those to be scored have the same targets.
  void check_same_rows(const ReadRows& rows) const {
    const auto targets = [](const ReadRows& read) {
      return read.data.preprocessing.own_targets(rows_to_assess(read.data)).cast(DType::f64);
    };
    const Tensor ours = targets(rows);
    const Tensor theirs = targets(*first_);
    const bool same = rows.data.train.rows() == first_->data.train.rows() &&
                      ours.shape() == theirs.shape() &&
                      std::ranges::equal(ours.values<double>(), theirs.values<double>());
    if (same) return;
    throw Error(
        "its rows are not those of the first variant; data, target, seed and how rows are divided "
        "must be the same for all");
  }

  const Listener& listener_;
  std::map<std::string, std::unique_ptr<ReadRows>> read_;
  const ReadRows* first_ = nullptr;
};

/// Adds the metrics of one seed to the mean over all.
void add_to_mean(ComparedVariant& variant, const Evaluation& evaluation, double seeds) {
  if (variant.metrics.empty()) {
    for (const auto& [name, value] : evaluation.metrics) variant.metrics.emplace_back(name, 0.0);
  }
  for (std::size_t m = 0; m < variant.metrics.size(); ++m) {
    variant.metrics[m].second += evaluation.metrics[m].second / seeds;
  }
}

bool is_stopped(const CompareOptions& options) {
  return options.stop != nullptr && options.stop->load();
}

/// Trains a variant with each seed.
class VariantTraining {
 public:
  VariantTraining(const Variant& variant, const ReadRows& rows, const CompareOptions& options)
      : variant_(variant), rows_(rows), options_(options) {}

  /// Nothing when it was stopped before all seeds were trained.
  std::optional<ComparedVariant> run(const Listener& listener) {
    ComparedVariant result{.name = variant_.name};
    if (options_.training != nullptr) options_.training->store(true);
    for (std::int64_t i = 0; i < options_.seeds && !is_stopped(options_); ++i) {
      Job job = with_training_of(rows_.job, variant_.job);
      job.seed += static_cast<std::uint64_t>(i);
      train_once(std::move(job), i == 0 ? listener : Listener{}, result);
    }
    if (options_.training != nullptr) options_.training->store(false);
    if (std::ssize(result.runs) < options_.seeds) return std::nullopt;
    return result;
  }
  std::vector<ResampledMetrics> metrics = {};  ///< of each seed

 private:
  void train_once(Job job, const Listener& listener, ComparedVariant& result) {
    TrainedJob trained =
        train_rows(std::move(job), rows_.data,
                   {.progress = false, .listener = listener, .stop = options_.stop});
    if (is_stopped(options_)) return;
    const data::Dataset& assessed = rows_to_assess(rows_.data);
    const data::Preprocessing& preprocessing = rows_.data.preprocessing;
    const Scores scores = trained.model.evaluate(assessed);
    const Evaluation evaluation = evaluation_of(scores, preprocessing, assessed);
    add_to_mean(result, evaluation, static_cast<double>(options_.seeds));
    const Tensor kept = preprocessing.clip_predictions(scores.predictions[0]);
    metrics.emplace_back(trained.job.task, preprocessing.own_predictions(kept, assessed),
                         preprocessing.own_targets(assessed), preprocessing.state().positive);
    result.parameters = trained.model.network().layout().parameter_count();
    if (result.runs.empty()) result.job = trained.job.stated;
    const std::uint64_t seed = trained.job.stated.seed;
    const auto& [metric, value] = evaluation.metrics.front();
    options_.listener.tell_note(fmt::format("{}, seed {}: {} epochs in {:.1f} s, {} {}",
                                            variant_.name, seed, trained.history.epochs.size(),
                                            trained.seconds, metric, shown_number(value)));
    result.runs.push_back(
        {.seed = seed, .history = std::move(trained.history), .seconds = trained.seconds});
  }

  const Variant& variant_;
  const ReadRows& rows_;
  const CompareOptions& options_;
};

void check_variants(const std::vector<Variant>& variants) {
  if (variants.size() < 2) {
    throw Error("compare: give at least two variants, such as `with` twice, or two job files");
  }
  std::set<std::string> names;
  for (const Variant& variant : variants) {
    check_paths(variant.job);
    if (variant.job.data == "-") {
      throw Error("compare: give a file, not standard input, which can be read only once");
    }
    if (names.insert(variant.name).second) continue;
    throw Error(fmt::format("compare: {} is given twice; name them: \"one: …\", \"two: …\"",
                            shown(variant.name)));
  }
}

}  // namespace

Comparison compare(const std::vector<Variant>& variants, const CompareOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  check_variants(variants);
  RowsOfVariants rows(options.listener);
  Comparison result{.data = variants[0].job.data};
  std::vector<std::vector<ResampledMetrics>> metrics;
  std::vector<std::int64_t> groups;
  for (const Variant& variant : variants) {
    try {
      const ReadRows& read = rows.of(variant);
      VariantTraining training(variant, read, options);
      std::optional<ComparedVariant> trained =
          training.run(result.variants.empty() ? options.listener : Listener{});
      if (!trained) break;
      result.variants.push_back(std::move(*trained));
      metrics.push_back(std::move(training.metrics));
      const JobData& data = read.data;
      result.part = data.test ? "test" : data.validation ? "validation" : "train";
      result.rows = rows_to_assess(data).rows();
      groups = groups_to_assess(data);
    } catch (const Error& error) {
      throw Error(fmt::format("{}: {}", variant.name, error.what()), error.remedy());
    }
  }
  result.left_out = std::ssize(variants) - std::ssize(result.variants);
  if (result.variants.size() < 2) return result;
  PairedBootstrap drawn =
      paired_bootstrap(metrics, {.seed = result.variants[0].job.seed, .groups = std::move(groups)});
  for (std::size_t v = 0; v < drawn.models.size(); ++v) {
    result.variants[v].intervals = std::move(drawn.models[v]);
    result.variants[v].differences = std::move(drawn.differences[v]);
  }
  result.differing = differing_settings(result.variants);
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
  result.seconds = passed.count();
  return result;
}

}  // namespace ganglion::train
