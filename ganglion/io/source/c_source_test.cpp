// C source is compiled by the system's compiler, run, and compared with what models predict.
#include "ganglion/io/source/c_source.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/io/source/c_columns.h"
#include "ganglion/io/source/c_text.h"
#include "ganglion/nn/averaged_network.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/train/model.h"
#include "ganglion/train/step_graph.h"
#include "tests/support/c_program.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::io {
namespace {

using support::CLanguage;
using ::testing::HasSubstr;

constexpr float kTolerance = 1e-5f;

/// A model with weights and moving averages as if it had been trained.
train::Model model_of(const Shape& input, std::string_view layers, int copies = 1) {
  std::vector<nn::Layer> list = nn::parse_network(layers);
  list.insert(list.begin(), nn::Input(input));
  nn::Network network(list);
  if (copies > 1) network = nn::averaged_network(network, copies);
  train::Model model(network, 7);
  for (const nn::ParameterSpec& spec : network.layout().state) {
    Tensor value(spec.shape);
    float x = 0.3f;
    for (float& element : value.values<float>()) element = x = 0.2f + std::fmod(x * 1.7f, 0.9f);
    model.set_weight(spec.path, value);
  }
  return model;
}

CSource source_of(const train::Model& model, const CSourceOptions& options) {
  Graph graph;
  train::build_prediction_graph(graph, model.network(),
                                model.compiled() ? &model.compile_options() : nullptr, 1);
  return c_source({graph, model.weights().parameters, model.weights().state, model.info()},
                  options);
}

std::vector<float> numbers_in(const std::string& text) {
  std::istringstream in(text);
  std::vector<float> numbers;
  for (float number = 0; in >> number;) numbers.push_back(number);
  return numbers;
}

void expect_near(const std::vector<float>& found, std::span<const float> expected,
                 const std::string& what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i], expected[i], kTolerance * (1 + std::abs(expected[i])))
        << what << ", number " << i;
  }
}

struct NetworkCase {
  Shape input;
  const char* layers;
};

const NetworkCase kNetworks[] = {
    {{6}, "dense 5 relu; batchnorm; dense 4 tanh; layernorm; dense 3 softmax"},
    {{5}, "dense 4 gelu; dense 4 silu; dense 4 elu; dense 4 softplus; dense 3 leaky_relu"},
    {{3, 8, 7}, "conv2d 4 3x3 relu same; batchnorm; maxpool 2; flatten; dense 3 sigmoid"},
    {{2, 9, 8},
     "conv2d 4 3x2 stride 2; batchnorm; activation elu; avgpool 3 stride 2 same; "
     "conv2d 6 2x2 same dilation 2; globalavgpool; dense 2"},
    {{4, 6, 6},
     "depthwise_conv2d 3x3 same; separable_conv2d 6 3x3 relu; groupnorm 3; "
     "globalmaxpool; dense 2 softmax"},
    {{4, 5, 5},
     "conv2d 6 3x3 groups=2; conv2d_transpose 4 3x3 same stride 2; batchnorm; "
     "upsample 2; crop 1; zeropad 1x2; flatten; dense 2"},
    {{2, 20},
     "conv1d 4 5 relu causal dilation 2; batchnorm; maxpool 2; conv1d_transpose 3 4 "
     "stride 2; globalavgpool; dense 1"},
    {{3, 8, 8}, "residual 4; residual 6 stride 2; globalavgpool; dense 3 softmax"},
    {{3}, "embedding 7 4; flatten; dense 2"},
    {{12}, "reshape 3x4; dense 5 relu; flatten; dropout 0.5; dense 2"},
};

/// The row that the program predicts: what the self-test predicts, too.
Tensor row_for(const Shape& shape) {
  Tensor row(shape.prepended(1));
  std::int64_t i = 0;
  for (float& x : row.values<float>()) x = static_cast<float>((i++ * 37 + 303) % 201 - 100) / 50.0f;
  return row;
}

