#include "ganglion/core/suggestion.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "ganglion/core/synonyms.h"
#include "ganglion/core/utf8.h"

namespace ganglion {
namespace {

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

std::string shown(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::string result = "\"";
  const std::size_t length = whole_characters(text, kLongest);
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
  constexpr std::size_t kTypedWrong = 4;  // letters, of which one is another
  if (fewest <= 1 && plain_name(name).size() >= kTypedWrong) return best;
  const std::string synonym = synonym_of(name, candidates);
  return synonym.empty() ? best : synonym;
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

}  // namespace ganglion
