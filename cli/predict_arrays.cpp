#include "cli/predict_arrays.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/core/file.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/io/json.h"
#include "ganglion/train/array_predictor.h"

namespace ganglion::cli {
namespace {

using Arrays = std::map<std::string, Tensor>;
using Inputs = std::vector<train::ArrayPredictor::Input>;

/// The first input, or those that an .npz names.
void read_data(const std::string& path, const Inputs& inputs, Arrays& arrays) {
  if (path.ends_with(".npz")) {
    std::vector<data::NamedArray> named = data::read_npz(path);
    const bool alone = named.size() == 1 && inputs.size() == 1;
    for (data::NamedArray& array : named) {
      arrays.insert_or_assign(alone ? inputs[0].name : array.name, std::move(array.tensor));
    }
  } else if (path.ends_with(".npy")) {
    arrays.insert_or_assign(inputs.front().name, data::read_npy(path));
  } else {
    throw Error(fmt::format("{}: the model takes arrays, not tables: {}; save them as .npy or .npz",
                            path, inputs.front().to_string()));
  }
}

Arrays read_arrays(const ArrayOptions& typed, const Inputs& inputs) {
  if (inputs.empty()) throw Error(typed.path + ": the model has no inputs");
  Arrays arrays;
  if (!typed.data.empty()) read_data(typed.data, inputs, arrays);
  for (const std::string& word : typed.inputs) {
    const std::size_t equals = word.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == word.size()) {
      throw UsageError(fmt::format("--input {}: expected NAME=FILE.npy", shown(word)));
    }
    arrays.insert_or_assign(word.substr(0, equals), data::read_npy(word.substr(equals + 1)));
  }
  return arrays;
}

/// Tells where doubles lose digits.
void tell_rounding(const Inputs& inputs, const Arrays& arrays) {
  for (const auto& input : inputs) {
    const auto found = arrays.find(input.name);
    if (input.type != "float32" || found == arrays.end()) continue;
    const Tensor& array = found->second;
    if (array.dtype() != DType::f64) continue;
    const Tensor narrow = array.cast(DType::f32).cast(DType::f64);
    if (!std::ranges::equal(narrow.values<double>(), array.values<double>())) {
      print_err("note: {} takes float32: numbers of the array (float64) are rounded\n", input.name);
    }
  }
}

void save_outputs(const ArrayOptions& typed, const std::vector<std::string>& names,
                  const std::vector<Tensor>& outputs) {
  if (!typed.out.ends_with(".npz")) {
    write_file_atomically(typed.out, data::to_npy(outputs.front()));
    if (outputs.size() > 1) {
      print_err("note: only the first of {} outputs ({}) is saved; --out FILE.npz saves all\n",
                outputs.size(), fmt::join(names, ", "));
    }
    return;
  }
  std::vector<data::NamedArray> named;
  for (std::size_t i = 0; i < outputs.size(); ++i) named.push_back({names[i], outputs[i]});
  write_file_atomically(typed.out, data::to_npz(named));
}

void print_saved(const ArrayOptions& typed, const std::vector<std::string>& names,
                 const std::vector<Tensor>& outputs) {
  if (!typed.json) {
    print_err("{} {} saved to {}\n", names.front(), outputs.front().shape().to_string(), typed.out);
    return;
  }
  io::Json::Array told;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Shape& shape = outputs[i].shape();
    told.push_back(io::Json::Object{{"name", names[i]},
                                    {"type", name_of(outputs[i].dtype())},
                                    {"shape", io::Json::Array(shape.begin(), shape.end())}});
  }
  print_out("{}\n",
            io::Json(io::Json::Object{
                         {"model", typed.path}, {"outputs", std::move(told)}, {"out", typed.out}})
                .dump());
}

}  // namespace

bool names_arrays(const std::string& path) {
  return path.ends_with(".npy") || path.ends_with(".npz");
}

void save_array(const std::string& path, const std::string& name, const Tensor& array) {
  const bool zipped = path.ends_with(".npz");
  write_file_atomically(path, zipped ? data::to_npz({{name, array}}) : data::to_npy(array));
}

int predict_arrays(const ArrayOptions& typed, io::ReadModel read) {
  if (!names_arrays(typed.out)) {
    throw UsageError(
        "predictions of this model are arrays: --out must name a file that ends in "
        ".npy or .npz");
  }
  train::ArrayPredictor predictor(std::move(read), typed.path);
  const Arrays arrays = read_arrays(typed, predictor.inputs());
  tell_rounding(predictor.inputs(), arrays);
  std::vector<Tensor> outputs;
  try {
    outputs = predictor.predict(arrays);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", typed.path, error.what()));
  }
  save_outputs(typed, predictor.output_names(), outputs);
  print_saved(typed, predictor.output_names(), outputs);
  return 0;
}

}  // namespace ganglion::cli
