#include "ganglion/kernels/onednn/sequence.h"

#include <algorithm>
#include <array>
#include <new>

#include "ganglion/kernels/aligned_size.h"

namespace ganglion::kernels::onednn {
namespace {

const void* address_of(const Sequence::Place& place, const KernelArguments& arguments,
                       std::size_t scratchpad) {
  switch (place.in) {
    case Sequence::Place::In::input:
      return static_cast<const std::byte*>(arguments.inputs[place.at]) + place.offset;
    case Sequence::Place::In::output:
      return static_cast<std::byte*>(arguments.outputs[place.at]) + place.offset;
    case Sequence::Place::In::scratch:
      return static_cast<std::byte*>(arguments.scratch) + place.at;
    case Sequence::Place::In::scratchpad:
      return static_cast<std::byte*>(arguments.scratch) + scratchpad;
  }
  return nullptr;
}

}  // namespace

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

dnnl::memory::desc plain(const dnnl::memory::dims& dims) {
  using tag = dnnl::memory::format_tag;
  constexpr std::array kRowMajor = {tag::a, tag::ab, tag::abc, tag::abcd, tag::abcde};
  return {dims, dnnl::memory::data_type::f32, kRowMajor.at(dims.size() - 1)};
}

dnnl::memory::desc any_layout(const dnnl::memory::dims& dims, dnnl::memory::data_type type) {
  return {dims, type, dnnl::memory::format_tag::any};
}

dnnl::primitive_attr own_scratch() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

Sequence::Place Sequence::scratch(const dnnl::memory::desc& description) {
  const Place place{Place::In::scratch, scratch_bytes_, 0};
  scratch_bytes_ += aligned_size(description.get_size());
  return place;
}

void Sequence::add(const dnnl::primitive& primitive, const std::vector<Argument>& arguments,
                   const dnnl::memory::desc& scratchpad) {
  Step step;
  step.primitive = primitive;
  std::vector<Argument> all = arguments;
  all.push_back({DNNL_ARG_SCRATCHPAD, scratchpad, {Place::In::scratchpad}});
  scratchpad_bytes_ = std::max(scratchpad_bytes_, aligned_size(scratchpad.get_size()));
  for (const Argument& argument : all) {
    step.memories.emplace_back(argument.description, cpu(), nullptr);
    step.list.push_back({argument.argument, step.memories.back().get()});
    step.places.push_back(argument.place);
    step.handles.push_back(nullptr);
  }
  steps_.push_back(std::move(step));
}

Sequence::Place Sequence::converted(Place place, const dnnl::memory::desc& have,
                                    const dnnl::memory::desc& wanted) {
  if (have == wanted) return place;
  const Place copy = scratch(wanted);
  reorder(place, have, copy, wanted);
  return copy;
}

void Sequence::reorder(Place from, const dnnl::memory::desc& have, Place to,
                       const dnnl::memory::desc& wanted) {
  const dnnl::reorder::primitive_desc choice(cpu(), have, cpu(), wanted, own_scratch());
  add(dnnl::reorder(choice), {{DNNL_ARG_FROM, have, from}, {DNNL_ARG_TO, wanted, to}},
      choice.scratchpad_desc());
}

void Sequence::run(const KernelArguments& arguments) {
  for (Step& step : steps_) {
    for (std::size_t i = 0; i < step.places.size(); ++i) {
      const void* address = address_of(step.places[i], arguments, scratch_bytes_);
      if (step.handles[i] == address) continue;  // setting one isn't free
      step.handles[i] = address;
      step.memories[i].set_data_handle(const_cast<void*>(address));
    }
    const auto status = dnnl_primitive_execute(
        step.primitive.get(), stream_.get(), static_cast<int>(step.list.size()), step.list.data());
    if (status == dnnl_out_of_memory) throw std::bad_alloc();
    dnnl::error::wrap_c_api(status, "a primitive could not be executed");
  }
}

}  // namespace ganglion::kernels::onednn
