#include "ganglion/nn/network_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/nn/activation.h"
#include "ganglion/nn/layers/table.h"
#include "ganglion/nn/network_forms.h"
#include "ganglion/nn/network_presets.h"
#include "ganglion/nn/network_words.h"

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

/// Reads the layers of one text.
class Parser {
 public:
  Parser(std::string_view text, std::string_view what) : words_(text, what) {}

  std::vector<Layer> layers() const {
    std::vector<Layer> result;
    for (const Line& line : words_.lines()) {
      const NetworkPreset* preset = preset_of(line);
      if (preset == nullptr) {
        result.push_back(layer_of(line));
      } else {
        for (Layer& layer : Parser(preset->text, preset->name).layers()) {
          result.push_back(std::move(layer));
        }
      }
    }
    return result;
  }

 private:
  const NetworkPreset* preset_of(const Line& line) const {
    for (const NetworkPreset& preset : network_presets()) {
      if (line.front().is_setting || line.front().value.text != preset.name) continue;
      if (line.size() == 1) return &preset;
      words_.fail(line[1].is_setting ? line[1].name : line[1].value,
                  fmt::format("{} stands for a whole network and takes no settings", preset.name));
    }
    return nullptr;
  }

  Layer layer_of(const Line& line) const {
    const Form& form = form_of(line.front());
    const Attributes defaults = make_layer(form.kind, {}).config();
    Attributes config;
    std::size_t values = 0;
    for (std::size_t i = 1; i < line.size(); ++i) {
      const auto [setting, word] = setting_at(form, defaults, line, i, values);
      if (config.has(setting)) words_.fail(*word, setting + " is set twice; set it once");
      config.set(setting, value_of(setting, defaults, *word));
    }
    for (std::size_t i = 0; i < form.needed; ++i) {
      if (config.has(form.values[i])) continue;
      words_.fail(line.front().value, fmt::format("{} needs {}; write for example \"{}\"",
                                                  form.words[0], form.values[i], form.example));
    }
    try {
      return make_layer(form.kind, config);
    } catch (const Error& error) {
      words_.fail(line.front().value, error.what());
    }
  }

  /// The setting that entry `i` of the line gives, and the word of its value. Moves `i` on where
  /// that is the next entry, and counts the values given by place.
  std::pair<std::string, const Word*> setting_at(const Form& form, const Attributes& defaults,
                                                 const Line& line, std::size_t& i,
                                                 std::size_t& values) const {
    const LineEntry& entry = line[i];
    if (entry.is_setting) return {setting_of(form, defaults, entry.name), &entry.value};
    const std::string& text = entry.value.text;
    if (form.loose && defaults.has("padding") && is_padding_name(text)) {
      return {"padding", &entry.value};
    }
    if (form.loose && defaults.has("activation") && is_activation(text)) {
      if (values < form.values.size() && form.values[values] == "activation") ++values;
      return {"activation", &entry.value};
    }
    if (form.loose && names_setting(form, defaults, text)) {
      if (i + 1 == line.size() || line[i + 1].is_setting) {
        words_.fail(entry.value,
                    fmt::format("{0} needs a value; write for example \"{0} 2\"", text));
      }
      return {setting_of(form, defaults, entry.value), &line[++i].value};
    }
    return {place(form, values++, entry), &entry.value};
  }

  static bool is_padding_name(std::string_view text) {
    return text == "same" || text == "valid" || text == "causal";
  }

  static bool is_activation(std::string_view text) {
    const auto all = all_activations();
    return std::any_of(all.begin(), all.end(),
                       [&](Activation activation) { return name_of(activation) == text; });
  }

  static bool names_setting(const Form& form, const Attributes& defaults, const std::string& text) {
    return defaults.has(text) ||
           std::any_of(form.shorts.begin(), form.shorts.end(),
                       [&](const auto& entry) { return entry.first == text; });
  }

  const Form& form_of(const LineEntry& entry) const {
    const Word& word = entry.is_setting ? entry.name : entry.value;
    std::vector<std::string> known;
    for (const Form& form : network_forms()) {
      const bool found =
          std::find(form.words.begin(), form.words.end(), word.text) != form.words.end();
      if (found && !entry.is_setting) return form;
      known.push_back(form.words[0]);
    }
    for (const NetworkPreset& preset : network_presets()) known.emplace_back(preset.name);
    if (entry.is_setting) words_.fail(word, "a layer begins with its kind; " + list(known));
    for (const Activation activation : all_activations()) {
      if (word.text == name_of(activation)) {
        words_.fail(word, fmt::format("{0} is an activation; write \"activation {0}\", or put it "
                                      "behind the units: \"dense 25 {0}\"",
                                      word.text));
      }
    }
    std::int64_t number = 0;
    if (read_whole(word.text, number)) {
      words_.fail(word, fmt::format("a layer begins with its kind; write \"dense {}\"", word.text));
    }
    words_.fail(
        word, fmt::format("unknown layer {}; {}", shown(word.text), suggestion(word.text, known)));
  }

  static std::string list(const std::vector<std::string>& names) {
    return fmt::format("there are {}", fmt::join(names, ", "));
  }

  std::string place(const Form& form, std::size_t number, const LineEntry& entry) const {
    if (number < form.values.size()) return form.values[number];
    words_.fail(
        entry.value,
        fmt::format("{} takes {} here; other settings are written name=value", form.words[0],
                    form.values.empty() ? "no value"
                                        : fmt::format("{} only", fmt::join(form.values, " and "))));
  }

  std::string setting_of(const Form& form, const Attributes& defaults, const Word& name) const {
    std::vector<std::string> known;
    for (const auto& [brief, setting] : form.shorts) {
      if (name.text == brief) return setting;
      known.push_back(brief);
    }
    if (defaults.has(name.text)) return name.text;
    for (const auto& [setting, value] : defaults.entries()) known.push_back(setting);
    words_.fail(name, fmt::format("{} has no setting {}; {}", form.words[0], shown(name.text),
                                  suggestion(name.text, known)));
  }

  Attribute value_of(const std::string& setting, const Attributes& defaults,
                     const Word& word) const {
    const Attribute& model = *find_setting(defaults, setting);
    if (std::holds_alternative<bool>(model)) return flag(setting, word);
    if (std::holds_alternative<std::int64_t>(model)) return size(setting, word, word.text, 1);
    if (std::holds_alternative<double>(model)) return number(setting, word);
    if (std::holds_alternative<std::string>(model)) return name(setting, word);
    const bool may_be_zero = setting == "padding" || setting == "cropping";
    return extents(setting, word, may_be_zero ? 0 : 1);
  }

  bool flag(const std::string& setting, const Word& word) const {
    if (word.text == "true" || word.text == "yes") return true;
    if (word.text == "false" || word.text == "no") return false;
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
      std::vector<std::string> known;
      for (const Activation activation : all_activations()) known.emplace_back(name_of(activation));
      if (std::find(known.begin(), known.end(), word.text) != known.end()) return word.text;
      words_.fail(word, fmt::format("unknown activation {}; {}", shown(word.text),
                                    suggestion(word.text, known)));
    }
    if (setting == "padding") {
      if (is_padding_name(word.text)) return word.text;
      extents("padding", word, 0);
      return word.text;
    }
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

  NetworkWords words_;
};

}  // namespace

std::vector<Layer> parse_network(std::string_view text, std::string_view what) {
  return Parser(text, what).layers();
}

}  // namespace ganglion::nn
