#include "ganglion/train/compare/variant.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/train/job/job_keys.h"

namespace ganglion::train {
namespace {

std::string without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1));
}

bool is_job_key(const std::string& name) {
  return std::ranges::any_of(job_keys(), [&](const JobKey& key) {
    return key.name == name || (!key.alias.empty() && key.alias == name);
  });
}

/// The key that a word begins with ("learning-rate=0.1"): "learning_rate"; empty when none.
std::string key_of_word(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos) return {};
  std::string key(word.substr(0, equals));
  while (key.starts_with('-')) key.erase(0, 1);
  std::ranges::replace(key, '-', '_');
  return is_job_key(key) ? key : std::string();
}

/// Behind the value of a setting: at the next word that begins one, or at the end.
std::size_t end_of_value(std::string_view text, std::size_t begin) {
  if (begin < text.size() && (text[begin] == '\'' || text[begin] == '"')) {
    const std::size_t close = text.find(text[begin], begin + 1);
    if (close == std::string_view::npos) {
      throw Error(fmt::format("no closing {} in {}", text[begin], shown(text)));
    }
    return close + 1;
  }
  for (std::size_t at = begin; at < text.size(); ++at) {
    if (text[at] == ' ' &&
        !key_of_word(text.substr(at + 1, text.find(' ', at + 1) - at - 1)).empty()) {
      return at;
    }
  }
  return text.size();
}

std::string without_quotes(std::string value) {
  if (value.size() >= 2 && (value.front() == '\'' || value.front() == '"')) {
    return value.substr(1, value.size() - 2);
  }
  return value;
}

[[noreturn]] void fail_at_word(std::string_view text) {
  std::vector<std::string> keys;
  for (const JobKey& key : job_keys()) keys.push_back(key.name);
  const std::string word(text.substr(0, text.find_first_of("= ")));
  throw Error(
      fmt::format("{}: unknown setting; {}; settings are written key=value, such as "
                  "\"optimizer=sgd learning_rate=0.1\"",
                  shown(word), suggestion(word, keys)));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_settings(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> settings;
  std::string rest = without_blanks(text);
  while (!rest.empty()) {
    const std::string key = key_of_word(rest.substr(0, rest.find(' ')));
    if (key.empty()) fail_at_word(rest);
    const std::size_t begin = rest.find('=') + 1;
    const std::size_t end = end_of_value(rest, begin);
    settings.emplace_back(key, without_quotes(without_blanks(rest.substr(begin, end - begin))));
    rest = without_blanks(rest.substr(end));
  }
  return settings;
}

Variant variant_of(const std::string& text, const Job& shared) {
  const std::size_t colon = text.find(':');
  const bool named = colon != std::string::npos && colon < text.find('=');
  Variant variant = {.name = without_blanks(named ? text.substr(0, colon) : text), .job = shared};
  try {
    for (const auto& [key, value] : parse_settings(named ? text.substr(colon + 1) : text)) {
      try {
        job_key(key).set(variant.job, {value});
      } catch (const Error& error) {
        throw Error(fmt::format("{}: {}", key, error.what()));
      }
    }
  } catch (const Error& error) {
    throw Error(fmt::format("`with`: {}: {}", shown(text), error.what()));
  }
  if (variant.name.empty())
    throw Error("`with`: no settings; write key=value, or a name: \"plain:\"");
  return variant;
}

Job with_training_of(Job job, const Job& other) {
  job.effort = other.effort;
  job.network = other.network;
  job.linear_path = other.linear_path;
  job.loss = other.loss;
  job.optimizer = other.optimizer;
  job.learning_rate = other.learning_rate;
  job.schedule = other.schedule;
  job.epochs = other.epochs;
  job.time = other.time;
  job.batch_size = other.batch_size;
  job.patience = other.patience;
  job.keep = other.keep;
  job.ensemble = other.ensemble;
  job.ensemble_validation = other.ensemble_validation;
  job.l2 = other.l2;
  job.init = other.init;
  job.freeze = other.freeze;
  job.dropout = other.dropout;
  job.augment = other.augment;
  job.class_weight = other.class_weight;
  job.calibration = other.calibration;
  job.replicas = other.replicas;
  job.precision = other.precision;
  job.threads = other.threads;
  return job;
}

bool is_training_key(std::string_view key) {
  static constexpr std::array<std::string_view, 27> kKeys = {"network",
                                                             "init",
                                                             "freeze",
                                                             "loss",
                                                             "optimizer",
                                                             "learning_rate",
                                                             "schedule",
                                                             "epochs",
                                                             "batch_size",
                                                             "patience",
                                                             "keep",
                                                             "ensemble",
                                                             "l2",
                                                             "dropout",
                                                             "augment",
                                                             "class_weight",
                                                             "calibration",
                                                             "replicas",
                                                             "precision",
                                                             "threads",
                                                             "out",
                                                             "cross_validate",
                                                             "time",
                                                             "effort",
                                                             "linear_path",
                                                             "tensorboard",
                                                             "ensemble_validation"};
  return std::ranges::find(kKeys, key) != kKeys.end();
}

}  // namespace ganglion::train
