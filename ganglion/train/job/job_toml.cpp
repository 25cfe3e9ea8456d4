#include "ganglion/train/job/job_toml.h"

#include <fmt/format.h>

#include <toml++/toml.h>

#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/text/text.h"
#include "ganglion/train/job/job_keys.h"

namespace ganglion::train {
namespace {

std::string place(std::string_view name, const toml::source_region& source) {
  return fmt::format("{}:{}:{}", name, source.begin.line, source.begin.column);
}

std::string text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
  if (const auto* number = node.as_floating_point()) return data::number_text(number->get());
  throw Error("expected a string, a number or a list of strings");
}

std::vector<std::string> texts_of(const toml::node& node) {
  if (const auto* table = node.as_table()) {  // [columns]
    std::vector<std::string> texts;
    for (const auto& [key, value] : *table) {
      texts.push_back(std::string(key.str()) + "=" + text_of(value));
    }
    return texts;
  }
  const auto* array = node.as_array();
  if (array == nullptr) return {text_of(node)};
  std::vector<std::string> texts;
  for (const toml::node& element : *array) texts.push_back(text_of(element));
  return texts;
}

void set(Job& job, const toml::key& key, const toml::node& node, std::string_view name) {
  const JobKey* known = nullptr;
  try {
    known = &job_key(key.str());
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", place(name, key.source()), error.what()));
  }
  try {
    const std::vector<std::string> values = texts_of(node);
    // What a run has left open is written as an empty text or list, or as 0.
    const bool open = values.empty() || (known->name == "threads" && values[0] == "0");
    if (!open) known->set(job, values);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}: {}", place(name, node.source()), known->name, error.what()));
  }
}

/// A file that lies in the folder of the job, else the path as it is: from the current folder.
std::string beside(const std::filesystem::path& folder, const std::string& path) {
  if (folder.empty() || path.empty() || std::filesystem::path(path).is_absolute()) return path;
  std::error_code code;
  const auto is_there = [&](const std::string& name) {
    return std::filesystem::exists(folder / name, code);
  };
  if (is_there(path)) return (folder / path).string();
  const std::size_t colon = path.find(':');  // IMAGES.idx:LABELS.idx
  if (colon == std::string::npos) return path;
  const std::string images = path.substr(0, colon);
  const std::string labels = path.substr(colon + 1);
  if (labels.empty() || !is_there(images) || !is_there(labels)) return path;
  return (folder / images).string() + ":" + (folder / labels).string();
}

}  // namespace

std::string to_toml(const Job& job) {
  std::string text = "# A training job: `ganglion train --job FILE` runs it.\n";
  for (const JobKey& key : job_keys()) {
    const auto value = key.toml(job);
    text += fmt::format("\n# {}\n{}{} = {}\n", help_with_default(key), value ? "" : "# ", key.name,
                        value ? *value : key.value);
  }
  return text;
}

Job job_from_toml(std::string_view text, std::string_view name) {
  Job job;
  toml::table table;
  try {
    table = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    throw Error(fmt::format("{}: {}", place(name, error.source()), error.description()));
  }
  for (const auto& [key, node] : table) set(job, key, node, name);
  return job;
}

Job read_job(const std::string& path) {
  Job job = job_from_toml(read_file(path), path);
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  for (std::string* file : {&job.data, &job.test.file, &job.validation.file}) {
    *file = beside(folder, *file);
  }
  return job;
}

}  // namespace ganglion::train
