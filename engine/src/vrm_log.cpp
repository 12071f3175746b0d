// The log of Victron's portal: devices, quantities and units in three rows, then a row a moment.

#include "engine/unit.hpp"
#include "measured_lines.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

namespace engine {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// What a column that banktwin knows adds to.
enum class Part {
    AcLoad,
    PvOfSystem,
    PvOfCharger,
    BatteryPower,
    Soc,
    Voltage,
    Current,
    Temperature
};
constexpr std::size_t part_count = 8;

struct Known {
    std::string_view device;
    std::string_view quantity;
    Part part;
    std::string_view unit;  // what it is taken for where its unit is blank
    double lowest;
    double highest;
};
constexpr double most_w = 1e6;
constexpr std::array<Known, 10> known_columns{{
    {"system overview", "ac consumption l1", Part::AcLoad, "W", -most_w, most_w},
    {"system overview", "ac consumption l2", Part::AcLoad, "W", -most_w, most_w},
    {"system overview", "ac consumption l3", Part::AcLoad, "W", -most_w, most_w},
    {"system overview", "pv - dc-coupled", Part::PvOfSystem, "W", -most_w, most_w},
    {"system overview", "battery power", Part::BatteryPower, "W", -most_w, most_w},
    {"solar charger", "pv power", Part::PvOfCharger, "W", -most_w, most_w},
    {"battery monitor", "state of charge", Part::Soc, "%", 0.0, 100.0},
    {"battery monitor", "voltage", Part::Voltage, "V", 0.0, 1000.0},
    {"battery monitor", "current", Part::Current, "A", -1e5, 1e5},
    {"battery monitor", "battery temperature", Part::Temperature, "°C", -90.0, 150.0},
}};

/// How a unit that may be written there counts in the known one.
struct WrittenUnit {
    std::string_view unit;
    std::string_view written;
    double factor;
};
constexpr std::array<WrittenUnit, 7> written_units{{
    {"W", "W", 1.0},
    {"W", "kW", 1000.0},
    {"%", "%", 1.0},
    {"V", "V", 1.0},
    {"A", "A", 1.0},
    {"°C", "°C", 1.0},
    {"°C", "C", 1.0},
}};

std::string in_small_letters(std::string_view text) {
    std::string small{text};
    for (char& c : small) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return small;
}

/// "Battery Monitor [512]" is a battery monitor; which number it has varies.
std::string kind_of_device(std::string_view device) {
    const std::size_t bracket = std::min(device.find('['), device.size());
    std::string kind = in_small_letters(device.substr(0, bracket));
    while (kind.ends_with(' ')) {
        kind.pop_back();
    }
    return kind;
}

std::optional<double> factor_of(const Known& known, std::string_view unit) {
    if (unit.empty()) {
        return 1.0;
    }
    for (const WrittenUnit& row : written_units) {
        if (row.unit == known.unit && row.written == unit) {
            return row.factor;
        }
    }
    return std::nullopt;
}

const Known* known_of(const MeasuredColumn& column) {
    const std::string kind = kind_of_device(column.device);
    const std::string quantity = in_small_letters(column.quantity);
    const auto* found = std::find_if(
        known_columns.begin(), known_columns.end(),
        [&](const Known& row) { return row.device == kind && row.quantity == quantity; });
    return found == known_columns.end() ? nullptr : &*found;
}

/// A column that is read: where it is, and what is in its cells.
struct ReadColumn {
    std::size_t cell;
    const Known* known;
    double factor;
    std::vector<std::optional<double>> values;  // one a row
};

struct Table {
    std::vector<ReadColumn> columns;
    std::vector<Instant> times;
};

/// The three rows of names.
std::vector<MeasuredColumn> read_names(MeasuredLines& lines, std::string& clock) {
    if (!lines.next()) {
        throw lines.error(1, "is empty");
    }
    std::vector<MeasuredColumn> columns(lines.cells().size() - 1);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        columns[i].device = lines.cells()[i + 1].text;
    }
    for (std::string MeasuredColumn::*member : {&MeasuredColumn::quantity, &MeasuredColumn::unit}) {
        if (!lines.next()) {
            throw lines.error(1, "ends within its three rows of names: devices, quantities, units");
        }
        lines.expect_cells(columns.size() + 1);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            columns[i].*member = lines.cells()[i + 1].text;
        }
        if (member == &MeasuredColumn::quantity) {
            clock = lines.cells().front().text;
        }
    }
    return columns;
}

