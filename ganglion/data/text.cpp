#include "ganglion/data/text.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <vector>

#include "ganglion/core/error.h"

namespace ganglion::data {
namespace {

/// Closes a file descriptor on every way out.
struct File {
  int descriptor;
  ~File() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Levenshtein distance, capitals taken as small letters.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replace = diagonal + (lower(a[i]) == lower(b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replace, row[j] + 1, diagonal + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

// Read, not mapped: a file that another program shortens meanwhile must not crash this one, and a
// pipe works too. The copy runs at the speed of memory.
std::string read_text(const std::string& path) {
  const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.descriptor < 0) {
    throw Error(
        fmt::format("{}: cannot open the file: {}; check the path", path, std::strerror(errno)));
  }
  struct stat status {};
  if (::fstat(file.descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    throw Error(fmt::format("{}: this is a directory; name a CSV file in it", path));
  }
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
  if (text.empty()) {
    throw Error(
        fmt::format("{}: the file is empty; a CSV file with a header row and data rows is "
                    "needed",
                    path));
  }
  return text;
}

std::string shown(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::string result = "\"";
  std::size_t length = std::min(text.size(), kLongest);
  // Never cut inside a UTF-8 character: its later bytes are 10xxxxxx.
  while (length < text.size() && length > 0 && (text[length] & 0xC0) == 0x80) --length;
  for (char c : text.substr(0, length)) {
    switch (c) {
      case '\n':
        result += "\\n";
        break;
      case '\r':
        result += "\\r";
        break;
      case '\t':
        result += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          result += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
        } else {
          result += c;
        }
    }
  }
  return result + (length < text.size() ? "…\"" : "\"");
}

std::string nearest_name(std::string_view name, std::span<const std::string> candidates) {
  std::string best;
  std::size_t fewest = static_cast<std::size_t>(-1);
  for (const std::string& candidate : candidates) {
    const std::size_t edits = edit_distance(name, candidate);
    const std::size_t letters = std::max(name.size(), candidate.size());
    if (edits < fewest && edits <= std::max<std::size_t>(2, letters / 3) && edits < letters) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view name, std::span<const std::string> candidates) {
  if (const std::string near = nearest_name(name, candidates); !near.empty()) {
    return fmt::format("did you mean {}?", shown(near));
  }
  constexpr std::size_t kListed = 12;
  std::string list;
  for (std::size_t i = 0; i < std::min(candidates.size(), kListed); ++i) {
    list += (i == 0 ? "" : ", ") + shown(candidates[i]);
  }
  if (candidates.size() > kListed) list += fmt::format(" and {} more", candidates.size() - kListed);
  return candidates.empty() ? "there are none" : "there are " + list;
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
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

}  // namespace ganglion::data
