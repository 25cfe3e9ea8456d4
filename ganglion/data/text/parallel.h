#pragma once
#include <cstddef>
#include <functional>

namespace ganglion::data {

/// Calls work(0) … work(count - 1) on several threads (0: all) and waits. Of the exceptions, the
/// one of the lowest index is thrown again, as if the calls had been made in order.
void in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

}  // namespace ganglion::data
