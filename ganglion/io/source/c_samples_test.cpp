// Images and signals, from the numbers of their files, through C source.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <sstream>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/samples.h"
#include "ganglion/io/source/c_source.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/train/model.h"
#include "ganglion/train/step_graph.h"
#include "tests/support/c_program.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::io {
namespace {

constexpr std::int64_t kSampleRows = 6;

/// Rows whose samples are patterns, of three classes.
data::Table sample_table(data::SampleKind kind, const Shape& shape, DType dtype) {
  Tensor values(shape.prepended(kSampleRows), dtype);
  const auto number = [](std::int64_t i) { return (i * i * 7 + i * 13) % 251; };
  for (std::int64_t i = 0; i < values.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (dtype == DType::u8) {
      values.values<std::uint8_t>()[at] = static_cast<std::uint8_t>(number(i));
    } else {
      values.values<float>()[at] = static_cast<float>(number(i)) / 10.0f - 9.0f;
    }
  }
  data::Column label{.name = "kind", .kind = data::ColumnKind::category};
  label.codes = {0, 1, 2, 0, 1, 2};
  label.names = {"circle", "square", "star"};
  return data::Table("samples", {label}).with_samples(data::Samples(kind, std::move(values)));
}

std::string values_text(const Tensor& tensor) {
  const Tensor floats = tensor.cast(DType::f32);
  std::string text;
  for (const float value : floats.values<float>()) text += fmt::format("{}, ", value);
  return text;
}

void expect_same_samples(data::SampleKind kind, const Shape& shape, DType dtype,
                         const char* layers) {
  const data::Table table = sample_table(kind, shape, dtype);
  const std::vector<std::string> targets = {"kind"};
  const auto preprocessing = data::Preprocessing::fit(table, targets, data::Task::multiclass);
  std::vector<nn::Layer> list = nn::parse_network(layers);
  list.insert(list.begin(), nn::Input(shape));
  train::Model model(nn::Network(list), 5);
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  model.mutable_info().preprocessing = preprocessing.state();
  Graph graph;
  train::build_prediction_graph(graph, model.network(), &model.compile_options(), 1);
  const CSource source = c_source(
      {graph, model.weights().parameters, model.weights().state, model.info()}, {.name = "s"});
  const support::ScratchFolder folder;
  folder.write("s.h", source.header);
  folder.write(
      "main.c",
      fmt::format("#include <stdio.h>\n#define S_IMPLEMENTATION\n{0} \"s.h\"\n"
                  "static const float values[] = {{{1}}};\n"
                  "static float scratch[S_SCRATCH];\n"
                  "int main(void)\n{{\n  float p[S_CLASSES];\n  long i, k;\n"
                  "  if (s_self_test(scratch)) return 1;\n"
                  "  for (i = 0; i < {2}; ++i) {{\n"
                  "    if (s_predict(values + i * S_FEATURES, p, scratch) < 0) return 2;\n"
                  "    for (k = 0; k < S_CLASSES; ++k) printf(\"%.9g\\n\", (double)p[k]);\n"
                  "  }}\n  return 0;\n}}\n",
                  "#include", values_text(table.samples().tensor()), kSampleRows));
  const std::string printed = support::run_c(folder.path(), support::CLanguage::c99);
  ASSERT_THAT(printed, ::testing::Not(::testing::HasSubstr("failed"))) << printed.substr(0, 3000);
  std::istringstream in(printed);
  const Tensor expected = model.predict(preprocessing.apply(table, false))[0];
  for (const float probability : expected.values<float>()) {
    float found = -1;
    in >> found;
    EXPECT_NEAR(found, probability, 1e-5);
  }
}

TEST(CSourceSlow, SamplesAreScaledAsTheModelScalesThem) {
  if (!support::has_c_compiler()) GTEST_SKIP() << "no C compiler here";
  expect_same_samples(data::SampleKind::image, {3, 8, 9}, DType::u8,
                      "conv2d 4 3x3 relu; maxpool 2; flatten; dense 3");
  expect_same_samples(data::SampleKind::signal, {2, 30}, DType::f32,
                      "conv1d 4 5 relu; globalavgpool; dense 3");
}

}  // namespace
}  // namespace ganglion::io
