#pragma once
// IWYU pragma: begin_exports
#include "ganglion/nn/layers/activate.h"
#include "ganglion/nn/layers/add.h"
#include "ganglion/nn/layers/batch_normalization.h"
#include "ganglion/nn/layers/concatenate.h"
#include "ganglion/nn/layers/dense.h"
#include "ganglion/nn/layers/dropout.h"
#include "ganglion/nn/layers/embedding.h"
#include "ganglion/nn/layers/flatten.h"
#include "ganglion/nn/layers/layer_normalization.h"
#include "ganglion/nn/layers/multiply.h"
#include "ganglion/nn/layers/normalization.h"
#include "ganglion/nn/layers/reshape.h"
// IWYU pragma: end_exports
