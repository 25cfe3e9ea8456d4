#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/train/job/job.h"

namespace ganglion::train {

/// One key of a job: the same word names a line of job.toml and, with '-' for '_', an option.
struct JobKey {
  std::string name;   ///< "learning_rate"
  std::string value;  ///< how its value is written in a help text: "X"
  std::string help;   ///< one line
  /// Sets it from text. Throws Error saying what is expected, without naming the key.
  std::function<void(Job&, const std::vector<std::string>&)> set;
  /// As a TOML value; nothing when it is not set.
  std::function<std::optional<std::string>(const Job&)> toml;
  /// What the option stands for when it comes without a value; nothing when it needs one.
  std::optional<std::string> implied = std::nullopt;
  std::string alias = {};  ///< another name that is read, too; empty: none
};

}  // namespace ganglion::train
