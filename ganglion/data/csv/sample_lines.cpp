#include "ganglion/data/csv/sample_lines.h"

#include <algorithm>
#include <string>

#include "ganglion/data/text/characters.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kMaxLines = 200;
constexpr std::size_t kMaxBytes = std::size_t{1} << 20;
constexpr std::string_view kCommentMarks = "#@|%";

/// Cuts the first lines off a text.
class Sampler {
 public:
  explicit Sampler(std::string_view text)
      : here_(text.data()), end_(here_ + std::min(text.size(), kMaxBytes)), all_(text) {}

  std::vector<SampleLine> lines() {
    std::vector<SampleLine> result;
    while (here_ != end_ && result.size() < kMaxLines) {
      const bool whole = read_line();
      const bool last_cut = !whole && end_ != all_.data() + all_.size();
      if (!line_.words.empty() && !in_quotes_ && !(last_cut && !result.empty())) {
        result.push_back(line_);
      }
    }
    return result;
  }

 private:
  /// False when the sample ended first.
  bool read_line() {
    line_ = {};
    in_quotes_ = false;
    const char* start = here_;
    const char* word = nullptr;
    for (; here_ != end_; ++here_) {
      const char c = *here_;
      if (is_line_end(c) && !in_quotes_) break;
      const bool blank = is_blank(c) && !in_quotes_;
      if (blank && word != nullptr) end_word(word);
      if (!blank && word == nullptr) word = here_;
      if (line_.words.empty() && word == here_ && kCommentMarks.find(c) != std::string::npos) {
        if (line_.mark == 0) line_.mark = c;
      }
      count(c, start);
    }
    if (word != nullptr) end_word(word);
    line_.text = {start, static_cast<std::size_t>(here_ - start)};
    if (here_ == end_) return false;
    ++here_;
    return true;
  }

  void end_word(const char*& word) {
    line_.words.emplace_back(word, static_cast<std::size_t>(here_ - word));
    word = nullptr;
  }

  /// A quote opens where a field starts; a comment has none.
  void count(char c, const char* start) {
    if (c == '"' && line_.mark == 0) {
      const char before = here_ == start ? ',' : here_[-1];
      const bool opens =
          is_blank(before) || std::ranges::find(kDelimiters, before) != kDelimiters.end();
      if (in_quotes_ || opens) in_quotes_ = !in_quotes_;
    }
    for (std::size_t i = 0; i < kDelimiters.size(); ++i) {
      if (c == kDelimiters[i] && !in_quotes_) ++line_.counts[i];
    }
  }

  const char* here_;
  const char* end_;
  std::string_view all_;
  SampleLine line_;
  bool in_quotes_ = false;
};

}  // namespace

std::vector<SampleLine> sample_lines(std::string_view text) {
  return Sampler(text).lines();
}

}  // namespace ganglion::data
