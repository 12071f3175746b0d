// The history of a solar charger from VictronConnect: a row a day, the newest first.

#include "engine/unit.hpp"
#include "measured_lines.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace engine {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

/// In which order a date is written is the phone's to say, not the file's.
enum class DateOrder { YearMonthDay, MonthDayYear, DayMonthYear };
constexpr std::array<DateOrder, 3> date_orders{DateOrder::YearMonthDay, DateOrder::MonthDayYear,
                                               DateOrder::DayMonthYear};

/// "10/23/25", "23.10.2025", "2025-10-23": its three numbers; nothing for anything else.
std::optional<std::array<int, 3>> numbers_of_date(std::string_view text) {
    std::array<int, 3> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::size_t end = i + 1 < numbers.size() ? text.find_first_of("/.-") : text.size();
        if (end == std::string_view::npos || end == 0) {
            return std::nullopt;
        }
        const char* last = text.data() + end;
        const auto parsed = std::from_chars(text.data(), last, numbers[i]);
        if (parsed.ec != std::errc{} || parsed.ptr != last || numbers[i] < 0) {
            return std::nullopt;
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return numbers;
}

std::optional<sys_days> day_of(const std::array<int, 3>& numbers, DateOrder order) {
    const auto at = [&](std::size_t year, std::size_t month, std::size_t day) {
        constexpr int century = 2000;
        const int written = numbers[year];
        return std::chrono::year_month_day{
            std::chrono::year{written < 100 ? century + written : written},
            std::chrono::month{static_cast<unsigned>(numbers[month])},
            std::chrono::day{static_cast<unsigned>(numbers[day])}};
    };
    const auto date = order == DateOrder::YearMonthDay   ? at(0, 1, 2)
                      : order == DateOrder::MonthDayYear ? at(2, 0, 1)
                                                         : at(2, 1, 0);
    constexpr std::chrono::year last_year{2200};
    const bool is_a_day = date.ok() && date.year() <= last_year;
    return is_a_day ? std::optional{sys_days{date}} : std::nullopt;
}

/// The day on which the history was exported, by every order in which the dates could be written.
class ExportDay {
  public:
    void take(const MeasuredLines& lines, const CsvCell& cell, int days_ago) {
        const auto numbers = numbers_of_date(cell.text);
        if (!numbers) {
            throw lines.error(cell.column,
                              "Date: expected a date of three numbers like 10/23/25, "
                              "not \"" +
                                  std::string{cell.text} + '"');
        }
        bool fits_any = false;
        for (std::size_t i = 0; i < date_orders.size(); ++i) {
            const auto day = day_of(*numbers, date_orders[i]);
            const auto today = day ? std::optional{*day + days{days_ago}} : std::nullopt;
            today_[i] = is_first_ || today_[i] == today ? today : std::nullopt;
            fits_any = fits_any || today_[i].has_value();
        }
        if (!fits_any) {
            throw lines.error(cell.column,
                              "Date: \"" + std::string{cell.text} +
                                  (is_first_ ? "\" is no day in any order of its numbers"
                                             : "\" does not fit its days ago, beside the rows "
                                               "before it, in any order of day, month and year"));
        }
        is_first_ = false;
    }
    /// Throws where more than one is left.
    sys_days today(const MeasuredLines& lines) const {
        std::optional<sys_days> only;
        for (const auto& today : today_) {
            if (only && today && *today != *only) {
                throw lines.error(
                    1, "Date: its day and its month cannot be told apart: " + format_date(*only) +
                           " or " + format_date(*today) + "; export more days");
            }
            only = today ? today : only;
        }
        return *only;
    }

  private:
    bool is_first_ = true;
    std::array<std::optional<sys_days>, date_orders.size()> today_;
};

constexpr double hours_of_a_day = 24.0;
constexpr double most_wh = 1e6;
constexpr int most_days = 10'000;

/// A column that is read; "Yield(Wh)" is its name and its unit.
struct Known {
    std::string_view name;
    std::string_view unit;
    Reading reading;
    double factor;
    double highest;
};
constexpr std::array<Known, 6> known_columns{{
    {"Yield", "Wh", Reading::Solar, 1.0 / hours_of_a_day, most_wh},
    {"Yield", "kWh", Reading::Solar, 1000.0 / hours_of_a_day, most_wh / 1000.0},
    {"Consumption", "Wh", Reading::Load, 1.0 / hours_of_a_day, most_wh},
    {"Consumption", "kWh", Reading::Load, 1000.0 / hours_of_a_day, most_wh / 1000.0},
    {"Min. battery voltage", "V", Reading::LowestVoltage, 1.0, 1000.0},
    {"Max. battery voltage", "V", Reading::HighestVoltage, 1.0, 1000.0},
}};
constexpr std::string_view days_ago_name = "Days ago";
constexpr std::string_view date_name = "Date";

struct ReadColumn {
    std::size_t cell;
    const Known* known;
};
struct Layout {
    std::size_t cells = 0;
    std::size_t days_ago = 0;
    std::size_t date = 0;
    std::vector<ReadColumn> columns;
};

Layout read_names(MeasuredLines& lines, MeasuredLog& log) {
    lines.next();
    Layout layout{.cells = lines.cells().size()};
    std::optional<std::size_t> date;
    for (std::size_t i = 0; i < layout.cells; ++i) {
        const std::string_view text = lines.cells()[i].text;
        if (text == days_ago_name) {
            layout.days_ago = i;
            continue;
        }
        if (text == date_name) {
            date = i;
            continue;
        }
        const std::size_t bracket = std::min(text.rfind('('), text.size());
        std::string_view name = text.substr(0, bracket);
        name = name.substr(0, name.find_last_not_of(' ') + 1);
        const std::string_view behind = text.substr(std::min(bracket + 1, text.size()));
        const std::string_view unit = behind.substr(0, behind.find(')'));
        const auto* known =
            std::find_if(known_columns.begin(), known_columns.end(),
                         [&](const Known& row) { return row.name == name && row.unit == unit; });
        const bool is_known = known != known_columns.end();
        if (is_known) {
            const bool is_twice = std::any_of(
                layout.columns.begin(), layout.columns.end(),
                [&](const ReadColumn& one) { return one.known->reading == known->reading; });
            if (is_twice) {
                throw lines.error(lines.cells()[i].column, std::string{name} + ": is there twice");
            }
            layout.columns.push_back({.cell = i, .known = &*known});
        }
        log.columns.push_back({.device = "solar charger",
                               .quantity = std::string{name},
                               .unit = std::string{unit},
                               .use = is_known ? ColumnUse::Read : ColumnUse::NotUsed});
    }
    const bool has_yield =
        std::any_of(layout.columns.begin(), layout.columns.end(),
                    [](const ReadColumn& one) { return one.known->reading == Reading::Solar; });
    if (!date || !has_yield) {
        throw lines.error(1,
                          "a history of VictronConnect has the columns Days ago, Date and "
                          "Yield(Wh); this one has no " +
                              std::string{date ? "Yield(Wh)" : "Date"});
    }
    layout.date = *date;
    return layout;
}

/// A day, by how many days ago it was.
struct Day {
    int days_ago;
    MeasuredRow row;
};

int read_days_ago(const MeasuredLines& lines, const CsvCell& cell, const std::vector<Day>& before) {
    const auto value = lines.number(cell, days_ago_name, 0.0, most_days);
    const int days_ago = static_cast<int>(value.value_or(0.0));
    if (!value || static_cast<double>(days_ago) != *value) {
        throw lines.error(cell.column, "Days ago: expected a whole number, not \"" +
                                           std::string{cell.text} + '"');
    }
    if (!before.empty() && days_ago <= before.back().days_ago) {
        throw lines.error(
            cell.column, "Days ago: is not more than in the row before it; the newest comes first");
    }
    return days_ago;
}

std::vector<Day> read_days(MeasuredLines& lines, const Layout& layout, ExportDay& export_day) {
    std::vector<Day> found;
    while (lines.next()) {
        if (lines.is_blank()) {
            continue;
        }
        lines.expect_cells(layout.cells);
        Day day{.days_ago = read_days_ago(lines, lines.cells()[layout.days_ago], found), .row = {}};
        export_day.take(lines, lines.cells()[layout.date], day.days_ago);
        for (const auto& [cell, known] : layout.columns) {
            const auto value = lines.number(lines.cells()[cell], known->name, 0.0, known->highest);
            if (value) {
                day.row[known->reading] = *value * known->factor;
            }
        }
        found.push_back(day);
    }
    if (found.empty()) {
        throw lines.error(1, "has no days below its names");
    }
    return found;
}

/// A charger whose own output has nothing on it knows no load.
bool forget_a_load_of_nothing(std::vector<MeasuredRow>& rows) {
    const bool is_nothing = std::all_of(rows.begin(), rows.end(), [](const MeasuredRow& row) {
        return row[Reading::Load].value_or(0.0) == 0.0;
    });
    for (MeasuredRow& row : rows) {
        row[Reading::Load] = is_nothing ? std::nullopt : row[Reading::Load];
    }
    return is_nothing;
}

}  // namespace

MeasuredLog read_mppt_history(MeasuredLines lines) {
    MeasuredLog log{.format = MeasuredFormat::MpptHistory, .step = days{1}};
    const Layout layout = read_names(lines, log);
    ExportDay export_day;
    const std::vector<Day> found = read_days(lines, layout, export_day);
    const sys_days today = export_day.today(lines);
    for (auto day = found.rbegin(); day != found.rend(); ++day) {
        if (day->days_ago > 0) {
            log.rows.push_back(day->row);
            log.rows.back().from = today - days{day->days_ago};
        }
    }
    if (log.rows.empty()) {
        throw lines.error(1, "has no day that was over when it was exported");
    }
    log.notes = {
        "a day's energy is spread evenly over its 24 hours, nights too: the file has no "
        "more than its sum; a bank swings less through such a day than it did",
        "the order of day and month in its dates is the one that fits the days ago"};
    if (found.front().days_ago == 0) {
        log.notes.emplace_back("the day of the export was not over, and is left out");
    }
    log.notes.emplace_back(forget_a_load_of_nothing(log.rows)
                               ? "of loads it tells nothing: consumption is that of the charger's "
                                 "own load output, which had none"
                               : "the load is that of the charger's own load output, and no other");
    return log;
}

}  // namespace engine
