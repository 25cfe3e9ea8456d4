#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "c_api/ganglion_c.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/predictor.h"
#include "ganglion/train/save.h"
#include "tests/support/drawn_tensor.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

/// libganglion_predict.so has kernels of its own list, compiled apart: it computes every layer that
/// takes one array, to the bits of the whole library.
namespace ganglion {
namespace {

using namespace nn;

/// The library, in this process; null where it can't be loaded.
class SmallLibrary {
 public:
  SmallLibrary() {
    if (::dlsym(RTLD_DEFAULT, "__asan_init") != nullptr ||
        ::dlsym(RTLD_DEFAULT, "__tsan_init") != nullptr) {
      return;  // it is built for a sanitizer, whose place is in the program
    }
    const char* program = std::getenv("GANGLION_PROGRAM");
    const auto path = std::filesystem::absolute(program == nullptr ? "build/ganglion" : program)
                          .replace_filename("libganglion_predict.so");
    library_ = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  }
  ~SmallLibrary() {
    if (library_ != nullptr) ::dlclose(library_);
  }
  SmallLibrary(const SmallLibrary&) = delete;
  SmallLibrary& operator=(const SmallLibrary&) = delete;
  bool loaded() const { return library_ != nullptr; }

  template <class F>
  F* function(const char* name) const {
    return reinterpret_cast<F*>(::dlsym(library_, name));
  }

 private:
  void* library_ = nullptr;
};

void check_predictions(const SmallLibrary& library, std::vector<Layer> layers) {
  const support::ScratchFolder folder;
  const train::Sequential model(std::move(layers));
  const Shape row = model.network().inputs()[0].shape;
  train::save_model(model, folder / "m.ganglion");
  const Tensor rows = support::drawn_tensor(row.prepended(5), 2);
  const Tensor expected = train::Predictor(model).predict(rows);

  const auto said = [&] {
    return library.function<decltype(ganglion_last_error)>("ganglion_last_error")();
  };
  ganglion_model* loaded =
      library.function<decltype(ganglion_load)>("ganglion_load")((folder / "m.ganglion").c_str());
  ASSERT_NE(loaded, nullptr) << said();
  Tensor given(expected.shape());
  EXPECT_EQ(library.function<decltype(ganglion_predict)>("ganglion_predict")(
                loaded, rows.values<float>().data(), 5, given.values<float>().data()),
            0)
      << said();
  EXPECT_TRUE(support::same_bits(given, expected)) << model.summary();
  library.function<decltype(ganglion_free)>("ganglion_free")(loaded);
}

TEST(SmallLibrary, PredictsEveryLayer) {
  const SmallLibrary library;
  if (!library.loaded()) GTEST_SKIP() << "the library can't be loaded here";
  check_predictions(
      library, {Input({2}), Normalization{{0.5, 1}, {2, 3}}, Dense{8, gelu}, BatchNormalization{},
                Dropout{0.5}, LayerNormalization{}, PReLU{}, Dense{8, softmax}});
  check_predictions(library, {Input({3, 9, 9}), Conv2D{.filters = 16, .padding = "same"},
                              MaxPooling{}, ResidualBlock{.filters = 16}, SpatialDropout{0.2},
                              AveragePooling{}, Flatten{}, Dense{3, softplus}});
  check_predictions(
      library, {Input({4, 6, 6}), Conv2DTranspose{.filters = 4, .strides = {2}}, DepthwiseConv2D{},
                GroupNormalization{.groups = 2}, UpSampling{}, Cropping{}, ZeroPadding{},
                SeparableConv2D{.filters = 5}, Rescaling{.scale = 0.5}, GlobalMaxPooling{}});
  check_predictions(library, {Input({3, 8, 8}), Conv2D{.filters = 5, .activation = relu},
                              GlobalAveragePooling{}, Dense{2}});
  check_predictions(library,
                    {Input({2, 20}), Conv1D{.filters = 16}, MaxPooling{}, Flatten{}, Dense{2}});
  check_predictions(library,
                    {Input({6, 4}), LSTM{.units = 5, .return_sequences = true},
                     GRU{.units = 6, .return_sequences = true},
                     MultiHeadAttention{.num_heads = 2, .key_dim = 3}, SimpleRNN{.units = 4}});
  check_predictions(library,
                    {Input({6, 4}), Permute{{2, 1}}, Reshape{{24}}, ReLU{.max_value = 6.0}, ELU{}});
}

}  // namespace
}  // namespace ganglion
