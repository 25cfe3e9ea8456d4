#include "ganglion/data/text/calendar_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "ganglion/data/text/characters.h"

namespace ganglion::data {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 5> kJanuary = {"january", "janvier", "enero", "gennaio",
                                                      "januari"};
constexpr std::array<std::string_view, 6> kFebruary = {"february", "februar",   "fevrier",
                                                       "febrero",  "fevereiro", "februari"};
constexpr std::array<std::string_view, 7> kMarch = {"march", "marz",  "maerz", "mrz",
                                                    "mars",  "marzo", "maart"};
constexpr std::array<std::string_view, 4> kApril = {"april", "avril", "abril", "aprile"};
constexpr std::array<std::string_view, 6> kMay = {"may", "mai", "mayo", "maggio", "maio", "mei"};
constexpr std::array<std::string_view, 7> kJune = {"june",   "juni",  "juno", "juin",
                                                   "giugno", "junho", "junio"};
constexpr std::array<std::string_view, 6> kJuly = {"july",  "juli",  "juillet",
                                                   "julio", "julho", "luglio"};
constexpr std::array<std::string_view, 4> kAugust = {"august", "augustus", "aout", "agosto"};
constexpr std::array<std::string_view, 5> kSeptember = {"september", "septembre", "septiembre",
                                                        "setembro", "settembre"};
constexpr std::array<std::string_view, 6> kOctober = {"october", "oktober", "octobre",
                                                      "octubre", "outubro", "ottobre"};
constexpr std::array<std::string_view, 3> kNovember = {"november", "novembre", "noviembre"};
constexpr std::array<std::string_view, 6> kDecember = {"december",  "dezember", "decembre",
                                                       "diciembre", "dezembro", "dicembre"};
constexpr std::array<Names, 12> kMonths = {kJanuary,   kFebruary, kMarch,    kApril,
                                           kMay,       kJune,     kJuly,     kAugust,
                                           kSeptember, kOctober,  kNovember, kDecember};
constexpr std::array<std::string_view, 34> kDays = {
    "monday",   "tuesday",  "wednesday", "thursday",   "friday",  "saturday", "sunday",
    "montag",   "dienstag", "mittwoch",  "donnerstag", "freitag", "samstag",  "sonnabend",
    "sonntag",  "lundi",    "mardi",     "mercredi",   "jeudi",   "vendredi", "samedi",
    "dimanche", "lunes",    "martes",    "miercoles",  "jueves",  "viernes",  "sabado",
    "domingo",  "lunedi",   "giovedi",   "venerdi",    "sabato",  "domenica"};

/// Letters of Latin-1 in UTF-8 without their accents, small.
char without_accent(unsigned char second) {
  constexpr std::string_view kPlain = "aaaaaaaceeeeiiiidnooooo/ouuuuyts";
  const std::size_t at = second & 0x1FU;
  return second >= 0x80 && second < 0xC0 ? kPlain[at] : '?';
}

std::string plain_word(std::string_view word) {
  std::string plain;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool accented = word[i] == '\xC3' && i + 1 < word.size();
    plain +=
        accented ? without_accent(static_cast<unsigned char>(word[++i])) : small_letter(word[i]);
  }
  return plain;
}

bool begins_one_of(std::string_view start, Names names) {
  return std::ranges::any_of(names, [&](std::string_view name) { return name.starts_with(start); });
}

}  // namespace

int month_of(std::string_view word) {
  const std::string start = plain_word(word);
  if (start.size() < 3) return 0;
  int month = 0;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (!begins_one_of(start, kMonths[i])) continue;
    if (month != 0) return 0;
    month = static_cast<int>(i) + 1;
  }
  return month;
}

bool is_weekday(std::string_view word) {
  const std::string start = plain_word(word);
  return start.size() >= 2 && begins_one_of(start, kDays);
}

}  // namespace ganglion::data
