#include "ganglion/train/callbacks/csv_logger.h"

#include <fmt/format.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "ganglion/core/error.h"
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
    std::string text;
    for (const History::Epoch& epoch : state.history.epochs) {
      text += (text.empty() ? header(epoch) : "") + row(epoch);
    }
    write_file_atomically(path_, text);
    has_header_ = !text.empty();
  }

  void on_epoch_settled(TrainingState& state) override {
    const History::Epoch& epoch = state.history.epochs.back();
    append((has_header_ ? "" : header(epoch)) + row(epoch));
    has_header_ = true;
  }

 private:
  /// Opened for each line, so that the file is complete whenever somebody looks.
  void append(const std::string& text) const {
    std::FILE* file = std::fopen(path_.c_str(), "ab");
    bool written = file != nullptr;
    if (written) written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    if (file != nullptr) written &= std::fclose(file) == 0;
    if (!written) {
      throw Error(fmt::format("{}: can't write the history: {}", path_, std::strerror(errno)));
    }
  }

  std::string path_;
  bool has_header_ = false;
};

}  // namespace

std::shared_ptr<Callback> CsvLogger::make() const {
  return std::make_shared<Logger>(*this);
}

}  // namespace ganglion::train
