#include "ganglion/data/arff/arff_line.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/encoding.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

bool is_quote(char c) {
  return c == '\'' || c == '"';
}

}  // namespace

bool ArffLine::at_end() {
  while (here_ != end_ && is_blank(*here_)) ++here_;
  return here_ == end_;
}

char ArffLine::peek() {
  return at_end() ? '\0' : *here_;
}

bool ArffLine::take(char c) {
  if (at_end() || *here_ != c) return false;
  ++here_;
  return true;
}

ArffWord ArffLine::word(std::string_view stops) {
  const bool any = !at_end();
  ArffWord result{.text = {}, .at = here_};
  if (any && is_quote(*here_)) return quoted(result);
  while (here_ != end_ && !is_blank(*here_) && stops.find(*here_) == std::string::npos) {
    result.text += *here_++;
  }
  return result;
}

ArffWord ArffLine::value(std::string_view stops) {
  const bool any = !at_end();
  ArffWord result{.text = {}, .at = here_};
  if (any && is_quote(*here_)) return quoted(result);
  while (here_ != end_ && *here_ != ',' && stops.find(*here_) == std::string::npos) {
    if (*here_ == '%' && (result.text.empty() || is_blank(result.text.back()))) break;  // a comment
    result.text += *here_++;
  }
  while (!result.text.empty() && is_blank(result.text.back())) result.text.pop_back();
  return result;
}

bool ArffLine::holds(char c) const {
  return std::find(here_, end_, c) != end_;
}

void ArffLine::fail(const char* at, const std::string& what) const {
  throw Error(fmt::format("{}: {}", place_in(text_, source_, at), what));
}

ArffWord ArffLine::quoted(ArffWord result) {
  const char quote = *here_++;
  result.quoted = true;
  while (here_ != end_ && *here_ != quote) {
    if (*here_ == '\\' && here_ + 1 != end_) ++here_;
    result.text += *here_++;
  }
  if (here_ == end_) {
    fail(result.at, fmt::format("this quote is never closed: {}; close it on the same line",
                                shown({result.at, static_cast<std::size_t>(end_ - result.at)})));
  }
  ++here_;
  return result;
}

}  // namespace ganglion::data
