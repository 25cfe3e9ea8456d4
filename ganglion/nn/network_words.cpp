#include "ganglion/nn/network_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/core/utf8.h"

namespace ganglion::nn {
namespace {

constexpr std::string_view kBlanks = " \t\r\v\f";
constexpr std::string_view kWordEnds = " \t\r\v\f\n;#=,)";
constexpr std::string_view kOpening = "([";
constexpr std::string_view kQuotes = "'\"";
constexpr std::string_view kArrows[] = {"->", "→"};

bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

}  // namespace

std::size_t NetworkWords::after_blanks(const Place& place) const {
  const std::string blanks = std::string(kBlanks) + (place.in_call() ? "\n" : "");
  return std::min(text_.find_first_not_of(blanks, place.at), text_.size());
}

/// Bytes of what separates two layers there; 0 for anything else.
std::size_t NetworkWords::separator(std::size_t at) const {
  if (text_[at] == ';' || text_[at] == '\n') return 1;
  for (const std::string_view arrow : kArrows) {
    if (text_.substr(at).starts_with(arrow)) return arrow.size();
  }
  return 0;
}

/// The place of the bracket that closes the one there.
std::size_t NetworkWords::closing(std::size_t at) const {
  const char wanted = text_[at] == '(' ? ')' : ']';
  const std::size_t close = text_.find_first_of(std::string(";") + wanted, at);
  if (close == std::string_view::npos || text_[close] != wanted) {
    fail({std::string(1, text_[at]), at, 1}, fmt::format("the closing '{}' is missing", wanted));
  }
  return close;
}

Word NetworkWords::quoted(Place& place) const {
  const std::size_t begin = place.at;
  const std::size_t close = text_.find(text_[begin], begin + 1);
  if (close == std::string_view::npos) {
    fail({std::string(1, text_[begin]), begin, 1}, "the closing quote is missing");
  }
  place.at = close + 1;
  return {lower(text_.substr(begin + 1, close - begin - 1)), begin, place.at - begin};
}

Word NetworkWords::bracketed(Place& place) const {
  const std::size_t begin = place.at;
  place.at = closing(begin) + 1;
  std::string text;
  for (const char c : text_.substr(begin + 1, place.at - begin - 2)) {
    if (!is_one_of(c, kBlanks) && c != '\n') text += c == ',' ? 'x' : c;
  }
  if (text.ends_with('x')) text.pop_back();  // (64,)
  return {lower(text), begin, place.at - begin};
}

/// `names`: the word names a layer, and a bracket behind it begins its settings. Behind another
/// word it is part of it: uniform(-1, 1).
Word NetworkWords::next_word(Place& place, bool names) const {
  const std::size_t begin = place.at;
  if (begin < text_.size() && is_one_of(text_[begin], kQuotes)) return quoted(place);
  if (begin < text_.size() && is_one_of(text_[begin], kOpening)) return bracketed(place);
  std::size_t& at = place.at;
  for (; at < text_.size() && !is_one_of(text_[at], kWordEnds) && separator(at) == 0; ++at) {
    if (text_[at] != '(') continue;
    if (names) break;
    at = closing(at);
  }
  return {lower(text_.substr(begin, at - begin)), begin, at - begin};
}

LineEntry NetworkWords::next_entry(Place& place, bool names) const {
  LineEntry entry;
  entry.value = next_word(place, names);
  const std::size_t equals = after_blanks(place);
  if (equals == text_.size() || text_[equals] != '=') return entry;
  entry.is_setting = true;
  entry.name = entry.value;
  place.at = equals + 1;
  place.at = after_blanks(place);
  entry.value = next_word(place, false);
  if (entry.name.text.empty() || entry.value.text.empty()) {
    fail({"=", equals, 1}, "write settings as name=value");
  }
  return entry;
}

/// Appends an entry; a bracket behind the first begins a call, as in Keras: Dense(25).
void NetworkWords::read_entry(Place& place, Line& line) const {
  const bool names = line.empty() && !place.in_call();
  const std::size_t begin = place.at;
  LineEntry entry = next_entry(place, names);
  if (place.at == begin) fail({")", begin, 1}, "')' without '('");
  const std::size_t bracket = after_blanks(place);
  if (names && !entry.is_setting && bracket < text_.size() && text_[bracket] == '(') {
    entry.called = true;
    entry.value.text.erase(0, entry.value.text.rfind('.') + 1);  // layers.Dense
    place.call = bracket;
    place.at = bracket + 1;
  }
  line.push_back(std::move(entry));
}

bool NetworkWords::layer_follows(std::size_t at) const {
  Place place{text_.find_first_not_of(std::string(kBlanks) + "\n", at)};
  if (place.at == std::string_view::npos || is_one_of(text_[place.at], kQuotes) ||
      is_one_of(text_[place.at], kOpening)) {
    return false;
  }
  const std::string word = next_word(place, true).text;
  return names_layer_(word.substr(word.rfind('.') + 1));
}

std::vector<Line> NetworkWords::lines() const {
  std::vector<Line> lines(1);
  Place place;
  while ((place.at = after_blanks(place)) < text_.size()) {
    const std::size_t skipped = place.in_call() ? 0 : separator(place.at);
    const char c = text_[place.at];
    if (c == '#') {
      place.at = std::min(text_.find('\n', place.at), text_.size());
    } else if (skipped > 0) {
      lines.emplace_back();
      place.at += skipped;
    } else if (!place.in_call() && lines.back().empty() && (c == '[' || c == ']')) {
      ++place.at;  // a list of calls
    } else if (c == ',') {
      ++place.at;
      if (!place.in_call() && layer_follows(place.at)) lines.emplace_back();
    } else if (c == ')' && place.in_call()) {
      lines.emplace_back();
      place = {place.at + 1};
    } else if (c == ';') {
      break;  // within a call
    } else {
      read_entry(place, lines.back());
    }
  }
  if (place.in_call()) fail({"(", place.call, 1}, "the closing ')' is missing");
  std::erase_if(lines, [](const Line& line) { return line.empty(); });
  return lines;
}

namespace {

constexpr std::size_t kShownBefore = 60;  // bytes of a line, before the place of an error
constexpr std::size_t kShownAfter = 60;

}  // namespace

void NetworkWords::fail(const Word& word, std::string_view message) const {
  const std::size_t newline = text_.substr(0, word.at).rfind('\n');
  const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
  std::size_t begin = word.at > start + kShownBefore ? word.at - kShownBefore : start;
  while (begin < word.at && continues_character(text_[begin])) ++begin;
  std::size_t end = std::min({text_.find('\n', begin), text_.size(), word.at + kShownAfter});
  while (end > word.at && end < text_.size() && continues_character(text_[end])) --end;
  std::string line(text_.substr(begin, end - begin));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  const std::string_view marked = text_.substr(word.at, std::min(word.length, end - word.at));
  const auto number = 1 + std::count(text_.begin(), text_.begin() + static_cast<long>(start), '\n');
  const bool several = text_.find('\n') != std::string_view::npos;
  throw Error(fmt::format("{}{}: {}\n  {}\n  {}^{}", what_,
                          several ? fmt::format(":{}", number) : std::string(), message, line,
                          std::string(display_width(text_.substr(begin, word.at - begin)), ' '),
                          std::string(std::max<std::size_t>(display_width(marked), 1) - 1, '~')));
}

}  // namespace ganglion::nn
