#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/csv/csv.h"
#include "ganglion/data/note.h"
#include "ganglion/data/samples/array_samples.h"
#include "ganglion/data/spectrogram_form.h"
#include "ganglion/data/text/memory.h"

namespace ganglion::data {

/// How rows are read that may be images or signals.
struct RowOptions {
  CsvOptions table = {};
  /// Height and width of images; 0: the most common size of the folder's.
  std::int64_t height = 0;
  std::int64_t width = 0;
  /// Of images: 1 (greyscale), 3 (colours) or 4 (with transparency); 0: by what the files are.
  std::int64_t channels = 0;
  /// Of a number of images from files: 8 or 16; 0: by what the files are.
  std::int64_t bits = 0;
  /// Rows of tables and arrays are signals of this shape.
  std::optional<SignalShape> signal = std::nullopt;
  /// Longer signals are cut, shorter ones get zeros at their end; 0: all must be of one length, but
  /// for spectrograms.
  std::int64_t signal_length = 0;
  /// Values that are missing within signals of tables are filled (see fill_holes).
  bool fill = false;
  /// Recordings become log-mel spectrograms; absent: they are signals.
  std::optional<SpectrogramSettings> spectrogram = std::nullopt;
  /// Values a second to which recordings are resampled; 0: the lowest rate of the files.
  std::int64_t rate = 0;
  /// Which rows of a file of arrays that holds both.
  ArrayPart part = ArrayPart::train;
  /// Bytes that images from files, arrays, and what is unpacked may take.
  std::int64_t memory = default_memory();
  /// Files that can't be read are skipped, with a note; otherwise the first one is an Error.
  bool skip_bad = false;
  /// False: files needn't lie in folders of classes. There is no class column then.
  bool labelled = true;
  /// Hears what a user should know: sizes that were changed, files that were skipped.
  std::function<void(const Note&)> note = {};

  void tell(const std::string& text, NoteKind kind = NoteKind::information) const {
    if (note) note({"", text, kind});
  }
};

}  // namespace ganglion::data
