// Calls of the public interface in any order, with settings and tensors that fit and that don't:
// each succeeds or throws Error.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/ganglion.h"
#include "tests/fuzz/api_choices.h"
#include "tests/fuzz/fuzz.h"

namespace {

namespace gg = ganglion;
using namespace gg::api_choices;

/// What a program has made so far, and calls of it.
class Program {
 public:
  explicit Program(Choices& choose) : choose_(choose) {}

  void call() {
    switch (choose_.below(16)) {
      case 0:
        return make_model();
      case 1:
        return make_rows();
      case 2:
        return compile();
      case 3:
        model().fit(rows_, {.epochs = choose_.below(3),
                            .batch_size = choose_.extent(),
                            .validation_split = choose_.one_in(4) ? choose_.number() : 0.0});
        return;
      case 4:
        model().predict(rows_, choose_.extent());
        return;
      case 5:
        model().evaluate(rows_, choose_.extent());
        return;
      case 6:
        model().train_on_batch(rows_);
        return;
      case 7:
        return change_weights();
      case 8:
        model_ = model().part({name()}, {name()});
        return;
      case 9:
        model_ = model().clone();
        return;
      case 10:
        return derive();
      case 11:
        return tensors();
      case 12:
        return own_step();
      case 13:
        gg::train::Predictor(model()).predict(rows_.features, choose_.extent());
        return;
      case 14:
        model().outputs_of({name(), name()}, rows_);
        return;
      default: {
        if (choose_.one_in(3)) return stream_rows();
        gg::nn::Model moved = std::move(model());
        if (choose_.one_in(2)) model_ = std::move(moved);
      }
    }
  }

 private:
  gg::nn::Model& model() {
    if (!model_) throw gg::Error("no model yet");
    return *model_;
  }
  /// Of a layer or an input, or none's.
  std::string name() {
    const auto& calls = model().network().calls();
    const auto i = static_cast<std::size_t>(choose_.below(8));
    return i < calls.size() ? calls[i].name : i == 7 ? "none" : "input";
  }
  std::string path() {
    const auto& specs = model().network().layout().parameters;
    const auto i = static_cast<std::size_t>(choose_.below(8));
    return i < specs.size() ? specs[i].path : "none/kernel";
  }

  void make_model() {
    std::vector<gg::nn::Layer> layers;
    if (!choose_.one_in(24)) {
      const gg::Shape shape = any_shape(choose_, 3);
      layers.emplace_back(gg::nn::Input(shape, {.dtype = any_type(choose_)}));
    }
    for (int i = choose_.below(4); i >= 0; --i) layers.push_back(any_layer(choose_));
    model_ = gg::nn::Sequential(layers);
    // What is larger takes time and finds nothing.
    if (model_->network().layout().size > 100000) model_.reset();
  }

  void make_rows() {
    const std::int64_t rows = choose_.extent();
    if (rows > 64 || rows < 0) throw gg::Error("too many rows");
    gg::Shape in = any_shape(choose_, 3), out = any_shape(choose_, 2);
    if (model_ && !choose_.one_in(6)) {
      in = model_->network().inputs()[0].shape;
      out = model_->network().output_shapes()[0];
      if (choose_.one_in(2)) out = gg::Shape{};
    }
    if (in.size() > 4096 || out.size() > 4096) throw gg::Error("too large");
    rows_ = {.features = any_tensor(choose_, in.prepended(rows))};
    const bool labels = choose_.one_in(2);
    rows_.targets =
        any_tensor(choose_, out.prepended(rows), labels ? gg::DType::i32 : gg::DType::f32);
    if (choose_.one_in(4)) rows_.sample_weights = any_tensor(choose_, {rows}, gg::DType::f32);
  }

  void stream_rows() {
    const gg::data::Dataset part = rows_;
    const std::int64_t parts = std::min<std::int64_t>(choose_.extent(), 5);
    const std::int64_t buffer = choose_.extent(), steps = choose_.extent() - 1;
    const gg::data::RowStream rows(
        [part, parts](std::int64_t) {
          return [part, left = parts]() mutable -> std::optional<gg::data::Dataset> {
            if (left-- <= 0) return std::nullopt;
            return part;
          };
        },
        {.buffer = buffer, .steps_per_epoch = steps});
    model().fit(rows, {.epochs = choose_.below(3), .batch_size = choose_.extent()});
  }

