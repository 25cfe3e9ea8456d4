#include "ganglion/io/keras/layer_config.h"

#include <fmt/format.h>

#include <array>

#include "ganglion/core/error.h"

namespace ganglion::io {
namespace {

/// Settings of any layer that tell how it was trained, or what it is called.
constexpr std::array<std::string_view, 8> kOfAllLayers = {
    "name",        "trainable", "dtype",   "batch_input_shape", "activity_regularizer",
    "input_dtype", "ragged",    "autocast"};

bool changes_nothing(std::string_view key) {
  for (const std::string_view end : {"_initializer", "_regularizer", "_constraint"}) {
    if (key.ends_with(end)) return true;
  }
  return false;
}

}  // namespace

const Json* LayerConfig::find(std::string_view key) {
  read_.emplace(key);
  const Json* value = layer_.config.find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

template <class T, class Read>
T LayerConfig::read(std::string_view key, T absent, Read read) {
  const Json* value = find(key);
  if (value == nullptr) return absent;
  try {
    return read(*value);
  } catch (const Error& error) {
    refuse(fmt::format("{}: {}", key, error.what()));
  }
}

double LayerConfig::number(std::string_view key, double absent) {
  return read(key, absent, [](const Json& value) { return value.as_number(); });
}

std::int64_t LayerConfig::integer(std::string_view key, std::int64_t absent) {
  return read(key, absent, [](const Json& value) { return value.as_integer(); });
}

bool LayerConfig::flag(std::string_view key, bool absent) {
  return read(key, absent, [](const Json& value) { return value.as_bool(); });
}

std::string LayerConfig::text(std::string_view key, std::string_view absent) {
  return read(key, std::string(absent), [](const Json& value) { return value.as_string(); });
}

std::vector<std::int64_t> LayerConfig::integers(std::string_view key,
                                                std::vector<std::int64_t> absent) {
  return read(key, std::move(absent), [](const Json& value) {
    if (!value.is_array()) return std::vector<std::int64_t>{value.as_integer()};
    std::vector<std::int64_t> result;
    for (const Json& entry : value.as_array()) result.push_back(entry.as_integer());
    return result;
  });
}

void LayerConfig::ignore(std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) read_.emplace(key);
}

void LayerConfig::expect(std::string_view key, const Json& value) {
  const Json* found = find(key);
  if (found == nullptr || *found == Json(false) || *found == value) return;
  refuse(fmt::format("{} = {} can't be imported", key, found->dump().substr(0, 60)));
}

void LayerConfig::check_all_read() const {
  for (const auto& [key, value] : layer_.config.as_object()) {
    if (value.is_null() || read_.contains(key) || changes_nothing(key)) continue;
    bool known = false;
    for (const std::string_view common : kOfAllLayers) known = known || key == common;
    if (!known) {
      refuse(fmt::format("the setting {} = {} isn't known, so that its effect isn't either",
                         in_quotes(key), value.dump().substr(0, 60)));
    }
  }
}

void LayerConfig::refuse(std::string_view what) const {
  throw Error(fmt::format("layer {} ({}): {}", in_quotes(layer_.name), layer_.class_name, what));
}

}  // namespace ganglion::io
