#pragma once
#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "ganglion/train/callback.h"
#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/results/run_result.h"
#include "python/src/job_words.h"
#include "studio/site.h"

namespace ganglion::python {

/// The page of Studio as an object of Python, on 127.0.0.1: its threads belong to the process that
/// made it, and none of them asks for the interpreter's lock.
class LivePage {
 public:
  /// `settings` are those of a job; data may be a file, the folder of a run, or a folder of runs.
  LivePage(const Settings& settings, std::uint16_t port);
  ~LivePage();
  LivePage(const LivePage&) = delete;
  LivePage& operator=(const LivePage&) = delete;

  /// Throws Error once it is closed.
  std::string address() const;
  /// Ends it; a training that was started there ends after its step. In a forked child: does
  /// nothing, for the page is the parent's. Throws Error while a training is watched on it.
  void close();

  /// For its life, a training of this job is watched on a page. Made and destroyed with the
  /// interpreter's lock.
  class Watching;

 private:
  void end();

  const pid_t owner_;
  int watched_ = 0;  // trainings
  std::unique_ptr<studio::Site> site_;
};

class LivePage::Watching {
 public:
  /// Throws Error for a job that can't be shown, and for a page that is closed.
  Watching(LivePage& page, const train::Job& job);
  ~Watching() { --page_.watched_; }
  Watching(const Watching&) = delete;
  Watching& operator=(const Watching&) = delete;

  // Without the interpreter's lock.
  std::shared_ptr<train::Callback> watch(const train::ResolvedJob& job) {
    return page_.site_->session().watch(job);
  }
  void ended(const train::RunResult& result) { page_.site_->session().watched_ended(result); }

 private:
  LivePage& page_;
};

}  // namespace ganglion::python
