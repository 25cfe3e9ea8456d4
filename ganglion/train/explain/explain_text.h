#pragma once
#include <string>

#include "ganglion/train/explain/explain.h"

namespace ganglion::train {

/// An explanation as text, on as many lines as it needs. Long vectors show their first numbers
/// and the last, large weights their norm and extremes, long tables what matters most, an
/// ensemble the layers of its first network and what each other one gives; all of it with `full`.
std::string to_text(const Explanation& explanation, bool full = false);

/// "0.5, -1, 2": all of at most 8 numbers (or with `full`), else "0.5, -1, 2, 7, …, 3".
std::string numbers_text(const Tensor& tensor, bool full = false);

/// A number with six digits at most: "-0.125", "1.2e-07".
std::string number_text(double value);

}  // namespace ganglion::train
