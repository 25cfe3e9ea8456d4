#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <unordered_set>

#include "ganglion/core/error.h"
#include "ganglion/io/json.h"

namespace ganglion::io {
namespace {

/// Takes what nlohmann's parser finds, in order, and builds the value. The parser itself does not
/// recurse, so only this class's limit decides how deep a text may be nested.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  Builder(std::string_view name, const JsonLimits& limits) : name_(name), limits_(limits) {}

  Json result() && { return std::move(root_); }

  bool null() override { return put(Json()); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // does not occur in text

  bool start_object(std::size_t) override { return open(true); }
  bool start_array(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    Level& level = open_.back();
    if (!level.keys.insert(value).second) {
      throw Error(fmt::format("{}: the key {} is given twice", name_, in_quotes(value)));
    }
    level.key = std::move(value);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& e) override {
    std::string_view what = e.what();
    // "[json.exception.parse_error.101] parse error at line 1, column 5: …"
    if (const auto end = what.find("] "); end != std::string_view::npos)
      what.remove_prefix(end + 2);
    throw Error(fmt::format("{}: {}", name_, shown(what)));
  }

 private:
  struct Level {
    bool is_object = false;
    Json::Object members = {};
    Json::Array elements = {};
    std::string key = {};
    std::unordered_set<std::string> keys = {};
  };

  /// The message quotes the last token, which may be long and hold any byte.
  static std::string shown(std::string_view message) {
    constexpr std::size_t kLongest = 240;
    std::string text(message.substr(0, kLongest));
    for (char& c : text) {
      if (c < ' ' || c > '~') c = '?';
    }
    return text + (message.size() > kLongest ? "…" : "");
  }

  bool open(bool is_object) {
    if (open_.size() >= static_cast<std::size_t>(limits_.depth)) {
      throw Error(fmt::format("{}: more than {} objects and lists inside one another", name_,
                              limits_.depth));
    }
    open_.push_back({.is_object = is_object});
    return true;
  }
  bool close() {
    Level level = std::move(open_.back());
    open_.pop_back();
    return level.is_object ? put(std::move(level.members)) : put(std::move(level.elements));
  }
  bool put(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (Level& level = open_.back(); level.is_object) {
      level.members.emplace_back(std::move(level.key), std::move(value));
    } else {
      level.elements.push_back(std::move(value));
    }
    return true;
  }

  std::string_view name_;
  const JsonLimits& limits_;
  std::vector<Level> open_;
  Json root_;
};

}  // namespace

Json parse_json(std::string_view text, std::string_view name, const JsonLimits& limits) {
  // The parser takes a zero byte for the end of the text; anything could follow it.
  if (const auto at = text.find('\0'); at != std::string_view::npos) {
    throw Error(fmt::format("{}: a zero byte at position {}", name, at));
  }
  Builder builder(name, limits);
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return std::move(builder).result();
}

}  // namespace ganglion::io
