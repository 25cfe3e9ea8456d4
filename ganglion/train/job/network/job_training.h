#pragma once
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/job_data.h"

namespace ganglion::train {

/// Fills in learning rate, batch size, schedule, epochs, patience and the weights that are kept
/// where the job leaves them open, and tells what was chosen.
///
/// Tables are trained at one rate until validation gets no better. Images and signals, which take
/// their time, are trained for a set number of epochs, in which the rate falls to 0 along half a
/// cosine (Loshchilov and Hutter 2017): about 600,000 rows in all, 12 to 300 epochs; the same with
/// any other schedule that ends at 0. A classifier then keeps the weights of the last epoch,
/// everything else the best of all epochs.
/// Throws Error for a patience without validation rows.
void choose_training(Job& job, const JobData& data, const Listener& listener);

}  // namespace ganglion::train
