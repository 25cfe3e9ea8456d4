#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/core/precision.h"
#include "ganglion/core/shape.h"
#include "ganglion/data/augment/augmentation.h"
#include "ganglion/data/csv/csv.h"
#include "ganglion/data/features/column_types.h"
#include "ganglion/data/samples/array_samples.h"
#include "ganglion/data/samples/image_size.h"
#include "ganglion/data/series_recipe.h"
#include "ganglion/data/spectrogram_form.h"
#include "ganglion/data/task.h"
#include "ganglion/nn/losses/loss_table.h"
#include "ganglion/nn/metrics/threshold_curve.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/optim/optimizer_table.h"
#include "ganglion/optim/schedule_text.h"
#include "ganglion/train/job/parsed.h"

namespace ganglion::train {

/// Held-out rows: a fraction of the data, or a separate file.
struct Holdout {
  double fraction = 0.2;  ///< in [0, 1); 0: none
  std::string file = {};  ///< takes precedence over the fraction
};

/// Whether the columns of a table are the pixels of images.
struct ImageColumns {
  bool detect = true;               ///< they are if neighbouring columns are similar
  std::optional<Shape> shape = {};  ///< [channels, height, width]; absent: they are not
};

/// The epoch whose weights are kept: that of the lowest validation loss, or the last.
enum class KeptWeights : std::uint8_t { best, last };
/// What ends the training of each network of an ensemble: for all the validation rows, or for each
/// another part of all rows that aren't those of the test (see EnsembleRows).
enum class EnsembleValidation : std::uint8_t { shared, folds };
/// How much the rows of a class count in the loss: all alike, or the more the rarer their class is.
enum class ClassWeight : std::uint8_t { none, balanced };
/// How much time may go into the choice and the number of networks of a table.
enum class Effort : std::uint8_t { fast, normal, best };
/// Whether features are read from a file while training, instead of from memory.
enum class Stream : std::uint8_t { automatic, yes, no };

/// Hidden layers from text.
inline std::vector<nn::Layer> parse_hidden(std::string_view text) {
  return nn::parse_network(text);
}

/// All settings of a training run. What is absent is chosen from the data; the job of a finished
/// run
/// (`job.toml` of its folder) has all settings, and reproduces the model.
struct Job {
  std::string data = {};                           ///< path of a table
  data::Header header = data::Header::automatic;   ///< of the tables
  data::Encoding encoding = data::Encoding::utf8;  ///< of the tables
  char decimal = 0;                                ///< their decimal mark, '.' or ','; 0: found
  std::vector<std::string> missing = {};  ///< texts for missing values besides the usual ones
  std::int64_t skip_rows = 0;             ///< lines before a table begins
  std::vector<std::string> targets = {};  ///< target columns; empty: the last one
  std::optional<data::Task> task = {};
  std::vector<std::string> ignore = {};  ///< columns to exclude
  data::ColumnTypes columns = {};        ///< column types; the others are detected
  std::map<std::string, data::NumberFormat> formats = {};  ///< how numbers of columns are written
  std::map<std::string, std::vector<std::string>> missing_of = {};  ///< as `missing`, of columns
  /// Numbers far outside the training range are clipped smoothly (data::TrainingRange); absent: see
  /// train/job/rows/clipping.h.
  std::optional<bool> clip_inputs = {};
  /// Predictions of a regression are kept within the training range and its margin; absent:
  /// likewise.
  std::optional<bool> clip_output = {};
  /// Piecewise-linear bins of each column of numbers (data::PreprocessingOptions::bins); absent:
  /// chosen from the rows, and none for a network that is asked for.
  std::optional<std::int64_t> bins = {};
  std::map<std::string, std::int64_t> bins_of = {};  ///< as `bins`, of columns
  /// Of image files; absent: the most common size.
  std::optional<data::ImageSize> image_size = {};
  /// Of a number of image files, 8 or 16; 0 until they are read. Not a setting.
  std::int64_t image_bits = 0;
  /// Of image files: 1, 3 or 4; absent: as many as they have.
  std::optional<std::int64_t> channels = {};
  /// Rows of tables are signals; absent: they are not.
  std::optional<data::SignalShape> signal = {};
  ImageColumns image = {};  ///< whether rows of tables are images
  /// Truncates or zero-pads signals; absent: all have one length, and recordings get one.
  std::optional<std::int64_t> signal_length = {};
  bool fill = false;  ///< missing values within signals are interpolated
  /// Recordings are read as spectrograms; absent: as signals, as they also are with `signal`.
  std::optional<data::SpectrogramSettings> spectrogram = data::SpectrogramSettings{};
  /// Values a second to which recordings are resampled; absent: the lowest rate of the files.
  std::optional<std::int64_t> sample_rate = {};
  bool skip_bad = false;  ///< files that can't be read are skipped
  bool strict = false;    ///< notes on lost data are errors
  /// Empty: chosen for spectrograms, and none of others; "none" is none.
  Parsed<data::parse_augmentation> augment = "";
  /// Hidden layers; may end with the output layer, see typed_output.h.
  std::optional<Parsed<parse_hidden>> network = {};
  /// File of a model whose layers and weights the network starts from, but for its output layer;
  /// empty: none.
  std::string init = {};
  /// Layers and parameters that training leaves as they are, by patterns of their paths.
  std::vector<std::string> freeze = {};
  /// Output activation for regression: linear, relu, softplus or sigmoid.
  std::optional<nn::Activation> output = {};
  std::optional<Parsed<nn::parse_loss>> loss = {};
  Parsed<optim::parse_optimizer> optimizer = "adam";
  std::optional<double> learning_rate = {};  ///< takes precedence over the optimizer's
  std::optional<optim::ScheduleText> schedule = {};
  std::optional<std::int64_t> epochs = {};  ///< maximum
  /// Seconds from the start of the run after which training ends with the best it has; absent:
  /// none. Results depend on the clock then.
  std::optional<double> time = {};
  std::optional<std::int64_t> batch_size = {};
  Holdout validation = {};  ///< a fraction of the rows that are not test rows
  Holdout test = {};
  /// Rows are split in the order of this column (dates or numbers), the last ones for testing;
  /// empty: at random.
  std::string time_column = {};
  /// Forecasts: the target is a series in order of the time column, and this many steps of it are
  /// forecast; 0: none. See docs/forecast.md.
  std::int64_t horizon = 0;
  std::string series = {};  ///< forecasts: the column that tells several series apart; empty: one
  std::optional<std::int64_t> season = {};  ///< forecasts: steps of a season; 0: none
  std::optional<std::int64_t> lags = {};    ///< forecasts: last values that are features
  std::optional<data::Differencing> differencing = {};  ///< forecasts: what the network says
  /// What makes the rows of forecasts, once data are read. Not a setting.
  std::shared_ptr<const data::SeriesRecipe> recipe = {};
  /// Rows with the same value of this column stay on one side of every split; empty: none.
  std::string group = {};
  /// Early stopping: epochs without improvement in validation loss before training stops; 0: off.
  std::optional<std::int64_t> patience = {};
  /// Absent: the last if a classifier's learning rate decays to 0 or there are no validation rows,
  /// else the best.
  std::optional<KeptWeights> keep = {};
  /// Networks that are trained alike from other first weights, and averaged.
  std::optional<std::int64_t> ensemble = {};
  /// Absent: chosen from the rows, and folds only where nothing forbids them.
  std::optional<EnsembleValidation> ensemble_validation = {};
  /// Beside the hidden layers the features reach the outputs through one dense layer, which begins
  /// as the linear model of the baselines; absent: chosen, and not for a network that is asked for.
  std::optional<bool> linear_path = {};
  std::optional<double> l2 = {};  ///< of the kernels of all dense layers
  double dropout = 0.0;           ///< after each hidden layer
  /// The positive class of a binary target; empty: the rarer one of the training rows.
  std::string positive = {};
  /// Of a binary task: the probability of the positive class above which it is predicted, or how it
  /// is chosen on the validation rows; costs of mistakes choose it, too, and take its place.
  nn::ThresholdRule threshold = {};
  std::optional<nn::MistakeCosts> cost = {};
  ClassWeight class_weight = ClassWeight::none;
  bool calibration = true;  ///< temperature scaling where it lowers the log loss
  Effort effort = Effort::normal;
  std::int64_t cross_validate = 0;  ///< folds; 0: none
  /// Shares of the training rows, in percent, that further networks are trained on; empty: none.
  std::vector<double> learning_curve = {};
  std::uint64_t seed = 1;
  std::int64_t replicas = 0;  ///< 0: chosen from batch size and network
  Precision precision = Precision::f32;
  int threads = 0;  ///< 0: all processors; results don't depend on it
  /// Automatic: from disk if memory doesn't hold the features. Image files are decoded on the fly.
  /// Results depend neither on it nor on the two below.
  Stream stream = Stream::automatic;
  std::optional<std::int64_t> memory =
      {};                        ///< limit for the data, bytes; absent: half of the machine's
  std::string cache = {};        ///< folder for a binary copy of a large table; empty: none
  std::string tensorboard = {};  ///< folder for TensorBoard's event files; empty: none
  std::string out = {};          ///< run folder; empty: runs/<name of the data>
};

}  // namespace ganglion::train
