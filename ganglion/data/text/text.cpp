#include "ganglion/data/text/text.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/data/text/characters.h"

namespace ganglion::data {
namespace {

/// Closes a file descriptor on every way out.
struct File {
  int descriptor;
  ~File() {
    if (descriptor > STDIN_FILENO) ::close(descriptor);
  }
};

}  // namespace

// Read, not mapped: a file that another program shortens meanwhile must not crash this one, and a
// pipe works too. The copy runs at the speed of memory.
std::string read_text(const std::string& name) {
  const bool standard = name == "-";
  const std::string path = standard ? "standard input" : name;
  const File file{standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.descriptor < 0) {
    throw Error(
        fmt::format("{}: cannot open the file: {}; check the path", path, std::strerror(errno)));
  }
  struct stat status {};
  if (::fstat(file.descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    throw Error(fmt::format("{}: this is a directory; name a file in it", path));
  }
  if (!standard) refuse_device(file.descriptor, path);
  std::string text(static_cast<std::size_t>(std::max<off_t>(status.st_size, 0)) + 4096, '\0');
  std::size_t used = 0;
  for (;;) {
    if (used == text.size()) text.resize(text.size() * 2);
    const ssize_t count = ::read(file.descriptor, text.data() + used, text.size() - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      throw Error(fmt::format("{}: cannot read the file: {}", path, std::strerror(errno)));
    }
    if (count == 0) break;
    used += static_cast<std::size_t>(count);
  }
  text.resize(used);
  if (S_ISREG(status.st_mode) && used < static_cast<std::size_t>(status.st_size)) {
    fail_shortened(path, used);
  }
  if (text.empty()) {
    throw Error(
        fmt::format("{}: the file is empty, where data are needed; get or write it again", path));
  }
  return text;
}

bool is_any_of(std::string_view text, const std::vector<std::string>& missing) {
  return std::ranges::find(missing, text) != missing.end() ||
         std::ranges::find(missing, inner_text(text)) != missing.end();
}

bool parse_number(std::string_view text, double& value) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, value);
  if (stop != end || text.empty()) return false;
  if (code == std::errc::result_out_of_range) {
    value = std::strtod(std::string(text).c_str(), nullptr);  // from_chars leaves value untouched
    return true;
  }
  return code == std::errc{} && value == value;  // "nan" is no number
}

std::string number_text(double value) {
  std::array<char, 32> buffer{};
  char* const first = buffer.data();
  char* const last = first + buffer.size();
  const double size = std::abs(value);
  const bool plain = value == 0.0 || (size >= kMinPlain && size < 1e16);
  char* const end = plain ? std::to_chars(first, last, value, std::chars_format::fixed).ptr
                          : std::to_chars(first, last, value).ptr;
  return {first, end};
}

std::string small_word(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), small_letter);
  return small;
}

const std::vector<std::string>& missing_among_numbers() {
  static const std::vector<std::string> kTexts = {"none", "None", "NONE", "-",   "--", "---",
                                                  ".",    "..",   "–",    "—",   "na", "Na",
                                                  "n.a.", "N.A.", ":",    "****"};
  return kTexts;
}

}  // namespace ganglion::data