/// Of several battery monitors the first is read.
bool is_of_another_monitor(std::span<const MeasuredColumn> columns, const MeasuredColumn& column) {
    constexpr std::string_view monitor = "battery monitor";
    const auto first = std::find_if(columns.begin(), columns.end(), [&](const MeasuredColumn& one) {
        return kind_of_device(one.device) == monitor;
    });
    return kind_of_device(column.device) == monitor && first->device != column.device;
}

std::vector<ReadColumn> choose_columns(const MeasuredLines& lines,
                                       std::vector<MeasuredColumn>& columns) {
    std::vector<ReadColumn> chosen;
    std::set<std::pair<std::string, std::string>> seen;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        MeasuredColumn& column = columns[i];
        const Known* known = known_of(column);
        if (known == nullptr) {
            column.use = column.unit == "kWh" || column.unit == "Wh" ? ColumnUse::Energy
                                                                     : ColumnUse::NotUsed;
            continue;
        }
        if (!seen.emplace(column.device, column.quantity).second) {
            throw lines.error(lines.cells()[i + 1].column,
                              column.device + ", " + column.quantity + ": is there twice");
        }
        const std::optional<double> factor = factor_of(*known, column.unit);
        if (!factor) {
            column.use = ColumnUse::AnotherUnit;
        } else if (is_of_another_monitor(columns, column)) {
            column.use = ColumnUse::AnotherMonitor;
        } else {
            column.use = ColumnUse::Read;
            chosen.push_back({.cell = i + 1, .known = known, .factor = *factor, .values = {}});
        }
    }
    return chosen;
}

constexpr std::chrono::years longest_log{20};
constexpr Instant first_moment{std::chrono::sys_days{std::chrono::year{1980} / 1 / 1}};
constexpr Instant last_moment{std::chrono::sys_days{std::chrono::year{2200} / 1 / 1}};

/// Nothing for a time that was there already: a clock that is put back goes through an hour twice.
std::optional<Instant> read_time(const MeasuredLines& lines, const std::vector<Instant>& before) {
    const CsvCell& cell = lines.cells().front();
    const std::optional<Instant> time = parse_date(cell.text);
    if (!time || *time < first_moment || *time > last_moment) {
        throw lines.error(cell.column, "expected a time like 2026-01-01 12:00:00, not \"" +
                                           std::string{cell.text} + '"');
    }
    if (before.empty()) {
        return time;
    }
    if (*time - before.front() > longest_log) {
        throw lines.error(cell.column, "is more than twenty years after the first row");
    }
    if (*time > before.back()) {
        return time;
    }
    if (before.back() - *time > hours{1}) {
        throw lines.error(cell.column,
                          "goes back by more than the hour by which a clock is put back, from " +
                              format_date(before.back()));
    }
    return std::nullopt;
}

void read_rows(MeasuredLines& lines, const std::vector<MeasuredColumn>& columns, Table& table,
               int& repeated_rows) {
    while (lines.next()) {
        if (lines.is_blank()) {
            continue;
        }
        lines.expect_cells(columns.size() + 1);
        const std::optional<Instant> time = read_time(lines, table.times);
        for (ReadColumn& column : table.columns) {
            const Known& known = *column.known;
            std::optional<double> value =
                lines.number(lines.cells()[column.cell], columns[column.cell - 1].quantity,
                             known.lowest / column.factor, known.highest / column.factor);
            if (time) {
                column.values.push_back(value ? std::optional{*value * column.factor} : value);
            }
        }
        if (time) {
            table.times.push_back(*time);
        } else {
            ++repeated_rows;
        }
    }
}

