#pragma once
#include <string>

#include "ganglion/core/tensor.h"
#include "ganglion/io/onnx/model.h"

/// Tensors of ONNX files as the tensors that graphs compute with: float, float16 and bfloat16 are
/// held in f32; double and all integers, which only occur where they are known at import, in f64;
/// bool in f32 as 0 and 1.
namespace ganglion::io::onnx {

/// How a type is held. Throws Error naming a type that is not: text, complex and sub-byte numbers.
DType held_as(ElementType type);

/// The tensor that a file stores. External data are read from `folder`, from a plain file in it.
/// Throws Error naming the tensor: lengths that don't fit the dims, unsupported types, integers
/// beyond 2^53 (the largest and smallest int64 stand for "to the end" and are kept as 2^63), data
/// outside of the folder.
Tensor to_tensor(const StoredTensor& stored, const std::string& folder);

/// The least and the largest number of an integer type, or of bool; within 2^53, which f64 has.
struct Range {
  double least;
  double most;
};
Range range_of(ElementType type);

/// Throws Error unless each value is one of the integer type (or 0 and 1, for bool), and exact.
void check_range(const Tensor& held, ElementType type);

/// Rounds held numbers to those that float16 or bfloat16 have; leaves other types alone.
void round_to(Tensor& held, ElementType type);

/// What is held, as the type itself where Tensor has it: int64 as i64, int32 as i32, bool and uint8
/// as u8; int8, int16 and uint16 as i32; uint32 and uint64 as i64; float16 and bfloat16 as f32.
Tensor from_held(const Tensor& held, ElementType type);
/// The other way: an array as a type of ONNX's. Doubles are rounded to float where that is the
/// type; throws Error for a number that can't be one of the type: a fraction as an integer, 300 as
/// uint8, 10^300 as float.
Tensor to_held(const Tensor& array, ElementType type);

}  // namespace ganglion::io::onnx
