#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/column_source.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/read/read_rows.h"
#include "ganglion/data/samples/signal_columns.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"

namespace ganglion::train {

/// How a job's tables are to be read.
data::CsvOptions table_options(const Job& job);

/// Reads the rows of a job's data, and writes into the job what was found: size and channels of
/// images, targets and shape of signals. Tells what was chosen.
data::Table read_first_rows(Job& job, const Listener& listener);
/// The same of rows that are in memory already.
data::Table settle_rows(data::Table table, Job& job, const Listener& listener);

/// Reads further rows (a test file) as those of training were, whose header or rows are given: the
/// same columns are numbers, written alike. Of a file with parts one is read.
data::Table read_more_rows(const std::string& path, data::ArrayPart part, const Job& job,
                           const data::Table& training, const Listener& listener);

/// Which columns of a job's table are signals.
data::SignalColumns signal_options(const Job& job);
/// Whether the columns of a table are counted, as it has no line of names.
bool has_no_names(const data::Table& table);
/// Tells what there is to say of how a table was read.
void tell_reading(const data::Table& table, const Listener& listener);
/// Without a line of names the columns are counted, which is worth a note.
void tell_names(const data::Table& table, const Listener& listener);

/// Fills in the targets that the job leaves open, and calls columns by their names.
void choose_targets(Job& job, data::ColumnSource& source, const Listener& listener);

/// data::find_images in the rows of a table, wherever they are.
using FindImages = std::function<std::optional<Shape>(const std::vector<std::string>& others)>;

/// Finds out whether the columns of a table are pixels, where the job leaves it open. `find` is
/// called only where the number of the columns leaves it possible.
void choose_images(Job& job, const data::Table& header, const FindImages& find,
                   const Listener& listener);

}  // namespace ganglion::train
