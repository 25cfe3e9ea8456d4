#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/io/model_file.h"
#include "ganglion/io/safetensors.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/predictor.h"
#include "ganglion/train/save.h"
#include "python/src/bindings.h"
#include "python/src/columns.h"
#include "python/src/explained.h"
#include "python/src/exported.h"
#include "python/src/interpreter.h"
#include "python/src/network.h"
#include "python/src/table_trainer.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

using Rows = nb::ndarray<const float, nb::c_contig, nb::device::cpu>;

Shape shape_of(const Rows& rows) {
  std::vector<std::int64_t> extents;
  for (std::size_t axis = 0; axis < rows.ndim(); ++axis) {
    extents.push_back(static_cast<std::int64_t>(rows.shape(axis)));
  }
  return Shape(extents);
}

/// A trained model, immutable, for any number of threads at once.
class TrainedModel {
 public:
  explicit TrainedModel(train::Model model)
      : model_(std::move(model)), predictor_(model_), state_(model_.info().preprocessing) {}

  const train::Model& model() const { return model_; }

  /// Of the rows of a table: [rows, classes or 1 or targets], see TablePredictor::predict. With
  /// `alike` the bits of a row depend on no other row, nor on its place: products are of a number
  /// of rows that divides into whole blocks of every kernel.
  Tensor predict(const data::Table& table, bool alike) const {
    if (!state_) throw Error("this model takes arrays, not tables: use predict_array");
    const data::Preprocessing preprocessing(*state_);
    const data::Dataset rows = preprocessing.apply(table, false).as_floats();
    const Tensor outputs =
        alike ? predict_alike(predictor_, rows) : predictor_.predict(rows.features);
    return preprocessing.own_predictions(preprocessing.clip_predictions(outputs), rows);
  }

  /// What a layer gives for the rows of a table: [rows, …], bits likewise.
  Tensor layer_outputs(const data::Table& table, const std::string& layer) const {
    if (!state_) throw Error("this model takes arrays, not tables");
    const data::Dataset rows = data::Preprocessing(*state_).apply(table, false).as_floats();
    train::Model whole = model_.clone();
    const train::Model part = whole.part({whole.network().inputs().front().name}, {layer});
    return predict_alike(train::Predictor(part), rows);
  }

  /// See explained(): a row of a table, counted from 1, or a row of arrays.
  nb::dict explain(const data::Table& table, std::int64_t row) const {
    if (!state_) throw Error("this model takes arrays, not tables");
    return explained(model_, data::Preprocessing(*state_), table, row);
  }
  nb::dict explain(const nb::tuple& row) const {
    return explained(model_, to_dataset(row), nullptr);
  }

  /// The network's own inputs to its first output.
  Tensor predict(const Rows& rows) const {
    if (is_one_row(rows)) return predict_one(rows);
    Tensor features(shape_of(rows));
    std::copy_n(rows.data(), rows.size(), features.values<float>().data());
    const Unlocked released;
    return predictor_.predict(features);
  }

 private:
  /// Of one input of numbers, to one output.
  bool is_one_row(const Rows& rows) const {
    const nn::Network& network = model_.network();
    return network.inputs().size() == 1 && network.output_shapes().size() == 1 &&
           network.inputs()[0].dtype == DType::f32 && rows.ndim() > 0 &&
           shape_of(rows) == network.inputs()[0].shape.prepended(1);
  }
  Tensor predict_one(const Rows& row) const {
    Tensor prediction(model_.network().output_shapes()[0].prepended(1));
    predictor_.predict_one(std::span(row.data(), row.size()), prediction.values<float>());
    return prediction;
  }

  static Tensor predict_alike(const train::Predictor& predictor, const data::Dataset& rows) {
    constexpr std::int64_t kRows = 192;  // a multiple of 6, 12, 16, 24, 32, 48 and 64
    const std::int64_t count = rows.rows();
    if (count == 0) return predictor.predict(rows.features);
    std::vector<std::int64_t> padded(static_cast<std::size_t>((count + kRows - 1) / kRows * kRows));
    for (std::size_t i = 0; i < padded.size(); ++i) {
      padded[i] = std::min(static_cast<std::int64_t>(i), count - 1);
    }
    const Tensor outputs = predictor.predict(rows.features.rows(padded), kRows);
    padded.resize(static_cast<std::size_t>(count));
    return outputs.rows(padded);
  }

  train::Model model_;
  train::Predictor predictor_;
  std::optional<data::PreprocessingState> state_;
};

