#include "ganglion/train/run/data_source.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <vector>

#include "ganglion/core/bulk_file.h"
#include "ganglion/core/error.h"
#include "ganglion/data/text/byte_stream.h"
#include "ganglion/data/text/folder_entries.h"
#include "ganglion/io/checkpoint.h"

namespace ganglion::train {
namespace {

namespace fs = std::filesystem;

/// Of samples that are evenly spread; the whole file where they cover it.
std::uint32_t sample_hash(const std::string& path, std::uint64_t size) {
  constexpr std::uint64_t kSample = 1 << 18;
  constexpr std::uint64_t kSamples = 256;
  const BulkFile file = BulkFile::open(path);
  const std::uint64_t count = std::min(kSamples, (size + kSample - 1) / kSample);
  std::vector<std::byte> bytes;
  data::ByteWriter hashes;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t last = size - std::min(size, kSample);
    const std::uint64_t begin = count < kSamples ? i * kSample : last / (count - 1) * i;
    bytes.resize(std::min(kSample, size - begin));
    file.read_at(begin, bytes);
    hashes.value(data::checksum(bytes));
  }
  return data::checksum(hashes.bytes());
}

io::Json file_json(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  const auto size = static_cast<std::uint64_t>(status.st_size);
  return io::Json::Object{
      {"file", path},
      {"bytes", size},
      {"modified", fmt::format("{}.{:09}", status.st_mtim.tv_sec, status.st_mtim.tv_nsec)},
      {"hash", sample_hash(path, size)}};
}

/// Names and sizes of the files in a folder and those below, which links don't lead to. What can't
/// be read is left to the reader of the data.
void list_files(const std::string& folder, const std::string& below,
                std::set<std::string>& entries) {
  data::visit_folder(folder, [&](const data::FolderEntry& entry) {
    const std::string path = folder + "/" + entry.name;
    struct stat status {};
    if (entry.is_folder() && !entry.is_link) {
      list_files(path, below + entry.name + "/", entries);
    } else if (entry.is_file() && ::stat(path.c_str(), &status) == 0) {
      entries.insert(fmt::format("{}{} {}\n", below, entry.name, status.st_size));
    }
  });
}

io::Json folder_json(const std::string& path) {
  std::set<std::string> entries;
  list_files(path, "", entries);
  data::ByteWriter list;
  for (const std::string& entry : entries) list.text(entry);
  return io::Json::Object{
      {"folder", path}, {"files", entries.size()}, {"hash", data::checksum(list.bytes())}};
}

/// Equal but for the time.
bool same_content(const io::Json& before, const io::Json& now) {
  for (const char* key : {"file", "folder", "bytes", "files", "hash"}) {
    const io::Json* a = before.find(key);
    const io::Json* b = now.find(key);
    if ((a == nullptr) != (b == nullptr) || (a != nullptr && *a != *b)) return false;
  }
  return true;
}

std::string extent(const io::Json& entry) {
  const io::Json* bytes = entry.find("bytes");
  if (bytes != nullptr) return fmt::format("{} bytes", bytes->dump());
  const io::Json* files = entry.find("files");
  return files == nullptr ? "other data" : fmt::format("{} files", files->dump());
}

}  // namespace

std::string data_source(const Job& job) {
  io::Json::Array list;
  std::vector<std::string> paths = {job.data, job.validation.file, job.test.file};
  if (const auto colon = job.data.find(':'); colon != std::string::npos) {  // IMAGES:LABELS
    paths.push_back(job.data.substr(0, colon));
    paths.push_back(job.data.substr(colon + 1));
  }
  for (const std::string& path : paths) {
    std::error_code code;
    io::Json entry = fs::is_directory(path, code) ? folder_json(path) : file_json(path);
    if (!entry.is_null()) list.push_back(std::move(entry));
  }
  return io::Json(std::move(list)).dump();
}

void check_same_source(const RunFolder& folder, const std::string& now) {
  if (!fs::exists(folder.checkpoint())) return;  // it starts from the beginning
  const std::string before = io::load_checkpoint(folder.checkpoint()).source;
  if (before.empty()) return;
  const io::Json then = io::parse_json(before, "source of the checkpoint");
  const io::Json today = io::parse_json(now, "source");
  const io::Json::Array& old_list = then.as_array();
  const io::Json::Array& new_list = today.as_array();
  for (std::size_t i = 0; i < std::max(old_list.size(), new_list.size()); ++i) {
    const io::Json a = i < old_list.size() ? old_list[i] : io::Json();
    const io::Json b = i < new_list.size() ? new_list[i] : io::Json();
    if (same_content(a, b)) continue;
    const io::Json& named = a.is_null() ? b : a;
    const io::Json* name =
        named.find("file") != nullptr ? named.find("file") : named.find("folder");
    throw Error(fmt::format(
        "`resume`: {} has changed since the run began ({}): the rest of the training "
        "would see other rows than its beginning; start a new run, or go on all the same with "
        "`accept_changed_data`",
        name == nullptr ? "the data" : name->as_string(),
        extent(a) == extent(b) ? "it has other content"
                               : fmt::format("then {}, now {}", extent(a), extent(b))));
  }
}

}  // namespace ganglion::train
