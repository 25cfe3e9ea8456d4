#include "ganglion/data/samples/class_folders.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/core/utf8.h"
#include "ganglion/data/text/folder_entries.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

namespace fs = std::filesystem;

/// What systems and file servers leave behind.
bool passed_over(const std::string& name) {
  constexpr std::array<std::string_view, 8> kLeftBehind = {
      "thumbs.db",         "desktop.ini",  "__macosx", "ehthumbs.db",
      "ehthumbs_vista.db", "$recycle.bin", "@eadir",   "icon\r"};
  return name.starts_with('.') ||
         std::ranges::find(kLeftBehind, small_word(name)) != kLeftBehind.end();
}

struct Entries {
  std::vector<std::string> folders;
  std::vector<std::string> files;
  std::vector<std::string> others;  // pipes and devices: reading one may never end
};

Entries entries_of(const fs::path& folder) {
  Entries entries;
  const std::error_code code = visit_folder(folder.string(), [&](const FolderEntry& entry) {
    if (passed_over(entry.name)) return;
    (entry.type == fs::file_type::unknown ? entries.others
     : entry.is_folder()                  ? entries.folders
                                          : entries.files)
        .emplace_back(entry.name);
  });
  if (code) {
    throw Error(fmt::format("{}: the folder can't be read: {}", folder.string(), code.message()));
  }
  std::ranges::sort(entries.folders);
  std::ranges::sort(entries.files);
  return entries;
}

/// An error, or with skip_bad a note.
void refuse_or_tell(const RowOptions& options, const std::string& what, const std::string& remedy) {
  if (!options.skip_bad) throw Error(what + "; " + remedy, {.setting = "skip_bad", .value = "yes"});
  options.tell(what + ": skipped");
}

void check_others(const fs::path& folder, const Entries& entries, const RowOptions& options) {
  if (entries.others.empty()) return;
  refuse_or_tell(
      options,
      fmt::format("{}: neither a file nor a folder", (folder / entries.others[0]).string()),
      "remove it, or skip it with `skip_bad`");
}

void check_nested(const fs::path& root, const std::string& name, const Entries& entries,
                  const RowOptions& options) {
  if (entries.folders.empty()) return;
  const std::string inner = (root / name / entries.folders[0]).string();
  std::error_code code;
  const bool divided = fs::is_directory(root / "train", code);
  refuse_or_tell(options,
                 fmt::format("{}: a folder within the folder of class {}", inner, shown(name)),
                 fmt::format("classes are the folders directly in DATA: give {}, or move the files",
                             (root / (divided ? "train" : name)).string()));
}

void add_class(FileList& list, const fs::path& root, const std::string& name,
               const RowOptions& options) {
  if (!is_utf8(name)) {
    throw Error(fmt::format(
        "{}: the name of a class must be UTF-8 to be kept with a model; rename the folder",
        printable((root / name).string())));
  }
  const Entries entries = entries_of(root / name);
  check_others(root / name, entries, options);
  check_nested(root, name, entries, options);
  if (entries.files.empty()) {
    if (options.labelled) {
      refuse_or_tell(options, fmt::format("{}: the class folder is empty", (root / name).string()),
                     "add files, delete it, or skip it with `skip_bad`");
    }
    return;
  }
  const auto label = static_cast<std::int32_t>(list.classes.size());
  list.classes.push_back(name);
  for (const std::string& file : entries.files) {
    list.names.push_back(name + "/" + file);
    list.paths.push_back((root / name / file).string());
    list.labels.push_back(label);
  }
}

void add_plain(FileList& list, const fs::path& root, const std::vector<std::string>& files,
               const RowOptions& options) {
  if (options.labelled) {
    throw Error(fmt::format(
        "{}: no sub-folders; put the files of each class into a sub-folder named after the class",
        root.string()));
  }
  for (const std::string& file : files) {
    list.names.push_back(file);
    list.paths.push_back((root / file).string());
  }
}

}  // namespace

FileList list_files(const std::string& path, const RowOptions& options) {
  FileList list{.source = path};
  std::error_code code;
  if (!fs::is_directory(path, code)) {
    if (options.labelled) {
      throw Error(
          fmt::format("{}: a single image or recording has no class labels; give a folder with a "
                      "sub-folder for each class",
                      path));
    }
    list.names = {fs::path(path).filename().string()};
    list.paths = {path};
    return list;
  }
  const Entries entries = entries_of(path);
  check_others(path, entries, options);
  for (const std::string& name : entries.folders) add_class(list, path, name, options);
  if (entries.folders.empty()) {
    add_plain(list, path, entries.files, options);
  } else if (!entries.files.empty()) {
    options.tell(fmt::format("{}: skipped {} file{} outside the class folders ({}{})", path,
                             entries.files.size(), entries.files.size() == 1 ? "" : "s",
                             entries.files[0], entries.files.size() == 1 ? "" : ", …"),
                 NoteKind::files_skipped);
  }
  if (list.names.empty()) throw Error(path + ": there are no files in it");
  return list;
}

