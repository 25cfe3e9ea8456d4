#include "ganglion/nn/network_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/core/synonyms.h"
#include "ganglion/nn/activation.h"
#include "ganglion/nn/layers/activate.h"
#include "ganglion/nn/layers/reshape.h"
#include "ganglion/nn/layers/table.h"
#include "ganglion/nn/network_forms.h"
#include "ganglion/nn/network_presets.h"
#include "ganglion/nn/network_values.h"
#include "ganglion/nn/network_words.h"

namespace ganglion::nn {
namespace {

/// Reads the layers of one text.
class Parser {
 public:
  Parser(std::string_view text, std::string_view what) : words_(text, what, names_layer) {}

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
    if (const auto activation = called_activation(line)) return Activate{*activation};
    const Form& form = form_of(line.front());
    const Attributes defaults = make_layer(form.kind, {}).config();
    Attributes config;
    std::size_t values = 0;
    bool frozen = false;
    for (std::size_t i = 1; i < line.size(); ++i) {
      if (is_frozen(line[i])) {
        if (frozen) words_.fail(line[i].value, "frozen is set twice; set it once");
        frozen = true;
        continue;
      }
      const auto [setting, word] = setting_at(form, defaults, line, i, values);
      if (config.has(setting)) words_.fail(word, setting + " is set twice; set it once");
      config.set(setting, network_value(words_, setting, *find_setting(defaults, setting), word));
    }
    check_order(form, line, config);
    for (std::size_t i = 0; i < form.needed; ++i) {
      if (config.has(form.values[i]) || (form.callable_empty && line.front().called)) continue;
      words_.fail(line.front().value, fmt::format("{} needs {}; write for example \"{}\"",
                                                  form.words[0], form.values[i], form.example));
    }
    try {
      const Layer made = make_layer(form.kind, config);
      return frozen ? made.frozen() : made;
    } catch (const Error& error) {
      words_.fail(line.front().value, error.what());
    }
  }

  /// "frozen", and Keras' trainable=False.
  static bool is_frozen(const LineEntry& entry) {
    if (!entry.is_setting) return entry.value.text == "frozen";
    return plain_name(entry.name.text) == "trainable" && entry.value.text == "false";
  }

  /// ReLU(), Softmax(): activations that Keras has as layers, with no settings of their own.
  static std::optional<Activation> called_activation(const Line& line) {
    if (!line.front().called || line.size() > 1) return std::nullopt;
    const auto activation = find_activation(line.front().value.text);
    // Its layer has another slope than its function.
    return activation == Activation::leaky_relu ? std::nullopt : activation;
  }

  /// Keras puts channels last, and so do shapes written its way.
  void check_order(const Form& form, const Line& line, const Attributes& config) const {
    if (!line.front().called || form.kind != Reshape::kind || !config.has("target")) return;
    if (config.integers("target").size() < 2) return;
    words_.fail(line.front().value,
                "channels come first here, and last in Keras; write for example \"reshape "
                "1x28x28\", without brackets");
  }

  /// An entry; Keras' kernel_regularizer=l2(0.01) is our l2=0.01.
  LineEntry entry_at(const Line& line, std::size_t i) const {
    LineEntry entry = line[i];
    if (!entry.is_setting || plain_name(entry.name.text) != "kernelregularizer") return entry;
    const std::string& text = entry.value.text;
    const std::size_t bracket = text.find('(');
    const std::string name =
        bracket == text.npos ? "" : text.substr(0, bracket).substr(text.rfind('.', bracket) + 1);
    if (name != "l1" && name != "l2") {
      words_.fail(entry.value, "write l2(0.01) or l1(0.01) here, or l2=0.01 instead");
    }
    entry.name.text = name;
    entry.value.text = text.substr(bracket + 1, text.size() - bracket - 2);
    entry.value.text.erase(0, entry.value.text.find('=') + 1);  // l2(l2=0.01)
    return entry;
  }

  /// The setting that entry `i` of the line gives, and the word of its value. Moves `i` on where
  /// that is the next entry, and counts the values given by place.
  std::pair<std::string, Word> setting_at(const Form& form, const Attributes& defaults,
                                          const Line& line, std::size_t& i,
                                          std::size_t& values) const {
    const LineEntry entry = entry_at(line, i);
    if (entry.is_setting) return {setting_of(form, defaults, entry.name), entry.value};
    const bool called = line.front().called && !form.call_values.empty();
    const std::vector<std::string>& by_place = called ? form.call_values : form.values;
    const std::string& text = entry.value.text;
    if (form.loose && defaults.has("padding") && is_padding_name(text)) {
      return {"padding", entry.value};
    }
    if (form.loose && defaults.has("activation") && find_activation(text)) {
      if (values < by_place.size() && by_place[values] == "activation") ++values;
      return {"activation", entry.value};
    }
    if (form.loose && names_setting(form, defaults, text)) {
      if (const auto flag = lone_flag(form, defaults, line, i)) return *flag;
      if (i + 1 == line.size() || line[i + 1].is_setting) {
        words_.fail(entry.value,
                    fmt::format("{0} needs a value; write for example \"{0} 2\"", text));
      }
      return {setting_of(form, defaults, entry.value), line[++i].value};
    }
    return {place(form, by_place, values++, entry), entry.value};
  }

