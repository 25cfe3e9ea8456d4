#pragma once
#include <string>
#include <string_view>
#include <vector>

/// The words of a network's text, and errors that point at them.
namespace ganglion::nn {

/// A piece of the text: in small letters, with its place.
struct Word {
  std::string text;
  std::size_t at = 0;  ///< byte in the whole text
  std::size_t length = 0;
};

/// A value, or a setting name=value.
struct LineEntry {
  Word name;  ///< empty for a plain value
  Word value;
  bool is_setting = false;
};

/// The entries of one layer; never empty, the first says which.
using Line = std::vector<LineEntry>;

class NetworkWords {
 public:
  /// `what` begins every message. Both must outlive the object.
  NetworkWords(std::string_view text, std::string_view what) : text_(text), what_(what) {}

  /// All layers, without empty ones and comments. Throws Error for "=" without name or value and
  /// for "(" without ")".
  std::vector<Line> lines() const;

  /// Throws Error with the message, the line of the text that the word stands in, and a mark under
  /// it.
  [[noreturn]] void fail(const Word& word, std::string_view message) const;

 private:
  Word next_word(std::size_t& at) const;
  LineEntry next_entry(std::size_t& at) const;
  std::size_t after_blanks(std::size_t at) const;

  std::string_view text_;
  std::string_view what_;
};

}  // namespace ganglion::nn