  void compile() {
    gg::train::CompileOptions options = {.loss = any_loss(choose_),
                                         .optimizer = any_optimizer(choose_)};
    if (choose_.one_in(3)) options.metrics = {gg::nn::Accuracy{}};
    if (choose_.one_in(6)) options.frozen = {name()};
    options.threads = 1 + choose_.below(2);
    options.kept_plans = choose_.below(4);
    model().compile(std::move(options));
  }

  void change_weights() {
    const std::string at = path();
    gg::Tensor weight = model().weight(at);
    if (choose_.one_in(8)) weight = any_tensor(choose_, small_shape());
    model().set_weight(at, weight * choose_.number());
    if (choose_.one_in(4)) model().mutable_weights().parameters = gg::Tensor({choose_.below(9)});
  }

  void derive() {
    if (choose_.one_in(3)) {
      model().jacobian(rows_.features);
      return;
    }
    const auto gradients = model().gradients(rows_);
    if (choose_.one_in(2)) model().hessian_vector_product(rows_, gradients);
  }

  void tensors() {
    const gg::Tensor a = any_tensor(choose_, small_shape());
    const gg::Tensor b = any_tensor(choose_, small_shape());
    const std::int64_t first = choose_.extent() - 1, second = choose_.extent() - 1;
    switch (choose_.below(10)) {
      case 0:
        static_cast<void>(a + b * choose_.number());
        return;
      case 1:
        static_cast<void>(a.reshaped(small_shape()));
        return;
      case 2:
        static_cast<void>(a.rows(first, second));
        return;
      case 3:
        static_cast<void>(a.at({first, second}));
        return;
      case 4:
        static_cast<void>(gg::argmax_rows(a));
        return;
      case 5:
        static_cast<void>(gg::concat({a, b}, choose_.below(4) - 1));
        return;
      case 6:
        static_cast<void>(a.rows(b));
        return;
      case 7:
        static_cast<void>(a.row(first));
        return;
      case 8: {
        gg::Random random(static_cast<std::uint64_t>(second));
        static_cast<void>(gg::to_string(gg::maximum(a, random.uniform(b.shape())) > b));
        return;
      }
      default:
        static_cast<void>(gg::standard_deviation(a.cast(any_type(choose_))));
    }
  }
  gg::Shape small_shape() {
    const gg::Shape shape = any_shape(choose_, 3);
    if (shape.size() > 4096) throw gg::Error("too large");
    return shape;
  }

  void own_step() {
    const gg::Shape in = model().network().inputs()[0].shape;
    gg::train::Step step({&model()},
                         [&](gg::train::StepBuilder& s) {
                           const gg::Value x = s.input("x", choose_.one_in(8) ? gg::Shape{2} : in);
                           const gg::Value y = s(model(), x);
                           if (choose_.one_in(8)) return gg::Value{};
                           if (choose_.one_in(4)) return s.loss(any_loss(choose_), y, y);
                           return s.loss(any_loss(choose_), y, s.normal());
                         },
                         {.optimizer = any_optimizer(choose_),
                          .accumulate = choose_.below(3),
                          .keep_gradients = choose_.one_in(2),
                          .threads = 1});
    step.run({{choose_.one_in(8) ? "y" : "x", rows_.features}});
    if (choose_.one_in(2)) static_cast<void>(step.gradient(model(), path()));
  }

  Choices& choose_;
  std::optional<gg::nn::Model> model_;
  gg::data::Dataset rows_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, std::min<std::size_t>(size, 4096), [](std::string_view bytes) {
    Choices choose(bytes);
    Program program(choose);
    for (int calls = 0; calls < 40 && !choose.done(); ++calls) {
      try {
        program.call();
      } catch (const gg::Error& error) {
        if (*error.what() == '\0') throw;
      }
    }
  });
}
