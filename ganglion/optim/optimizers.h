#pragma once

/// All optimizers and schedules.
#include "ganglion/optim/adagrad.h"
#include "ganglion/optim/adam.h"
#include "ganglion/optim/adamw.h"
#include "ganglion/optim/optimizer.h"
#include "ganglion/optim/optimizer_table.h"
#include "ganglion/optim/reduce_on_plateau.h"
#include "ganglion/optim/rmsprop.h"
#include "ganglion/optim/schedule.h"
#include "ganglion/optim/schedule_text.h"
#include "ganglion/optim/sgd.h"
