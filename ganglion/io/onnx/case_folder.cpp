#include "ganglion/io/onnx/case_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/data/text/folder_entries.h"
#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/import_graph.h"

namespace ganglion::io::onnx {
namespace {

namespace fs = std::filesystem;

/// A difference that a case must not have.
class Difference : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct ReadTensor {
  ElementType type;
  Tensor tensor;
};

ReadTensor read_tensor(const fs::path& path) {
  const std::string bytes = read_regular_file(path.string());
  const StoredTensor stored = parse_tensor(bytes, path.string());
  return {stored.type, to_tensor(stored, path.parent_path().string())};
}

bool close(double a, double b, const Tolerance& tolerance) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::fabs(a - b) <= tolerance.absolute + tolerance.relative * std::fabs(b);
}

void check_equal(const std::string& name, const Operand& got, const ReadTensor& wanted,
                 const Tolerance& tolerance) {
  if (got.type != wanted.type || got.constant->shape() != wanted.tensor.shape()) {
    throw Difference(fmt::format("{} is {} {}, expected {} {}", name, name_of(got.type),
                                 got.constant->shape().to_string(), name_of(wanted.type),
                                 wanted.tensor.shape().to_string()));
  }
  const Tensor a = got.constant->cast(DType::f64);
  const Tensor b = wanted.tensor.cast(DType::f64);
  for (std::size_t i = 0; i < static_cast<std::size_t>(a.size()); ++i) {
    const double x = a.values<double>()[i];
    const double y = b.values<double>()[i];
    if (close(x, y, tolerance)) continue;
    throw Difference(fmt::format("{}: element {} is {:.9g}, expected {:.9g}", name, i, x, y));
  }
}

void run_data_set(const StoredModel& model, const fs::path& folder, const Tolerance& tolerance) {
  std::map<std::string, Tensor> fed;
  const std::vector<const StoredValue*> inputs = model.fed();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    ReadTensor read = read_tensor(folder / fmt::format("input_{}.pb", i));
    if (read.type != inputs[i]->type) {
      throw Error(fmt::format("input '{}' is of another type than its test data", inputs[i]->name));
    }
    fed.emplace(inputs[i]->name, std::move(read.tensor));
  }
  const std::vector<Operand> results = run(model, fed);
  for (std::size_t i = 0; i < results.size(); ++i) {
    check_equal(model.outputs[i].name, results[i],
                read_tensor(folder / fmt::format("output_{}.pb", i)), tolerance);
  }
}

}  // namespace

CaseResult run_case(const std::string& folder, const Tolerance& tolerance) {
  CaseResult result{.name = fs::path(folder).filename().string()};
  try {
    const StoredModel model = read_model((fs::path(folder) / "model.onnx").string());
    int data_sets = 0;
    for (;; ++data_sets) {
      const fs::path data = fs::path(folder) / fmt::format("test_data_set_{}", data_sets);
      if (!fs::is_directory(data)) break;
      run_data_set(model, data, tolerance);
    }
    if (data_sets == 0) throw Error("there is no folder test_data_set_0");
  } catch (const Difference& difference) {
    result.outcome = CaseResult::Outcome::wrong;
    result.reason = difference.what();
  } catch (const Error& error) {
    result.outcome = CaseResult::Outcome::refused;
    result.reason = error.what();
  }
  return result;
}

std::vector<std::string> cases_in(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code problem;
  if (fs::exists(fs::path(folder) / "model.onnx", problem)) return {folder};
  data::visit_folder(folder, [&](const data::FolderEntry& entry) {
    const fs::path path = fs::path(folder) / entry.name;
    if (fs::exists(path / "model.onnx", problem)) found.push_back(path.string());
  });
  std::ranges::sort(found);
  if (found.empty()) {
    throw Error(
        fmt::format("{}: no test cases there; each is a folder with model.onnx and "
                    "test_data_set_0",
                    folder));
  }
  return found;
}

}  // namespace ganglion::io::onnx
