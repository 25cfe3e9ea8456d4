#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ganglion/data/features/preprocessing_state.h"

namespace ganglion::data {

/// Learns the classes of a target of the training rows into `state`, whose task is binary or
/// multiclass; `positive` is the name of the positive class, empty for the rarer one. Notes: words
/// read as one class, classes that are written almost alike, and classes of one row.
void fit_classes(const Table& table, const Column& column, const std::string& positive,
                 PreprocessingState& state, std::vector<Note>& notes);

/// Finds the class of a text: as written, else as a number ("3.0" is class "3"), else the same word
/// of yes or no in other capitals, else but for a full stop at the end (some files end each line of
/// their test part so).
class ClassFinder {
 public:
  explicit ClassFinder(const std::vector<std::string>& names);
  /// -1 when there is none.
  std::int32_t find(const std::string& text) const;

 private:
  std::map<std::string, std::int32_t> by_text_;
  std::map<double, std::int32_t> by_number_;
  std::map<std::string, std::int32_t> by_word_;  ///< small; empty unless all are yes or no
};

}  // namespace ganglion::data
