#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/train/evaluate/paired_bootstrap.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/options.h"

namespace ganglion::train {

/// A variant trained with one seed.
struct ComparedRun {
  std::uint64_t seed = 1;
  History history = {};  ///< of the first network, where there are several
  double seconds = 0.0;  ///< of training
};

/// A variant after training.
struct ComparedVariant {
  std::string name;
  Job job = {};                        ///< with all settings chosen
  std::int64_t parameters = 0;         ///< trainable
  std::vector<ComparedRun> runs = {};  ///< one a seed
  /// nn::default_metrics of the rows that are assessed, the mean over the seeds.
  std::vector<std::pair<std::string, double>> metrics = {};
  Bootstrap intervals = {};    ///< of the metrics
  Bootstrap differences = {};  ///< to the first variant

  double epochs() const;   ///< mean over the seeds
  double seconds() const;  ///< mean over the seeds
};

/// A setting that isn't the same for all variants.
struct DifferingSetting {
  std::string key;
  std::vector<std::string> values = {};  ///< of each variant; empty: not set
};

struct Comparison {
  std::string data;
  std::string part =
      {};  ///< rows that are assessed: "test", or "validation" or "train" without one
  std::int64_t rows = 0;  ///< of them
  std::vector<ComparedVariant> variants = {};
  std::vector<DifferingSetting> differing = {};
  double seconds = 0.0;
  std::int64_t left_out = 0;  ///< variants that an interruption left out

  /// How a variant stands to the first by a metric: "better", "worse" or "no clear difference", by
  /// whether the interval of the difference contains 0.
  std::string verdict(std::size_t variant, std::size_t metric) const;
  io::Json to_json() const;
};

/// The settings that are not the same in all jobs; those that change no result are left out.
std::vector<DifferingSetting> differing_settings(const std::vector<ComparedVariant>& variants);

}  // namespace ganglion::train
