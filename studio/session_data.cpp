#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "ganglion/core/file.h"
#include "ganglion/core/utf8.h"
#include "ganglion/train/job/job_keys.h"
#include "ganglion/train/run/run.h"
#include "studio/session.h"
#include "studio/settings.h"

namespace ganglion::studio {
namespace {

using io::Json;

/// What is put on the disk has a name of its own.
std::string plain_name(const std::string& name) {
  std::string plain = std::filesystem::path(name).filename().string();
  for (char& c : plain) {
    if (static_cast<unsigned char>(c) < 0x20 || c == '/' || c == '\\' || c == ':') c = '_';
  }
  if (plain.empty() || plain.starts_with('.') || !is_utf8(plain)) return "data.csv";
  return std::string(plain.substr(0, whole_characters(plain, 100)));
}

}  // namespace

/// The active run begins anew with other data.
Json Session::load(const Source& source, train::Job job) {
  const std::lock_guard lock(mutex_);
  const std::shared_ptr<const Material> material = load_material(job, source);
  if (runs_.empty()) {
    add_run(std::move(job), material);
  } else {
    active().load(std::move(job), material);
  }
  plane_ = {};
  unit_.clear();
  choose_plane();
  return changed();
}

std::string Session::own_file(const std::string& name, const std::string& bytes) {
  const std::lock_guard lock(mutex_);
  if (own_folder_.empty()) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "ganglion-studio-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw Error("cannot make a folder in " + pattern);
    own_folder_ = pattern;
  }
  // A folder for each: what was trained on data before still reads them when it is saved.
  const std::string folder = fmt::format("{}/{}", own_folder_, ++revision_);
  std::filesystem::create_directory(folder);
  const std::string path = folder + "/" + name;
  write_file_atomically(path, bytes);
  return path;
}

Json Session::load_builtin(const std::string& id, const OptionValues& given) {
  const Builtin& one = builtin(id);
  const OptionValues options = complete_options(one, given);
  const BuiltinFile file = builtin_file(one, options);
  const std::string path = own_file(file.name, file.bytes);
  train::Job job = first_job({}, path);
  job.targets = one.targets;
  job.network = one.network;
  for (const auto& [key, value] : one.settings) train::job_key(key).set(job, {value});
  return load({Source::Kind::builtin, one.title, path, id, options}, std::move(job));
}

Json Session::load_path(const std::string& path) {
  if (asked_.data.empty() || path != asked_.data) {
    throw ApiError(403,
                   "only the data that the program was started with can be named; send others "
                   "as an upload");
  }
  return load({Source::Kind::file, path, path}, first_job(asked_, path));
}

Json Session::load_upload(const std::string& name, const std::string& bytes) {
  if (bytes.empty()) throw ApiError(400, "the file is empty");
  const std::string plain = plain_name(name);
  const std::string path = own_file(plain, bytes);
  return load({Source::Kind::upload, plain, path}, first_job({}, path));
}

Json Session::load_run(const std::string& name) {
  train::Job job = train::job_to_resume(run_folder(name));
  const std::string path = job.data;
  return load({Source::Kind::file, path, path}, first_job(job, path));
}

}  // namespace ganglion::studio
