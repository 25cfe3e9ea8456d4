// What only the whole library for C has: files of other systems, rows of tables, explanations.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <span>

#include "c_api/model.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/read/rows_for_model.h"
#include "ganglion/io/read/read_model_file.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/save.h"

using ganglion::Error;
using ganglion::Tensor;
using ganglion::c_api::guarded;
using ganglion::c_api::kInMemory;
using ganglion::c_api::name_at;
using ganglion::c_api::required;
using ganglion::c_api::Tables;

struct ganglion::c_api::Tables {
  Tables(train::Model model, const std::string& name)
      : state(*model.info().preprocessing), predictor(std::move(model), name) {
    for (const auto& feature : state.features) {
      if (columns.empty() || columns.back() != feature.name) columns.push_back(feature.name);
    }
  }

  data::PreprocessingState state;
  std::vector<std::string> columns;
  std::mutex mutex;  ///< of `predictor`, which works for one at a time
  train::TablePredictor predictor;
};

namespace {

ganglion_model* made_of(const ganglion::io::SavedModel& saved, const std::string& name) {
  auto model = std::make_unique<ganglion_model>(saved);
  if (saved.info.preprocessing) {
    model->tables = std::make_shared<Tables>(ganglion::train::from_saved(saved, name), name);
  }
  return model.release();
}

const std::vector<std::string>& columns_of(const ganglion_model& model) {
  static const std::vector<std::string> none;
  return model.tables ? model.tables->columns : none;
}

ganglion::data::Table table_of(const ganglion_model& model, const char* csv, std::size_t size) {
  if (!model.tables) throw Error("this model takes arrays, not tables: use ganglion_predict");
  const auto& state = model.tables->state;
  if (state.samples || state.series) {
    throw Error("rows from C are those of plain tables; images, signals and series are not");
  }
  return ganglion::data::parse_table({&required(csv, "csv"), size}, "csv",
                                     ganglion::data::options_for(state, {}));
}

}  // namespace

ganglion_model* ganglion_load(const char* path) {
  return guarded<ganglion_model*>(nullptr, [&] {
    const std::string name(&required(path, "path"));
    return made_of(ganglion::io::read_network_file(name), name);
  });
}

ganglion_model* ganglion_load_memory(const void* bytes, size_t size) {
  return guarded<ganglion_model*>(nullptr, [&] {
    const std::span all(&required(static_cast<const std::byte*>(bytes), "bytes"), size);
    const auto file = ganglion::io::parse_safetensors(all, kInMemory);
    return made_of(ganglion::io::model_from_file(file, kInMemory), kInMemory);
  });
}

size_t ganglion_column_count(const ganglion_model* model) {
  return guarded<size_t>(0, [&] { return columns_of(required(model, "model")).size(); });
}

const char* ganglion_column_name(const ganglion_model* model, size_t index) {
  return guarded<const char*>(nullptr,
                              [&] { return name_at(columns_of(required(model, "model")), index); });
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
    Tables& tables = *self.tables;
    const std::lock_guard lock(tables.mutex);
    const Tensor result = tables.predictor.predict(table).cast(ganglion::DType::f64);
    std::ranges::copy(result.values<double>(), &required(predictions, "predictions"));
    return 0;
  });
}

char* ganglion_explain(const ganglion_model* model, const char* csv, size_t size, size_t row) {
  return guarded<char*>(nullptr, [&] {
    const ganglion_model& self = required(model, "model");
    const ganglion::data::Table table = table_of(self, csv, size);
    Tables& tables = *self.tables;
    const std::lock_guard lock(tables.mutex);
    const std::string json =
        to_json(ganglion::train::explain(tables.predictor.model(), tables.predictor.preprocessing(),
                                         table, static_cast<std::int64_t>(row)))
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
