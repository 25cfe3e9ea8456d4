#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

/// Ops of ai.onnx.ml that prepare columns of a table and name classes, as scikit-learn's exporter
/// and this library write them. Texts are numbers of Words.
namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;
using Numbers = std::vector<double>;

Value in_doubles(const Call& call, int input) {
  return ops::cast(call.value(input), DType::f64);
}

/// A result that was computed in doubles, as its type is held in a graph.
Operand held_result(ElementType type, Value x) {
  return result(type, type == ElementType::text ? x : ops::cast(x, held_as(type)));
}

/// x with an axis behind, against a list: 1 where they are equal.
Value equal_to_each(Value x, const Numbers& list) {
  std::vector<std::int64_t> dims = to_integers(x.shape());
  dims.push_back(1);
  return ops::equal(ops::reshape(x, to_shape(dims)),
                    constant_like(x, Shape{std::ssize(list)}, list));
}

/// The list of an attribute that may be of texts, integers or floats: "keys_strings", …; its type
/// is undefined where there is none.
Numbers listed(const Call& call, const std::string& what, ElementType& type) {
  Numbers list;
  type = ElementType::undefined;
  for (const std::string& text : call.texts(what + "_strings")) list.push_back(call.word(text));
  if (!list.empty()) type = ElementType::text;
  for (const std::int64_t value : call.integers(what + "_int64s")) {
    list.push_back(static_cast<double>(value));
    type = ElementType::i64;
  }
  for (const float value : call.numbers(what + "_floats")) {
    list.push_back(static_cast<double>(value));
    type = ElementType::f32;
  }
  return list;
}

/// With `zeros` = 0 an unknown category is an error: that can be seen of what is fed only.
void check_known(const Call& call, const Numbers& categories) {
  if (!call.operand(0).constant) {
    call.refuse("zeros = 0 makes unknown categories errors, which can't be seen of what it reads");
  }
  const Tensor given = call.constant(0, "the categories").cast(DType::f64);
  const auto values = given.values<double>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::ranges::find(categories, values[i]) != categories.end()) continue;
    const std::string what =
        call.type(0) == ElementType::text ? std::string("the text") : fmt::format("{}", values[i]);
    call.refuse(fmt::format("{} at place {} is none of the {} categories that it knows", what, i,
                            categories.size()));
  }
}

Operands one_hot_encoder(const Call& call) {
  ElementType type{};
  const Numbers categories = listed(call, "cats", type);
  if (categories.empty()) call.refuse("it has no categories");
  if (!call.flag("zeros", true)) check_known(call, categories);
  const Value found = equal_to_each(in_doubles(call, 0), categories);
  return {result(ElementType::f32, ops::cast(found, DType::f32))};
}

/// What stands for keys that aren't listed.
double default_of(const Call& call, ElementType type) {
  const std::string text = call.text("default_string", "_Unused");
  const std::int64_t integer = call.integer("default_int64", -1);
  const double number = call.number("default_float", -0.0);
  if (type == ElementType::text) return call.word(text);
  return type == ElementType::i64 ? static_cast<double>(integer) : number;
}

/// The value of each key, from version 2 on: in version 1 the keys are places in a list of texts.
Operands label_encoder(const Call& call) {
  ElementType key_type{}, value_type{};
  Numbers keys = listed(call, "keys", key_type);
  Numbers values = listed(call, "values", value_type);
  if (call.has_attribute("classes_strings")) {
    const bool to_places = call.type(0) == ElementType::text;
    for (const std::string& text : call.texts("classes_strings")) {
      (to_places ? keys : values).push_back(call.word(text));
    }
    for (std::size_t i = 0; i < keys.size() + values.size(); ++i) {
      if (keys.size() == values.size()) break;
      (to_places ? values : keys).push_back(static_cast<double>(i));
    }
    value_type = to_places ? ElementType::i64 : ElementType::text;
  }
  if (keys.empty() || keys.size() != values.size()) call.refuse("keys and values differ in number");
  const Value found = equal_to_each(in_doubles(call, 0), keys);
  const int last = found.shape().rank() - 1;
  const Value sum =
      ops::reduce_sum(found * constant_like(found, Shape{std::ssize(values)}, values), {last});
  const Value missing = 1.0 - ops::reduce_max(found, {last});
  return {held_result(value_type, sum + missing * default_of(call, value_type))};
}

