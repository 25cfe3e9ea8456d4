#include "ganglion/data/stored/stored_signals.h"

#include <algorithm>
#include <cstring>

#include "ganglion/data/stored/stored_rows.h"

namespace ganglion::data {
namespace {

/// Signals on their way to a file or to memory, chunk after chunk.
class SignalWriter {
 public:
  SignalWriter(std::int64_t rows, const SignalFile& file) : rows_(rows), file_for_(file) {}

  void add(const Tensor& chunk) {
    if (to_ == 0) {
      shape_ = chunk.shape().with(0, rows_);
      file_ = file_for_(chunk.shape().without(0).size());
      if (!file_) values_ = Tensor(shape_);
    }
    const auto bytes = std::as_bytes(chunk.values<float>());
    if (file_) {
      file_->write_at(to_, bytes);
    } else {
      std::memcpy(static_cast<std::byte*>(values_.data()) + to_, bytes.data(), bytes.size());
    }
    to_ += bytes.size();
  }

  Samples finish() {
    if (!file_) return {SampleKind::signal, std::move(values_)};
    return {SampleKind::signal, std::make_shared<const StoredRows>(file_, 0, shape_)};
  }

 private:
  std::int64_t rows_;
  const SignalFile& file_for_;
  std::shared_ptr<BulkFile> file_;
  Shape shape_;
  Tensor values_;
  std::uint64_t to_ = 0;
};

}  // namespace

Table stored_signals(const StoredTable& table, const SignalColumns& options, const SignalFile& file,
                     FilledHoles* filled) {
  const std::vector<std::string> names = table.header().names();
  std::vector<std::string> others;
  for (const std::string& name : names) {
    if (std::ranges::find(options.targets, name) != options.targets.end()) others.push_back(name);
  }
  SignalWriter writer(table.rows(), file);
  for (std::int64_t chunk = 0; chunk < table.parts(); ++chunk) {
    writer.add(signal_columns(table.part(chunk, names), options, filled).samples().tensor());
  }
  return table.columns(others, {}, INT64_MAX, true)
      .with_samples(writer.finish().with_units(units_of(table.header(), options)));
}

}  // namespace ganglion::data