/// Takes away what is blank from top to bottom.
void drop_blank_columns(std::vector<MeasuredColumn>& columns, Table& table) {
    std::erase_if(table.columns, [&](const ReadColumn& column) {
        const bool is_blank = std::none_of(column.values.begin(), column.values.end(),
                                           [](const auto& value) { return value.has_value(); });
        if (is_blank) {
            columns[column.cell - 1].use = ColumnUse::Blank;
        }
        return is_blank;
    });
}

SimTime usual_step(const std::vector<Instant>& times) {
    std::vector<SimTime> steps;
    for (std::size_t i = 1; i < times.size(); ++i) {
        steps.push_back(times[i] - times[i - 1]);
    }
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return *middle;
}

/// Not every device reports in every row: what it said last holds on for a while.
void carry_on(Table& table, SimTime longest) {
    for (ReadColumn& column : table.columns) {
        std::optional<double> last;
        Instant said{};
        for (std::size_t i = 0; i < column.values.size(); ++i) {
            std::optional<double>& value = column.values[i];
            if (value) {
                last = value;
                said = table.times[i];
            } else if (last && table.times[i] - said < longest) {
                value = last;
            }
        }
    }
}

/// The columns of one part in one row added up; nothing where one of them is not known.
std::optional<double> sum_of(const Table& table, Part part, std::size_t row) {
    std::optional<double> sum;
    for (const ReadColumn& column : table.columns) {
        if (column.known->part == part) {
            if (!column.values[row]) {
                return std::nullopt;
            }
            sum = sum.value_or(0.0) + *column.values[row];
        }
    }
    return sum;
}

/// What the powers of a file are taken from.
struct Sources {
    std::array<bool, part_count> has{};
    explicit Sources(const Table& table) {
        for (const ReadColumn& column : table.columns) {
            has[static_cast<std::size_t>(column.known->part)] = true;
        }
    }
    bool operator[](Part part) const { return has[static_cast<std::size_t>(part)]; }

    bool has_solar() const { return (*this)[Part::PvOfSystem] || (*this)[Part::PvOfCharger]; }
    bool has_battery() const {
        return (*this)[Part::BatteryPower] || ((*this)[Part::Voltage] && (*this)[Part::Current]);
    }
    bool load_is_a_difference() const {
        return !(*this)[Part::AcLoad] && has_solar() && has_battery();
    }
};

std::optional<double> solar_w(const Table& table, const Sources& sources, std::size_t row) {
    return sum_of(table, sources[Part::PvOfSystem] ? Part::PvOfSystem : Part::PvOfCharger, row);
}

std::optional<double> battery_w(const Table& table, const Sources& sources, std::size_t row) {
    if (sources[Part::BatteryPower]) {
        return sum_of(table, Part::BatteryPower, row);
    }
    const std::optional<double> voltage = sum_of(table, Part::Voltage, row);
    const std::optional<double> current = sum_of(table, Part::Current, row);
    return voltage && current ? std::optional{*voltage * *current} : std::nullopt;
}

std::optional<double> load_w(const Table& table, const Sources& sources, std::size_t row) {
    if (!sources.load_is_a_difference()) {
        return sum_of(table, Part::AcLoad, row);
    }
    const std::optional<double> solar = solar_w(table, sources, row);
    const std::optional<double> battery = battery_w(table, sources, row);
    return solar && battery ? std::optional{*solar - *battery} : std::nullopt;
}

std::optional<double> from_zero(std::optional<double> power_w) {
    return power_w ? std::optional{std::max(0.0, *power_w)} : std::nullopt;
}

