#pragma once
#include "ganglion/data/dataset.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/train/job/job.h"

/// Whether what lies far outside the training rows is clipped (data::TrainingRange). Where the job
/// leaves it open: all networks are but for linear ones, forecasts, and those that begin as a line
/// that explains the target all but exactly, outside the training range as inside.
namespace ganglion::train {

/// By the network alone: a linear one is asked for where the data go on as a straight line, and a
/// series may go on rising. What is chosen stands in the job, so that it reproduces the run.
void choose_clipping(Job& job, const data::PreprocessingState& state);

/// The same preprocessing with clipping as the job says. Training rows are the same with it and
/// without.
data::Preprocessing with_clipping(const Job& job, const data::Preprocessing& fitted);

/// Whether a network with a linear path may be made of these rows, by the job and the task alone:
/// only such a one goes on as a straight line.
bool may_go_on_as_line(const Job& job, const data::PreprocessingState& state);

/// Whether the target of a regression is a sum of its columns all but exactly: linear regression on
/// 2,000 training rows at most explains 99 % of the variance of `rows`, of as many at most.
bool is_all_but_linear(const data::Preprocessing& preprocessing, const data::Dataset& train,
                       const data::Dataset& rows, const Job& job);

}  // namespace ganglion::train