/// Entries of the last axis; of a list they are a row.
Operands array_feature_extractor(const Call& call) {
  Value x = in_doubles(call, 0);
  if (x.shape().rank() < 1) call.refuse("a number alone has no features");
  if (x.shape().rank() == 1) x = ops::reshape(x, {1, x.shape()[0]});
  const std::int64_t features = x.shape()[-1];
  if (call.operand(1).constant || call.operand(1).fed) {
    std::vector<std::int64_t> places;
    const Tensor given = call.constant(1, "the places").cast(DType::f64);
    for (const double place : given.values<double>()) {
      if (!(place >= 0.0 && place < static_cast<double>(features))) {
        call.refuse(fmt::format("place {} is outside of {} features", place, features));
      }
      places.push_back(static_cast<std::int64_t>(place));
    }
    return {held_result(call.type(0), take(x, x.shape().rank() - 1, places))};
  }
  Value places = in_doubles(call, 1);
  places = ops::reshape(places, {places.shape().size(), 1});
  Numbers all(static_cast<std::size_t>(features));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<double>(i);
  // [places, features] of 0 and 1, so that places may be computed.
  const Value chosen = ops::equal(places, constant_like(x, Shape{features}, all));
  const std::int64_t rows = features == 0 ? 0 : x.shape().size() / features;
  const Value taken = ops::matmul(ops::reshape(x, {rows, features}), chosen, false, true);
  return {held_result(call.type(0), ops::reshape(taken, x.shape().with(-1, chosen.shape()[0])))};
}

/// (x - offset) * scale, by feature or for all.
Operands scaler(const Call& call) {
  const Value x = in_doubles(call, 0);
  const auto list = [&](const char* name, double otherwise) {
    const std::vector<float> given = call.numbers(name);
    const Numbers numbers(given.begin(), given.end());
    return numbers.empty() ? constant_like(x, Shape{1}, {otherwise})
                           : constant_like(x, Shape{std::ssize(numbers)}, numbers);
  };
  const Value scaled = (x - list("offset", 0.0)) * list("scale", 1.0);
  if (scaled.shape() != x.shape()) call.refuse("offset or scale doesn't fit the features");
  return {result(ElementType::f32, ops::cast(scaled, DType::f32))};
}

Operands binarizer(const Call& call) {
  const Value x = call.value(0);
  return like_first(call, ops::greater(x, ops::scalar_like(x, call.number("threshold", 0.0))));
}

/// Missing values (NaN, or `replaced_value`) by a number for each feature or for all.
Operands imputer(const Call& call) {
  const Value x = call.value(0);
  const bool integers = call.has_attribute("imputed_value_int64s");
  Numbers list;
  for (const std::int64_t value : call.integers("imputed_value_int64s")) {
    list.push_back(static_cast<double>(value));
  }
  for (const float value : call.numbers("imputed_value_floats")) list.push_back(value);
  const double replaced =
      integers ? static_cast<double>(call.integer("replaced_value_int64", 0))
               : call.number("replaced_value_float", std::numeric_limits<double>::quiet_NaN());
  const Shape shape{std::ssize(list)};
  if (list.empty() || broadcast(x.shape(), shape) != x.shape()) {
    call.refuse("its numbers don't fit the features");
  }
  const Value missing =
      std::isnan(replaced) ? 1.0 - ops::equal(x, x) : ops::equal(x, ops::scalar_like(x, replaced));
  return like_first(call, ops::select(missing, constant_like(x, shape, list), x));
}

/// Each row divided by its norm; a row of zeros stays.
Operands normalizer(const Call& call) {
  const Value x = in_doubles(call, 0);
  const std::string norm = call.text("norm", "MAX");
  if (norm != "L1" && norm != "L2") call.refuse(fmt::format("norm '{}' is not supported", norm));
  const int last = x.shape().rank() - 1;
  const Value size = norm == "L1" ? ops::reduce_sum(ops::abs(x), {last}, true)
                                  : ops::sqrt(ops::reduce_sum(x * x, {last}, true));
  const Value none = ops::equal(size, ops::scalar_like(size, 0.0));
  return {result(ElementType::f32, ops::cast(x / (size + none), DType::f32))};
}

/// The features of several inputs, [rows, n] each, beside each other.
Operands feature_vectorizer(const Call& call) {
  call.ignore("inputdimensions");
  std::vector<Value> parts;
  for (int i = 0; i < call.inputs(); ++i) {
    const Value x = call.value(i);
    if (x.shape().rank() != 2) call.refuse("its inputs must be [rows, features]");
    parts.push_back(ops::cast(x, DType::f32));
  }
  if (parts.empty()) call.refuse("it has no inputs");
  return {result(ElementType::f32, ops::concat(parts, 1))};
}

/// A map from class to probability for each row: given as the probabilities, in the order of the
/// classes.
Operands zip_map(const Call& call) {
  call.ignore("classlabels_strings");
  call.ignore("classlabels_int64s");
  return {call.operand(0)};
}

}  // namespace

std::span<const OpEntry> learning_ops() {
  constexpr std::string_view kDomain = "ai.onnx.ml";
  static constexpr auto kOps =
      std::to_array<OpEntry>({{"OneHotEncoder", 1, one_hot_encoder, kDomain},
                              {"LabelEncoder", 1, label_encoder, kDomain},
                              {"ArrayFeatureExtractor", 1, array_feature_extractor, kDomain},
                              {"Scaler", 1, scaler, kDomain},
                              {"Binarizer", 1, binarizer, kDomain},
                              {"Imputer", 1, imputer, kDomain},
                              {"Normalizer", 1, normalizer, kDomain},
                              {"FeatureVectorizer", 1, feature_vectorizer, kDomain},
                              {"ZipMap", 1, zip_map, kDomain}});
  return kOps;
}

}  // namespace ganglion::io::onnx
