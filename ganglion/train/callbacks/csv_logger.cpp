#include "ganglion/train/callbacks/csv_logger.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/core/file.h"
#include "ganglion/core/quotes.h"

namespace ganglion::train {
namespace {

std::string header(const History::Epoch& epoch) {
  std::string line = "epoch";
  // A metric may have any name.
  for (const auto& [name, value] : epoch.values) line += ',' + csv_field(name);
  return line + '\n';
}

std::string row(const History::Epoch& epoch) {
  std::string line = fmt::format("{}", epoch.epoch);
  for (const auto& [name, value] : epoch.values) {
    line += std::isnan(value) ? "," : fmt::format(",{}", value);  // not defined: an empty cell
  }
  return line + '\n';
}

class Logger final : public Callback {
 public:
  explicit Logger(const CsvLogger& options) : path_(options.path) {}

  void on_train_begin(TrainingState& state) override {
    const std::string text = history_csv(state.history);
    write_file_atomically(path_, text);
    has_header_ = !text.empty();
  }

  void on_epoch_settled(TrainingState& state) override {
    const History::Epoch& epoch = state.history.epochs.back();
    // Opened for each line, so that the file is complete whenever somebody looks.
    append_to_file(path_, (has_header_ ? "" : header(epoch)) + row(epoch));
    has_header_ = true;
  }

 private:
  std::string path_;
  bool has_header_ = false;
};

}  // namespace

std::string history_csv(const History& history) {
  std::string text;
  for (const History::Epoch& epoch : history.epochs) {
    text += (text.empty() ? header(epoch) : "") + row(epoch);
  }
  return text;
}

std::shared_ptr<Callback> CsvLogger::make() const {
  return std::make_shared<Logger>(*this);
}

}  // namespace ganglion::train
