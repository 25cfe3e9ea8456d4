#include "tests/fuzz/mutators/mutator.h"
#include "tests/support/job_mutations.h"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  return mutate_by_structure(
      data, size, max_size, seed, [](std::string_view bytes, std::mt19937& random) {
        return ganglion::support::mutated_job(std::string(bytes), random).toml;
      });
}
