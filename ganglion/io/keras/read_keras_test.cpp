#include "ganglion/io/keras/read_keras.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/core/rng.h"
#include "ganglion/io/json.h"
#include "ganglion/io/keras/convert_model.h"
#include "ganglion/io/keras/parse_model.h"
#include "ganglion/io/keras/weights.h"
#include "ganglion/runtime/interpreter.h"
#include "tests/support/error_of.h"
#include "tests/support/keras_models.h"
#include "tests/support/numbers_of.h"

namespace ganglion::io {
namespace {

namespace fs = std::filesystem;
using support::error_of;
using support::keras_arrays;
using support::keras_file;
using support::numbers_of;
using testing::HasSubstr;

const fs::path kGolden = support::golden_keras();
/// Models that people have published; not part of the project.
const fs::path kPublic = GANGLION_SOURCE_DIR "/../shared/models";

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
  const SavedModel model = read_keras(keras_file(folder)).model;
  support::expect_as_keras(predictions(model, keras_arrays(folder, "input")),
                           keras_arrays(folder, "expected"));
}

// Made by Keras 1.2.2, 2.14 and 3.15 with tests/interop/.
TEST(ReadKeras, PredictsAsKerasDoes) {
  for (const fs::path& folder : support::readable_keras_models()) expect_as_keras(folder);
}

TEST(ReadKeras, RefusesByLayer) {
  const std::pair<std::string, std::string> refused[] = {
      {"2_refused_mask", "(MultiHeadAttention): steps are hidden from it"},
      {"3_refused_state", "(LSTM): return_state = true can't be imported"},
      {"3_refused_masking", "(Add): steps are hidden from it"},
      {"2_refused_resizing", "(Resizing): layers of this class aren't available; build the model"},
      {"3_refused_own", "name that at import: `map = MyScale=dense`"},
      {"3_refused_lambda", "layer 'lambda': a Lambda holds Python code, which is never run"}};
  for (const auto& [name, message] : refused) {
    const std::string path = keras_file(kGolden / name);
    const std::string error = error_of([&] { read_keras(path); });
    EXPECT_THAT(error, testing::StartsWith(path + ": "));
    EXPECT_THAT(error, HasSubstr(message));
  }
  EXPECT_THAT(error_of([] { keras_from_bytes("no model", "x.keras"); }),
              testing::StartsWith("x.keras: "));
}

TEST(ReadKeras, TakesAClassOfOnesOwnForOneOfKeras) {
  for (const std::string name : {"2_refused_custom", "3_refused_custom"}) {
    SCOPED_TRACE(name);
    const std::string path = keras_file(kGolden / name);
    EXPECT_THAT(error_of([&] { read_keras(path); }), HasSubstr("`map = MyDense=dense`"));
    KerasClassMap classes;
    add_to_class_map(classes, "MyDense=dense");
    const SavedModel model = read_keras(path, classes).model;
    support::expect_as_keras(predictions(model, keras_arrays(kGolden / name, "input")),
                             keras_arrays(kGolden / name, "expected"));
    add_to_class_map(classes, "MyConv=conv2d");
    EXPECT_THAT(error_of([&] { read_keras(path, classes); }),
                HasSubstr("`map = MyConv=Conv2D`: the model has no layer of the class MyConv"));
    // As another layer it has other settings, or other weights.
    for (const std::string other : {"conv1d", "embedding", "lstm", "dropout"}) {
      KerasClassMap wrong;
      add_to_class_map(wrong, "MyDense=" + other);
      EXPECT_THAT(error_of([&] { read_keras(path, wrong); }), testing::StartsWith(path + ": "));
    }
  }
}

TEST(ReadKeras, MapsNameClassesOfKeras) {
  KerasClassMap classes;
  add_to_class_map(classes, "Norm=batch_normalization");
  add_to_class_map(classes, "A=LeakyReLU");
  EXPECT_THAT(classes, testing::ElementsAre(testing::Pair("A", "LeakyReLU"),
                                            testing::Pair("Norm", "BatchNormalization")));
  const auto refused = [&](const char* text) {
    return error_of([&] { add_to_class_map(classes, text); });
  };
  EXPECT_THAT(refused("MyDense"), HasSubstr("expected CLASS=LAYER"));
  EXPECT_THAT(refused("=dense"), HasSubstr("expected CLASS=LAYER"));
  EXPECT_THAT(refused("X=densee"), HasSubstr("did you mean \"Dense\"?"));
  EXPECT_THAT(refused("Norm=dense"), HasSubstr("Norm was named before"));
}

TEST(ReadKeras, TakesModelsThatPeopleHavePublished) {
  if (!fs::exists(kPublic)) GTEST_SKIP() << "no ../shared/models";
  for (const auto& entry : fs::directory_iterator(kPublic)) {
    const std::string name = entry.path().filename();
    if (keras_file(entry.path()).empty()) continue;
    if (name.starts_with("g27")) {  // operations of TensorFlow
      EXPECT_THAT(error_of([&] { read_keras(keras_file(entry.path())); }),
                  HasSubstr("'tf_op_layer_Mul_2' (TensorFlowOpLayer)"));
    } else {
      expect_as_keras(entry.path());
    }
  }
}

// An imported model is one of ours: saved and loaded, it predicts the same bits.
TEST(ReadKeras, GivesAModelThatCanBeSaved) {
  const fs::path folder = kGolden / "3_nested_frozen";
  const SavedModel model = read_keras(keras_file(folder)).model;
  const SavedModel again = model_from_file(to_file(model), "again");
  const std::vector<Tensor> inputs = keras_arrays(folder, "input");
  EXPECT_EQ(numbers_of(predictions(model, inputs)[0]), numbers_of(predictions(again, inputs)[0]));
}

// Settings that nobody reads might change numbers.
TEST(ReadKeras, RefusesSettingsItDoesNotKnow) {
  std::string bytes = read_file(keras_file(kGolden / "2_nested_partly_frozen"));
  const auto replace = [&](const std::string& what, const std::string& by) {
    const std::size_t at = bytes.find(what);
    ASSERT_NE(at, bytes.npos);
    bytes.replace(at, what.size(), by);
  };
  replace("\"units\"", "\"onits\"");
  EXPECT_THAT(error_of([&] { keras_from_bytes(bytes, "x.h5"); }), HasSubstr("x.h5: layer 'dense"));
}

// A signal has one axis; of several numbers none may be taken in silence.
TEST(ReadKeras, RefusesSettingsOfASignalThatAreNotOneNumber) {
  const auto refused = [](const std::string& setting) {
    const Json json = parse_json(
        R"({"class_name": "Sequential", "config": {"name": "m", "layers": [
            {"class_name": "InputLayer", "config": {"batch_shape": [null, 12, 3], "name": "x"}},
            {"class_name": "SeparableConv1D", "config": {"name": "c", "filters": 5,)" +
            setting + "}}]}}",
        "f");
    const KerasModel model = keras_model_of(json, "3.15.1");
    Conversion conversion("3.15.1");
    return error_of([&] { convert_model(conversion, model); });
  };
  EXPECT_THAT(refused(R"("kernel_size": [3], "strides": [])"), HasSubstr("strides must be one"));
  EXPECT_THAT(refused(R"("kernel_size": [3, 5])"), HasSubstr("kernel_size must be one number"));
  EXPECT_THAT(refused(R"("kernel_size": 3, "dilation_rate": [1, 2])"), HasSubstr("dilation_rate"));
}

TEST(ReadKeras, SurvivesDamage) {
  for (const std::string name : {"1_nested", "2_two_inputs", "3_shared", "3_conv_flatten"}) {
    const std::string bytes = read_file(keras_file(kGolden / name));
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
