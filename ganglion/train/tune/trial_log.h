#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

#include "ganglion/core/descriptor.h"
#include "ganglion/io/json.h"
#include "ganglion/train/tune/search.h"

namespace ganglion::train {

/// A training of a search: which settings, on which division into folds, on which of its folds.
struct TrainingKey {
  std::int64_t trial = 1;
  std::uint64_t division = 0;
  std::int64_t fold = 0;
  auto operator<=>(const TrainingKey&) const = default;
};

/// The file of a search, trials.jsonl: a JSON object a line, the first of which says what is
/// searched, each other one what came of a training, written as soon as it ends. A search that was
/// killed finds its trainings there and goes on with the others. For several threads.
class TrialLog {
 public:
  /// Begins a file, or, where there is one and `resume`, reads it; a last line that was cut off by
  /// the end of the process is dropped. Throws Error when what it searched was something else than
  /// `header` says but for its `limits` (naming the member that differs), and for what is no such
  /// file.
  TrialLog(const std::string& path, const io::Json& header, bool resume);

  /// What came of a training with these settings; nothing when it isn't known. Throws Error when
  /// it was made with other settings: by another version of the program.
  std::optional<FoldScore> find(const TrainingKey& key, const std::string& settings) const;
  /// Appends what came of a training, `elapsed` seconds after the search began.
  void add(const TrainingKey& key, const std::string& settings, const FoldScore& score,
           double elapsed);
  /// Seconds that the search took until the last training of the file.
  double elapsed() const { return elapsed_; }

 private:
  struct Known {
    std::string settings;
    FoldScore score;
  };
  void read(const std::string& text, const io::Json& header);
  void append(const io::Json& line);

  std::string path_;
  Descriptor file_;
  std::map<TrainingKey, Known> known_;
  double elapsed_ = 0.0;
  mutable std::mutex guard_;
};

}  // namespace ganglion::train
