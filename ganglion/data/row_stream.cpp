#include "ganglion/data/row_stream.h"

#include <fmt/format.h>

#include <utility>

#include "ganglion/core/error.h"

namespace ganglion::data {

RowStream::RowStream(Open open, const RowStreamOptions& options)
    : open_(std::move(open)), options_(options) {
  if (!open_) throw Error("row stream: the function that begins an epoch is empty");
  if (options.buffer < 1 || options.steps_per_epoch < 0) {
    throw Error(fmt::format(
        "row stream: buffer is {} and steps_per_epoch {}; at least one row is held, and "
        "0 steps are as many as there are",
        options.buffer, options.steps_per_epoch));
  }
}

RowStream::Next RowStream::open(std::int64_t epoch) const {
  Next next = open_(epoch);
  if (!next) throw Error(fmt::format("row stream: epoch {} has no function to call", epoch));
  return next;
}

}  // namespace ganglion::data
