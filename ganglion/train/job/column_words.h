#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/data/features/preprocessing_state.h"
#include "ganglion/train/job/job.h"

/// What a job says of single columns, in words: their type, how many bins they have (see
/// data/features/bins.h), how their numbers are written, and what stands for a missing value
/// besides: "number bins:12 decimal=comma missing=-999 missing='not known'". A text with blanks,
/// commas or quotes is in single quotes, where a quote is doubled.
namespace ganglion::train {

/// Takes "zip=category,sum=number decimal=comma" in place of what the job says of columns. A name
/// may hold commas: a part ends at the first comma behind its '='. Throws Error for other text.
void set_column_words(Job& job, const std::vector<std::string>& values);

/// The words on a column that the job knows.
std::string column_words(const Job& job, const std::string& name);

/// The words with which a job has a column as a model has it. A measure that was not transformed is
/// "linear", a date says its order.
std::string column_words(const data::PreprocessingState& model, const data::FeatureColumn& column);

}  // namespace ganglion::train
