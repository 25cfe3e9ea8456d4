#pragma once
#include <cstdint>
#include <random>
#include <string>

#include "ganglion/io/safetensors.h"

/// Model files that say something wrong and are whole: what damage and malice leave of a model once
/// every checksum has been made to fit.
namespace ganglion::support {

struct MutatedModel {
  io::SafetensorsFile file;
  std::string change;  ///< "ganglion/preprocessing/class_names: an entry less"
};

/// A model or checkpoint with one part of its description changed at random: a number, a text, a
/// list or a member of an object. Hashes are made anew, and where the network can still be built
/// but has other weights, it gets those; so do the slots and the best weights of a checkpoint.
MutatedModel mutated(const io::SafetensorsFile& model, std::mt19937& random);

}  // namespace ganglion::support
