#include "ganglion/train/job/rows/open_source.h"

#include "ganglion/train/job/rows/job_rows.h"
#include "ganglion/train/job/rows/series_rows.h"
#include "ganglion/train/job/rows/stored_source.h"
#include "ganglion/train/job/rows/table_source.h"

namespace ganglion::train {

std::unique_ptr<JobSource> open_source(Job& job, const Listener& listener) {
  if (job.horizon > 0) return table_source(read_series_rows(job, listener));
  if (reads_stored(job)) {
    if (auto stored = stored_source(job, listener)) return stored;
  }
  return table_source(read_first_rows(job, listener));
}

}  // namespace ganglion::train
