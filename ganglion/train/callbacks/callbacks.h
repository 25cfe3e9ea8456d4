#pragma once
/// All callbacks.
#include "ganglion/train/callbacks/checkpoint.h"
#include "ganglion/train/callbacks/csv_logger.h"
#include "ganglion/train/callbacks/early_stopping.h"
#include "ganglion/train/callbacks/learning_rate_schedule.h"
#include "ganglion/train/callbacks/progress_line.h"
#include "ganglion/train/callbacks/reduce_on_plateau.h"
#include "ganglion/train/callbacks/tensorboard.h"
#include "ganglion/train/callbacks/time_limit.h"
