#include "ganglion/io/source/c_function_texts.h"

namespace ganglion::io {
namespace {

constexpr CFunctionText kColumnFunctions[] = {
    {"log", R"(static double @log(double x, double centre, double unit)
{
  const double u = (x - centre) / unit;
  return u < 0.0 ? -log1p(-u) : log1p(u);
}
)"},
    {"robust", R"(static double @robust(double x, double centre, double unit)
{
  const double u = (x - centre) / unit;
  const double size = fabs(u);
  if (size <= 3.0) return u;
  return u < 0.0 ? -(3.0 + log1p(size - 3.0)) : 3.0 + log1p(size - 3.0);
}
)"},
    {"soft_clip",
     R"(/* The number itself from least to most; beyond, it comes `reach` further at most. */
static double @soft_clip(double x, double least, double most, double reach)
{
  const double edge = x < least ? least : x > most ? most : x;
  const double beyond = x - edge;
  double way;
  if (beyond == 0.0 || reach == 0.0) return edge;
  way = reach / hypot(1.0, reach / beyond);
  return beyond < 0.0 ? edge - way : edge + way;
}
)"},
    {"bins", R"(/* How much of each bin lies below the number, from 0 to 1. */
static void @bins(double x, const double *edges, float *feature, long count)
{
  long i;
  for (i = 0; i < count; ++i) {
    const double share = (x - edges[i]) / (edges[i + 1] - edges[i]);
    feature[i] = (float)(share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share);
  }
}
)"},
    {"kept", R"(/* What the network says of a target, kept from least to most. */
static float @kept(float y, double mean, double std, double least, double most)
{
  const double value = (double)y * std + mean;
  const double near = value < least ? least : value > most ? most : value;
  return near == value ? y : (float)((near - mean) / std);
}
)"},
    {"store", R"(/* 0 where the number fits a float. */
static int @store(double x, float *feature)
{
  if (!(fabs(x) <= 3.4028234663852886e38)) return 1;
  *feature = (float)x;
  return 0;
}
)"},
    {"find", R"(/* The place of a text; -1 where it isn't there. */
static long @find(const char *text, const char *const *names, long count)
{
  long i;
  for (i = 0; i < count; ++i) if (strcmp(text, names[i]) == 0) return i;
  return -1;
}
)"},
    {"find_number",
     R"(/* The digits before and behind the point that count; 0 for what is no decimal number. */
static int @digits(const char **text, size_t *whole, size_t *fraction)
{
  const int sign = **text == '-' ? -1 : 1;
  size_t all, behind = 0;
  if (**text == '-' || **text == '+') ++*text;
  *whole = all = strspn(*text, "0123456789");
  if ((*text)[all] == '.') {
    behind = strspn(*text + all + 1, "0123456789");
    all += 1 + behind;
  }
  if ((*text)[all] != '\0' || *whole + behind == 0) return 0;
  while (behind > 0 && (*text)[*whole + behind] == '0') behind -= 1;
  for (; *whole > 0 && **text == '0'; ++*text) --*whole;
  *fraction = behind;
  return *whole + behind == 0 ? 1 : sign;
}

static int @same_number(const char *a, const char *b)
{
  size_t whole_a, whole_b, fraction_a, fraction_b;
  const int sign_a = @digits(&a, &whole_a, &fraction_a);
  const int sign_b = @digits(&b, &whole_b, &fraction_b);
  if (sign_a == 0 || sign_a != sign_b || whole_a != whole_b || fraction_a != fraction_b) return 0;
  if (memcmp(a, b, whole_a) != 0) return 0;
  return fraction_a == 0 || memcmp(a + whole_a + 1, b + whole_b + 1, fraction_a) == 0;
}

/* Of a text that isn't there, the one place where the same number is: "1.0" and "01" are "1". */
static long @find_number(const char *text, const char *const *names, long count)
{
  long i, at = @find(text, names, count);
  int places = 0;
  if (at >= 0) return at;
  for (i = 0; i < count; ++i) {
    if (!@same_number(text, names[i])) continue;
    at = i;
    ++places;
  }
  return places == 1 ? at : -1;
}
)"},
    {"weekday", R"(/* 1 on Mondays, 7 on Sundays. */
static int @weekday(int year, int month, int day)
{
  static const int shift[12] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
  const int y = month < 3 ? year - 1 : year;
  const int sunday_first = (y + y / 4 - y / 100 + y / 400 + shift[month - 1] + day) % 7;
  return sunday_first == 0 ? 7 : sunday_first;
}
)"},
    {"is_date", R"(static int @is_date(const @date *date)
{
  static const int days[12] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int leap = date->year % 4 == 0 && (date->year % 100 != 0 || date->year % 400 == 0);
  if (date->year < 1 || date->month < 1 || date->month > 12) return 0;
  if (date->day < 1 || date->day > days[date->month - 1]) return 0;
  if (date->month == 2 && date->day == 29 && !leap) return 0;
  return date->hour >= 0.0 && date->hour <= 24.0;
}
)"},
    {"clipped_year",
     R"(/* The year of a date; far outside the training range that of the day which it counts as. */
static int @clipped_year(const @date *date, double least, double most, double reach)
{
  const int early = date->month < 3;
  const long y = date->year - early;
  const long of_year = (153 * (date->month + (early ? 9 : -3)) + 2) / 5 + date->day - 1;
  const long days = 365 * y + y / 4 - y / 100 + y / 400 + of_year - 719468;
  const double day = ((double)days * 24.0 + date->hour) / 24.0;
  const double near = @soft_clip(day, least, most, reach);
  long from, era, rest, year;
  if (near == day) return date->year;
  from = (long)floor(near) + 719468;
  era = (from >= 0 ? from : from - 146096) / 146097;
  rest = from - era * 146097;
  year = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
  rest -= 365 * year + year / 4 - year / 100;
  return (int)(year + era * 400 + (rest >= 306));
}
)"},
    {"words",
     R"(/* Counts the words of a text by their FNV-1a hash, and scales the counts to length 1. */
static void @words(const char *text, float *feature, long buckets)
{
  const unsigned long long start = 0xcbf29ce484222325ULL;
  unsigned long long hash = start;
  int inside = 0;
  double squares = 0.0;
  long i;
  for (;; ++text) {
    const unsigned char c = (unsigned char)*text;
    const int upper = c >= 'A' && c <= 'Z';
    const int letter = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
    if (letter) {
      hash = (hash ^ (unsigned long long)(upper ? c + 32 : c)) * 0x100000001b3ULL;
    } else if (inside) {
      feature[hash % (unsigned long long)buckets] += 1.0f;
    }
    if (!letter) hash = start;
    inside = letter;
    if (c == 0) break;
  }
  for (i = 0; i < buckets; ++i) squares += (double)feature[i] * (double)feature[i];
  if (squares == 0.0) return;
  for (i = 0; i < buckets; ++i) feature[i] *= (float)(1.0 / sqrt(squares));
}
)"},
};

}  // namespace

std::span<const CFunctionText> column_functions() {
  return kColumnFunctions;
}

}  // namespace ganglion::io
