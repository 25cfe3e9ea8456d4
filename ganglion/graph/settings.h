#pragma once
#include <string>
#include <string_view>

#include "ganglion/graph/attributes.h"

namespace ganglion {

/// A kind and its settings as a person types them: "adam", "huber delta=2",
/// "sgd momentum=0.9 nesterov". A word without "=" sets a flag. Values: true, false, whole
/// numbers, numbers, and any other text.
struct Settings {
  std::string kind;
  Attributes attributes;
};

/// Reads such a text. `what` ("loss") begins every message. Throws Error for an empty
/// text, a setting without name or value, and one given twice, naming the place in the text.
Settings parse_settings(std::string_view text, std::string_view what);

/// The text form of settings; parse_settings() reads back the same.
std::string settings_text(std::string_view kind, const Attributes& attributes);

/// `defaults` with what `given` changes: how a struct is made from a saved or typed form. A
/// whole number is taken for a number. Throws Error, beginning with `kind`, for a name that
/// `defaults` doesn't have (with the nearest one) and for a value of another type.
Attributes merged(std::string_view kind, const Attributes& defaults, const Attributes& given);

}  // namespace ganglion
