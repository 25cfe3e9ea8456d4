#include "ganglion/train/callbacks/csv_logger.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "ganglion/core/file.h"
#include "ganglion/core/quotes.h"

namespace ganglion::train {
namespace {

using Names = std::vector<std::string>;

void add_names(Names& names, const History::Epoch& epoch) {
  for (const auto& [name, value] : epoch.values) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
}

/// The values that any epoch has: a penalty may be there only since a later one.
Names value_names(const History& history) {
  Names names;
  for (const History::Epoch& epoch : history.epochs) add_names(names, epoch);
  return names;
}

std::string header(const Names& names) {
  std::string line = "epoch";
  for (const std::string& name : names) line += ',' + csv_field(name);  // a metric may have any
  return line + '\n';
}

std::string row(const History::Epoch& epoch, const Names& names) {
  std::string line = fmt::format("{}", epoch.epoch);
  for (const std::string& name : names) {
    const double value = epoch.at(name);
    line += std::isnan(value) ? "," : fmt::format(",{}", value);  // not defined: an empty cell
  }
  return line + '\n';
}

class Logger final : public Callback {
 public:
  explicit Logger(const CsvLogger& options) : path_(options.path) {}

  void on_train_begin(TrainingState& state) override {
    names_ = value_names(state.history);
    write_file_atomically(path_, history_csv(state.history));
  }

  void on_epoch_settled(TrainingState& state) override {
    const std::size_t known = names_.size();
    add_names(names_, state.history.epochs.back());
    if (names_.size() > known) return write_file_atomically(path_, history_csv(state.history));
    // Opened for each line, so that the file is complete whenever somebody looks.
    append_to_file(path_, row(state.history.epochs.back(), names_));
  }

 private:
  std::string path_;
  Names names_;  // in the header of the file
};

}  // namespace

std::string history_csv(const History& history) {
  if (history.epochs.empty()) return {};
  const Names names = value_names(history);
  std::string text = header(names);
  for (const History::Epoch& epoch : history.epochs) text += row(epoch, names);
  return text;
}

std::shared_ptr<Callback> CsvLogger::make() const {
  return std::make_shared<Logger>(*this);
}

}  // namespace ganglion::train