TEST(CSourceSlow, NetworksComputeWhatTheModelPredicts) {
  if (!support::has_c_compiler()) GTEST_SKIP() << "no C compiler here";
  const support::ScratchFolder folder;
  std::string main = "#include <stdio.h>\n";
  std::string calls;
  std::vector<float> expected;
  int index = 0;
  for (const NetworkCase& net : kNetworks) {
    for (const int copies : {1, 3}) {
      train::Model model = model_of(net.input, net.layers, copies);
      const std::string name = fmt::format("net{}", index++);
      // One of them with weights in a file of their own.
      const CSource source =
          source_of(model, {.name = name, .max_weights = index == 5 ? 1 : 1 << 18});
      EXPECT_EQ(source.weights_source.empty(), index != 5);
      folder.write(name + ".h", source.header);
      if (index == 5) folder.write(name + "_weights.c", source.weights_source);
      const Tensor predicted = model.predict(row_for(net.input));
      const auto values = predicted.values<float>();
      expected.insert(expected.end(), values.begin(), values.end());
      const std::string macro = c_macro(name);
      main += fmt::format("#define {}_IMPLEMENTATION\n#include \"{}.h\"\n", macro, name);
      calls += fmt::format(
          "  {{\n    float x[{1}_FEATURES], y[{1}_OUTPUTS], scratch[{1}_SCRATCH];\n    long i;\n"
          "    for (i = 0; i < {1}_FEATURES; ++i) x[i] = (float)((i * 37 + 303) % 201 - 100) / "
          "50.0f;\n"
          "    {0}_run(x, y, scratch);\n"
          "    for (i = 0; i < {1}_OUTPUTS; ++i) printf(\"%.9g\\n\", (double)y[i]);\n"
          "    if ({0}_self_test(scratch)) return 1;\n  }}\n",
          name, macro);
    }
  }
  folder.write("main.c", main + "int main(void)\n{\n" + calls + "  return 0;\n}\n");
  for (const CLanguage language : {CLanguage::c99, CLanguage::cpp11}) {
    const std::string printed = support::run_c(folder.path(), language);
    ASSERT_THAT(printed, ::testing::Not(HasSubstr("failed"))) << printed.substr(0, 4000);
    expect_near(numbers_in(printed), expected, "networks");
  }
}

/// A model of a table's columns, whose weights are random.
train::Model table_model(const data::Table& table, const std::vector<std::string>& targets,
                         data::Task task, const data::PreprocessingOptions& options = {}) {
  const auto preprocessing = data::Preprocessing::fit(table, targets, task, options);
  const data::PreprocessingState& state = preprocessing.state();
  const bool classes = task == data::Task::multiclass;
  const std::int64_t outputs = classes ? std::ssize(state.class_names) : std::ssize(targets);
  train::Model model = model_of(Shape{preprocessing.width()},
                                fmt::format("dense 8 relu; batchnorm; dense {}", outputs));
  if (classes) {
    model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  } else if (task != data::Task::regression) {
    model.compile({.loss = nn::BinaryCrossentropy{.from_logits = true}});
  }
  model.mutable_info().preprocessing = state;
  return model;
}

/// What the C source of a model predicts of the rows of a table: a line a row, the place of the
/// class and the numbers.
std::string c_predictions(const train::Model& model, const data::Table& table, CLanguage language) {
  const support::ScratchFolder folder;
  const data::PreprocessingState& state = *model.info().preprocessing;
  folder.write("net.h", source_of(model, {.name = "net"}).header);
  const bool regression = state.task == data::Task::regression;
  const std::string main = fmt::format(
      R"({4}
static const net_row rows[] = {{
{0}}};
int main(void)
{{
  float scratch[NET_SCRATCH];
  {1} result[{2}];
  long i, k;
  if (net_self_test(scratch)) return 1;
  for (i = 0; i < {3}; ++i) {{
    const int found = net_predict(&rows[i], result, scratch);
    printf("%d", found);
    for (k = 0; k < {2}; ++k) printf(" %.9g", (double)result[k]);
    printf("\n");
  }}
  return 0;
}}
)",
      with_prefix(c_rows(state, table), "net_"), regression ? "double" : "float",
      state.task == data::Task::binary ? 2 : model.network().output_shapes()[0].size(),
      table.rows(), "#include <stdio.h>\n#define NET_IMPLEMENTATION\n#include \"net.h\"");
  folder.write("main.c", main);
  return support::run_c(folder.path(), language);
}

/// The same of the model itself.
std::vector<float> own_predictions(train::Model& model, const data::Table& table) {
  const data::PreprocessingState& state = *model.info().preprocessing;
  const data::Preprocessing preprocessing(state);
  const Tensor predicted =
      preprocessing.unscale_targets(model.predict(preprocessing.apply(table, false))[0])
          .cast(DType::f32);
  const std::int64_t width = predicted.size() / table.rows();
  const auto values = predicted.values<float>();
  std::vector<float> result;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const auto of_row =
        values.subspan(static_cast<std::size_t>(row * width), static_cast<std::size_t>(width));
    float place = 0;
    if (state.task == data::Task::binary) {
      place = static_cast<double>(of_row[0]) > state.output_threshold() ? 1.0f : 0.0f;
    } else if (state.task == data::Task::multiclass) {
      place = static_cast<float>(std::ranges::max_element(of_row) - of_row.begin());
    }
    result.push_back(place);
    if (state.task == data::Task::binary) result.push_back(1 - of_row[0]);
    result.insert(result.end(), of_row.begin(), of_row.end());
  }
  return result;
}

