#include "cli/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "ganglion/core/error.h"
#include "ganglion/core/utf8.h"

namespace ganglion::cli {
namespace {

bool is_silent = false;

[[noreturn]] void fail_out(int code) {
  if (code == EPIPE) {
    // Whoever read has seen enough: the end that programs come to by default.
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
  }
  throw Error(fmt::format("can't write to stdout: {}", std::strerror(code)));
}

/// A value of a table may be as long as it likes; a message is to be read.
std::string with_short_words(const std::string& text) {
  constexpr std::size_t kMaxWord = 500;
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    const std::string_view word(text.data() + at, end - at);
    if (word.size() > kMaxWord) {
      const std::size_t tail = word.size() - whole_characters(word, word.size() - kMaxWord / 4);
      result += word.substr(0, whole_characters(word, kMaxWord / 2));
      result += "…";
      result += word.substr(word.size() - tail);
    } else {
      result += word;
    }
    if (end < text.size()) result += text[end];
    at = end + 1;
  }
  return result;
}

}  // namespace

void prepare_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
    // Opens the lowest number that is free, which is this one; to write to stdout stays an error.
    const int opened = ::open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY);
    if (opened != stream && opened >= 0) ::close(opened);
  }
  std::signal(SIGPIPE, SIG_IGN);
}

void set_silent(bool silent) {
  is_silent = silent;
}

void write_data(std::string_view text) {
  if (is_silent) return;
  if (::isatty(STDOUT_FILENO) == 1) return write_out(text);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) fail_out(errno);
}

void write_out(std::string_view text) {
  if (is_silent) return;
  const std::string shown = printable(text);
  if (std::fwrite(shown.data(), 1, shown.size(), stdout) != shown.size()) fail_out(errno);
}

void flush_out() {
  if (std::fflush(stdout) != 0) fail_out(errno);
}

void write_err(std::string_view text) noexcept {
  if (is_silent) return;
  try {
    const std::string shown = with_short_words(printable(text));
    std::fwrite(shown.data(), 1, shown.size(), stderr);
  } catch (...) {
    // No memory: stderr has to do without.
  }
}

}  // namespace ganglion::cli
