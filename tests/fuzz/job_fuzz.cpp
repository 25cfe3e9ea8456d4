#include <cstdlib>

#include "ganglion/train/job/job.h"
#include "ganglion/train/job/job_toml.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    const std::string written =
        ganglion::train::to_toml(ganglion::train::job_from_toml(bytes, "f"));
    // A run's job.toml reproduces the run.
    try {
      if (ganglion::train::to_toml(ganglion::train::job_from_toml(written, "g")) != written) {
        std::abort();
      }
    } catch (const ganglion::Error&) {
      std::abort();
    }
  });
}
