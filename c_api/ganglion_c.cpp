#include "c_api/ganglion_c.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/version.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/read/rows_for_model.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/predictor.h"
#include "ganglion/train/save.h"

using ganglion::Error;
using ganglion::Shape;
using ganglion::Tensor;

struct ganglion_model {
  explicit ganglion_model(ganglion::train::Model loaded, const std::string& name)
      : arrays(loaded), state(loaded.info().preprocessing) {
    const auto& inputs = loaded.network().inputs();
    if (inputs.size() == 1) input = inputs[0].shape;
    if (loaded.network().output_shapes().size() == 1) outputs = loaded.network().output_shapes()[0];
    classes = loaded.info().class_names;
    if (!state) return;
    for (const auto& feature : state->features) {
      if (columns.empty() || columns.back() != feature.name) columns.push_back(feature.name);
    }
    tables.emplace(std::move(loaded), name);
  }

  ganglion::train::Predictor arrays;
  std::optional<ganglion::data::PreprocessingState> state;
  std::optional<Shape> input;    ///< of a row; none: there are several
  std::optional<Shape> outputs;  ///< likewise
  std::vector<std::string> classes;
  std::vector<std::string> columns;
  mutable std::mutex mutex;  ///< of `tables`, which works for one at a time
  mutable std::optional<ganglion::train::TablePredictor> tables;
};

namespace {

thread_local std::string last_error;

void remember(const char* message) noexcept {
  try {
    last_error = message;
  } catch (...) {
    last_error.clear();
  }
}

/// Calls f; where it throws, the message is kept, and `failed` returned.
template <class T, class F>
T guarded(T failed, F f) noexcept {
  try {
    return f();
  } catch (const std::exception& error) {
    remember(error.what());
  } catch (...) {
    remember("an unknown exception");
  }
  return failed;
}

template <class T>
T& required(T* pointer, const char* what) {
  if (pointer == nullptr) throw Error(std::string(what) + " is NULL");
  return *pointer;
}

std::size_t elements(const std::optional<Shape>& shape, const char* what) {
  if (!shape) {
    throw Error(std::string("the network has several ") + what +
                "; from C, networks with one input and one output can be used");
  }
  return static_cast<std::size_t>(shape->size());
}

ganglion::data::Table table_of(const ganglion_model& model, const char* csv, std::size_t size) {
  if (!model.state) throw Error("this model takes arrays, not tables: use ganglion_predict");
  if (model.state->samples || model.state->series) {
    throw Error("rows from C are those of plain tables; images, signals and series are not");
  }
  return ganglion::data::parse_table({&required(csv, "csv"), size}, "csv",
                                     ganglion::data::options_for(*model.state, {}));
}

const char* name_at(const std::vector<std::string>& names, std::size_t index) {
  return index < names.size() ? names[index].c_str() : nullptr;
}

}  // namespace

int ganglion_abi(void) {
  return GANGLION_C_ABI;
}

const char* ganglion_version(void) {
  return guarded<const char*>("", [] {
    static const std::string version(ganglion::version());
    return version.c_str();
  });
}

const char* ganglion_last_error(void) {
  return last_error.c_str();
}

ganglion_model* ganglion_load(const char* path) {
  return guarded<ganglion_model*>(nullptr, [&] {
    const std::string name(&required(path, "path"));
    return std::make_unique<ganglion_model>(ganglion::train::load_model(name), name).release();
  });
}

ganglion_model* ganglion_load_memory(const void* bytes, size_t size) {
  return guarded<ganglion_model*>(nullptr, [&] {
    const auto* all = &required(static_cast<const std::byte*>(bytes), "bytes");
    return std::make_unique<ganglion_model>(
               ganglion::train::load_model(std::span(all, size), "the model in memory"),
               "the model in memory")
        .release();
  });
}

void ganglion_free(ganglion_model* model) {
  delete model;
}

size_t ganglion_feature_count(const ganglion_model* model) {
  return guarded<size_t>(0, [&] { return elements(required(model, "model").input, "inputs"); });
}

size_t ganglion_output_count(const ganglion_model* model) {
  return guarded<size_t>(0, [&] { return elements(required(model, "model").outputs, "outputs"); });
}

size_t ganglion_class_count(const ganglion_model* model) {
  return guarded<size_t>(0, [&] { return required(model, "model").classes.size(); });
}

const char* ganglion_class_name(const ganglion_model* model, size_t index) {
  return guarded<const char*>(nullptr,
                              [&] { return name_at(required(model, "model").classes, index); });
}

size_t ganglion_column_count(const ganglion_model* model) {
  return guarded<size_t>(0, [&] { return required(model, "model").columns.size(); });
}

const char* ganglion_column_name(const ganglion_model* model, size_t index) {
  return guarded<const char*>(nullptr,
                              [&] { return name_at(required(model, "model").columns, index); });
}

int ganglion_predict(const ganglion_model* model, const float* features, size_t rows,
                     float* predictions) {
  return guarded(1, [&] {
    const ganglion_model& self = required(model, "model");
    elements(self.input, "inputs");
    elements(self.outputs, "outputs");
    if (rows == 0) return 0;
    const Tensor result = self.arrays.predict(Tensor::borrow(
        &required(features, "features"), self.input->prepended(static_cast<std::int64_t>(rows))));
    const auto values = result.values<float>();
    std::ranges::copy(values, &required(predictions, "predictions"));
    return 0;
  });
}

int ganglion_predict_rows(const ganglion_model* model, const char* csv, size_t size,
                          double* predictions, size_t capacity, size_t* count) {
  return guarded(1, [&] {
    const ganglion_model& self = required(model, "model");
    const ganglion::data::Table table = table_of(self, csv, size);
    required(count, "count") = static_cast<size_t>(table.rows());
    if (*count > capacity) {
      throw Error("there are " + std::to_string(*count) + " rows, and room for " +
                  std::to_string(capacity));
    }
    const std::lock_guard lock(self.mutex);
    const Tensor result = self.tables->predict(table).cast(ganglion::DType::f64);
    std::ranges::copy(result.values<double>(), &required(predictions, "predictions"));
    return 0;
  });
}

char* ganglion_explain(const ganglion_model* model, const char* csv, size_t size, size_t row) {
  return guarded<char*>(nullptr, [&] {
    const ganglion_model& self = required(model, "model");
    const ganglion::data::Table table = table_of(self, csv, size);
    const std::lock_guard lock(self.mutex);
    const std::string json =
        to_json(ganglion::train::explain(self.tables->model(), self.tables->preprocessing(), table,
                                         static_cast<std::int64_t>(row)))
            .dump();
    auto* text = static_cast<char*>(std::malloc(json.size() + 1));
    if (text == nullptr) throw Error("out of memory for an explanation");
    std::memcpy(text, json.c_str(), json.size() + 1);
    return text;
  });
}

void ganglion_free_text(char* text) {
  std::free(text);
}
