#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/job/rows/job_data.h"
#include "ganglion/train/linear/linear_model.h"

namespace ganglion::train {

/// Which rows each network of an ensemble learns from, which ones end its training, and what it
/// begins as. All alike, or, with `ensemble_validation = folds`, each by a division of its own: the
/// rows that are not those of the test are cut into parts as large as the validation rows, which
/// are the first of them, and network i learns from all but part i. So every row is learnt from,
/// and every row is held out from one network (Parmanto, Munro, Doyle: "Reducing variance of
/// committee prediction with resampling techniques", 1996: cross-validation committees). Where
/// there are more networks than parts, parts come again. Of few training rows, as on a learning
/// curve, parts are smaller, and only as many validation rows come in as go out.
class EnsembleRows {
 public:
  /// Job and data must outlive this.
  EnsembleRows(const ResolvedJob& job, const JobData& data);

  /// How many parts are held out, each from another network: the first networks have them in turn.
  /// 1 where all networks have the same rows.
  std::int64_t parts() const { return 1 + static_cast<std::int64_t>(own_.size()); }
  const data::Dataset& train(std::int64_t network) const;
  /// Null without validation rows.
  const data::Dataset* validation(std::int64_t network) const;
  /// Null where networks don't begin as a linear model.
  const LinearModel* linear_path(std::int64_t network) const;

 private:
  struct Own {
    data::Dataset train, validation;
    std::optional<LinearModel> linear_path;
  };

  const Own* own(std::int64_t network) const;

  const ResolvedJob& job_;
  const JobData& data_;
  std::vector<Own> own_;  ///< those of the second part, the third, …
};

}  // namespace ganglion::train
