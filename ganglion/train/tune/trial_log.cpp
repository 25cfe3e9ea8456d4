#include "ganglion/train/tune/trial_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"

namespace ganglion::train {
namespace {

void check_same_search(const std::string& path, const io::Json& then, const io::Json& now) {
  for (const auto& [name, value] : now.as_object()) {
    const io::Json* before = then.find(name);
    if (name == "limits" || (before != nullptr && *before == value)) continue;
    throw Error(fmt::format(
        "`resume`: {}: the search was begun with another {}: {}, and now it is {}; leave it as it "
        "was, or start a new search",
        path, name, before == nullptr ? "none" : before->dump(), value.dump()));
  }
}

/// Up to the last line end: what follows was being written when the process ended.
std::string whole_lines(const std::string& path) {
  std::string text = read_file(path);
  const std::size_t end = text.rfind('\n');
  const std::size_t size = end == std::string::npos ? 0 : end + 1;
  if (size < text.size()) {
    text.resize(size);
    std::filesystem::resize_file(path, size);
  }
  return text;
}

}  // namespace

TrialLog::TrialLog(const std::string& path, const io::Json& header, bool resume)
    : path_(path), file_(-1) {
  std::error_code code;
  const bool there = resume && std::filesystem::exists(path, code);
  const std::string text = there ? whole_lines(path) : std::string();
  if (!text.empty()) read(text, header);
  file_ = Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (!file_.is_open()) fail_file("write", path, errno);
  if (text.empty()) append(header);
}

void TrialLog::read(const std::string& text, const io::Json& header) {
  std::size_t begin = 0;
  for (std::int64_t number = 1; begin < text.size(); ++number) {
    const std::size_t end = text.find('\n', begin);
    const io::Json line =
        io::parse_json(text.substr(begin, end - begin), fmt::format("{}:{}", path_, number));
    begin = end + 1;
    if (number == 1) {
      check_same_search(path_, line, header);
      continue;
    }
    const TrainingKey key = {.trial = line.integer("trial"),
                             .division = line.unsigned_integer("division"),
                             .fold = line.integer("fold")};
    known_[key] = {.settings = line.text("settings"),
                   .score = {.error = line.number("error"),
                             .seconds = line.number("seconds"),
                             .failure = line.text("failure")}};
    elapsed_ = std::max(elapsed_, line.number("elapsed"));
  }
}

void TrialLog::append(const io::Json& line) {
  const std::string text = line.dump() + "\n";
  if (::write(file_.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    fail_file("write", path_, errno);
  }
}

std::optional<FoldScore> TrialLog::find(const TrainingKey& key, const std::string& settings) const {
  const std::lock_guard lock(guard_);
  const auto found = known_.find(key);
  if (found == known_.end()) return std::nullopt;
  if (found->second.settings != settings) {
    throw Error(
        fmt::format("`resume`: {}: trial {} had other settings ({}) than this version of the "
                    "program proposes; start a new search",
                    path_, key.trial, found->second.settings));
  }
  return found->second.score;
}

void TrialLog::add(const TrainingKey& key, const std::string& settings, const FoldScore& score,
                   double elapsed) {
  const std::lock_guard lock(guard_);
  append(io::Json::Object{{"trial", key.trial},
                          {"division", key.division},
                          {"fold", key.fold},
                          {"settings", settings},
                          {"error", score.error},
                          {"seconds", score.seconds},
                          {"failure", score.failure},
                          {"elapsed", elapsed}});
}

}  // namespace ganglion::train
