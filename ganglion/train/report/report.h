#pragma once
#include <string>

#include "ganglion/train/report/report_input.h"

namespace ganglion::train::report {

/// The page of a finished run: one HTML file without scripts that loads nothing from anywhere, for
/// any width from 320 pixels up, light or dark as the reader's system is. All text of the data is
/// escaped. Much data is shown in part, so that it stays below 400 kB, with images below 1 MB.
std::string report_html(const ReportInput& input);

}  // namespace ganglion::train::report
