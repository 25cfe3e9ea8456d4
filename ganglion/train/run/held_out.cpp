#include "ganglion/train/run/held_out.h"

#include <utility>

#include "ganglion/core/arithmetic/tensor_math.h"
#include "ganglion/data/stream_blocks.h"
#include "ganglion/train/evaluate/temperature.h"
#include "ganglion/train/job/network/linear_path.h"

namespace ganglion::train {
namespace {

/// `of` gives a tensor of a part.
template <class Parts, class Of>
Tensor behind_each_other(const Parts& parts, const Of& of) {
  std::vector<Tensor> tensors;
  for (const auto& part : parts) tensors.push_back(of(part));
  return tensors.size() == 1 ? std::move(tensors[0]) : concat(tensors, 0);
}

}  // namespace

HeldOut::HeldOut(const ResolvedJob& job, const JobData& data, Model& model) {
  if (!data.validation) return;
  parts_.push_back({&model, &*data.validation, job.linear_path ? &*job.linear_path : nullptr});
}

HeldOut::HeldOut(const EnsembleRows& rows, std::vector<TrainedNetwork>& networks, Model& model) {
  for (std::int64_t i = 0; i < rows.parts(); ++i) {
    const data::Dataset* part = rows.validation(i);
    if (part == nullptr) return;
    Model& network = rows.parts() > 1 ? networks[static_cast<std::size_t>(i)].model : model;
    parts_.push_back({&network, part, rows.linear_path(i)});
  }
  if (!divided()) return;
  std::vector<data::Dataset> all;
  for (const Part& part : parts_) all.push_back(part.rows->in_memory());
  joined_ = data::joined(all);
}

const data::Dataset& HeldOut::rows() const {
  return divided() ? joined_ : *parts_.front().rows;
}

Scores HeldOut::scores() const {
  if (!divided()) return parts_.front().model->evaluate(*parts_.front().rows);
  double loss = 0.0;
  Tensor predictions = behind_each_other(parts_, [&](const Part& part) {
    Scores scores = part.model->evaluate(*part.rows);
    loss += scores.at("loss") * static_cast<double>(part.rows->rows());
    return std::move(scores.predictions[0]);
  });
  Scores all = {.values = {{"loss", loss / static_cast<double>(rows().rows())}}};
  all.predictions.push_back(std::move(predictions));
  return all;
}

Tensor HeldOut::predictions() const {
  return behind_each_other(
      parts_, [](const Part& part) { return std::move(part.model->predict(*part.rows)[0]); });
}

Tensor HeldOut::linear_predictions() const {
  return behind_each_other(parts_,
                           [](const Part& part) { return part.linear->predict(*part.rows); });
}

Tensor HeldOut::logits() const {
  return behind_each_other(parts_,
                           [](const Part& part) { return logits_of(*part.model, *part.rows); });
}

void HeldOut::become_linear() const {
  if (!divided()) return;  // the model itself predicts them
  for (const Part& part : parts_) start_as(*part.linear, *part.model);
}

void HeldOut::set_temperature(double temperature) const {
  if (!divided()) return;
  for (const Part& part : parts_) train::set_temperature(*part.model, temperature);
}

}  // namespace ganglion::train
