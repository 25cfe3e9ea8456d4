// A server's inner part: threads that each answer requests of one or a few rows, at the same time,
// with one trained network. Each answer has the same bits as the network alone gives.
//
//     build/examples/prediction_server

#include <ganglion/ganglion.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <thread>
#include <vector>

namespace gg = ganglion;

constexpr std::size_t kThreads = 4;
constexpr std::size_t kRequests = 5000;  // of each thread

struct Request {
  gg::Tensor rows;    ///< 1 to 4
  gg::Tensor wanted;  ///< what the model alone says
};

int main() try {
  gg::data::Dataset digits = gg::data::read_csv("data/digits.csv", {.target = "digit"});
  gg::nn::Sequential model({gg::nn::Input({64}), gg::nn::Normalization::adapt(digits.features),
                            gg::nn::Dense{25, gg::relu}, gg::nn::Dense{15, gg::relu},
                            gg::nn::Dense{10}});
  model.compile({.loss = gg::nn::SparseCategoricalCrossentropy{.from_logits = true}});
  model.fit(digits, {.epochs = 5});
  std::vector<Request> requests;
  for (std::int64_t i = 0; i < 400; ++i) {
    const gg::Tensor rows = digits.features.rows(4 * i, 1 + i % 4);
    requests.push_back({rows, model.predict(rows)});
  }

  const gg::train::Predictor predictor(model);  // shared: no call waits for another
  std::atomic<int> wrong = 0;
  const auto serve = [&](std::size_t thread) {
    for (std::size_t i = 0; i < kRequests; ++i) {
      const Request& request = requests[(37 * i + 101 * thread) % requests.size()];
      const gg::Tensor answer = predictor.predict(request.rows);
      if (!std::ranges::equal(answer.values<float>(), request.wanted.values<float>())) ++wrong;
    }
  };
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) threads.emplace_back(serve, i);
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  std::printf(
      "%zu threads answered %zu requests in %.2f s; %d answers differ from the model's own\n",
      kThreads, kThreads * kRequests, seconds.count(), static_cast<int>(wrong));
  return wrong == 0 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "prediction_server: %s\n", error.what());
  return 1;
}
