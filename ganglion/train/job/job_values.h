#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "ganglion/train/job/job.h"

/// Values of a job between text and types. All throw Error saying what is expected.
namespace ganglion::train {

/// The only value. Throws Error for none and for several.
const std::string& single(const std::vector<std::string>& values);

/// Each value cut at commas, blanks around the parts cut off. Throws Error for an empty part.
std::vector<std::string> names_in(const std::vector<std::string>& values);

/// An integer within [least, most]; "1e3" is one, too.
std::int64_t to_whole(const std::string& text, std::int64_t least, std::int64_t most);

struct NumberRange {
  double least = -std::numeric_limits<double>::infinity();
  double above = -std::numeric_limits<double>::infinity();
  double below = std::numeric_limits<double>::infinity();
};
/// A finite number in the range.
double to_number(const std::string& text, const NumberRange& range);

/// A number of bytes: "500MB", "2 GB" (of 1000), "1GiB" (of 1024), "4096". At least 1 MB.
std::int64_t to_bytes(const std::string& text);
/// The other way round, in the largest unit that gives a whole number: "500MB", "1GiB", "1234567".
std::string bytes_text(std::int64_t bytes);

/// A time in seconds, above 0: "90s", "5m", "1h30m", "300".
double to_seconds(const std::string& text);
/// The other way round: "1h30m", "90s", "0.5s".
std::string seconds_text(double seconds);

/// "f1", or a probability above 0 and below 1.
nn::ThresholdRule to_threshold(const std::string& text);
/// "FP:FN", what a false positive and a false negative cost: "1:10". Both above 0.
nn::MistakeCosts to_costs(const std::string& text);
/// Percentages above 0, each above the one before, two at least: "10,20,40,70,100". 100 is added
/// where it isn't the last.
std::vector<double> to_percentages(const std::vector<std::string>& values);

/// A fraction in [0, 1), or else the name of a file.
Holdout to_holdout(const std::string& text);

/// As TOML values.
std::string toml_text(const std::string& text);
std::string toml_texts(const std::vector<std::string>& texts);
std::string toml_number(double number);

}  // namespace ganglion::train
