// A small network learns from a large one (Hinton et al., 2015): not the labels but the teacher's
// probabilities of all classes, which say more, and need no labelled rows.
//
//     build/examples/teacher_and_student

#include <ganglion/ganglion.h>

#include <cstdio>
#include <exception>

namespace gg = ganglion;

constexpr double kTemperature = 3.0;  // logits divided by it: softer probabilities
constexpr std::int64_t kBatch = 32;

gg::nn::Sequential network(std::int64_t units) {
  gg::nn::Sequential model(
      {gg::nn::Input({64}), gg::nn::Dense{units, gg::relu}, gg::nn::Dense{10}});
  model.compile({.loss = gg::nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .optimizer = gg::optim::Adam{.learning_rate = 3e-3},
                 .metrics = {gg::nn::Accuracy{}}});
  return model;
}

int main() try {
  gg::data::Dataset digits = gg::data::read_csv("data/digits.csv", {.target = "digit"});
  for (float& x : digits.features.values<float>()) x /= 16;  // grey levels, 0 to 16
  const auto [train, test] = gg::data::split(digits, {.test_fraction = 0.3, .stratify = true});

  gg::nn::Sequential teacher = network(128);
  teacher.fit(train, {.epochs = 30});
  const double taught = teacher.evaluate(test).at("accuracy");
  std::printf("teacher, 128 units: test accuracy %.3f\n", taught);

  gg::nn::Sequential student = network(12);
  gg::train::Step step({&student, &teacher},
                       [&](gg::train::StepBuilder& s) {
                         const auto x = s.input("x", {64});
                         const auto soft = gg::ops::softmax(s(teacher, x) * (1 / kTemperature));
                         return s.loss(gg::nn::KLDivergence{.from_logits = true},
                                       s(student, x) * (1 / kTemperature), soft);
                       },
                       {.update = {&student}, .optimizer = gg::optim::Adam{.learning_rate = 5e-3}});

  // Only the rows' features, no labels.
  for (int epoch = 1; epoch <= 60; ++epoch) {
    double loss = 0;
    for (std::int64_t first = 0; first + kBatch <= train.rows(); first += kBatch)
      loss = step.run({{"x", train.features.rows(first, kBatch)}});
    if (epoch % 20 == 0) std::printf("epoch %d  divergence from the teacher %.4f\n", epoch, loss);
  }
  const double learned = student.evaluate(test).at("accuracy");
  std::printf("student, 12 units:  test accuracy %.3f, without having seen a label\n", learned);
  return taught > 0.95 && learned > taught - 0.04 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "teacher_and_student: %s\n", error.what());
  return 1;
}
