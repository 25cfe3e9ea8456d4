#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ganglion::train {

/// Rows set apart: a share of those at hand, or a file of their own.
struct Holdout {
  double fraction = 0.2;  ///< in [0, 1); 0 sets none apart
  std::string file = {};  ///< goes before the fraction
};

/// Everything that a training run needs. What is not given is chosen from the data; a job that was
/// run (`job.toml` of its folder) has everything chosen, and gives the same model again.
struct Job {
  std::string data = {};                  ///< path of a table
  std::string header = "auto";            ///< of the tables: or "yes", "no"
  std::string encoding = "utf-8";         ///< of the tables: or "latin1"
  std::vector<std::string> targets = {};  ///< columns to learn; empty: the last one
  std::string task = "auto";              ///< or as name_of(Task) says
  std::vector<std::string> ignore = {};   ///< columns to leave out
  /// Types of columns as data::column_type_named reads them, by name; the others are found.
  std::map<std::string, std::string> columns = {};
  std::string image_size = "auto";  ///< of pictures: or HEIGHTxWIDTH
  std::int64_t channels = 0;        ///< of pictures: 1, 3 or 4; 0: by what the files are
  /// Rows of tables are signals, as data::signal_shape reads it; absent: they are not.
  std::optional<std::string> signal = {};
  /// Rows of tables are pictures: "HxW", or "CxHxW" for several channels; "auto": where
  /// neighbouring columns show that they are; "none".
  std::string picture = "auto";
  std::int64_t signal_length = 0;           ///< cuts or fills up signals; 0: all are of one length
  bool skip_bad = false;                    ///< files that can't be read are left out
  std::string augment = {};                 ///< as data::parse_augmentation reads it
  std::optional<std::string> network = {};  ///< hidden layers as nn::parse_network reads them
  /// What the outputs of a regression are of their weighted sums: or "linear", "relu", "softplus",
  /// "sigmoid".
  std::string output = "auto";
  std::string loss = "auto";                 ///< as nn::parse_loss reads it
  std::string optimizer = "adam";            ///< as optim::parse_optimizer reads it
  std::optional<double> learning_rate = {};  ///< goes before the optimizer's
  std::string schedule = "auto";             ///< as optim::parse_schedule reads it
  std::optional<std::int64_t> epochs = {};   ///< at most
  std::optional<std::int64_t> batch_size = {};
  Holdout validation = {};  ///< a share of the rows that are not for the test
  Holdout test = {};
  /// Rows are divided in the order of this column (dates or numbers), and the last are the test;
  /// empty: at random.
  std::string time_column = {};
  /// Epochs without improvement of the validation loss after which training ends; 0: never.
  std::optional<std::int64_t> patience = {};
  /// Which epoch's weights are kept: "best", by the validation loss, or "last"; "auto": the last
  /// where a classifier's learning rate falls to 0. Without validation rows always the last.
  std::string keep = "auto";
  /// Networks that are trained alike from other first weights, and averaged.
  std::optional<std::int64_t> ensemble = {};
  std::optional<double> l2 = {};      ///< of the kernels of all dense layers
  double dropout = 0.0;               ///< after each hidden layer
  std::string class_weight = "none";  ///< or "balanced"
  std::string calibration = "auto";   ///< or "none"
  std::int64_t cross_validate = 0;    ///< folds; 0: none
  std::uint64_t seed = 1;
  std::int64_t replicas = 0;      ///< 0: by a rule
  std::string precision = "f32";  ///< of products: or "bf16"
  int threads = 0;                ///< 0: all; no result depends on it
  /// Where features lie while training: "no" in memory, "yes" in a file (pictures in files are
  /// decoded again whenever they are needed), "auto" in memory where they fit. No result depends on
  /// it, nor on the two below.
  std::string stream = "auto";
  std::string memory = "auto";  ///< what the data may take: "2GB"; auto: half of the machine's
  std::string cache = {};  ///< folder in which a large table is kept in binary; empty: it isn't
  std::string out = {};    ///< run folder; empty: runs/<name of the data>
};

}  // namespace ganglion::train
