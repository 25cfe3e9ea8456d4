#include "ganglion/train/callbacks/tensorboard.h"

#include <gmock/gmock.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <vector>

#include "ganglion/core/file.h"
#include "ganglion/io/tensorboard/records.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/train/callbacks/weight_picture.h"
#include "ganglion/train/model.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> event_files(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path().string());
  return files;
}

/// The content of each record; empty when any checksum is wrong.
std::vector<std::string> records_of(const std::string& path) {
  const std::string file = read_file(path);
  std::vector<std::string> records;
  for (std::size_t at = 0; at < file.size();) {
    std::uint64_t length = 0;
    std::memcpy(&length, file.data() + at, sizeof length);
    const std::string content = file.substr(at + 12, length);
    if (io::tensorboard::record(content) != file.substr(at, length + 16)) return {};
    records.push_back(content);
    at += length + 16;
  }
  return records;
}

Model compiled_model() {
  Model model(nn::Network{nn::Input{{4}}, nn::Dense{3, nn::Activation::relu}, nn::Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  return model;
}

TEST(TensorBoard, HasARecordForEachEpoch) {
  const support::ScratchFolder scratch;
  const std::string folder = scratch / "a/b";
  Model model = compiled_model();
  model.fit(support::blobs(60),
            {.epochs = 3,
             .validation_split = 0.5,
             .callbacks = {TensorBoard{
                 .folder = folder, .hyper_parameters = {{"l2", 0.5}, {"network", "dense 3"}}}}});
  const auto files = event_files(folder);
  ASSERT_EQ(files.size(), 1U);
  EXPECT_THAT(files[0], HasSubstr("/events.out.tfevents."));
  const auto records = records_of(files[0]);
  // Version, graph, network, experiment, start, three epochs, end.
  ASSERT_EQ(records.size(), 9U);
  EXPECT_THAT(records[0], HasSubstr("brain.Event:2"));
  EXPECT_THAT(records[1], HasSubstr("_output_shapes"));
  EXPECT_THAT(records[2], HasSubstr("dense_1"));
  EXPECT_THAT(records[3], HasSubstr("_hparams_/experiment"));
  EXPECT_THAT(records[4], HasSubstr("_hparams_/session_start_info"));
  for (const std::size_t epoch : {5U, 6U, 7U}) {
    EXPECT_THAT(records[epoch], HasSubstr("\x89PNG")) << "1, 2, and the last";
    EXPECT_THAT(records[epoch], HasSubstr("loss/train"));
    EXPECT_THAT(records[epoch], HasSubstr("loss/validation"));
    EXPECT_THAT(records[epoch], HasSubstr("dense_1/kernel"));
  }
  EXPECT_THAT(records[8], HasSubstr("_hparams_/session_end_info"));
}

std::array<int, 3> pixel(const data::Image& image, std::int64_t y, std::int64_t x) {
  const auto at = static_cast<std::size_t>(3 * (y * image.width + x));
  return {image.pixels[at], image.pixels[at + 1], image.pixels[at + 2]};
}

TEST(WeightPicture, ShowsSignAndSize) {
  const Tensor matrix = Tensor::of<float>({2, 4}, std::vector<float>{1, 0, -1, 0, 0.5F, 0, 0, 2});
  const auto picture = weight_picture(matrix);
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->width, 256);
  EXPECT_EQ(picture->height, 128);
  EXPECT_EQ(pixel(*picture, 0, 64), (std::array<int, 3>{255, 255, 255})) << "0 is white";
  EXPECT_EQ(pixel(*picture, 127, 255), (std::array<int, 3>{37, 99, 201})) << "the largest";
  EXPECT_GT(pixel(*picture, 0, 0)[2], pixel(*picture, 0, 0)[0]) << "blue above 0";
  EXPECT_GT(pixel(*picture, 0, 191)[0], pixel(*picture, 0, 191)[2]) << "orange below";
}

TEST(WeightPicture, WindowsStandSideBySide) {
  std::vector<float> values(2 * 3 * 2 * 2, 0.0F);
  values[5 * 4 + 3] = 1.0F;  // of the second filter, the third channel's last
  const auto picture = weight_picture(Tensor::of<float>({2, 3, 2, 2}, values));
  ASSERT_TRUE(picture);
  const std::int64_t times = picture->width / 8;  // three windows of two, and two gaps
  EXPECT_EQ(picture->height, 5 * times);
  EXPECT_EQ(pixel(*picture, 4 * times, 7 * times), (std::array<int, 3>{37, 99, 201}));
  EXPECT_EQ(pixel(*picture, 2 * times, 0), (std::array<int, 3>{232, 232, 232})) << "a gap";
  EXPECT_FALSE(weight_picture(Tensor::of<float>({2}, std::vector<float>{1, 2}))) << "a bias";
  const auto large = weight_picture(Tensor(Shape{1000, 3}, DType::f32));
  ASSERT_TRUE(large);
  EXPECT_EQ(large->height, 256);
}

/// The step of the record that says from where on earlier files no longer count; -1 for none.
int restarted_at(const std::vector<std::string>& records) {
  // After the time: field 2, the step; field 7, a SessionLog with status 1.
  if (records.size() < 2 || records[1].size() != 15) return -1;
  EXPECT_EQ(records[1][9], '\x10');
  EXPECT_EQ(records[1].substr(11), std::string("\x3a\x02\x08\x01", 4));
  return records[1][10];
}

TEST(TensorBoard, AFurtherFileSaysWhereItGoesOn) {
  for (const bool resumes : {false, true}) {
    const support::ScratchFolder scratch;
    const TensorBoard board{.folder = scratch.path()};
    Model model = compiled_model();
    History history = model.fit(support::blobs(60), {.epochs = 2, .callbacks = {board}});
    const auto first = event_files(scratch.path());
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(restarted_at(records_of(first[0])), -1);
    // Files of one second and process would be one.
    std::filesystem::rename(first[0], scratch / "events.out.tfevents.1");
    FitOptions fit{.epochs = 1, .callbacks = {board}};
    if (resumes) fit.resumed = std::move(history);
    model.fit(support::blobs(60), fit);
    for (const std::string& file : event_files(scratch.path())) {
      if (file.ends_with("tfevents.1")) continue;
      EXPECT_EQ(restarted_at(records_of(file)), resumes ? 3 : 0);
    }
  }
}

TEST(TensorBoard, NamesAFolderThatCannotBeMade) {
  EXPECT_THAT(support::error_of([] {
                compiled_model().fit(support::blobs(60),
                                     {.callbacks = {TensorBoard{.folder = "/dev/null/board"}}});
              }),
              HasSubstr("/dev/null/board"));
}

}  // namespace
}  // namespace ganglion::train
