#include "tests/support/json_mutations.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace ganglion::support {
namespace {

using io::Json;

/// Json gives no way in but a copy: a tree is changed by building it anew.
class Tree {
 public:
  Tree(const Json& root, std::mt19937& random) : random_(random) { count(root, ""); }

  std::string change(Json& root) {
    target_ = below(places_.size());
    next_ = 0;
    root = rebuilt(root);
    return places_[target_] + ": " + done_;
  }

 private:
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }

  void count(const Json& value, const std::string& path) {
    places_.push_back(path);
    if (value.is_string()) texts_.push_back(value.as_string());
    if (value.is_array()) {
      for (const Json& entry : value.as_array()) count(entry, path + "/*");
    } else if (value.is_object()) {
      for (const auto& [key, entry] : value.as_object()) count(entry, path + "/" + key);
    }
  }

  Json rebuilt(const Json& value) {
    if (next_++ == target_) return changed(value);
    if (value.is_array()) {
      Json::Array array;
      for (const Json& entry : value.as_array()) array.push_back(rebuilt(entry));
      return array;
    }
    if (value.is_object()) {
      Json::Object object;
      for (const auto& [key, entry] : value.as_object()) object.emplace_back(key, rebuilt(entry));
      return object;
    }
    return value;
  }

  Json changed(const Json& value) {
    if (below(12) == 0) return did("of another type", other_type());
    if (value.is_array()) return array(value.as_array());
    if (value.is_object()) return object(value.as_object());
    if (value.is_string()) return text();
    if (value.is_bool()) return did("the opposite", !value.as_bool());
    return number(value);
  }

  Json did(std::string what, Json result) {
    done_ = std::move(what) + " " + result.dump().substr(0, 80);
    return result;
  }

  Json other_type() {
    const std::array<Json, 7> values = {Json(),
                                        Json(true),
                                        Json(7),
                                        Json(0.5),
                                        Json("text"),
                                        Json(Json::Array{}),
                                        Json(Json::Object{})};
    return values[below(values.size())];
  }

  Json number(const Json& value) {
    constexpr auto kLargest = std::numeric_limits<std::int64_t>::max();
    if (value.is_integer() && below(4) != 0) {
      const std::array<Json, 14> values = {Json(0),
                                           Json(-1),
                                           Json(1),
                                           Json(2),
                                           Json(3),
                                           Json(17),
                                           Json(1000),
                                           Json(65537),
                                           Json(1 << 30),
                                           Json(kLargest),
                                           Json(-kLargest),
                                           Json(kLargest / 2),
                                           Json(std::int64_t{1} << 33),
                                           Json(std::numeric_limits<std::uint64_t>::max())};
      return did("number", values[below(values.size())]);
    }
    const std::array<Json, 12> values = {Json(0.0),   Json(-0.0),   Json(-1.5),  Json(1e-320),
                                         Json(1e300), Json(-1e300), Json(1e-30), Json("nan"),
                                         Json("inf"), Json("-inf"), Json(1e10),  Json(0.999)};
    return did("number", values[below(values.size())]);
  }

  Json text() {
    static const std::array<std::string, 26> kWords = {"",           "regression",
                                                       "binary",     "multiclass",
                                                       "multilabel", "number",
                                                       "category",   "date",
                                                       "text",       "boolean",
                                                       "log",        "robust",
                                                       "image",      "signal",
                                                       "dense",      "relu",
                                                       "softmax",    "mse",
                                                       "f64",        "u8",
                                                       "year",       "input",
                                                       "same",       "\x1b[31mred\r\n",
                                                       "a/b",        std::string(5000, 'x')};
    if (below(2) == 0) return did("text", kWords[below(kWords.size())]);
    return did("text", texts_[below(texts_.size())]);
  }

  Json array(Json::Array entries) {
    const std::size_t at = below(entries.size());
    const auto place = entries.begin() + static_cast<std::ptrdiff_t>(at);
    switch (entries.empty() ? 5 : below(6)) {
      case 0:
        entries.erase(place);
        return did("an entry less", std::move(entries));
      case 1:
        entries.insert(place, Json(entries[at]));
        return did("an entry twice", std::move(entries));
      case 2:
        std::swap(entries[at], entries[below(entries.size())]);
        return did("two entries swapped", std::move(entries));
      case 3:
        return did("empty", Json::Array{});
      case 4: {
        const Json entry = entries[at];
        entries.resize(entries.size() + 1000, entry);
        return did("very long", std::move(entries));
      }
      default:
        entries.push_back(other_type());
        return did("an entry more", std::move(entries));
    }
  }

  Json object(Json::Object members) {
    if (members.empty()) return did("a member more", Json::Object{{"more", 1}});
    const std::size_t at = below(members.size());
    if (below(2) == 0) {
      members.erase(members.begin() + static_cast<std::ptrdiff_t>(at));
      return did("a member less", std::move(members));
    }
    std::swap(members[at].second, members[below(members.size())].second);
    return did("two members swapped", std::move(members));
  }

  std::mt19937& random_;
  std::vector<std::string> places_;
  std::vector<std::string> texts_;
  std::size_t target_ = 0;
  std::size_t next_ = 0;
  std::string done_;
};

}  // namespace

std::string mutate_json(Json& json, std::mt19937& random) {
  return Tree(json, random).change(json);
}

}  // namespace ganglion::support
