#pragma once
#include <atomic>
#include <string>

/// Ctrl-C (SIGINT) and SIGTERM while a network is trained. During training the run ends after its
/// step, and what was done is saved; at any other time the program ends at once, with exit code
/// 130: no file is ever half-written. A second signal always ends it.
namespace ganglion::cli {

inline constexpr int kInterrupted = 130;

/// What train::RunOptions needs of it.
struct Interruption {
  const std::atomic<bool>* stop;
  std::atomic<bool>* training;
};

/// From now on signals are caught. `speaks`: says on stderr what that means.
Interruption catch_interrupts(bool speaks = true);

/// Waits for SIGINT or SIGTERM, which from now on do nothing else.
void wait_for_interrupt();

/// How what a command did in a folder is continued: said when the program is interrupted from now
/// on.
void set_run_to_resume(const std::string& folder, const std::string& command = "train");

/// "continue with\n  ganglion train --resume --out DIR\n"
std::string resume_hint(const std::string& folder, const std::string& command = "train");

}  // namespace ganglion::cli
