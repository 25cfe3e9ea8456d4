#include "ganglion/train/run/same_everywhere.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/data/row_source.h"
#include "ganglion/data/text/byte_stream.h"
#include "ganglion/io/json.h"
#include "ganglion/kernels/processor.h"
#include "ganglion/train/job/job_toml.h"

namespace ganglion::train {
namespace {

/// What must be the same, and what to do where it isn't.
struct Compared {
  const char* what;
  const char* remedy;
  std::string own;
};

constexpr const char* kSameFiles =
    "copy the same files to all machines, or use a shared file system";

std::string program_hash() {
  const std::string bytes = read_file("/proc/self/exe");
  return fmt::format("{} bytes, checksum {:08x}", bytes.size(),
                     data::checksum(std::as_bytes(std::span(bytes))));
}

/// Files have another time, and may have another folder, on each machine.
std::string data_hash(const std::string& source) {
  std::string text;
  const io::Json list = io::parse_json(source, "source");
  for (const io::Json& entry : list.as_array()) {
    for (const char* key : {"bytes", "files", "hash"}) {
      if (const io::Json* value = entry.find(key))
        text += fmt::format("{} {} ", key, value->dump());
    }
  }
  return text;
}

std::uint32_t checksum_of(const Tensor& tensor) {
  return data::checksum({static_cast<const std::byte*>(tensor.data()), tensor.bytes()});
}

/// Of rows on disk, some of them at a time.
std::uint32_t checksum_of(const data::RowSource& source) {
  constexpr std::size_t kAtOnce = 1 << 24;  // bytes
  const auto step =
      static_cast<std::int64_t>(1 + kAtOnce / std::max<std::size_t>(1, source.row_bytes()));
  data::ByteWriter checksums;
  data::in_blocks(source, step, [&](const Tensor& rows, std::int64_t /*first*/) {
    checksums.value(checksum_of(rows));
  });
  return data::checksum(checksums.bytes());
}

std::string rows_hash(const data::Dataset& rows) {
  std::string text = fmt::format("{} rows", rows.rows());
  const auto add = [&](std::uint32_t sum) { text += fmt::format(" {:08x}", sum); };
  if (rows.stored) add(checksum_of(*rows.stored));
  for (const Tensor* tensor : rows.inputs()) add(checksum_of(*tensor));
  for (const Tensor* tensor : rows.outputs()) add(checksum_of(*tensor));
  for (const auto* tensor : {&rows.exact_targets, &rows.series_values, &rows.sample_weights}) {
    if (*tensor) add(checksum_of(**tensor));
  }
  return text;
}

void compare(dist::Communicator& ranks, const Compared& one) {
  const std::vector<std::string> all = ranks.all_gather(one.own);
  for (std::size_t rank = 1; rank < all.size(); ++rank) {
    if (all[rank] == all[0]) continue;
    const bool is_short = std::max(all[rank].size(), all[0].size()) < 200;
    throw Error(fmt::format(
        "{} of {} is not that of rank 0{}; {}", one.what, ranks.name(static_cast<int>(rank)),
        is_short ? fmt::format(" ({}; rank 0: {})", all[rank], all[0]) : "", one.remedy));
  }
}

std::string job_text(Job job) {
  job.out.clear();
  job.threads = 0;  // no result depends on it
  return to_toml(job);
}

}  // namespace

void check_same_everywhere(dist::Communicator& ranks, const Job& job, const std::string& source) {
  const std::array compared = {
      Compared{"the program", "start the same build everywhere", program_hash()},
      Compared{"the kind of processor", "use machines of one kind, as the last bits depend on it",
               kernels::processor_kind()},
      Compared{"the job", "give all the same settings", job_text(job)},
      Compared{"the data", kSameFiles, data_hash(source)}};
  for (const Compared& one : compared) compare(ranks, one);
}

void check_same_rows(dist::Communicator& ranks, std::initializer_list<const data::Dataset*> parts) {
  std::string own;
  for (const data::Dataset* rows : parts) {
    if (rows != nullptr) own += (own.empty() ? "" : ", ") + rows_hash(*rows);
  }
  compare(ranks, {.what = "the content of the data", .remedy = kSameFiles, .own = std::move(own)});
}

}  // namespace ganglion::train
