#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "ganglion/data/row_stream.h"

namespace ganglion::data {

/// The rows of an epoch of a stream, some at a time.
class StreamBlocks {
 public:
  /// `most`: rows of the epoch, or 0 for all that come.
  StreamBlocks(RowStream::Next next, std::int64_t most);
  /// The next `rows`, or the last ones, which are fewer; more of them where less than `least` would
  /// be left for another call. Empty at the end. Throws Error for rows that can't stand together.
  Dataset block(std::int64_t rows, std::int64_t least);

 private:
  void read_until(std::int64_t rows);

  RowStream::Next next_;
  std::optional<std::int64_t> left_;
  std::deque<Dataset> parts_;
  std::int64_t rows_ = 0;  ///< of all parts
};

/// The rows of parts one behind the other. Throws Error where one has other inputs, outputs, shapes
/// or weights than the first.
Dataset joined(const std::vector<Dataset>& parts);

}  // namespace ganglion::data
