#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "ganglion/dist/communicator.h"

namespace ganglion::support {

/// Runs `work` once for each of `size` ranks, which are threads of this process, and returns when
/// all are done. What the first of them (by rank) throws is thrown again; the others get
/// dist::RankFailed from the exchange that they wait in.
void run_as_ranks(int size, const std::function<void(dist::Communicator&)>& work);

}  // namespace ganglion::support
