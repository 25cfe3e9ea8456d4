#pragma once
#include <initializer_list>
#include <string>

#include "ganglion/data/dataset.h"
#include "ganglion/dist/communicator.h"
#include "ganglion/train/job/job.h"

namespace ganglion::train {

/// Throws Error, on all ranks, when one of them is another program, runs on another kind of
/// processor, or has another job or other data than rank 0: it names the rank and what differs.
/// `source`: what data_source() said.
void check_same_everywhere(dist::Communicator& ranks, const Job& job, const std::string& source);

/// The same of the rows that all have read: of a large file, or a folder, `source` tells only a
/// part. (A rank with other rows would train on them unnoticed, as only sums are exchanged.)
/// Null: there is no such part.
void check_same_rows(dist::Communicator& ranks, std::initializer_list<const data::Dataset*> parts);

}  // namespace ganglion::train
