#include "ganglion/train/explain/read_weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <toml++/toml.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/io/json.h"

namespace ganglion::train {
namespace {

io::Json json_of(const toml::node& node) {
  if (const auto* table = node.as_table()) {
    io::Json::Object object;
    for (const auto& [key, value] : *table) object.emplace_back(key.str(), json_of(value));
    return object;
  }
  if (const auto* array = node.as_array()) {
    io::Json::Array list;
    for (const toml::node& element : *array) list.push_back(json_of(element));
    return list;
  }
  if (const auto* whole = node.as_integer()) return io::Json(whole->get());
  if (const auto* number = node.as_floating_point()) return io::Json(number->get());
  if (const auto* text = node.as_string()) return io::Json(text->get());
  return {};
}

io::Json parsed_weights(const std::string& path) {
  const std::string text = read_file(path);
  if (!path.ends_with(".toml")) return io::parse_json(text, path);
  try {
    return json_of(toml::parse(text, path));
  } catch (const toml::parse_error& error) {
    throw Error(fmt::format("{}:{}:{}: {}", path, error.source().begin.line,
                            error.source().begin.column, error.description()));
  }
}

/// The tensors of a weights file; errors begin with its path.
class WeightsFile {
 public:
  WeightsFile(const std::string& path, const nn::ParameterLayout& layout)
      : path_(path), layout_(layout) {}

  ExactNumbers read() {
    collect("", parsed_weights(path_));
    for (const nn::ParameterSpec& spec : layout_.parameters) {
      if (found_.contains(spec.path)) continue;
      throw Error(
          fmt::format("{}: the weight {} {} is missing", path_, spec.path, spec.shape.to_string()));
    }
    return std::move(found_);
  }

 private:
  void collect(const std::string& name, const io::Json& json) {
    if (!json.is_object()) return add(name, json);
    for (const auto& [key, value] : json.as_object()) {
      collect(name.empty() ? key : name + "/" + key, value);
    }
  }

  void add(const std::string& name, const io::Json& json) {
    const nn::ParameterSpec* spec = layout_.find(name);
    if (spec == nullptr) {
      std::vector<std::string> names;
      for (const auto* specs : {&layout_.parameters, &layout_.state}) {
        for (const nn::ParameterSpec& known : *specs) names.push_back(known.path);
      }
      throw Error(fmt::format("{}: the network has no weight {}; {}", path_, shown(name),
                              suggestion(name, names)));
    }
    std::vector<std::int64_t> extents;
    for (const io::Json* part = &json; part->is_array(); part = &part->as_array()[0]) {
      extents.push_back(std::ssize(part->as_array()));
      if (part->as_array().empty()) break;
    }
    if (!std::ranges::equal(extents, spec->shape)) {
      throw Error(fmt::format("{}: {} has the shape [{}]; this network needs {}{}", path_, name,
                              fmt::join(extents, ", "), spec->shape.to_string(),
                              spec->shape.rank() == 2 ? ": a row for each input, a column for "
                                                        "each unit"
                                                      : ""));
    }
    std::vector<double> values;
    append(name, json, extents, values);
    found_.emplace(name, Tensor::of<double>(spec->shape, values));
  }

  void append(const std::string& name, const io::Json& json, std::span<const std::int64_t> extents,
              std::vector<double>& values) const {
    if (extents.empty()) {
      if (!json.is_number() || !std::isfinite(json.as_number())) {
        throw Error(fmt::format("{}: {}: expected a number, not {}", path_, name, json.dump()));
      }
      return values.push_back(json.as_number());
    }
    if (!json.is_array() || std::ssize(json.as_array()) != extents[0]) {
      throw Error(fmt::format("{}: {}: expected a list of {}, not {}", path_, name, extents[0],
                              shown(json.dump())));
    }
    for (const io::Json& part : json.as_array()) append(name, part, extents.subspan(1), values);
  }

  const std::string& path_;
  const nn::ParameterLayout& layout_;
  ExactNumbers found_;
};

}  // namespace

ExactNumbers read_weights(const std::string& path, const nn::ParameterLayout& layout) {
  return WeightsFile(path, layout).read();
}

}  // namespace ganglion::train
