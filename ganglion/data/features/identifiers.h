#pragma once
#include <optional>
#include <span>
#include <string>

#include "ganglion/data/table.h"

namespace ganglion::data {

/// Whether a column of numbers numbers the rows of its table, or names them. Only whole numbers in
/// 10 rows or more do. What is enough depends on the column's name:
/// - "index", "row_no", "Unnamed: 0", "#" or none at all, in front of columns that have names: they
///   differ in most rows, in any order and with gaps, or count up a few times over (files put
///   behind each other);
/// - "id", "PassengerId": they differ in nearly all rows, or count up a few times over. Otherwise
///   they name groups of rows;
/// - "sample", "invoice_number": they differ in all of 50 rows or more; or they rise from row to
///   row, and half of the numbers between the first and the last are there;
/// - names of times and quantities ("year", "dose", "x"): nothing is enough;
/// - all others: in 50 rows or more they count the rows (1, 2, 3, … from any number, up or down),
///   in the first column from 0 or 1 in fewer, too; or, in the first column, rise from row to row,
///   and are so dense from 0 on that independent values would coincide (see numbering_note); or the
///   first column of a table without names holds large numbers that all differ.
/// `names` are those of all columns of the table.
bool names_rows(std::span<const std::string> names, const Column& column);

/// What is to be said of a column of numbers that is used although it may number rows or name
/// groups of them: whole numbers that differ in all rows although independent ones from their range
/// would coincide (with a probability of all but one in a million); names like "customer_id" with
/// values that repeat.
std::optional<std::string> numbering_note(const Column& column);

/// Whether a name such as "patient" or "customer_id" names groups of rows, where values repeat.
bool names_groups(const std::string& name);

/// What is to be said of a column of texts that names groups of rows by its name.
std::optional<std::string> group_note(const Column& column);

/// Why a column of numbers is excluded, and how to use it.
std::string excluded_numbers_note(const Column& column);

}  // namespace ganglion::data
