// What training costs beside `fit`: a step of one's own, a frozen body, train_on_batch; and what
// predictions of batches of any size cost beside those of one size. Processor time of one thread,
// in rounds that alternate between what is compared; medians of the rounds.
//
//     cmake --build build --target ganglion_library_speed && build/ganglion_library_speed [ROUNDS]

#include <ganglion/ganglion.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

namespace gg = ganglion;

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

struct Compared {
  double first, second;  ///< medians, in seconds of one call
  double ratio;          ///< median of second / first, round by round
};

Compared compare(int rounds, const std::function<void()>& first,
                 const std::function<void()>& second) {
  std::vector<double> a, b, ratios;
  const auto timed = [](const std::function<void()>& f) {
    const double begin = processor_seconds();
    f();
    return processor_seconds() - begin;
  };
  first();
  second();
  for (int i = 0; i < rounds; ++i) {
    a.push_back(timed(first));
    b.push_back(timed(second));
    ratios.push_back(b.back() / a.back());
  }
  return {median(a), median(b), median(ratios)};
}

gg::data::Dataset rows_of(std::int64_t rows, std::int64_t width) {
  gg::data::Dataset data = {.features = gg::Tensor({rows, width}),
                            .targets = gg::Tensor({rows}, gg::DType::i32)};
  std::uint32_t state = 1;
  for (float& x : data.features.values<float>()) {
    state = state * 1664525U + 1013904223U;
    x = static_cast<float>(state >> 8) / 16777216.0F;
  }
  std::int32_t label = 0;
  for (std::int32_t& y : data.targets.values<std::int32_t>()) y = label++ % 10;
  return data;
}

gg::nn::Sequential network(const std::vector<std::int64_t>& widths,
                           std::vector<std::string> frozen = {}) {
  std::vector<gg::nn::Layer> layers = {gg::nn::Input({widths[0]})};
  for (std::size_t i = 1; i + 1 < widths.size(); ++i) {
    layers.emplace_back(gg::nn::Dense{widths[i], gg::relu});
  }
  layers.emplace_back(gg::nn::Dense{widths.back()});
  gg::nn::Sequential model(layers);
  model.compile({.loss = gg::nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .frozen = std::move(frozen),
                 .threads = 1});
  return model;
}

void own_step(int rounds, const char* name, const std::vector<std::int64_t>& widths,
              std::int64_t batch, std::int64_t steps) {
  const gg::data::Dataset data = rows_of(batch * steps, widths[0]);
  gg::nn::Sequential fitted = network(widths), model = network(widths);
  gg::train::Step step({&model},
                       [&](gg::train::StepBuilder& s) {
                         return s.loss(gg::nn::SparseCategoricalCrossentropy{.from_logits = true},
                                       s(model, s.input("x", {widths[0]})),
                                       s.input("y", {}, gg::DType::i32));
                       },
                       {.threads = 1});
  const Compared seen = compare(
      rounds, [&] { fitted.fit(data, {.batch_size = batch}); },
      [&] {
        for (std::int64_t i = 0; i < steps; ++i) {
          const auto x = gg::Tensor::borrow(
              data.features.values<float>().data() + i * batch * widths[0], {batch, widths[0]});
          step.run({{"x", x}, {"y", data.targets.rows(i * batch, batch)}});
        }
      });
  const double count = static_cast<double>(steps);
  std::printf("%-28s fit %8.2f us a step, own step %8.2f us, ratio %.3f\n", name,
              1e6 * seen.first / count, 1e6 * seen.second / count, seen.ratio);
}

void frozen_body(int rounds) {
  const gg::data::Dataset data = rows_of(128 * 10, 784);
  gg::nn::Sequential whole = network({784, 512, 512, 10});
  gg::nn::Sequential frozen = network({784, 512, 512, 10}, {"dense", "dense_1"});
  const Compared seen = compare(
      rounds, [&] { whole.fit(data, {.batch_size = 128}); },
      [&] { frozen.fit(data, {.batch_size = 128}); });
  // Multiply-adds of a row: forward, derivatives by the weights, and by the inputs of all but the
  // first layer; frozen: forward, and the derivative by the last layer's weights.
  const double a = 784 * 512, b = 512 * 512, c = 512 * 10;
  std::printf(
      "784-512-512-10, batch 128    all %8.2f us a step, frozen body %8.2f us, ratio %.3f "
      "(multiply-adds: %.3f)\n",
      1e5 * seen.first, 1e5 * seen.second, seen.ratio, (a + b + 2 * c) / (2 * a + 3 * b + 3 * c));
}

void train_on_batch(int rounds) {
  const gg::data::Dataset data = rows_of(32, 64);
  gg::nn::Sequential fitted = network({64, 25, 15, 10}), model = network({64, 25, 15, 10});
  const gg::data::Dataset many = rows_of(32 * 100, 64);
  const Compared seen = compare(
      rounds, [&] { fitted.fit(many, {.batch_size = 32}); },
      [&] {
        for (int i = 0; i < 100; ++i) model.train_on_batch(data.features, data.targets);
      });
  std::printf(
      "64-25-15-10, batch 32        fit %8.2f us a step, train_on_batch %8.2f us, ratio %.3f\n",
      1e4 * seen.first, 1e4 * seen.second, seen.ratio);
}

/// Batches of all sizes up to `most`, in disorder, beside as many of the mean size.
void any_batch_size(int rounds, const char* name, const std::vector<std::int64_t>& widths,
                    std::int64_t most) {
  const gg::train::Predictor predictor(network(widths));
  const gg::data::Dataset data = rows_of(most, widths[0]);
  const auto predict = [&](std::int64_t rows) {
    static_cast<void>(predictor.predict(data.features.rows(0, rows), most));
  };
  const Compared seen = compare(
      rounds,
      [&] {
        for (std::int64_t i = 1; i <= most; ++i) predict(most / 2);
      },
      [&] {
        for (std::int64_t i = 1; i <= most; ++i) predict(1 + i * 101 % most);
      });
  const double calls = static_cast<double>(most);
  std::printf("%-28s predict of %lld rows %8.2f us, of 1 to %lld rows %8.2f us, ratio %.3f\n", name,
              static_cast<long long>(most / 2), 1e6 * seen.first / calls,
              static_cast<long long>(most), 1e6 * seen.second / calls, seen.ratio);
}

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 101;
  own_step(rounds, "64-25-15-10, batch 32", {64, 25, 15, 10}, 32, 100);
  own_step(rounds, "784-128-10, batch 32", {784, 128, 10}, 32, 40);
  own_step(rounds / 3, "784-512-512-10, batch 128", {784, 512, 512, 10}, 128, 6);
  frozen_body(rounds / 3);
  train_on_batch(rounds);
  any_batch_size(rounds, "64-25-15-10", {64, 25, 15, 10}, 64);
  any_batch_size(rounds, "784-128-10", {784, 128, 10}, 64);
  any_batch_size(rounds, "784-512-512-10", {784, 512, 512, 10}, 256);
}
