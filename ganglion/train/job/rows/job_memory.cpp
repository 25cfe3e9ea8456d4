#include "ganglion/train/job/rows/job_memory.h"

#include "ganglion/data/text/memory.h"
#include "ganglion/train/job/job_values.h"

namespace ganglion::train {

std::int64_t memory_of(const Job& job) {
  return job.memory == "auto" ? data::default_memory() : to_bytes(job.memory);
}

std::int64_t feature_memory(const Job& job) {
  if (job.stream != "auto") return job.stream == "yes" ? 0 : INT64_MAX;
  return memory_of(job) / 4 * 3;
}

}  // namespace ganglion::train
