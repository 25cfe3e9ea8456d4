#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The words of a network's text, and errors that point at them.
namespace ganglion::nn {

/// A piece of the text: in small letters, without quotes, with its place. Numbers in brackets are
/// one word: "(3, 3)" is "3x3".
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
  bool called = false;  ///< the first entry of a layer written as a call: Dense(25)
};

/// The entries of one layer; never empty, the first says which.
using Line = std::vector<LineEntry>;

/// Layers end at ';', a line's end, "->", at the ')' of a call, and at a comma before the name of a
/// layer; entries of a layer at blanks and other commas.
class NetworkWords {
 public:
  /// `what` begins every message; `names_layer` knows the names of layers. Text and `what` must
  /// outlive the object.
  NetworkWords(std::string_view text, std::string_view what,
               std::function<bool(const std::string& word)> names_layer)
      : text_(text), what_(what), names_layer_(std::move(names_layer)) {}

  /// All layers, without empty ones and comments. Throws Error for "=" without name or value, and
  /// for brackets and quotes that are not closed.
  std::vector<Line> lines() const;

  /// Throws Error with the message, the line of the text that the word stands in, and a mark under
  /// it.
  [[noreturn]] void fail(const Word& word, std::string_view message) const;

 private:
  /// Where in the text the reader is, and within which call.
  struct Place {
    std::size_t at = 0;
    std::size_t call = std::string_view::npos;  ///< its '('

    bool in_call() const { return call != std::string_view::npos; }
  };

  void read_entry(Place& place, Line& line) const;
  LineEntry next_entry(Place& place, bool names) const;
  Word next_word(Place& place, bool names) const;
  Word quoted(Place& place) const;
  Word bracketed(Place& place) const;
  std::size_t closing(std::size_t at) const;
  bool layer_follows(std::size_t at) const;
  std::size_t separator(std::size_t at) const;
  std::size_t after_blanks(const Place& place) const;

  std::string_view text_;
  std::string_view what_;
  std::function<bool(const std::string& word)> names_layer_;
};

}  // namespace ganglion::nn
