#include "ganglion/io/read/read_model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/core/file.h"
#include "ganglion/io/onnx/model.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

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

TEST(ReadModelFile, SaysWhatIsNoModel) {
  const support::ScratchFolder folder;
  const auto error = [&](const std::string& name, const std::string& content) {
    write_file_atomically(folder / name, content);
    return error_of([&] { read_model_file(folder / name); });
  };
  EXPECT_THAT(error("a.onnx", ""), HasSubstr("a.onnx: the file is empty"));
  EXPECT_THAT(error("b.h5", "version https://git-lfs.github.com/spec/v1\noid sha256:ab\n"),
              HasSubstr("a pointer of Git LFS"));
  EXPECT_THAT(error("c.ganglion", "\x1F\x8B\x08"), HasSubstr("packed with gzip"));
  EXPECT_THAT(error("d.onnx", "<!DOCTYPE html>"), HasSubstr("neither ONNX nor Keras"));
  EXPECT_THAT(error("e.ganglion", "<!DOCTYPE html>"), HasSubstr("this is text"));
  EXPECT_THAT(error_of([&] { read_model_file(folder / "none.onnx"); }), HasSubstr("cannot"));
}

TEST(ReadModelFile, AFileThatPreparesColumnsOnlyPredicts) {
  const auto graph = std::make_shared<onnx::StoredModel>();
  graph->metadata["ganglion.table"] = "{}";
  EXPECT_THAT(error_of([&] { network_of({.graph = graph, .reason = "texts"}, "m.onnx"); }),
              HasSubstr("m.onnx: this ONNX file prepares its inputs inside, columns of a table"));
}

}  // namespace
}  // namespace ganglion::io
