#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ganglion::train {

/// Held-out rows: a fraction of the data, or a separate file.
struct Holdout {
  double fraction = 0.2;  ///< in [0, 1); 0: none
  std::string file = {};  ///< takes precedence over the fraction
};

/// All settings of a training run. Those not given are chosen from the data; the job of a finished
/// run (`job.toml` of its folder) has all settings, and reproduces the model.
struct Job {
  std::string data = {};                  ///< path of a table
  std::string header = "auto";            ///< of the tables: or "yes", "no"
  std::string encoding = "utf-8";         ///< of the tables: or "latin1"
  std::vector<std::string> targets = {};  ///< target columns; empty: the last one
  std::string task = "auto";              ///< or as name_of(Task) says
  std::vector<std::string> ignore = {};   ///< columns to exclude
  /// Column types by name, as data::column_type_named reads them; the others are detected.
  std::map<std::string, std::string> columns = {};
  std::string image_size = "auto";  ///< of images: or HEIGHTxWIDTH
  std::int64_t channels = 0;        ///< of images: 1, 3 or 4; 0: as in the files
  /// Rows of tables are signals, as data::signal_shape reads it; absent: they are not.
  std::optional<std::string> signal = {};
  /// Rows of tables are images: "HxW", or "CxHxW" for several channels; "auto":
  /// detected from the columns; "none".
  std::string picture = "auto";
  std::int64_t signal_length = 0;           ///< truncates or zero-pads signals; 0: off
  bool skip_bad = false;                    ///< files that can't be read are skipped
  std::string augment = {};                 ///< as data::parse_augmentation reads it
  std::optional<std::string> network = {};  ///< hidden layers as nn::parse_network reads them
  /// Output activation for regression: or "linear", "relu", "softplus", "sigmoid".
  std::string output = "auto";
  std::string loss = "auto";                 ///< as nn::parse_loss reads it
  std::string optimizer = "adam";            ///< as optim::parse_optimizer reads it
  std::optional<double> learning_rate = {};  ///< takes precedence over the optimizer's
  std::string schedule = "auto";             ///< as optim::parse_schedule reads it
  std::optional<std::int64_t> epochs = {};   ///< maximum
  std::optional<std::int64_t> batch_size = {};
  Holdout validation = {};  ///< a fraction of the rows that are not test rows
  Holdout test = {};
  /// Rows are split in the order of this column (dates or numbers), the last ones for testing;
  /// empty: at random.
  std::string time_column = {};
  /// Early stopping: epochs without improvement in validation loss before training stops; 0: off.
  std::optional<std::int64_t> patience = {};
  /// Which weights are kept: "best" (lowest validation loss) or "last"; "auto": the last if a
  /// classifier's learning rate decays to 0. Without validation rows always the last.
  std::string keep = "auto";
  /// Size of the ensemble: networks trained from different initial weights, and averaged.
  std::optional<std::int64_t> ensemble = {};
  std::optional<double> l2 = {};      ///< regularisation of the kernels of all dense layers
  double dropout = 0.0;               ///< rate, after each hidden layer
  std::string class_weight = "none";  ///< or "balanced"
  std::string calibration = "auto";   ///< or "none"
  std::int64_t cross_validate = 0;    ///< folds; 0: none
  std::uint64_t seed = 1;
  std::int64_t replicas = 0;      ///< 0: chosen from batch size and network
  std::string precision = "f32";  ///< of matrix products and convolutions: or "bf16"
  int threads = 0;                ///< 0: all processors; results don't depend on it
  /// Where features are during training: "no" in memory, "yes" on disk (image files are decoded on
  /// the fly), "auto" in memory if they fit. Results depend neither on it nor on the two below.
  std::string stream = "auto";
  std::string memory = "auto";  ///< limit for the data: "2GB"; auto: half of the machine's
  std::string cache = {};       ///< folder for a binary copy of a large table; empty: none
  std::string out = {};         ///< run folder; empty: runs/<name of the data>
};

}  // namespace ganglion::train
