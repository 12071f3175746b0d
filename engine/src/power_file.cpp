#include "engine/power_file.hpp"

#include "engine/csv_line.hpp"
#include "engine/unit.hpp"

#include <algorithm>
#include <utility>

namespace engine {

namespace {

constexpr std::size_t most_rows = 10'000'000;  // ten years of minutes, and half of that again
constexpr double largest_w = 1e6;
constexpr double longest_s = 1e10;

constexpr std::string_view time_name = "time_s";
constexpr std::string_view date_name = "time";

/// What a column of values may be called, and what that is in watt, or in watt-hours of its row.
struct ValueName {
    std::string_view name;
    double factor;
    bool is_energy;
};
constexpr std::array<ValueName, 4> value_names{{
    {"power_w", 1.0, false},
    {"power_kw", 1000.0, false},
    {"energy_wh", 1.0, true},
    {"energy_kwh", 1000.0, true},
}};
constexpr std::array<ValueName, 1> speed_names{{{"speed_rpm", 1.0, false}}};

/// What a file may say, and how a person is told that.
struct Quantity {
    std::span<const ValueName> names;
    const char* columns;
};
constexpr Quantity power{value_names,
                         "time_s or time, and one of power_w, power_kw, energy_wh, energy_kwh"};
constexpr Quantity speed{speed_names, "time_s or time, and speed_rpm"};

/// How a file is laid out: its first line that is no remark.
struct Layout {
    char separator = ',';
    std::size_t time = 0;
    std::size_t value = 1;
    bool has_dates = false;
    const ValueName* meaning = nullptr;
};

/// "2010-01-01:00,184.5,…": one column of watts for each of many households.
bool is_of_many_households(const std::vector<CsvCell>& cells) {
    constexpr std::size_t stamp_length = 13;
    constexpr std::size_t colon = 10;
    const std::string_view first = cells.front().text;
    return cells.size() > 3 && first.size() == stamp_length && first[colon] == ':' &&
           parse_date(first.substr(0, colon)).has_value();
}

[[noreturn]] void refuse_columns(const TextLines& text, const std::vector<CsvCell>& cells,
                                 const Quantity& quantity) {
    if (is_of_many_households(cells)) {
        throw text.error(cells[1].column,
                         "looks like the households of SolBatSim: the " +
                             std::to_string(cells.size() - 1) +
                             " values of a row are as many households in W, not moments; keep its "
                             "time and one of them, under the names time,power_w");
    }
    for (const CsvCell& cell : cells) {
        const bool is_known =
            cell.text == time_name || cell.text == date_name ||
            std::any_of(quantity.names.begin(), quantity.names.end(),
                        [&](const ValueName& row) { return row.name == cell.text; });
        if (!is_known) {
            throw text.error(cell.column, "unknown column \"" + std::string{cell.text} +
                                              "\"; expected " + quantity.columns);
        }
    }
    throw text.error(1, std::string{"needs two columns: "} + quantity.columns);
}

Layout read_names(TextLines& text, const Quantity& quantity) {
    do {
        if (!text.next()) {
            throw text.error(
                1, std::string{"is empty; the first line names the columns: "} + quantity.columns);
        }
    } while (text.line().starts_with('#'));
    Layout layout{.separator = csv_separator(text.line())};
    const std::vector<CsvCell> cells = csv_cells(text.line(), layout.separator);
    bool has_time = false;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].text == time_name || cells[i].text == date_name) {
            has_time = true;
            layout.time = i;
            layout.has_dates = cells[i].text == date_name;
        }
        for (const ValueName& row : quantity.names) {
            if (row.name == cells[i].text) {
                layout.value = i;
                layout.meaning = &row;
            }
        }
    }
    if (cells.size() != 2 || !has_time || layout.meaning == nullptr) {
        refuse_columns(text, cells, quantity);
    }
    return layout;
}

/// As machines write it, or in German, 31.12.2026 23:45. With slashes nobody knows which is the
/// month.
std::optional<Instant> date_of(std::string_view text) {
    constexpr std::size_t day_month_year = 10;
    if (text.size() >= day_month_year && text[2] == '.' && text[5] == '.') {
        return parse_date(std::string{text.substr(6, 4)} + '-' + std::string{text.substr(3, 2)} +
                          '-' + std::string{text.substr(0, 2)} +
                          std::string{text.substr(day_month_year)});
    }
    return parse_date(text);
}

PowerFile::Row read_row(const TextLines& text, const Layout& layout) {
    const std::vector<CsvCell> cells = csv_cells(text.line(), layout.separator);
    expect_cells(text, cells.size(), 2);
    PowerFile::Row row;
    const CsvCell& time = cells[layout.time];
    if (layout.has_dates) {
        row.date = date_of(time.text);
        if (!row.date) {
            throw text.error(time.column,
                             "expected a date like 2026-06-05 18:00:00 or 05.06.2026 18:00:00");
        }
    } else {
        row.after = SimTime{static_cast<std::int64_t>(
            csv_number(text, time, time_name, 0.0, longest_s) * 1000.0 + 0.5)};
    }
    const double factor = layout.meaning->factor;
    row.power_w = factor * csv_number(text, cells[layout.value], layout.meaning->name, 0.0,
                                      largest_w / factor);
    return row;
}

SimTime time_of(const PowerFile::Row& row) {
    return row.date ? row.date->time_since_epoch() : row.after;
}

SimTime time_in_run(const PowerFile::Row& row, Instant start) {
    return row.date ? *row.date - start : row.after;
}

