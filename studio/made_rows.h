#pragma once
#include <cstdint>
#include <string>

namespace ganglion::studio {

/// Rows of a data set that is drawn from a formula, as CSV with a header. `noise` is the standard
/// deviation of what is added to places or values, as a share of their range; for classes of
/// measurements also how far they overlap. The same arguments give the same rows.
std::string made_rows(const std::string& id, std::int64_t rows, double noise);

}  // namespace ganglion::studio
