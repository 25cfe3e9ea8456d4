#pragma once
// IWYU pragma: begin_exports
#include "ganglion/nn/layers/activate.h"
#include "ganglion/nn/layers/dense.h"
#include "ganglion/nn/layers/dropout.h"
#include "ganglion/nn/layers/flatten.h"
// IWYU pragma: end_exports
