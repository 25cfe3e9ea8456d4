#include "ganglion/io/read/read_model_file.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "ganglion/core/error.h"
#include "ganglion/data/text/gzip.h"
#include "ganglion/data/text/zip.h"
#include "ganglion/io/hdf5/hdf5_file.h"
#include "ganglion/io/keras/read_keras.h"
#include "ganglion/io/onnx/import_graph.h"
#include "ganglion/io/onnx/layers/to_network.h"
#include "ganglion/io/onnx/table_columns.h"

namespace ganglion::io {
namespace {

/// The first bytes of a file, which tell its format; fewer or none where it can't be read, and of a
/// pipe, which gives them only once.
std::string first_bytes(const std::string& path) {
  std::error_code problem;
  if (!std::filesystem::is_regular_file(path, problem)) return {};
  std::array<char, 512> bytes{};
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), bytes.size());
  return {bytes.data(), static_cast<std::size_t>(file.gcount())};
}

ReadModel read_onnx(const std::string& path) {
  const auto model = std::make_shared<const onnx::StoredModel>(onnx::read_model(path));
  ReadModel read{.format = fmt::format("ONNX, opset {}", model->opset()), .graph = model};
  if (!model->producer.empty()) {
    read.format += fmt::format(", from {} {}", model->producer, model->producer_version);
  }
  onnx::NetworkForm form = onnx::to_network(*model);
  read.saved = std::move(form.model);
  read.reason = std::move(form.reason);
  read.left_out = std::move(form.left_out);
  return read;
}

ReadModel read_keras_model(const std::string& path) {
  KerasImport import = read_keras(path);
  return {.format = import.version.empty() ? "Keras" : "Keras " + import.version,
          .saved = std::move(import.model),
          .notes = std::move(import.notes)};
}

/// Of what isn't a model: what it is, where that can be told, instead of what is wrong with it as a
/// safetensors file, which models of our own are.
void refuse_other_file(const std::string& path, std::string_view first) {
  std::error_code problem;
  if (!std::filesystem::is_regular_file(path, problem)) return;
  if (first.empty()) throw Error(path + ": the file is empty");
  if (first.starts_with("version https://git-lfs.")) {
    throw Error(path + ": a pointer of Git LFS instead of the file; run git lfs pull");
  }
  if (data::is_gzip(first)) throw Error(path + ": packed with gzip; unpack it");
  for (const char* ending : {".onnx", ".h5", ".hdf5", ".keras"}) {
    if (!path.ends_with(ending)) continue;
    throw Error(path +
                ": neither ONNX nor Keras by its content; it is damaged or another file (a web "
                "page?): get it again");
  }
}

}  // namespace

bool is_saved_model(const std::string& path) {
  std::error_code problem;
  return std::filesystem::is_regular_file(path + "/saved_model.pb", problem);
}

ReadModel read_model_file(const std::string& path, const LoadOptions& options) {
  if (is_saved_model(path)) {
    throw Error(path +
                ": a SavedModel of TensorFlow holds programs, not layers; convert it to ONNX with "
                "tf2onnx, and give that file");
  }
  const std::string first = first_bytes(path);
  if (onnx::is_onnx(first)) return read_onnx(path);
  if (is_hdf5(first) || data::is_zip(first)) return read_keras_model(path);
  try {
    return {.saved = load_model(path, options)};
  } catch (const Error&) {
    refuse_other_file(path, first);
    throw;
  }
}

SavedModel network_of(ReadModel read, const std::string& path) {
  if (read.saved) return std::move(*read.saved);
  if (read.graph && read.graph->metadata.contains(std::string(onnx::kTableMetadata))) {
    throw Error(fmt::format(
        "{}: this ONNX file prepares its inputs inside, columns of a table or images or "
        "signals, which no network of layers does: it can only predict; give the model "
        "that it was exported from, or an export of its network alone",
        path));
  }
  throw Error(
      fmt::format("{}: this {} model can't be made a network of layers: {}; it can only predict",
                  path, read.format.substr(0, read.format.find(',')), read.reason));
}

SavedModel read_network_file(const std::string& path, const LoadOptions& options) {
  return network_of(read_model_file(path, options), path);
}

}  // namespace ganglion::io
