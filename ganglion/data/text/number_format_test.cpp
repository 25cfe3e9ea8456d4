#include "ganglion/data/text/number_format.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/data/text/number_format_words.h"
#include "ganglion/data/text/number_survey.h"

namespace ganglion::data {
namespace {

using Texts = std::vector<std::string_view>;

double number(std::string_view text, const NumberFormat& format = {}) {
  double value = -12345;
  return parse_number(text, format, value) ? value : -12345;
}

constexpr double kNone = -12345;

TEST(NumberFormatWords, HaveUnitsWithBlanksInQuotes) {
  const NumberFormat format = {.decimal = ',', .unit = "sq ft"};
  EXPECT_EQ(words_of(format), "decimal=comma unit='sq ft'");
  EXPECT_EQ(number_format_named(words_of(format)), format);
  EXPECT_EQ(number_format_named("unit='sq ft' percent").unit, "sq ft");
}

TEST(NumberFormat, ReadsWhatStandsAroundANumber) {
  for (const char* text : {"1.5", " 1.5 ", "+1.5",
                           "\xC2\xA0"
                           "1.5",
                           "1.50", "15e-1"}) {
    EXPECT_EQ(number(text), 1.5) << text;
  }
  for (const char* text : {"-1.5",
                           "\xE2\x88\x92"
                           "1.5",
                           "(1.5)", "1.5-", "- 1.5", "( 1.5 )"}) {
    EXPECT_EQ(number(text), -1.5) << text;
  }
  for (const char* text : {"1,5", "1.5 kg", "1.5%", "$1.5", "(-1.5)", "--1", "1.5.2", "1 5", ""}) {
    EXPECT_EQ(number(text), kNone) << text;
  }
}

TEST(NumberFormat, ReadsPastWhatCannotBeSeen) {
  for (const std::string unseen :
       {"\xE2\x80\x8B", "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x81\xA0", "\xEF\xBB\xBF", "\r\n"}) {
    EXPECT_EQ(number(unseen + "1.5"), 1.5);
    EXPECT_EQ(number("-1.5" + unseen), -1.5);
    EXPECT_EQ(number("1" + unseen + "5"), kNone);
  }
}

TEST(NumberFormat, ReadsThousandsOnlyInGroupsOfThree) {
  const NumberFormat german = {.decimal = ',', .thousands = '.'};
  EXPECT_EQ(number("1.234.567,5", german), 1234567.5);
  EXPECT_EQ(number("1.234", german), 1234);
  EXPECT_EQ(number("0,125", german), 0.125);
  EXPECT_EQ(number("1.5", german), kNone);
  EXPECT_EQ(number("1.23,4", german), kNone);
  EXPECT_EQ(number("1234.567", german), kNone);
  const NumberFormat comma = {.decimal = ','};
  EXPECT_EQ(number("1.234", comma), kNone);  // not seen in training: not guessed
  const NumberFormat blanks = {.decimal = ',', .thousands = ' '};
  EXPECT_EQ(number("1\xE2\x80\xAF"
                   "234,5",
                   blanks),
            1234.5);
  EXPECT_EQ(number("12 345 678", blanks), 12345678);
  EXPECT_EQ(number("1'234.5", {.thousands = '\''}), 1234.5);
}

TEST(NumberFormat, TakesPercentAndUnitsStrictlyAndCurrencyLoosely) {
  EXPECT_EQ(number("16.5 %", {.percent = true}), 16.5);
  EXPECT_EQ(number("0.165", {.percent = true}), kNone);
  const NumberFormat dollars = {.thousands = ',', .currency = "$"};
  EXPECT_EQ(number("($1,234.50)", dollars), -1234.5);
  EXPECT_EQ(number("-$3", dollars), -3);
  EXPECT_EQ(number("7", dollars), 7);
  EXPECT_EQ(number("€7", dollars), kNone);
  EXPECT_EQ(number("12 kg", {.unit = "kg"}), 12);
  EXPECT_EQ(number("12", {.unit = "kg"}), kNone);
}

NumberFormat format_of(const Texts& texts, char decimal = 0, bool separates = false) {
  return survey_numbers(texts, decimal, separates).format;
}

TEST(NumberFormat, IsFoundFromTheTexts) {
  EXPECT_TRUE(format_of({"1", "-2.5", "3e4"}).plain());
  EXPECT_EQ(format_of({"12,6", "3"}), (NumberFormat{.decimal = ','}));
  EXPECT_EQ(format_of({"1.234,5", "12"}), (NumberFormat{.decimal = ',', .thousands = '.'}));
  EXPECT_EQ(format_of({"1,234.5", "12"}), (NumberFormat{.thousands = ','}));
  EXPECT_EQ(format_of({"1.234.567"}), (NumberFormat{.decimal = ',', .thousands = '.'}));
  EXPECT_EQ(format_of({"0,125", "1,234"}), (NumberFormat{.decimal = ','}));
  EXPECT_EQ(format_of({"1,234", "950"}), (NumberFormat{.thousands = ','}));
  EXPECT_EQ(format_of({"1.234", "5.678"}, ','), (NumberFormat{.decimal = ',', .thousands = '.'}));
  EXPECT_EQ(format_of({"16.5%", "3%"}), (NumberFormat{.percent = true}));
  EXPECT_EQ(format_of({"$3.10", "($4)"}), (NumberFormat{.currency = "$"}));
  EXPECT_EQ(format_of({"12 kg", "3.5 kg"}), (NumberFormat{.unit = "kg"}));
}

TEST(NumberFormat, ReadsNumbersAsOtherProgramsWriteThem) {
  const NumberFormat dollars = {.thousands = ',', .currency = "$"};
  EXPECT_EQ(number("$(1,234.50)", dollars), -1234.5);
  EXPECT_EQ(number(" $ (3.25) ", dollars), -3.25);
  EXPECT_EQ(number("($(3))", dollars), kNone);
  EXPECT_EQ(number("1.5D+02"), 150);  // Fortran
  EXPECT_EQ(number("1.5d-02"), 0.015);
  EXPECT_EQ(number("–1.5"), -1.5);  // an en dash
  EXPECT_EQ(number("Rs. 12.5", {.currency = "Rs."}), 12.5);
  EXPECT_EQ(number("12,5 zł", {.decimal = ',', .currency = "zł"}), 12.5);
  for (const char* text : {"'1.5", "'1.5'", "=\"1.5\"", "“1.5”"})
    EXPECT_EQ(number(text), 1.5) << text;
  for (const char* text : {"'007", "=\"007\"", "1.5D2", "5D", "'", "''", "''1.5''"}) {
    EXPECT_EQ(number(text), kNone) << text;
  }
  EXPECT_EQ(format_of({"1,031E+03", "2,5E+01"}), (NumberFormat{.decimal = ','}));
  EXPECT_EQ(survey_numbers(Texts{"1,031E+03"}, 0, false).ambiguous, "");
}

TEST(NumberFormat, ReadsPairsOfDigitsAsInIndia) {
  const NumberFormat commas = {.thousands = ','};
  EXPECT_EQ(number("1,23,456.5", commas), 123456.5);
  EXPECT_EQ(number("12,34,56,789", commas), 123456789);
  for (const char* text : {"123,45,678", "1,23,45", "1,23,456,789", "1,234,56,789"}) {
    EXPECT_EQ(number(text, commas), kNone) << text;
  }
  EXPECT_EQ(number("1.23.456", {.decimal = ',', .thousands = '.'}), kNone);
  EXPECT_EQ(format_of({"1,23,456", "99,456"}), commas);
}

TEST(NumberFormat, ReadsPricesWithoutCents) {
  EXPECT_EQ(number("5.-"), 5);
  EXPECT_EQ(number("CHF 20.--", {.currency = "CHF"}), 20);
  EXPECT_EQ(number("5.5-"), -5.5);
  EXPECT_EQ(number("5-"), -5);
}

TEST(NumberFormat, TakesNoDateForANumberWithAUnit) {
  EXPECT_EQ(format_of({"01/12/2020", "02/12/2020"}).unit, "");
  EXPECT_EQ(format_of({"5 m2", "6 m2"}).unit, "m2");
}

TEST(NumberFormat, KnowsNumbersOfAnyFormat) {
  for (const char* text : {"5", "€5", "1.234.567", "-5,5 %",
                           "\xE2\x88\x92"
                           "5"}) {
    EXPECT_TRUE(is_number_somehow(text)) << text;
  }
  for (const char* text : {"", "x", "5 kg", "10.0.0.3", "%", "2020-12-31"}) {
    EXPECT_FALSE(is_number_somehow(text)) << text;
  }
}

TEST(NumberFormat, SaysWhatIsAmbiguous) {
  EXPECT_EQ(survey_numbers(Texts{"1,234", "5,678"}, 0, false).ambiguous, "1,234");
  EXPECT_EQ(survey_numbers(Texts{"1,234", "5,678"}, 0, true).ambiguous, "");  // commas cut fields
  EXPECT_EQ(survey_numbers(Texts{"1,234", "5,678"}, '.', false).ambiguous, "");
  EXPECT_EQ(survey_numbers(Texts{"1,234", "5,678"}, '.', false).format.thousands, ',');
}

TEST(NumberFormat, SaysWherePointsMaySeparateThousands) {
  const auto ambiguous = [](const Texts& texts, char decimal = 0) {
    return survey_numbers(texts, decimal, false).ambiguous;
  };
  EXPECT_EQ(ambiguous({"935", "1.309"}), "1.309");
  EXPECT_EQ(ambiguous({"9900", "16.060"}), "16.060");
  EXPECT_EQ(ambiguous({"$297", "$49.550"}), "$49.550");
  EXPECT_EQ(ambiguous({"$2.970", "$49.550"}), "$2.970") << "no cents";
  EXPECT_EQ(ambiguous({"66.104", "12,213"}), "66.104");
  EXPECT_EQ(ambiguous({"72 190", "1.028"}), "1.028");
  // Some number shows it, all have three decimals, or it is known.
  EXPECT_EQ(ambiguous({"935", "1.309", "2.5"}), "");
  EXPECT_EQ(ambiguous({"935", "1.309", "0.125"}), "");
  EXPECT_EQ(ambiguous({"935", "1.309", "1.000.000"}), "");
  EXPECT_EQ(ambiguous({"0", "1.309", "2.125"}), "");
  EXPECT_EQ(ambiguous({"935", "1.309"}, '.'), "");
  EXPECT_EQ(ambiguous({"935", "1.309"}, ','), "");
  EXPECT_EQ(survey_numbers(Texts{"935", "1.309"}, ',', false).format,
            (NumberFormat{.decimal = ',', .thousands = '.'}));
}

TEST(NumberFormat, CountsWhatItCannotRead) {
  const NumberSurvey survey = survey_numbers(Texts{"1,5", "2,25", "n. v.", "2020-01-02"}, 0, false);
  EXPECT_EQ(survey.numbers, 2);
  EXPECT_EQ(survey.others, 2);
}

TEST(NumberFormat, CountsPlainNumbersBesideAnAddress) {
  const NumberSurvey found = survey_numbers(Texts{"25", "3.1.12.20", "1.5", "x"}, 0, false);
  EXPECT_EQ(found.numbers, 2U);
  EXPECT_EQ(found.others, 2U);
  EXPECT_TRUE(found.format.plain());
}

TEST(NumberFormat, HasWords) {
  for (const char* words : {"", "decimal=comma thousands=point", "thousands=blank percent",
                            "thousands=apostrophe currency=CHF", "unit=kg"}) {
    EXPECT_EQ(words_of(number_format_named(words)), words);
  }
  EXPECT_EQ(number_format_named("thousands=. decimal=,"),
            (NumberFormat{.decimal = ',', .thousands = '.'}));
  for (const char* words : {"decimal=blank", "comma", "unit=", "thousands=comma decimal=comma"}) {
    EXPECT_THROW(number_format_named(words), Error) << words;
  }
}

TEST(NumberFormat, KnowsIntegersThatADoubleRounds) {
  EXPECT_TRUE(is_rounded_integer("100000000000000001"));
  EXPECT_TRUE(is_rounded_integer("9007199254740993"));
  EXPECT_FALSE(is_rounded_integer("9007199254740992"));
  EXPECT_FALSE(is_rounded_integer("1600000000000000000"));
  EXPECT_FALSE(is_rounded_integer("0.12345678901234567"));
}

}  // namespace
}  // namespace ganglion::data