  /// The flag that entry `i` names, if no value follows: it is set.
  std::optional<std::pair<std::string, Word>> lone_flag(const Form& form,
                                                        const Attributes& defaults,
                                                        const Line& line, std::size_t i) const {
    Word word = line[i].value;
    const std::string setting = setting_of(form, defaults, word);
    if (!std::holds_alternative<bool>(*find_setting(defaults, setting))) return std::nullopt;
    if (i + 1 < line.size() && !line[i + 1].is_setting && is_flag_value(line[i + 1].value.text)) {
      return std::nullopt;
    }
    word.text = "true";
    return std::pair(setting, word);
  }

  static const Form* find_form(std::string_view word) {
    const std::string name = plain_name(word);
    for (const Form& form : network_forms()) {
      for (const std::string& known : form.words) {
        if (plain_name(known) == name) return &form;
      }
    }
    return nullptr;
  }

  static bool names_layer(const std::string& word) {
    const auto is_it = [&](const NetworkPreset& preset) { return preset.name == word; };
    return find_form(word) != nullptr || std::ranges::any_of(network_presets(), is_it);
  }

  static bool names_setting(const Form& form, const Attributes& defaults, const std::string& text) {
    return defaults.has(text) ||
           std::any_of(form.shorts.begin(), form.shorts.end(),
                       [&](const auto& entry) { return entry.first == text; });
  }

  const Form& form_of(const LineEntry& entry) const {
    const Word& word = entry.is_setting ? entry.name : entry.value;
    const Form* found = entry.is_setting ? nullptr : find_form(word.text);
    if (found != nullptr) return *found;
    std::vector<std::string> known;
    for (const Form& form : network_forms()) known.push_back(form.words[0]);
    for (const NetworkPreset& preset : network_presets()) known.emplace_back(preset.name);
    if (entry.is_setting) words_.fail(word, "a layer begins with its kind; " + list(known));
    if (const auto activation = find_activation(word.text)) {
      words_.fail(word, fmt::format("{0} is an activation; write \"activation {0}\", or put it "
                                    "behind the units: \"dense 25 {0}\"",
                                    name_of(*activation)));
    }
    if (is_integer(word.text)) {
      words_.fail(word, fmt::format("a layer begins with its kind; write \"dense {}\"", word.text));
    }
    if (plain_name(word.text).starts_with("input")) {
      words_.fail(word, "the input is what the data have; leave it out");
    }
    words_.fail(
        word, fmt::format("unknown layer {}; {}", shown(word.text), suggestion(word.text, known)));
  }

  static std::string list(const std::vector<std::string>& names) {
    return fmt::format("there are {}", fmt::join(names, ", "));
  }

  std::string place(const Form& form, const std::vector<std::string>& values, std::size_t number,
                    const LineEntry& entry) const {
    if (number < values.size()) return values[number];
    words_.fail(
        entry.value,
        fmt::format(
            "{} takes {} here; other settings are written name=value", form.words[0],
            values.empty() ? "no value" : fmt::format("{} only", fmt::join(values, " and "))));
  }

  std::string setting_of(const Form& form, const Attributes& defaults, const Word& name) const {
    std::vector<std::string> known;
    for (const auto& [brief, setting] : form.shorts) {
      if (name.text == brief) return setting;
      known.push_back(brief);
    }
    if (defaults.has(name.text)) return name.text;
    for (const auto& [setting, value] : defaults.entries()) known.push_back(setting);
    if (name.text == "name") words_.fail(name, "layers are named after their kind; leave it out");
    if (name.text.find("input_") != std::string::npos) {
      words_.fail(name, "the shape of the input is what the data have; leave it out");
    }
    words_.fail(name, fmt::format("{} has no setting {}; {}", form.words[0], shown(name.text),
                                  suggestion(name.text, known)));
  }

  NetworkWords words_;
};

}  // namespace

std::vector<Layer> parse_network(std::string_view text, std::string_view what) {
  return Parser(text, what).layers();
}

}  // namespace ganglion::nn