std::vector<std::string> names_of(const std::vector<data::FeatureColumn>& columns) {
  std::vector<std::string> names;
  for (const data::FeatureColumn& column : columns) names.push_back(column.name);
  return names;
}

std::vector<std::string> features_of(const TrainedModel& model) {
  const auto& state = model.model().info().preprocessing;
  return state ? names_of(state->features) : std::vector<std::string>();
}

double threshold_of(const TrainedModel& model) {
  const auto& state = model.model().info().preprocessing;
  return state ? state->output_threshold() : 0.5;
}

nb::object predict_columns(const TrainedModel& model, const std::string& source,
                           const nb::list& columns, bool alike) {
  const data::Table table = to_table(source, columns);
  Tensor predictions;
  {
    const Unlocked released;
    predictions = model.predict(table, alike);
  }
  return to_array(std::move(predictions));
}

/// What a layer gives for each row of a table.
nb::object layer_outputs(const TrainedModel& model, const std::string& source,
                         const nb::list& columns, const std::string& layer) {
  const data::Table table = to_table(source, columns);
  Tensor outputs;
  {
    const Unlocked released;
    outputs = model.layer_outputs(table, layer);
  }
  return to_array(std::move(outputs));
}

}  // namespace

nb::bytes model_bytes(const train::Model& model) {
  const std::string bytes = io::to_safetensors(io::to_file(train::to_saved(model)));
  return nb::bytes(bytes.data(), bytes.size());
}

train::Model model_of_bytes(const nb::bytes& bytes) {
  const std::span text(bytes.c_str(), bytes.size());
  return train::from_saved(
      io::model_from_file(io::parse_safetensors(std::as_bytes(text), "model"), "model"));
}

nb::object model_object(train::Model model) {
  return nb::cast(TrainedModel(std::move(model)));
}

void bind_model(nb::module_& module) {
  nb::class_<TableTrainer>(module, "TableTrainer")
      .def("fit", &TableTrainer::fit, nb::arg("source"), nb::arg("columns"),
           nb::arg("weights").none(), nb::arg("options"));
  nb::class_<TrainedModel>(module, "Model")
      .def_static("load",
                  [](const std::string& path) { return TrainedModel(train::load_model(path)); })
      .def_static("from_bytes",
                  [](const nb::bytes& bytes) { return TrainedModel(model_of_bytes(bytes)); })
      .def("to_bytes", [](const TrainedModel& model) { return model_bytes(model.model()); })
      .def("save", [](const TrainedModel& model,
                      const std::string& path) { train::save_model(model.model(), path); })
      .def("save_as",
           [](const TrainedModel& model, const std::string& path, const std::string& format,
              const std::string& layout) { write_exported(model.model(), path, format, layout); })
      .def("explain_columns",
           [](const TrainedModel& model, const std::string& source, const nb::list& columns,
              std::int64_t row) { return model.explain(to_table(source, columns), row); })
      .def("explain_arrays",
           [](const TrainedModel& model, const nb::tuple& row) { return model.explain(row); })
      .def("predict_columns", &predict_columns, nb::arg("source"), nb::arg("columns"),
           nb::arg("alike"))
      .def("predict_array", [](const TrainedModel& model,
                               const Rows& rows) { return to_array(model.predict(rows)); })
      .def_prop_ro(
          "takes_tables",
          [](const TrainedModel& model) { return model.model().info().preprocessing.has_value(); })
      .def_prop_ro("task", [](const TrainedModel& model) { return model.model().info().task; })
      .def_prop_ro("class_names",
                   [](const TrainedModel& model) { return model.model().info().class_names; })
      .def_prop_ro("target_names",
                   [](const TrainedModel& model) { return model.model().info().target_names; })
      .def_prop_ro("column_names", &features_of)
      .def_prop_ro("threshold", &threshold_of)
      .def_prop_ro("training",
                   [](const TrainedModel& model) { return model.model().info().training.dump(); })
      .def_prop_ro("hash",
                   [](const TrainedModel& model) { return train::model_hash(model.model()); })
      .def_prop_ro("layers", [](const TrainedModel& model) { return layers_of(model.model()); })
      .def("layer_outputs", &layer_outputs)
      .def(
          "trainer",
          [](const TrainedModel& model) { return new TableTrainer(model.model().clone()); },
          nb::rv_policy::take_ownership)
      .def("summary", [](const TrainedModel& model) { return model.model().summary(); });
}

}  // namespace ganglion::python
