#include "ganglion/io/checkpoint_marks.h"

namespace ganglion::io {

bool is_checkpoint(const SafetensorsFile& file) {
  return file.metadata.contains(kCheckpointKey);
}

}  // namespace ganglion::io