namespace {

/// What went wrong in the same way with several files, which begin their texts.
struct FaultKind {
  std::string what;   ///< behind the path
  std::string first;  ///< all of it, for the first of them
  std::size_t count = 0;
};

std::vector<FaultKind> kinds_of(const FileList& files, const std::vector<std::string>& faults) {
  std::vector<FaultKind> kinds;
  for (std::size_t i = 0; i < faults.size(); ++i) {
    if (faults[i].empty()) continue;
    const bool begins = faults[i].starts_with(files.paths[i]);
    const std::string what = begins ? faults[i].substr(files.paths[i].size()) : faults[i];
    auto kind = std::ranges::find(kinds, what, &FaultKind::what);
    if (kind == kinds.end()) kind = kinds.insert(kind, {.what = what, .first = faults[i]});
    ++kind->count;
  }
  return kinds;
}

/// A class of which nothing is left is none that a model can learn.
void tell_lost_classes(const FileList& files, const std::vector<std::int64_t>& rows,
                       const RowOptions& options) {
  std::vector<std::int64_t> counts(files.classes.size(), 0);
  if (counts.empty()) return;
  for (const std::int64_t row : rows) {
    ++counts[static_cast<std::size_t>(files.labels[static_cast<std::size_t>(row)])];
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) continue;
    options.tell(fmt::format("{}: class {} has no file that can be read; excluded", files.source,
                             shown(files.classes[i])));
  }
}

[[noreturn]] void refuse(const FileList& files, const std::vector<FaultKind>& kinds,
                         std::size_t bad) {
  if (files.names.size() == 1) throw Error(kinds[0].first);
  throw Error(fmt::format("{}{}; `skip_bad` skips such files", kinds[0].first,
                          bad == 1 ? ""
                                   : fmt::format(" ({} of {} files can't be read, this is the "
                                                 "first)",
                                                 bad, files.names.size())),
              {.setting = "skip_bad", .value = "yes"});
}

}  // namespace

std::vector<std::int64_t> rows_left(const FileList& files, const std::vector<std::string>& faults,
                                    const RowOptions& options) {
  constexpr std::size_t kMaxTold = 5;
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < faults.size(); ++i) {
    if (faults[i].empty()) rows.push_back(static_cast<std::int64_t>(i));
  }
  const std::size_t bad = faults.size() - rows.size();
  if (bad == 0) return rows;
  const std::vector<FaultKind> kinds = kinds_of(files, faults);
  if (!options.skip_bad) refuse(files, kinds, bad);
  for (std::size_t i = 0; i < std::min(kinds.size(), kMaxTold); ++i) {
    const std::size_t more = kinds[i].count - 1;
    options.tell(kinds[i].first + ": skipped" +
                 (more == 0 ? "" : fmt::format(" (and {} more like it)", more)));
  }
  options.tell(fmt::format("{}: skipped {} of {} files{}", files.source, bad, faults.size(),
                           kinds.size() > kMaxTold ? "; the first are listed above" : ""));
  if (rows.empty()) throw Error(files.source + ": none of the files can be read");
  tell_lost_classes(files, rows, options);
  return rows;
}

Table file_table(const FileList& files, Samples samples, const std::vector<std::int64_t>& rows) {
  Column file{.name = "file", .kind = ColumnKind::category, .names = files.names};
  std::ranges::sort(file.names);
  for (const std::string& name : files.names) {
    file.codes.push_back(
        static_cast<std::int32_t>(std::ranges::lower_bound(file.names, name) - file.names.begin()));
  }
  std::vector<Column> columns = {std::move(file)};
  if (!files.classes.empty()) {
    columns.push_back({.name = "class",
                       .kind = ColumnKind::category,
                       .codes = files.labels,
                       .names = files.classes});
  }
  const Table all = Table(files.source, std::move(columns)).with_samples(std::move(samples));
  return static_cast<std::int64_t>(rows.size()) == all.rows() ? all : all.rows(rows);
}

std::vector<std::string> files_of(const Table& table) {
  std::vector<std::string> files;
  const Column* column = table.samples().empty() ? nullptr : table.find("file");
  for (std::int64_t row = 0; column != nullptr && row < table.rows(); ++row) {
    files.push_back(column->text(row));
  }
  return files;
}

}  // namespace ganglion::data
