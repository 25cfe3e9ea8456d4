#include "ganglion/io/keras/read_keras.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/core/rng.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/io/keras/weights.h"
#include "ganglion/runtime/interpreter.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

namespace ganglion::io {
namespace {

namespace fs = std::filesystem;
using support::error_of;
using support::numbers_of;
using testing::HasSubstr;

const fs::path kGolden = GANGLION_SOURCE_DIR "/tests/golden/keras";
/// Models that people have published; not part of the project.
const fs::path kPublic = GANGLION_SOURCE_DIR "/../shared/models";

/// The file of a folder with that beginning, or "".
std::string file_in(const fs::path& folder, std::string_view beginning) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with(beginning)) return entry.path();
  }
  return {};
}

std::string model_file(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string end = entry.path().extension();
    if (end == ".keras" || end == ".h5" || end == ".hdf5") return entry.path();
  }
  return {};
}

/// input_0.npy, input_1.npy, …
std::vector<Tensor> arrays_of(const fs::path& folder, const std::string& kind) {
  std::vector<Tensor> arrays;
  for (int i = 0;; ++i) {
    const std::string path = file_in(folder, kind + "_" + std::to_string(i) + ".npy");
    if (path.empty()) return arrays;
    arrays.push_back(data::read_npy(path));
  }
}

std::vector<Tensor> predictions(const SavedModel& model, const std::vector<Tensor>& inputs) {
  Graph graph;
  nn::GraphBuilder builder(graph, model.network.layout());
  const auto outputs =
      model.network.build(builder, model.network.add_inputs(builder, inputs[0].shape()[0]));
  std::map<std::string, Tensor> feeds = {{"parameters", model.parameters}, {"state", model.state}};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const nn::InputSpec& spec = model.network.inputs().at(i);
    feeds[spec.name] = inputs[i].cast(spec.dtype);
  }
  const runtime::Evaluation result(graph, feeds);
  std::vector<Tensor> all;
  for (const Value& output : outputs) all.push_back(result.at(output));
  return all;
}

/// Expects what Keras itself predicted, up to rounding.
void expect_as_keras(const fs::path& folder) {
  SCOPED_TRACE(folder);
  const SavedModel model = read_keras(model_file(folder)).model;
  const std::vector<Tensor> got = predictions(model, arrays_of(folder, "input"));
  const std::vector<Tensor> wanted = arrays_of(folder, "expected");
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_EQ(got[i].shape(), wanted[i].shape());
    const std::vector<double> a = numbers_of(got[i]);
    const std::vector<double> b = numbers_of(wanted[i]);
    for (std::size_t at = 0; at < a.size(); ++at) {
      ASSERT_NEAR(a[at], b[at], 1e-5 + 1e-4 * std::abs(b[at])) << "output " << i << ", " << at;
    }
  }
}

// Made by Keras 1.2.2, 2.14 and 3.15 with tests/interop/.
TEST(ReadKeras, PredictsAsKerasDoes) {
  for (const auto& entry : fs::directory_iterator(kGolden)) {
    const std::string name = entry.path().filename();
    if (name.find("refused") == name.npos) expect_as_keras(entry.path());
  }
}

TEST(ReadKeras, RefusesByLayer) {
  const std::pair<std::string, std::string> refused[] = {
      {"2_refused_mask", "layer 'embedding' (Embedding): mask_zero"},
      {"3_refused_lstm", "layer 'lstm' (LSTM): layers of this class aren't available"},
      {"3_refused_lambda", "layer 'lambda': a Lambda holds Python code, which is never run"}};
  for (const auto& [name, message] : refused) {
    const std::string path = model_file(kGolden / name);
    const std::string error = error_of([&] { read_keras(path); });
    EXPECT_THAT(error, testing::StartsWith(path + ": "));
    EXPECT_THAT(error, HasSubstr(message));
  }
  EXPECT_THAT(error_of([] { keras_from_bytes("no model", "x.keras"); }),
              testing::StartsWith("x.keras: "));
}

TEST(ReadKeras, TakesModelsThatPeopleHavePublished) {
  if (!fs::exists(kPublic)) GTEST_SKIP() << "no ../shared/models";
  for (const auto& entry : fs::directory_iterator(kPublic)) {
    const std::string name = entry.path().filename();
    if (model_file(entry.path()).empty()) continue;
    if (name.starts_with("g27")) {  // operations of TensorFlow
      EXPECT_THAT(error_of([&] { read_keras(model_file(entry.path())); }),
                  HasSubstr("'tf_op_layer_Mul_2' (TensorFlowOpLayer)"));
    } else {
      expect_as_keras(entry.path());
    }
  }
}

// An imported model is one of ours: saved and loaded, it predicts the same bits.
TEST(ReadKeras, GivesAModelThatCanBeSaved) {
  const fs::path folder = kGolden / "3_nested_frozen";
  const SavedModel model = read_keras(model_file(folder)).model;
  const SavedModel again = model_from_file(to_file(model), "again");
  const std::vector<Tensor> inputs = arrays_of(folder, "input");
  EXPECT_EQ(numbers_of(predictions(model, inputs)[0]), numbers_of(predictions(again, inputs)[0]));
}

// Settings that nobody reads might change numbers.
TEST(ReadKeras, RefusesSettingsItDoesNotKnow) {
  std::string bytes = read_file(model_file(kGolden / "2_nested_partly_frozen"));
  const auto replace = [&](const std::string& what, const std::string& by) {
    const std::size_t at = bytes.find(what);
    ASSERT_NE(at, bytes.npos);
    bytes.replace(at, what.size(), by);
  };
  replace("\"units\"", "\"onits\"");
  EXPECT_THAT(error_of([&] { keras_from_bytes(bytes, "x.h5"); }), HasSubstr("x.h5: layer 'dense"));
}

TEST(ReadKeras, SurvivesDamage) {
  for (const std::string name : {"1_nested", "2_two_inputs", "3_shared", "3_conv_flatten"}) {
    const std::string bytes = read_file(model_file(kGolden / name));
    for (std::uint32_t i = 0; i < 60; ++i) {
      std::string damaged = bytes;
      const auto random = philox(i, 3, 4);
      for (std::size_t change = 0; change < 3; ++change) {
        damaged[random[change] % damaged.size()] = static_cast<char>(random[3] >> (8 * change));
      }
      if (i % 5 == 0) damaged.resize(random[0] % damaged.size());
      try {
        const SavedModel model = keras_from_bytes(std::move(damaged), "x").model;
        EXPECT_EQ(model.parameters.size(), model.network.layout().size);
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::StartsWith("x"));
      }
    }
  }
}

// Python: keras.src.utils.naming.to_snake_case.
TEST(KerasWeights, NamesGroupsAsKerasDoes) {
  const std::pair<std::string, std::string> names[] = {
      {"Dense", "dense"},
      {"Conv2D", "conv2d"},
      {"PReLU", "p_re_lu"},
      {"Conv2DTranspose", "conv2d_transpose"},
      {"LeakyReLU", "leaky_re_lu"},
      {"BatchNormalization", "batch_normalization"},
      {"ELU", "elu"},
      {"SeparableConv1D", "separable_conv1d"}};
  for (const auto& [name, wanted] : names) EXPECT_EQ(snake_case(name), wanted);
}

}  // namespace
}  // namespace ganglion::io
