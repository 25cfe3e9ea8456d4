#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/data/features/preprocessing_state.h"
#include "ganglion/io/json.h"

namespace ganglion::io {

/// How a model's tables are written, in JSON and back. What comes from a file throws Error for what
/// can't be.

/// Adds "format" to the object of a column, unless its numbers are written as programs write them.
void add_format(const data::NumberFormat& format, Json::Object& object);
/// Plain where there is no "format".
data::NumberFormat format_from_json(const Json& json);

Json reading_json(const data::TableReading& reading);
data::TableReading reading_from_json(const Json& json);

/// What comes first in a date: "day", "month" or "year", or "none" of a date without a year.
std::string_view word_of(data::DateOrder order);
data::DateOrder date_order_named(std::string_view word);

/// A list of texts.
std::vector<std::string> texts_from_json(const Json& json);

/// The `range` of a column among the training rows, and whether what is far outside is clipped.
/// Models of older versions have none. Throws Error for other than two finite numbers in order.
void add_range(const std::optional<data::TrainingRange>& range, bool clip, Json::Object& object);
std::optional<data::TrainingRange> range_from_json(const Json& json);

}  // namespace ganglion::io
