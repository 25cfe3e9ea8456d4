#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/markup.h"
#include "ganglion/core/utf8.h"

namespace ganglion::train::report {

/// "98.6 %"; "-" for NaN.
std::string percent(double share);
/// A number for an axis, where there is little room: up to 4 significant digits, whole from 1000 on
/// ("12346"), "1.2e+07" for large ones, "-" for NaN.
std::string brief(double value);

/// A whole page: its title, a line under it, and the HTML below. It loads nothing from anywhere.
std::string page(std::string_view title, std::string_view under, std::string_view content);

/// A card with a heading; `classes` are further CSS classes ("wide").
std::string card(std::string_view title, std::string_view content, std::string_view classes = "");

/// A table that scrolls sideways when it has to. Cells are HTML; a heading beginning with '#' is
/// over numbers, which are set to the right.
std::string table(const std::vector<std::string>& headings,
                  const std::vector<std::vector<std::string>>& rows);

}  // namespace ganglion::train::report
