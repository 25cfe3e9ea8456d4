#pragma once
#include <optional>
#include <vector>

#include "ganglion/nn/layers/dense.h"
#include "ganglion/nn/network.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/job_data.h"
#include "ganglion/train/linear/linear_model.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// A path from the features straight to the outputs, around the hidden layers: the output layer
/// reads the features beside the hidden units (Cheng et al. 2016, "Wide & Deep Learning for
/// Recommender Systems"). Training begins where the linear model of the baselines ends: the weights
/// of the features are its own, those of the hidden units 0. So the network has only to learn what
/// a linear model can't say, and need never be worse (see fit_outputs).

/// Fits the linear model that a network of this job begins as; nothing where it has no linear path.
/// Left to choose (`linear_path` absent), it has one unless a network was `asked` for or the target
/// is several labels, if its output is linear, relu or a logit, and the linear model beats a
/// constant on the validation rows (measured in benchmarks/accuracy/choose).
/// What was chosen stands in the job. Throws Error where one is asked for that can't be.
std::optional<LinearModel> fit_linear_path(Job& job, const JobData& data, bool asked,
                                           const std::vector<double>& class_weights,
                                           const Listener& listener);

/// A chain of layers, the first an Input of [features], and behind it the output layer, which reads
/// the features, too.
nn::Network with_linear_path(const std::vector<nn::Layer>& layers, nn::Dense output);

/// Makes a network of with_linear_path, or an average of several, the linear model.
void start_as(const LinearModel& linear, Model& model);

/// How a linear model of a job is fitted, for this and for the baselines: to the columns as they
/// are, without their bins.
LinearModel::Options linear_options(const Job& job, const data::Preprocessing& preprocessing,
                                    const std::vector<double>& class_weights);

}  // namespace ganglion::train
