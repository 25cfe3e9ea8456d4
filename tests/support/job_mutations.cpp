#include "tests/support/job_mutations.h"

#include <algorithm>
#include <array>
#include <vector>

namespace ganglion::support {
namespace {

class JobMutations {
 public:
  explicit JobMutations(const std::string& toml) {
    for (std::size_t at = 0; at < toml.size();) {
      const std::size_t end = std::min(toml.find('\n', at), toml.size());
      lines_.push_back(toml.substr(at, end - at));
      const std::string line = without_mark(lines_.back());
      const std::size_t sign = line.find(" = ");
      const bool setting = sign != std::string::npos && line.find(' ') == sign;
      if (setting) settings_.push_back(lines_.size() - 1);
      at = end + 1;
    }
    if (!settings_.empty()) return;
    settings_ = {lines_.size()};
    lines_.emplace_back("epochs = 1");
  }

  MutatedJob next(std::mt19937& random) const {
    std::vector<std::string> lines = lines_;
    std::string& line = lines[setting_line(random)];
    line = without_mark(line);
    const std::string key = line.substr(0, line.find(" = "));
    switch (random() % 10) {
      case 0:
        line.clear();
        break;
      case 1:
        line += "\n" + line;
        break;
      case 2:
      case 3:
        line = key + " = " + value_of(lines_[setting_line(random)]);
        break;
      default:
        line = key + " = " + kValues[random() % kValues.size()];
    }
    MutatedJob result{.toml = {}, .change = key + ": " + line.substr(0, 80)};
    for (const std::string& each : lines) result.toml += each + '\n';
    return result;
  }

 private:
  std::size_t setting_line(std::mt19937& random) const {
    return settings_[random() % settings_.size()];
  }
  /// What is not set stands there as a comment: "# columns = COL=TYPE[,…]".
  static std::string without_mark(const std::string& line) {
    return line.starts_with("# ") ? line.substr(2) : line;
  }
  static std::string value_of(const std::string& line) { return line.substr(line.find(" = ") + 3); }

  inline static const std::array<std::string, 40> kValues = {"0",
                                                             "-1",
                                                             "1",
                                                             "2",
                                                             "3",
                                                             "17",
                                                             "65537",
                                                             "9223372036854775807",
                                                             "-9223372036854775808",
                                                             "0.0",
                                                             "-0.0",
                                                             "0.5",
                                                             "1.0",
                                                             "0.999",
                                                             "1e300",
                                                             "1e-320",
                                                             "nan",
                                                             "inf",
                                                             "-inf",
                                                             "true",
                                                             "false",
                                                             "\"\"",
                                                             "\"auto\"",
                                                             "\"none\"",
                                                             "\"yes\"",
                                                             "\"kind\"",
                                                             "\"width\"",
                                                             "\"regression\"",
                                                             "\"multiclass\"",
                                                             "\"dense 3 relu; dropout 0.5\"",
                                                             "\"sgd momentum=0.9\"",
                                                             "\"step 0.5 1\"",
                                                             "\"2x2\"",
                                                             "[]",
                                                             "[\"kind\"]",
                                                             "[\"kind\", \"kind\"]",
                                                             "[1, 2]",
                                                             "{ width = \"date\" }",
                                                             "\"\\u001b[31m\\r\\n\"",
                                                             "\"" + std::string(5000, 'x') + "\""};
  std::vector<std::string> lines_;
  std::vector<std::size_t> settings_;
};

}  // namespace

MutatedJob mutated_job(const std::string& toml, std::mt19937& random) {
  return JobMutations(toml).next(random);
}

}  // namespace ganglion::support
