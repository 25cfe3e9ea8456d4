#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ganglion/core/descriptor.h"

namespace ganglion::train {

/// Where a run keeps its results.
class RunFolder {
 public:
  explicit RunFolder(std::string path) : path_(std::move(path)) {}

  /// A folder for a new run: `wanted`, or, when something lies there already or another run has it,
  /// the first free of `wanted-2`, `wanted-3`, … Makes it, and holds it (see lock). Throws Error
  /// naming the path when it can't be made or written to, and for a path that is a file.
  static RunFolder make_new(const std::string& wanted);
  /// The folder of a run that is to go on, held. Throws Error when none was begun there, and when a
  /// live process holds it. Temporary files that a killed one left are removed.
  static RunFolder reopen(const std::string& path);
  /// What can be said of `wanted` before there is anything to write: throws Error when it, or a
  /// part of its path, is a file. Makes nothing.
  static void check_new(const std::string& wanted);

  const std::string& path() const { return path_; }
  std::string model() const { return path_ + "/model.ganglion"; }
  std::string job() const { return path_ + "/job.toml"; }
  std::string history() const { return path_ + "/history.csv"; }
  std::string metrics() const { return path_ + "/metrics.json"; }
  std::string report() const { return path_ + "/report.html"; }
  /// Of network `index` (from 0 on) of the run, while it is not finished.
  std::string checkpoint(std::int64_t index = 0) const;
  /// Network `index` of an ensemble that is trained, until all are.
  std::string network(std::int64_t index) const;

  /// Whether a run was begun here, and whether it came to its end: all files are there, and nothing
  /// to go on from.
  bool begun() const;
  void check_begun() const;  ///< throws Error when none was
  bool finished() const;
  /// Whether a live process has it (see make_new and reopen).
  bool is_held() const;
  /// Of the first `networks`.
  bool has_checkpoints(std::int64_t networks) const;
  /// The one that finished() looks at goes last.
  void remove_checkpoints(std::int64_t networks) const;

 private:
  /// Takes the folder for this process, as long as any copy of this object lives; the system gives
  /// it back when the process ends, however it ends. False when another process has it. File
  /// systems that know no locks let everybody in.
  bool lock();

  std::string path_;
  std::shared_ptr<const Descriptor> lock_ = nullptr;
};

}  // namespace ganglion::train
