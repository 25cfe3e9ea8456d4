#include "ganglion/io/read/read_model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/io/onnx/model.h"
#include "tests/support/error_of.h"

namespace ganglion::io {
namespace {

using support::error_of;
using testing::HasSubstr;

const std::string kKeras = GANGLION_SOURCE_DIR "/tests/golden/keras/";

TEST(ReadModelFile, KnowsKerasByWhatTheFileHolds) {
  const std::pair<std::string, std::string> files[] = {
      {"3_conv_flatten/model.keras", "Keras 3.15.1"},
      {"2_conv_flatten/model.keras", "Keras 2.14.0"},
      {"1_cnn/model.h5", "Keras 1.2.2"}};
  for (const auto& [file, format] : files) {
    const ReadModel read = read_model_file(kKeras + file);
    EXPECT_EQ(read.format, format);
    ASSERT_TRUE(read.saved.has_value());
    EXPECT_EQ(read.saved->network.inputs().size(), 1U);
  }
  EXPECT_THAT(error_of([] { read_network_file(kKeras + "3_refused_masking/model.keras"); }),
              HasSubstr("3_refused_masking/model.keras: layer 'add"));
}

TEST(ReadModelFile, AFileThatPreparesColumnsOnlyPredicts) {
  const auto graph = std::make_shared<onnx::StoredModel>();
  graph->metadata["ganglion.table"] = "{}";
  EXPECT_THAT(error_of([&] { network_of({.graph = graph, .reason = "texts"}, "m.onnx"); }),
              HasSubstr("m.onnx: this ONNX file prepares its inputs inside, columns of a table"));
}

}  // namespace
}  // namespace ganglion::io
