#pragma once
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "c_api/ganglion_c.h"
#include "ganglion/core/error.h"
#include "ganglion/core/shape.h"
#include "ganglion/io/model_file.h"
#include "ganglion/train/predictor.h"

namespace ganglion::c_api {

struct Tables;  // what works on rows of tables; the library that predicts from arrays has none

/// Keeps the message for ganglion_last_error().
void remember(const char* message) noexcept;

/// Calls f; where it throws, the message is kept, and `failed` returned.
template <class T, class F>
T guarded(T failed, F f) noexcept {
  try {
    return f();
  } catch (const std::exception& error) {
    remember(error.what());
  } catch (...) {
    remember("an unknown exception");
  }
  return failed;
}

template <class T>
T& required(T* pointer, const char* what) {
  if (pointer == nullptr) throw Error(std::string(what) + " is NULL");
  return *pointer;
}

/// NULL for an index that is none.
inline const char* name_at(const std::vector<std::string>& names, std::size_t index) {
  return index < names.size() ? names[index].c_str() : nullptr;
}

/// What stands for the path of a model that came as bytes.
inline constexpr const char* kInMemory = "the model in memory";

}  // namespace ganglion::c_api

struct ganglion_model {
  explicit ganglion_model(ganglion::io::SavedModel saved);

  std::optional<ganglion::Shape> input;    ///< of a row; none: there are several
  std::optional<ganglion::Shape> outputs;  ///< likewise
  std::vector<std::string> classes;
  ganglion::train::Predictor arrays;
  std::shared_ptr<ganglion::c_api::Tables> tables;  ///< null: it takes arrays
};
