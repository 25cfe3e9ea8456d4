#include "ganglion/nn/network_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/core/shape.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/nn/activation.h"
#include "ganglion/nn/initializer.h"
#include "ganglion/ops/recurrent.h"

namespace ganglion::nn {
namespace {

/// What the numbers of a setting must obey.
struct Range {
  std::string_view setting;
  double low;
  double high;
  bool open_low;
  bool open_high;
  std::string_view text;
};

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Range kRanges[] = {
    {"rate", 0, 1, false, true, "at least 0 and below 1"},
    {"momentum", 0, 1, false, false, "from 0 to 1"},
    {"epsilon", 0, kInfinity, true, false, "above 0"},
    {"kernel_l1", 0, kInfinity, false, false, "at least 0"},
    {"kernel_l2", 0, kInfinity, false, false, "at least 0"},
};

template <class T>
bool read_whole(std::string_view text, T& number) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, number);
  return !text.empty() && stop == end && fault == std::errc{};
}

/// Reads values of one text.
class ValueReader {
 public:
  explicit ValueReader(const NetworkWords& words) : words_(words) {}

  Attribute value_of(const std::string& setting, const Attribute& model, const Word& word) const {
    if (std::holds_alternative<bool>(model)) return flag(setting, word);
    if (std::holds_alternative<std::int64_t>(model)) return size(setting, word, word.text, 1);
    if (std::holds_alternative<double>(model)) return number(setting, word);
    if (std::holds_alternative<std::string>(model)) return name(setting, word);
    const bool may_be_zero = setting == "padding" || setting == "cropping";
    return extents(setting, word, may_be_zero ? 0 : 1);
  }

 private:
  bool flag(const std::string& setting, const Word& word) const {
    if (is_flag_value(word.text)) return word.text == "true" || word.text == "yes";
    words_.fail(word, fmt::format("{} must be true or false, not {}", setting, shown(word.text)));
  }

  std::int64_t size(const std::string& setting, const Word& word, std::string_view text,
                    std::int64_t lowest) const {
    std::int64_t value = 0;
    if (!read_whole(text, value)) {
      words_.fail(word, fmt::format("{} must be an integer, not {}", setting, shown(text)));
    }
    if (value < lowest) {
      words_.fail(word, fmt::format("{} must be at least {}, not {}", setting, lowest, value));
    }
    if (value > std::numeric_limits<std::int32_t>::max()) {
      words_.fail(word, fmt::format("{} = {} is too large", setting, value));
    }
    return value;
  }

  double number(const std::string& setting, const Word& word) const {
    double value = 0;
    if (!read_whole(word.text, value) || !std::isfinite(value)) {
      words_.fail(word, fmt::format("{} must be a number, not {}", setting, shown(word.text)));
    }
    for (const Range& range : kRanges) {
      const bool low = value > range.low || (value == range.low && !range.open_low);
      const bool high = value < range.high || (value == range.high && !range.open_high);
      if (range.setting == setting && !(low && high)) {
        words_.fail(word, fmt::format("{} must be {}, not {}", setting, range.text, value));
      }
    }
    return value;
  }

  std::string name(const std::string& setting, const Word& word) const {
    if (setting == "activation") {
      if (const auto activation = find_activation(word.text)) return setting_of(*activation);
      // One that only recurrent layers have.
      if (ops::CellActivation own{}; ops::find_cell_activation(word.text, own)) return word.text;
      std::vector<std::string> known;
      for (const Activation activation : all_activations()) known.emplace_back(name_of(activation));
      words_.fail(word, fmt::format("unknown activation {}; {}", shown(word.text),
                                    suggestion(word.text, known)));
    }
    if (setting == "padding") {
      if (is_padding_name(word.text)) return word.text;
      extents("padding", word, 0);
      return word.text;
    }
    if (!setting.ends_with("initializer")) return word.text;  // the layer knows those it has
    try {
      return to_string(initializer_of(word.text));
    } catch (const Error& error) {
      words_.fail(word, error.what());
    }
  }

  std::vector<std::int64_t> extents(const std::string& setting, const Word& word,
                                    std::int64_t lowest) const {
    std::vector<std::int64_t> result;
    std::string_view rest = word.text;
    while (true) {
      const std::size_t end = rest.find('x');
      const std::string_view one = rest.substr(0, end);
      const bool open = one == "-1" && setting == "target";
      result.push_back(open ? -1 : size(setting, word, one, lowest));
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
    if (std::count(result.begin(), result.end(), -1) > 1) {
      words_.fail(word, "only one extent may be -1 (inferred from the others)");
    }
    if (result.size() >= static_cast<std::size_t>(Shape::kMaxRank)) {
      words_.fail(word, fmt::format("at most {} extents", Shape::kMaxRank - 1));
    }
    return result;
  }

  const NetworkWords& words_;
};

}  // namespace

bool is_integer(std::string_view text) {
  std::int64_t number = 0;
  return read_whole(text, number);
}

bool is_flag_value(std::string_view text) {
  return text == "true" || text == "yes" || text == "false" || text == "no";
}

bool is_padding_name(std::string_view text) {
  return text == "same" || text == "valid" || text == "causal";
}

Attribute network_value(const NetworkWords& words, const std::string& setting,
                        const Attribute& model, const Word& word) {
  return ValueReader(words).value_of(setting, model, word);
}

}  // namespace ganglion::nn