void expect_same_predictions(train::Model model, const data::Table& table,
                             CLanguage language = CLanguage::c99) {
  const std::string printed = c_predictions(model, table, language);
  ASSERT_THAT(printed, ::testing::Not(HasSubstr("failed"))) << printed.substr(0, 4000);
  expect_near(numbers_in(printed), own_predictions(model, table), table.source());
}

TEST(CSourceSlow, RowsOfTablesAreReadAsTheModelReadsThem) {
  if (!support::has_c_compiler()) GTEST_SKIP() << "no C compiler here";
  const std::string data = std::string(GANGLION_SOURCE_DIR) + "/data/";
  const data::Table penguins = data::read_table(data + "penguins.csv");
  expect_same_predictions(table_model(penguins, {"species"}, data::Task::multiclass), penguins);
  expect_same_predictions(table_model(penguins, {"year"}, data::Task::regression), penguins,
                          CLanguage::cpp11);
  const data::Table tumours = data::read_table(data + "breast_cancer.csv");
  train::Model model = table_model(tumours, {tumours.names().back()}, data::Task::binary);
  model.mutable_info().preprocessing->threshold = 0.3;
  expect_same_predictions(std::move(model), tumours);
}

/// Every kind of column, with what is awkward in it: numbers as categories, missing values, names
/// that are no identifiers.
std::string awkward_rows() {
  std::string text = "1st,log,class,when,note,price in €,y\n";
  for (int i = 0; i < 40; ++i) {
    text += fmt::format(
        "{},{},{},{},{},{},{}\n", i % 7 == 0 ? "" : fmt::format("{}", 0.37 * i),
        std::pow(1.9, i % 20), i % 5 == 0 ? "x/*?\\" : fmt::format("{}", i % 3),
        i % 6 == 0 ? "" : fmt::format("20{:02}-0{}-1{} 1{}:30", i % 30, i % 9 + 1, i % 8, i % 10),
        i % 9 == 0 ? "" : fmt::format("Word{} and wörd {}", i % 4, i), i * i,
        i % 2 == 0 ? "no" : "yes");
  }
  return text;
}

TEST(CSourceSlow, KnowsEveryKindOfColumn) {
  if (!support::has_c_compiler()) GTEST_SKIP() << "no C compiler here";
  const support::ScratchFolder folder;
  const data::Table table = data::read_table(folder.write("rows.csv", awkward_rows()));
  const data::PreprocessingOptions options{.types = {{"log", data::ColumnType::log},
                                                     {"class", data::ColumnType::category},
                                                     {"when", data::ColumnType::date},
                                                     {"note", data::ColumnType::text},
                                                     {"price in €", data::ColumnType::robust}}};
  expect_same_predictions(table_model(table, {"y"}, data::Task::binary, options), table);
  const data::Table two = data::read_table(
      folder.write("two.csv", "a,b,p,q\n1,yes,1,0\n2,no,0,1\n,yes,1,1\n4,,0,0\n5,no,0,1\n"));
  expect_same_predictions(table_model(two, {"p", "q"}, data::Task::multilabel), two);
}

TEST(CSourceSlow, ClipsYearsAsTheModelDoes) {
  if (!support::has_c_compiler()) GTEST_SKIP() << "no C compiler here";
  const auto table = [](const std::vector<std::string>& days) {
    std::string text = "day,x,y\n";
    for (std::size_t i = 0; i < days.size(); ++i)
      text += fmt::format("{},{},{}\n", days[i], i, i * i);
    return data::parse_table(text, "days.csv");
  };
  const data::Table trained =
      table({"2019-03-01", "2020-02-29", "2021-12-31", "2022-01-01", "2019-07-07"});
  expect_same_predictions(table_model(trained, {"y"}, data::Task::regression),
                          table({"0023-11-20", "1900-03-01", "2018-12-31", "2018-08-01",
                                 "2022-05-01", "2023-01-01", "9999-12-31", "2020-02-29"}));
}

TEST(CSource, RefusesNamesThatAreNone) {
  const train::Model model = model_of({2}, "dense 1");
  EXPECT_THAT(support::error_of([&] { source_of(model, {.name = "2 nets"}); }),
              HasSubstr("'2 nets' is no name for C source; take c_2_nets"));
}

TEST(CSource, ConvolutionsTakeTheirBatchNormalisationIn) {
  const train::Model model = model_of({1, 6, 6}, "conv2d 3 3x3; batchnorm; activation relu");
  const CSource source = source_of(model, {});
  // Nothing but the convolution's kernel and one bias a filter is left.
  EXPECT_EQ(source.weights, (3 * 9 + 3) * 4);
}

TEST(CSource, TheSameModelGivesTheSameText) {
  const train::Model model = model_of({4}, "dense 3 relu; dense 2 softmax");
  EXPECT_EQ(source_of(model, {}).header, source_of(model, {}).header);
}

}  // namespace
}  // namespace ganglion::io
