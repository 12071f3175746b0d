#include "engine/power_file.hpp"

#include "engine/csv_line.hpp"

#include <algorithm>
#include <utility>

namespace engine {

namespace {

constexpr std::size_t most_rows = 10'000'000;  // ten years of minutes, and half of that again
constexpr double largest_w = 1e6;
constexpr double longest_s = 1e10;

enum class Column { Time, Date, Power };
constexpr std::array<std::string_view, 3> column_names{"time_s", "time", "power_w"};

std::vector<Column> read_names(TextLines& text) {
    if (!text.next()) {
        throw text.error(1, "is empty; the first line names the columns: time_s or time, power_w");
    }
    refuse_semicolons(text);
    std::vector<Column> columns;
    for (const CsvCell& cell : csv_cells(text.line())) {
        const auto found = std::find(column_names.begin(), column_names.end(), cell.text);
        if (found == column_names.end()) {
            throw text.error(cell.column, "unknown column \"" + std::string{cell.text} +
                                              "\"; expected time_s or time, and power_w");
        }
        columns.push_back(static_cast<Column>(found - column_names.begin()));
    }
    const auto has = [&](Column column) {
        return std::count(columns.begin(), columns.end(), column) == 1;
    };
    if (columns.size() != 2 || !has(Column::Power)) {
        throw text.error(1, "needs one column of time_s or time, and one of power_w");
    }
    return columns;
}

PowerFile::Row read_row(const TextLines& text, const std::vector<Column>& columns) {
    const std::vector<CsvCell> cells = csv_cells(text.line());
    expect_cells(text, cells.size(), columns.size());
    PowerFile::Row row;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const CsvCell& cell = cells[i];
        switch (columns[i]) {
            case Column::Time:
                row.after = SimTime{static_cast<std::int64_t>(
                    csv_number(text, cell, "time_s", 0.0, longest_s) * 1000.0 + 0.5)};
                break;
            case Column::Date:
                row.date = parse_date(cell.text);
                if (!row.date) {
                    throw text.error(cell.column, "expected a date like 2026-06-05 18:00:00");
                }
                break;
            case Column::Power:
                row.power_w = csv_number(text, cell, "power_w", 0.0, largest_w);
                break;
        }
    }
    return row;
}

}  // namespace

std::vector<PowerFile::Row> read_power(TextLines text) {
    const std::vector<Column> columns = read_names(text);
    std::vector<PowerFile::Row> rows;
    while (text.next()) {
        if (text.line().empty()) {
            continue;
        }
        const PowerFile::Row row = read_row(text, columns);
        if (!rows.empty() &&
            (row.date ? *row.date <= *rows.back().date : row.after <= rows.back().after)) {
            throw text.error(1, "does not come after the row before it");
        }
        if (rows.size() == most_rows) {
            throw text.error(1, "has more than ten million rows");
        }
        rows.push_back(row);
    }
    if (rows.empty()) {
        throw text.error(1, "has no rows below its names");
    }
    return rows;
}

double PowerFile::largest_w() const {
    return std::max_element(
               rows->begin(), rows->end(),
               [](const Row& one, const Row& other) { return one.power_w < other.power_w; })
        ->power_w;
}

double PowerFile::mean_w(std::optional<SimTime> period) const {
    const auto time_of = [](const Row& row) {
        return row.date ? row.date->time_since_epoch() : row.after;
    };
    double sum = 0.0;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        sum += (*rows)[i - 1].power_w * to_days(time_of((*rows)[i]) - time_of((*rows)[i - 1]));
    }
    const Row& last = rows->back();
    // In a period the last row holds until the first returns.
    const double rest_days =
        period ? to_days(*period - (time_of(last) - time_of(rows->front()))) : 0.0;
    const double days = to_days(time_of(last) - time_of(rows->front())) + rest_days;
    return days > 0.0 ? (sum + last.power_w * rest_days) / days : last.power_w;
}

models::PowerProfile PowerFile::profile(Instant start, std::optional<SimTime> period) const {
    std::vector<models::PowerStep> steps;
    steps.reserve(rows->size());
    for (const Row& row : *rows) {
        steps.push_back({.from = row.date ? *row.date - start : row.after, .power_w = row.power_w});
    }
    return {steps, period};
}

namespace detail {

void read_power_file(Reader& reader, const Node& node, const Field&, const std::string& path,
                     void* member) {
    reader.note_origin(path, node);
    const std::string& name = Reader::text(node, path, "a CSV file with time_s or time, power_w");
    const bool is_said = node.source == nullptr || node.source->author == Author::CommandLine;
    auto& file = *static_cast<PowerFile*>(member);
    file.path = is_said ? name : path_next_to(node.source->name, name);
    if (file.path == "-") {
        throw error_at(node, path, "a profile is a file; standard input has the scenario");
    }
    try {
        file.rows =
            std::make_shared<const std::vector<PowerFile::Row>>(read_power(TextLines{file.path}));
    } catch (const InputError& error) {
        throw InputError(error.place(), path, error.message(), InputFault::NamedFile);
    }
}

Value write_power_file(const Field&, const void* member, Absent) {
    return Value{static_cast<const PowerFile*>(member)->path};
}

Value power_file_schema() {
    return ValueMap{{"type", "string"}, {"description", "a CSV file with time_s or time, power_w"}};
}

}  // namespace detail

}  // namespace engine
