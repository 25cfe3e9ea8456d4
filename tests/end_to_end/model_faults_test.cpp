// Models of every kind, each changed in one place at a time with all checksums kept right: whatever
// the file says, it is refused with a message or works. A fault ends the process; the change that
// did it is in the output.

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iostream>

#include "ganglion/data/read/rows_for_model.h"
#include "ganglion/data/samples/class_folders.h"
#include "ganglion/io/safetensors.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/explain/explain_text.h"
#include "ganglion/train/explain/maps/activation_maps.h"
#include "ganglion/train/explain/maps/drawings.h"
#include "ganglion/train/run/run.h"
#include "tests/end_to_end/program.h"
#include "tests/support/error_of.h"
#include "tests/support/model_mutations.h"
#include "tests/support/mutants.h"
#include "tests/support/sample_files.h"
#include "tests/support/scratch_folder.h"

namespace ganglion {
namespace {

constexpr unsigned kMaxSeconds = 60;  // for one model, on a slow machine under a sanitizer

std::string number_table(const std::function<std::string(int)>& targets, const std::string& names) {
  std::string text = "x,town,since,note," + names + "\n";
  for (int i = 0; i < 60; ++i) {
    const std::string note = i % 2 == 0 ? "long words here and there" : "other text of row ";
    text += std::to_string(0.37 * (i % 13)) +
            (i % 3 == 0   ? ",Bern,"
             : i % 7 == 0 ? ",,"
                          : ",Basel,") +
            "2020-0" + std::to_string(1 + i % 9) + "-1" + std::to_string(i % 10) + "," + note +
            std::to_string(i * i) + " number " + std::to_string(i) + "," + targets(i) + "\n";
  }
  return text;
}

/// A model of one kind, and rows for it.
struct Kind {
  std::string name;
  std::function<train::Job(const support::ScratchFolder&)> job;
  friend void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }
};

std::string images(const support::ScratchFolder& folder) {
  for (int i = 0; i < 16; ++i) {
    const std::string of_class = i % 2 == 0 ? "dark" : "light";
    std::filesystem::create_directories(folder / "images/" + of_class);
    const auto image = support::picture(8, 8, 3, [&](auto y, auto x, auto c) {
      return (i % 2) * 150 + (static_cast<int>(y * x + c) + i * 7) % 50;
    });
    folder.write("images/" + of_class + "/" + std::to_string(i) + ".jpg",
                 support::jpeg_file(image));
  }
  return folder / "images";
}

std::string signals(const support::ScratchFolder& folder) {
  std::string text = "@problemname waves\n@univariate true\n@classLabel true up down\n@data\n";
  for (int i = 0; i < 16; ++i) {
    for (int t = 0; t < 12; ++t) {
      text += (t == 0 ? "" : ",") + std::to_string((i % 2 == 0 ? t : 12 - t) + 0.01 * (i * t % 7));
    }
    text += i % 2 == 0 ? ":up\n" : ":down\n";
  }
  return folder.write("waves.ts", text);
}

train::Job table_job(const support::ScratchFolder& folder, const std::string& names,
                     const std::function<std::string(int)>& targets) {
  train::Job job{.data = folder.write("table.csv", number_table(targets, names))};
  job.network = "dense 4 relu";
  for (std::size_t at = 0; at < names.size();) {
    const std::size_t end = std::min(names.find(',', at), names.size());
    job.targets.push_back(names.substr(at, end - at));
    at = end + 1;
  }
  return job;
}

std::vector<Kind> kinds() {
  const auto bit = [](int i) { return std::string(i % 4 < 2 ? "1" : "0"); };
  const auto letter = [](int i) { return std::string(1, static_cast<char>('a' + i % 3)); };
  const auto price = [](int i) { return std::to_string(100 + 17 * i % 23) + ".5"; };
  return {{"Binary", [=](const auto& folder) { return table_job(folder, "ill", bit); }},
          {"Multiclass", [=](const auto& folder) { return table_job(folder, "kind", letter); }},
          {"Regression", [=](const auto& folder) { return table_job(folder, "price", price); }},
          {"Multilabel",
           [=](const auto& folder) {
             return table_job(folder, "hot,dry", [](int i) {
               return i % 3 == 0 ? "yes,no" : i % 3 == 1 ? "no,yes" : "no,no";
             });
           }},
          {"Images",
           [](const auto& folder) {
             train::Job job{.data = images(folder)};
             job.network = "conv2d 4 3x3 relu; maxpool 2; flatten";
             return job;
           }},
          {"Signals",
           [](const auto& folder) {
             train::Job job{.data = signals(folder)};
             job.network = "conv1d 4 3 relu; flatten";
             return job;
           }},
          {"Ensemble", [=](const auto& folder) {
             train::Job job = table_job(folder, "kind", letter);
             job.ensemble = 3;
             return job;
           }}};
}

class ModelFaults : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    train::Job job = GetParam().job(folder_);
    job.epochs = 2;
    job.threads = 1;
    job.out = folder_ / "run";
    data_ = job.data;
    train::run(job, {.progress = false});
    model_ = io::read_safetensors(folder_ / "run/model.ganglion");
  }

  /// All that is done with a model.
  void use(const std::string& path) const {
    train::TablePredictor predictor(path);
    const data::PreprocessingState& state = predictor.preprocessing().state();
    const data::Table rows = data::read_rows_for(state, data_, {.labelled = true});
    const Tensor predictions = predictor.predict(rows);
    predictor.csv(predictions, {.files = data::files_of(rows)});
    predictor.json(predictions, {.files = data::files_of(rows)});
    support::error_of([&] { predictor.evaluate(rows).to_json(); });
    const auto why = train::explain(predictor.model(), predictor.preprocessing(), rows, 1);
    train::to_text(why, true);
    train::to_json(why, true);
    const data::Dataset row = train::row_of(predictor.preprocessing(), rows, 1);
    if (state.samples) {
      train::drawings(train::activation_maps(predictor.model(), row, &predictor.preprocessing()));
    }
  }

  support::ScratchFolder folder_;
  std::string data_;
  io::SafetensorsFile model_;
};

TEST_P(ModelFaults, AreRefusedOrWork) {
  const std::string path = folder_ / "changed.ganglion";
  use(folder_ / "run/model.ganglion");
  std::mt19937 random(1);
  int refused = 0;
  const int count = support::mutants(8, static_cast<int>(kinds().size()));
  for (int i = 0; i < count; ++i) {
    const support::MutatedModel mutant = support::mutated(model_, random);
    std::ofstream(path, std::ios::binary) << io::to_safetensors(mutant.file);
    std::ofstream(folder_ / "change") << mutant.change;
    SCOPED_TRACE(mutant.change);
    if (count > 100) std::cerr << mutant.change << std::endl;
    ::alarm(kMaxSeconds);
    const std::string error = support::error_of([&] { use(path); });
    EXPECT_NE(error, "");
    EXPECT_LT(error.size(), 3000U);
    if (error != "no error") ++refused;
    if (i % 20 == 0) {
      const auto inspected = support::run_program({"inspect", path});
      EXPECT_TRUE(inspected.code == 0 || inspected.code == 1) << inspected.code;
    }
    ::alarm(0);
  }
  EXPECT_GT(refused, 0);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ModelFaults, testing::ValuesIn(kinds()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace ganglion
