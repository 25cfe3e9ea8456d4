#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace ganglion::io {

/// Classes of one's own that compute what a class of Keras does, on the word of whoever says so:
/// "MyDense" to "Dense". Such a layer has the settings of that class, under their names, and its
/// weights in that order and those shapes; others are refused.
using KerasClassMap = std::map<std::string, std::string, std::less<>>;

/// Adds "MyDense=dense": the class of Keras is found in whatever way it is written ("Dense",
/// "batch_normalization"). Throws Error, naming the setting `map`, for a text of another form, an
/// unknown class of Keras, and one class named twice.
void add_to_class_map(KerasClassMap& map, std::string_view text);

}  // namespace ganglion::io
