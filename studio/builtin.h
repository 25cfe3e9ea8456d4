#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ganglion::studio {

/// A number that a data set is made with.
struct BuiltinOption {
  std::string key;
  std::string label;
  double low = 0.0;
  double high = 1.0;
  double step = 0.01;
  double value = 0.0;  ///< unless another is asked for
};

using OptionValues = std::map<std::string, double>;

/// A data set that is part of the program: drawn from a formula, or a small file.
struct Builtin {
  std::string id;     ///< "spiral"
  std::string title;  ///< "Spiral"
  std::vector<BuiltinOption> options = {};
  std::vector<std::string> targets = {};
  /// Keys of a job and their values, besides the targets.
  std::vector<std::pair<std::string, std::string>> settings = {};
  std::string network = {};  ///< to begin with
};

/// All of them, in the order in which they are offered.
const std::vector<Builtin>& builtins();
/// Throws ApiError listing the ids.
const Builtin& builtin(const std::string& id);

/// The values of all options, those that aren't given at their defaults. Throws ApiError for an
/// unknown key and a value outside its bounds.
OptionValues complete_options(const Builtin& builtin, const OptionValues& given);

/// The rows as a file: CSV, packed with gzip where it comes packed. The same options give the same
/// bytes.
struct BuiltinFile {
  std::string name;  ///< "spiral.csv", "digits.csv.gz"
  std::string bytes;
};
BuiltinFile builtin_file(const Builtin& builtin, const OptionValues& options);

}  // namespace ganglion::studio