/// Makes the power of rows out of the energy of each, as one after the other is read.
class EnergyRows {
  public:
    /// The row that has been read; nothing can be said of it until the next one.
    void take(const TextLines& text, std::vector<PowerFile::Row>& rows) {
        if (rows.size() < 2) {
            return;
        }
        PowerFile::Row& before = rows[rows.size() - 2];
        const SimTime step = time_of(rows.back()) - time_of(before);
        if (step_ && step != *step_) {
            throw text.error(1, "energies need rows at even steps, and this one comes " +
                                    shortest(to_seconds(step)) +
                                    " s after the row before it, not " +
                                    shortest(to_seconds(*step_)) + " s");
        }
        step_ = step;
        spread(text, before);
    }
    void finish(const TextLines& text, std::vector<PowerFile::Row>& rows) const {
        if (!step_) {
            throw text.error(1, "one row of energy does not say how long it took");
        }
        spread(text, rows.back());
    }

  private:
    void spread(const TextLines& text, PowerFile::Row& row) const {
        row.power_w *= to_seconds(hour) / to_seconds(*step_);
        if (row.power_w > largest_w) {
            throw text.error(1,
                             "more than " + shortest(largest_w) + " W, by the energy of its row");
        }
    }
    static constexpr SimTime hour{3'600'000};
    std::optional<SimTime> step_;
};

std::vector<PowerFile::Row> read_rows(TextLines text, const Quantity& quantity) {
    const Layout layout = read_names(text, quantity);
    EnergyRows energies;
    std::vector<PowerFile::Row> rows;
    while (text.next()) {
        if (text.line().empty()) {
            continue;
        }
        const PowerFile::Row row = read_row(text, layout);
        if (!rows.empty() && time_of(row) <= time_of(rows.back())) {
            throw text.error(1, "does not come after the row before it");
        }
        if (rows.size() == most_rows) {
            throw text.error(1, "has more than ten million rows");
        }
        rows.push_back(row);
        if (layout.meaning->is_energy) {
            energies.take(text, rows);
        }
    }
    if (rows.empty()) {
        throw text.error(1, "has no rows below its names");
    }
    if (layout.meaning->is_energy) {
        energies.finish(text, rows);
    }
    return rows;
}

}  // namespace

std::vector<PowerFile::Row> read_power(TextLines text) {
    return read_rows(std::move(text), power);
}

std::vector<PowerFile::Row> read_speed(TextLines text) {
    return read_rows(std::move(text), speed);
}

double PowerFile::largest_w() const {
    return std::max_element(
               rows->begin(), rows->end(),
               [](const Row& one, const Row& other) { return one.power_w < other.power_w; })
        ->power_w;
}

double PowerFile::mean_w(std::optional<SimTime> period) const {
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

SimTime PowerFile::begins(Instant start) const {
    return time_in_run(rows->front(), start);
}

std::optional<SimTime> PowerFile::ends(Instant start) const {
    if (rows->size() < 2) {
        return std::nullopt;
    }
    const SimTime last = time_in_run(rows->back(), start);
    return last + (last - time_in_run((*rows)[rows->size() - 2], start));
}

models::PowerProfile PowerFile::profile(Instant start, std::optional<SimTime> period) const {
    std::vector<models::PowerStep> steps;
    steps.reserve(rows->size());
    for (const Row& row : *rows) {
        steps.push_back({.from = time_in_run(row, start), .power_w = row.power_w});
    }
    return {steps, period};
}

namespace detail {

constexpr const char* what_it_is = "a CSV file with time_s or time, and power_w";
constexpr const char* what_speed_is = "a CSV file with time_s or time, and speed_rpm";

namespace {

void read_file(Reader& reader, const Node& node, const std::string& path, const char* what,
               std::vector<PowerFile::Row> (*read)(TextLines), PowerFile& file) {
    reader.note_origin(path, node);
    const std::string& name = Reader::text(node, path, what);
    const bool is_said = node.source == nullptr || node.source->author == Author::CommandLine;
    file.path = is_said ? name : path_next_to(node.source->name, name);
    if (file.path == "-") {
        throw error_at(node, path, "a profile is a file; standard input has the scenario");
    }
    try {
        file.rows = std::make_shared<const std::vector<PowerFile::Row>>(read(TextLines{file.path}));
    } catch (const InputError& error) {
        // A file that cannot be read is told where it is named.
        const bool is_unread = error.place().line == 0;
        throw InputError(is_unread ? node.place() : error.place(), path,
                         (is_unread ? file.path + ": " : "") + error.message(),
                         InputFault::NamedFile);
    }
}

Value file_schema(const char* what) {
    return ValueMap{{"type", "string"}, {"description", what}};
}

}  // namespace

void read_power_file(Reader& reader, const Node& node, const Field&, const std::string& path,
                     void* member) {
    read_file(reader, node, path, what_it_is, &read_power, *static_cast<PowerFile*>(member));
}

Value write_power_file(const Field&, const void* member, Absent) {
    return Value{static_cast<const PowerFile*>(member)->path};
}

Value power_file_schema() {
    return file_schema(what_it_is);
}

void read_speed_file(Reader& reader, const Node& node, const Field&, const std::string& path,
                     void* member) {
    read_file(reader, node, path, what_speed_is, &read_speed,
              static_cast<SpeedFile*>(member)->steps);
}

Value write_speed_file(const Field&, const void* member, Absent) {
    return Value{static_cast<const SpeedFile*>(member)->steps.path};
}

Value speed_file_schema() {
    return file_schema(what_speed_is);
}

}  // namespace detail

}  // namespace engine