std::vector<MeasuredRow> rows_of(const Table& table, const Sources& sources, int& negative_loads) {
    std::vector<MeasuredRow> rows;
    for (std::size_t i = 0; i < table.times.size(); ++i) {
        MeasuredRow row{.from = table.times[i], .values = {}};
        const std::optional<double> load = load_w(table, sources, i);
        negative_loads += load.value_or(0.0) < 0.0 ? 1 : 0;
        row[Reading::Load] = from_zero(load);
        row[Reading::Solar] = from_zero(solar_w(table, sources, i));
        row[Reading::Battery] = battery_w(table, sources, i);
        row[Reading::Soc] = sum_of(table, Part::Soc, i);
        row[Reading::LowestVoltage] = sum_of(table, Part::Voltage, i);
        row[Reading::HighestVoltage] = row[Reading::LowestVoltage];
        row[Reading::Temperature] = sum_of(table, Part::Temperature, i);
        rows.push_back(row);
    }
    return rows;
}

std::vector<std::string> notes_of(const MeasuredLog& log, const Sources& sources,
                                  int negative_loads) {
    const auto has_use = [&](ColumnUse use) {
        return std::any_of(log.columns.begin(), log.columns.end(),
                           [=](const MeasuredColumn& column) { return column.use == use; });
    };
    std::vector<std::string> notes{
        "times are as the clock at the system showed them; what the file says of UTC is of the day "
        "of the export, not of each row, and is not used",
        "a value holds until the next row, and a blank cell is what it was before, for at most " +
            shortest(to_seconds(log.longest_hold()) / 60.0) + " min; after that it is not known"};
    if (log.repeated_rows > 0) {
        notes.emplace_back(
            "rows whose time had been there already are left out: a clock that is "
            "put back goes through an hour twice");
    }
    if (sources[Part::AcLoad]) {
        notes.emplace_back(
            "the load is what AC Consumption L1 to L3 add up to; what an inverter "
            "loses comes on top of it");
    } else if (sources.load_is_a_difference()) {
        notes.push_back(
            "the load is what the sun gave less what the battery took; another charger "
            "would hide a part of it" +
            (negative_loads > 0 ? ", as in " + std::to_string(negative_loads) +
                                      " row(s) in which it would be less than nothing "
                                      "and is taken as 0"
                                : std::string{}));
    }
    if (sources[Part::PvOfSystem] && sources[Part::PvOfCharger]) {
        notes.emplace_back("the sun is PV - DC-coupled of the system, in which its chargers are");
    }
    if (!sources[Part::BatteryPower] && sources.has_battery()) {
        notes.emplace_back("the battery's power is its voltage times its current");
    }
    if (has_use(ColumnUse::Energy)) {
        notes.emplace_back(
            "energies are not read: some files count them up, others have that of "
            "each row, and neither says which it is");
    }
    if (has_use(ColumnUse::AnotherMonitor)) {
        notes.emplace_back("of several battery monitors the first is read");
    }
    return notes;
}

}  // namespace

MeasuredLog read_vrm_log(MeasuredLines lines) {
    MeasuredLog log{.format = MeasuredFormat::VrmLog};
    log.columns = read_names(lines, log.clock);
    Table table{.columns = choose_columns(lines, log.columns), .times = {}};
    read_rows(lines, log.columns, table, log.repeated_rows);
    if (table.times.size() < 2) {
        throw lines.error(1, table.times.empty()
                                 ? "has no rows below its names"
                                 : "has one row, and how long it holds nobody can tell");
    }
    drop_blank_columns(log.columns, table);
    if (table.columns.empty()) {
        throw lines.error(1,
                          "has nothing in the columns that banktwin knows: AC Consumption L1 to "
                          "L3, PV - DC-coupled and Battery Power of the System overview; PV power "
                          "of a Solar Charger; State of charge, Voltage, Current and Battery "
                          "temperature of a Battery Monitor");
    }
    log.step = usual_step(table.times);
    carry_on(table, log.longest_hold());
    const Sources sources{table};
    int negative_loads = 0;
    log.rows = rows_of(table, sources, negative_loads);
    log.notes = notes_of(log, sources, negative_loads);
    return log;
}

}  // namespace engine
