#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ganglion/data/table.h"
#include "ganglion/io/json.h"
#include "ganglion/train/check/data_check.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/rows/job_data.h"
#include "ganglion/train/job/rows/row_splits.h"
#include "ganglion/train/results/told.h"
#include "studio/builtin.h"

namespace ganglion::studio {

/// Where data came from.
struct Source {
  enum class Kind : std::uint8_t { file, upload, builtin } kind = Kind::file;
  std::string name;          ///< to be shown: "iris.csv"
  std::string path;          ///< of the file that is read
  std::string builtin = {};  ///< its id
  OptionValues options = {};
};

/// Data as a training has them, and as a person looks at them. Immutable.
struct Material {
  Source source;
  train::Job job;       ///< as asked, with what reading it filled in
  train::JobData rows;  ///< divided, scaled
  data::Table table;    ///< all rows in the order of the file, as `ganglion explain` reads them
  std::vector<train::Split> parts;  ///< what each row of the table is for
  train::DataCheck check;
  train::RunMessages messages;
};

/// Reads, checks and divides the data of a job as `ganglion train` does. Throws Error.
std::shared_ptr<const Material> load_material(const train::Job& job, const Source& source);

/// "data" of the page's state.
io::Json data_json(const Material& material);

/// Numeric columns that a model reads, and that may be an axis of a plane.
std::vector<std::string> plane_columns(const Material& material);

/// "train", "validation", "test", "dropped".
std::string part_name(train::Split part);

}  // namespace ganglion::studio
