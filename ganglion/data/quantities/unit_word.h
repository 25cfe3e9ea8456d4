#pragma once
#include <string_view>

namespace ganglion::data {

/// Whether what stands behind a number is a unit: "kg", "km/h", "m²", "°C"; a single letter right
/// behind the digits (not `apart`) is one of few, since "12A" is a seat. Ordinals and times of the
/// day have none.
bool is_unit_word(std::string_view unit, bool apart);

}  // namespace ganglion::data
