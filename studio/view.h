#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/train/model.h"
#include "studio/material.h"
#include "studio/trainer.h"

namespace ganglion::studio {

/// The row, if there is one. Throws ApiError; rows count from 0.
std::int64_t checked_row(const Material& material, std::int64_t row);

/// A network with the weights of some moment, to look at: a model of its own beside the one that is
/// trained.
class View {
 public:
  View(std::shared_ptr<const Material> material, std::shared_ptr<const train::ResolvedJob> job);

  /// Who looks has it meanwhile.
  std::mutex& turn() { return turn_; }
  /// Takes weights over, if they are others.
  void show(const Snapshot& snapshot);
  const Snapshot& shown() const { return shown_; }
  train::Model& model() { return model_; }
  const Material& material() const { return *material_; }
  const train::ResolvedJob& job() const { return *job_; }
  const data::Preprocessing& preprocessing() const { return material_->rows.preprocessing; }
  const data::Table& table() const { return material_->table; }
  std::int64_t checked_row(std::int64_t row) const { return studio::checked_row(*material_, row); }
  /// A row of the medians of all numbers, and the most frequent texts.
  const data::Table& middle_row();

 private:
  std::mutex turn_;
  std::shared_ptr<const Material> material_;
  std::shared_ptr<const train::ResolvedJob> job_;
  train::Model model_;
  Snapshot shown_ = {};
  std::optional<data::Table> middle_row_;  // made when it is wanted
};

/// The plane that pictures are drawn over, and what gives all other columns.
struct Plane {
  std::string x = {};  ///< empty: there is none
  std::string y = {};  ///< empty: nothing changes from bottom to top
  std::int64_t row = 0;
  bool median =
      false;  ///< the other columns have their middle (or most frequent) value, not the row's
};

/// The rows that are drawn, 1,000 at most, in a plane: {"x", "y", "target", "part", "row"}.
io::Json points_json(const Material& material, const Plane& plane);
/// A row as it was written, what it is for, and its target.
io::Json row_json(const Material& material, std::int64_t row);
/// What `ganglion explain MODEL DATA --row N --json` prints of the row (N = row + 1); of large
/// networks the first "units" of each layer, as many as fit into an update.
io::Json explain_json(View& view, std::int64_t row);
/// What the network makes of values by column; those that aren't given are those of `row`.
io::Json predict_json(View& view, const io::Json& values, std::int64_t row);
/// Histograms and health of each layer, as many as fit into an update: {"layers", "more"}.
io::Json layers_json(View& view);
/// Weights and biases of dense layers as bytes, see docs/studio.md.
std::string weight_matrices(View& view);
/// Confusion matrix, worst rows, calibration, ROC and precision by recall, on the rows to assess.
io::Json mistakes_json(View& view);
/// What an image or signal becomes, place by place: its filters, the maps of each layer, saliency
/// and Grad-CAM. Throws ApiError for other data.
io::Json maps_json(View& view, std::int64_t row);
/// Pictures as bytes, see docs/studio.md: of units (activations), or of what is predicted.
std::string unit_pictures(View& view, const Plane& plane, std::uint32_t revision);
std::string surface_pictures(View& view, const Plane& plane, std::uint32_t revision);
/// "network" of the page's state, without its error: {"text", "parameters", "multiply_adds",
/// "layers"}.
io::Json network_json(const train::ResolvedJob& job, const std::string& text);

}  // namespace ganglion::studio
