#include "ganglion/io/tensors/weight_files.h"

#include <fmt/format.h>

#include <set>
#include <span>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/text/zip.h"
#include "ganglion/io/json.h"
#include "ganglion/io/tensors/torch_recurrences.h"

namespace ganglion::io {

NamedTensors named_weights(const SavedModel& model, const WeightNaming& naming) {
  NamedTensors own;
  const nn::ParameterLayout& layout = model.network.layout();
  append_weights(own, "", "parameters", layout.parameters, model.parameters, layout.size);
  append_weights(own, "", "state", layout.state, model.state, layout.state_size);
  NamedTensors laid_out;
  for (const auto& [path, value] : own) {
    const nn::ParameterSpec& spec = *layout.find(path);
    laid_out.emplace_back(name_in_layout(spec, naming.layout),
                          to_layout(spec, value, naming.layout));
  }
  if (naming.layout == WeightLayout::torch) laid_out = to_torch_recurrences(laid_out);
  NamedTensors result;
  std::set<std::string> names;
  for (auto& [given, value] : laid_out) {
    std::string name = renamed(given, naming.renames);
    if (!names.insert(name).second) {
      throw Error(fmt::format("two weights would be called {}, {} being the second; rename one",
                              in_quotes(name), in_quotes(given)));
    }
    result.emplace_back(std::move(name), std::move(value));
  }
  return result;
}

std::string weights_as_safetensors(const SavedModel& model, const WeightNaming& naming) {
  SafetensorsFile file{.tensors = named_weights(model, naming)};
  // What PyTorch's libraries look for before they load a file.
  if (naming.layout == WeightLayout::torch) file.metadata.emplace("format", "pt");
  return to_safetensors(file);
}

std::string weights_as_npz(const SavedModel& model, const WeightNaming& naming) {
  std::vector<data::NamedArray> arrays;
  for (auto& [name, tensor] : named_weights(model, naming)) {
    arrays.push_back({name, std::move(tensor)});
  }
  return data::to_npz(arrays);
}

NamedTensors parse_tensors(std::string_view bytes, const std::string& source) {
  if (!data::is_zip(bytes)) {
    return parse_safetensors(std::as_bytes(std::span(bytes)), source).tensors;
  }
  NamedTensors tensors;
  for (data::NamedArray& array : data::parse_npz(bytes, source)) {
    tensors.emplace_back(std::move(array.name), std::move(array.tensor));
  }
  return tensors;
}

NamedTensors read_tensors(const std::string& path) {
  return parse_tensors(read_regular_file(path), path);
}

}  // namespace ganglion::io
