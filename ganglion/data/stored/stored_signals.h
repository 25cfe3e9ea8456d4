#pragma once
#include <cstdint>
#include <functional>
#include <memory>

#include "ganglion/core/bulk_file.h"
#include "ganglion/data/samples/signal_columns.h"
#include "ganglion/data/stored/stored_table.h"

namespace ganglion::data {

/// Where signals of `width` numbers a row are to lie: a file, or null for memory.
using SignalFile = std::function<std::shared_ptr<BulkFile>(std::int64_t width)>;

/// What signal_columns makes of a table in memory, made of one in a file a chunk at a time;
/// `filled` counts as there. Throws Error as signal_columns does.
Table stored_signals(const StoredTable& table, const SignalColumns& options, const SignalFile& file,
                     FilledHoles* filled = nullptr);

}  // namespace ganglion::data
