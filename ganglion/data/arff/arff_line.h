#pragma once
#include <string>
#include <string_view>

namespace ganglion::data {

/// A word or value of an ARFF file, and whether it stood in quotes.
struct ArffWord {
  std::string text;
  const char* at = nullptr;
  bool quoted = false;
};

/// Reads one line of an ARFF file from left to right. The text and `source` (which starts error
/// messages) must live as long.
class ArffLine {
 public:
  ArffLine(std::string_view line, std::string_view text, const std::string& source)
      : here_(line.data()), end_(here_ + line.size()), text_(text), source_(source) {}

  bool at_end();
  /// What comes next after blanks; NUL at the end.
  char peek();
  /// Takes a character if it comes next.
  bool take(char c);
  /// Whether it occurs further on.
  bool holds(char c) const;
  /// Up to a blank or one of `stops`; in quotes, up to the closing one. Throws Error for a quote
  /// that is never closed.
  ArffWord word(std::string_view stops);
  /// Up to a comma or one of `stops`, blanks inside of it kept; in quotes as word does it.
  ArffWord value(std::string_view stops);

  /// Throws Error with file:line:column.
  [[noreturn]] void fail(const char* at, const std::string& what) const;
  [[noreturn]] void fail(const std::string& what) const { fail(here_, what); }

 private:
  ArffWord quoted(ArffWord result);

  const char* here_;
  const char* end_;
  std::string_view text_;
  const std::string& source_;
};

}  // namespace ganglion::data
