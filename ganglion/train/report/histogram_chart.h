#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace ganglion::train::report {

/// How often values fall into each of about 24 equal intervals.
std::string histogram_chart(const std::vector<double>& values, const std::string& x_title);

/// Bars as large as a line of text.
std::string tiny_histogram(const std::vector<std::int64_t>& counts, const std::string& label);

}  // namespace ganglion::train::report
