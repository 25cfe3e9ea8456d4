#include "python/src/explained.h"

#include <nanobind/stl/string.h>

#include <string>

#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/explain/explain_picture.h"
#include "ganglion/train/explain/explain_text.h"
#include "ganglion/train/explain/units/units_svg.h"
#include "python/src/interpreter.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

struct Texts {
  std::string json, text, units, graph;
};

Texts texts_of(const train::Model& model, const train::Explanation& explanation,
               const data::Dataset& row, const data::Preprocessing* preprocessing) {
  return {.json = train::to_json(explanation, true).dump(),
          .text = train::to_text(explanation),
          .units = train::units_svg(explanation),
          .graph = train::draw_explanation(model, row, preprocessing, train::PictureFormat::svg)};
}

nb::dict to_dict(const Texts& texts) {
  nb::dict result;
  result["json"] = texts.json;
  result["text"] = texts.text;
  result["units"] = texts.units;
  result["graph"] = texts.graph;
  return result;
}

}  // namespace

nb::dict explained(const train::Model& model, const data::Dataset& row,
                   const data::Preprocessing* preprocessing) {
  const Texts texts = [&] {
    const Unlocked released;
    return texts_of(model, train::explain(model, row, {.preprocessing = preprocessing}), row,
                    preprocessing);
  }();
  return to_dict(texts);
}

nb::dict explained(const train::Model& model, const data::Preprocessing& preprocessing,
                   const data::Table& table, std::int64_t row) {
  const Texts texts = [&] {
    const Unlocked released;
    return texts_of(model, train::explain(model, preprocessing, table, row),
                    train::row_of(preprocessing, table, row), &preprocessing);
  }();
  return to_dict(texts);
}

}  // namespace ganglion::python
