#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/train/job/job.h"

namespace ganglion::train {

/// One of several settings that are compared.
struct Variant {
  std::string name;
  Job job;
};

/// Settings on one line: `optimizer=sgd momentum=0.9 learning_rate=0.1` sets optimizer (to
/// "sgd momentum=0.9") and learning_rate. A word `key=` with the key of a job begins a setting,
/// whose value goes on to the next such word; a value in quotes, single or double, is taken as it
/// is. '-' in a key counts as '_'. Throws Error when the text doesn't begin with a setting.
std::vector<std::pair<std::string, std::string>> parse_settings(std::string_view text);

/// A job with these settings in place of its own; its name is what stands before a colon
/// (`slow: learning_rate=1e-4`), else the settings themselves. Throws Error that names the text.
Variant variant_of(const std::string& text, const Job& shared);

/// The job with the settings of training (network, optimizer, …) of another: what is read and how
/// rows are divided stays.
Job with_training_of(Job job, const Job& other);
/// Whether a key of a job is one of those: it has no effect on which rows there are, and how they
/// are encoded.
bool is_training_key(std::string_view key);

}  // namespace ganglion::train
