#include "ganglion/nn/network_writer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/flatten.h"
#include "ganglion/nn/layers/table.h"
#include "ganglion/nn/network.h"
#include "ganglion/nn/network_forms.h"
#include "ganglion/nn/network_presets.h"

namespace ganglion::nn {
namespace {

std::string value_text(const Attribute& value) {
  if (const auto* extents = std::get_if<std::vector<std::int64_t>>(&value)) {
    return fmt::format("{}", fmt::join(*extents, "x"));
  }
  return to_string(value);
}

std::string short_name(const Form& form, const std::string& setting) {
  for (const auto& [brief, meant] : form.shorts) {
    if (meant == setting) return brief;
  }
  return setting;
}

/// The settings that must be written: the needed ones, and those that differ from the defaults.
Attributes worth_writing(const Form& form, const Layer& layer) {
  const Attributes defaults = make_layer(form.kind, {}).config();
  Attributes settings = layer.config();
  for (const auto& [setting, value] : defaults.entries()) {
    const auto needed = form.values.begin() + static_cast<std::ptrdiff_t>(form.needed);
    if (std::find(form.values.begin(), needed, setting) != needed) continue;
    const Attribute* own = find_setting(settings, setting);
    if (own != nullptr && *own == value) settings.erase(setting);
  }
  return settings;
}

std::string layer_text(const Form& form, const Layer& layer) {
  Attributes settings = worth_writing(form, layer);
  std::string text = form.words[0];
  for (const std::string& setting : form.values) {
    const Attribute* value = find_setting(settings, setting);
    if (value == nullptr) break;
    text += " " + value_text(*value);
    settings.erase(setting);
  }
  for (const auto& [setting, value] : settings.entries()) {
    const std::string written = value_text(value);
    const bool word = form.loose && setting == "padding" &&
                      (written == "same" || written == "valid" || written == "causal");
    text += word ? " " + written : fmt::format(" {}={}", short_name(form, setting), written);
  }
  if (layer.is_frozen()) text += " frozen";
  return text;
}

}  // namespace

std::string network_text(std::span<const Layer> layers) {
  std::string text;
  for (const Layer& layer : layers) {
    const auto form =
        std::find_if(network_forms().begin(), network_forms().end(),
                     [&](const Form& candidate) { return candidate.kind == layer.kind(); });
    if (form == network_forms().end()) {
      throw Error(
          fmt::format("network text: a layer of kind '{}' can't be written as text", layer.kind()));
    }
    text += (text.empty() ? "" : "; ") + layer_text(*form, layer);
  }
  return text;
}

std::vector<Layer> with_flat_end(std::vector<Layer> layers) {
  if (layers.size() > 1 && Network(layers).output_shapes().front().rank() > 1) {
    layers.emplace_back(Flatten{});
  }
  return layers;
}

std::string network_text_help() {
  std::string text;
  for (const Form& form : network_forms())
    text += fmt::format("{:<40}{}\n", form.example, form.meaning);
  for (const NetworkPreset& preset : network_presets())
    text += fmt::format("{:<40}a network for {}\n", preset.name, preset.meaning);
  return text;
}

}  // namespace ganglion::nn
