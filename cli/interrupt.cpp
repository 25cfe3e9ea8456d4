#include "cli/interrupt.h"

#include <fmt/format.h>
#include <semaphore.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "ganglion/core/quotes.h"
#include "ganglion/core/utf8.h"

namespace ganglion::cli {
namespace {

// A handler of signals can reach nothing else.
std::atomic<bool> stop_asked = false;
std::atomic<bool> training = false;
std::atomic<bool> speaking = true;
std::atomic<const char*> farewell = "interrupted before training began; nothing was saved\n";

/// In a handler there is nothing else to write with, and nobody to tell when that fails.
void write_plain(const char* text) {
  if (!speaking) return;
  if (::write(STDERR_FILENO, text, std::strlen(text)) < 0) return;
}

extern "C" void say_that_it_takes_longer(int) {
  write_plain("\ninterrupted: this step is finished and saved first; again to end at once\n");
}

extern "C" void interrupt(int signal) {
  stop_asked = true;
  if (!training) {
    write_plain(farewell.load());
    ::_exit(kInterrupted);
  }
  std::signal(signal, SIG_DFL);
  const itimerval soon{.it_interval = {}, .it_value = {.tv_sec = 0, .tv_usec = 200'000}};
  ::setitimer(ITIMER_REAL, &soon, nullptr);
}

sem_t interrupted;

extern "C" void tell_interrupted(int) {
  ::sem_post(&interrupted);
}

}  // namespace

void wait_for_interrupt() {
  ::sem_init(&interrupted, 0, 0);
  std::signal(SIGINT, tell_interrupted);
  std::signal(SIGTERM, tell_interrupted);
  while (::sem_wait(&interrupted) != 0) {
  }
}

Interruption catch_interrupts(bool speaks) {
  speaking = speaks;
  std::signal(SIGALRM, say_that_it_takes_longer);
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);
  return {.stop = &stop_asked, .training = &training};
}

std::string resume_hint(const std::string& folder, const std::string& command) {
  return fmt::format("continue with\n  ganglion {} --resume --out {}\n", command,
                     shell_word(folder));
}

void set_run_to_resume(const std::string& folder, const std::string& command) {
  static std::string text;  // stays until the process ends
  farewell = "interrupted\n";
  text = printable("interrupted; " + resume_hint(folder, command));
  farewell = text.c_str();
}

}  // namespace ganglion::cli
