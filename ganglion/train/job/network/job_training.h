#pragma once
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/job_data.h"

namespace ganglion::train {

/// Fills in learning rate, batch size, schedule, epochs, patience and the weights that are kept
/// where the job leaves them open, and tells what was chosen.
///
/// Tables are trained at one rate until validation gets no better (for 20 epochs; a regression for
/// 2,000 steps, within 20 to 100 epochs), for 60,000 steps at most, rounded to 100 to 5,000 epochs.
/// Without validation rows or early stopping it is 100 epochs, 300 for fewer than 2,000 rows.
/// `benchmarks/accuracy` has what was measured. Images and signals, which take their time, are
/// trained for a set number of epochs, in which the rate falls to 0 along half a cosine (Loshchilov
/// and Hutter 2017): about 600,000 rows in all, 12 to 300 epochs, but 900 steps at least; fewer
/// rows in proportion where an image has more than 3,072 values or a signal more than 1,024. The
/// same with any other schedule that ends at 0. A classifier then keeps the weights of the last
/// epoch, everything else the best of all epochs.
/// Throws Error for a patience without validation rows.
void choose_training(Job& job, const JobData& data, const Listener& listener);

}  // namespace ganglion::train
