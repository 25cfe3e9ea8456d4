#include "ganglion/train/job.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    ganglion::train::to_toml(ganglion::train::job_from_toml(bytes, "f"));
  });
}
