#include <ganglion/core/rng.h>
#include <ganglion/ganglion.h>
#include <gtest/gtest.h>

#include <cstring>

/// The works of benchmarks/peers: whatever the number of threads, the same weights and predictions.
namespace ganglion {
namespace {

struct Work {
  const char* name;
  std::int64_t inputs;
  const char* layers;
  std::int64_t outputs;
  std::int64_t batch;
  std::vector<std::int64_t> categories = {};  ///< how many values each column of them has
};

std::string deep() {
  std::string text;
  for (int layer = 0; layer < 64; ++layer) text += "dense 256 relu; ";
  return text.substr(0, text.size() - 2);
}

nn::Network network_of(const Work& work) {
  const nn::Input numbers(Shape{work.inputs});
  std::vector<nn::Symbol> inputs = {numbers};
  std::vector<nn::Symbol> columns = {numbers};
  for (const std::int64_t values : work.categories) {
    const nn::Input column({}, {.dtype = DType::i32});
    inputs.push_back(column);
    columns.push_back(nn::Embedding{values, (values + 1) / 2}(column));
  }
  nn::Symbol x = columns.size() == 1 ? columns[0] : nn::Concatenate{}(columns);
  for (const nn::Layer& layer : nn::parse_network(work.layers)) x = layer(x);
  return nn::Network(inputs, {nn::Dense{.units = work.outputs}(x)});
}

Tensor whole_numbers(std::int64_t rows, std::int64_t below, std::uint64_t stream) {
  Tensor tensor(Shape{rows}, DType::i32);
  std::uint64_t i = 0;
  for (auto& value : tensor.values<std::int32_t>()) {
    value =
        static_cast<std::int32_t>(random_bits(7, stream, i++) % static_cast<std::uint32_t>(below));
  }
  return tensor;
}

data::Dataset rows_of(const Work& work, std::int64_t count) {
  data::Dataset data;
  data.features = Tensor(Shape{count, work.inputs});
  std::uint64_t i = 0;
  for (float& value : data.features.values<float>())
    value = static_cast<float>(random_normal(7, 1, i++));
  std::uint64_t stream = 2;
  for (const std::int64_t values : work.categories)
    data.more_features.push_back(whole_numbers(count, values, stream++));
  data.targets = whole_numbers(count, work.outputs, stream);
  return data;
}

/// All weights after two steps, one of them with a batch that is cut short, and predictions.
std::vector<Tensor> results_of(const Work& work, int threads) {
  train::Model model(network_of(work));
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .seed = 3,
                 .threads = threads});
  const data::Dataset data = rows_of(work, work.batch + work.batch / 2);
  model.fit(data, {.epochs = 1, .batch_size = work.batch});
  std::vector<Tensor> results;
  for (const auto& spec : model.network().layout().parameters)
    results.push_back(model.weight(spec.path));
  results.push_back(model.predict(data, work.batch)[0]);
  return results;
}

TEST(WorksSlow, GiveTheSameBitsWithAnyNumberOfThreads) {
  const std::string many = deep();
  const Work works[] = {
      {"tiny", 64, "dense 25 relu; dense 15 relu", 10, 32},
      {"digits", 784, "dense 128 relu", 10, 32},
      {"mlp", 784, "dense 512 relu; dense 512 relu", 10, 128},
      {"wide", 1024, "dense 4096 relu; dense 4096 relu", 1000, 256},
      {"deep", 256, many.c_str(), 10, 64},
      {"tabular",
       6,
       "dense 64; batchnorm; activation relu; dropout 0.2; dense 32; batchnorm; activation relu; "
       "dropout 0.2",
       2,
       256,
       {9, 16, 7, 15, 6, 5, 2, 42}},
      {"logistic", 30, "", 2, 1000},
      {"convnet", 784,
       "reshape 1x28x28; conv2d 32 3x3 relu; maxpool 2; conv2d 64 3x3 relu; maxpool 2; flatten; "
       "dropout 0.5",
       10, 128},
      {"resnet20", 3072, "reshape 3x32x32; resnet20", 10, 32},
  };
  for (const Work& work : works) {
    const auto expected = results_of(work, 1);
    for (const int threads : {2, 3, 4}) {
      const auto got = results_of(work, threads);
      ASSERT_EQ(got.size(), expected.size());
      for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_EQ(std::memcmp(got[i].data(), expected[i].data(), got[i].bytes()), 0)
            << work.name << ", " << threads << " threads, tensor " << i;
      }
    }
  }
}

}  // namespace
}  // namespace ganglion
