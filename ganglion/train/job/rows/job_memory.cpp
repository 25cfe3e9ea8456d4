#include "ganglion/train/job/rows/job_memory.h"

#include "ganglion/data/text/memory.h"

namespace ganglion::train {

std::int64_t memory_of(const Job& job) {
  return job.memory ? *job.memory : data::default_memory();
}

std::int64_t feature_memory(const Job& job) {
  if (job.stream != Stream::automatic) return job.stream == Stream::yes ? 0 : INT64_MAX;
  return memory_of(job) / 4 * 3;
}

}  // namespace ganglion::train
