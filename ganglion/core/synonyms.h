#pragma once
#include <span>
#include <string>
#include <string_view>

/// What people call things, who come from other programs.
namespace ganglion {

/// A name in small letters without '-' and '_': "batchsize" for "--Batch_Size".
std::string plain_name(std::string_view name);

/// The candidate that goes by the other name: of "--lr" or "eta" that whose plain name is
/// "learningrate". Empty where there is none.
std::string synonym_of(std::string_view name, std::span<const std::string> candidates);

}  // namespace ganglion
