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
#include "ganglion/train/predict/array_predictor.h"
#include "ganglion/train/predict/table_arrays.h"

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
  } else {
    arrays.insert_or_assign(inputs.front().name, data::read_npy(path));
  }
}

Arrays read_arrays(const ArrayOptions& typed, const Inputs& inputs) {
  if (inputs.empty()) throw Error(typed.path + ": the model has no inputs");
  for (const auto& input : inputs) {
    if (input.type != "string") continue;
    throw Error(
        fmt::format("{}: the model's input {} takes texts, which arrays don't hold; give "
                    "the rows as a table, whose columns are called as the inputs",
                    typed.path, input.to_string()));
  }
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

/// The outputs that arrays hold; of the others it is told that they are left out.
void split_outputs(std::vector<train::ArrayPredictor::Output> all, std::vector<std::string>& names,
                   std::vector<Tensor>& outputs) {
  for (train::ArrayPredictor::Output& output : all) {
    if (!output.texts.empty()) {
      print_err(
          "note: output '{}' is of texts, which arrays don't hold; it is left out: rows of a "
          "table give it\n",
          output.name);
      continue;
    }
    names.push_back(output.name);
    outputs.push_back(std::move(output.values));
  }
  if (outputs.empty()) throw Error("all outputs of the model are texts, which arrays don't hold");
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

namespace {

std::vector<train::ArrayPredictor::Output> predicted(const ArrayOptions& typed,
                                                     train::ArrayPredictor& predictor,
                                                     const train::ArrayPredictor::Fed& fed) {
  try {
    return predictor.predict_all(fed);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", typed.path, error.what()));
  }
}

void save_arrays(const ArrayOptions& typed, std::vector<train::ArrayPredictor::Output> all) {
  std::vector<std::string> names;
  std::vector<Tensor> outputs;
  split_outputs(std::move(all), names, outputs);
  save_outputs(typed, names, outputs);
  print_saved(typed, names, outputs);
}

}  // namespace

int predict_arrays(const ArrayOptions& typed, io::ReadModel read) {
  if (!names_arrays(typed.out)) {
    throw UsageError(
        "predictions of this model are arrays: --out must name a file that ends in "
        ".npy or .npz");
  }
  train::ArrayPredictor predictor(std::move(read), typed.path);
  const Arrays arrays = read_arrays(typed, predictor.inputs());
  tell_rounding(predictor.inputs(), arrays);
  save_arrays(typed, predicted(typed, predictor, {.arrays = arrays, .texts = {}}));
  return 0;
}

int predict_columns(const ArrayOptions& typed, const TableOptions& options, io::ReadModel read) {
  train::ArrayPredictor predictor(std::move(read), typed.path);
  const Inputs& inputs = predictor.inputs();
  if (inputs.empty()) throw Error(typed.path + ": the model has no inputs");
  const data::Table table = read_any_table(typed.data, options, train::readings_for(inputs));
  const train::ArrayPredictor::Fed fed = train::fed_from_table(inputs, table);
  if (inputs.size() == 1 && fed.arrays.size() == 1 && inputs[0].extents.size() == 2) {
    print_note(
        fmt::format("the model names no columns: it is fed with those of the table in "
                    "their order: {}",
                    fmt::join(table.names(), ", ")));
  }
  std::vector<train::ArrayPredictor::Output> outputs = predicted(typed, predictor, fed);
  if (names_arrays(typed.out)) {
    save_arrays(typed, std::move(outputs));
    return 0;
  }
  const train::OutputColumns columns = train::output_columns(outputs, table.rows());
  if (typed.json) {
    print_out("{{\"model\":{},\"rows\":{},\"predictions\":{}}}\n", io::Json(typed.path).dump(),
              table.rows(), train::json_of(columns));
  } else if (typed.out.empty()) {
    write_data(train::csv_of(columns));
  }
  if (!typed.out.empty()) {
    write_file_atomically(typed.out, train::csv_of(columns));
    print_err("{} predictions saved to {}\n", table.rows(), typed.out);
  }
  return 0;
}

}  // namespace ganglion::cli
