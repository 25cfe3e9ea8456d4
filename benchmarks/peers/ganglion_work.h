#pragma once
#include <ganglion/dist/communicator.h>
#include <ganglion/ganglion.h>
#include <ganglion/io/json.h>

#include <cstdint>
#include <memory>
#include <string>

namespace peers {

namespace gg = ganglion;

/// A folder that works.py wrote, and the model for it. `ranks`: who shares its training; null:
/// nobody.
class Work {
 public:
  Work(const std::string& folder, int threads, gg::dist::Communicator* ranks = nullptr);

  double first_step() { return fit(first_rows(batch_), 1).loss; }
  gg::io::Json train(std::int64_t steps);
  gg::io::Json predict(std::int64_t rows, std::int64_t runs);

  const gg::nn::Model& model() const { return *model_; }
  /// `count` rows, taken from the beginning again where there are fewer.
  gg::data::Dataset first_rows(std::int64_t count) const;
  std::int64_t batch() const { return batch_; }

 private:
  struct Done {
    double seconds, loss;
  };

  Done fit(const gg::data::Dataset& data, std::int64_t epochs);
  void read_data();
  gg::nn::Network network() const;
  void set_weights();

  std::string folder_;
  gg::io::Json json_;
  std::int64_t outputs_ = 0, batch_ = 0;
  gg::data::Dataset data_, training_;
  std::unique_ptr<gg::nn::Model> model_;
};

}  // namespace peers
