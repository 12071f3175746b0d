#include "engine/measured_log.hpp"

#include "engine/unit.hpp"
#include "measured_lines.hpp"
#include "models/solar.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

namespace engine {

namespace {

using std::chrono::hours;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view first_line(std::string_view text) {
    if (text.starts_with(byte_order_mark)) {
        text.remove_prefix(byte_order_mark.size());
    }
    return text.substr(0, text.find('\n'));
}

/// Nothing, then a separator, then devices with their instance: `,Battery Monitor [512],…`.
bool is_vrm_log(std::string_view line) {
    for (const std::string_view empty : {"", "\"\""}) {
        if (line.starts_with(empty) && line.size() > empty.size()) {
            const char next = line[empty.size()];
            if (next == ',' || next == ';' || next == '\t') {
                return line.find('[') != std::string_view::npos;
            }
        }
    }
    return false;
}

bool is_mppt_history(std::string_view line) {
    return line.starts_with("Days ago") || line.starts_with("\"Days ago\"");
}

}  // namespace

MeasuredLines::MeasuredLines(const std::string& text, std::string name)
    : rest_{text}, name_{std::move(name)} {
    if (rest_.starts_with(byte_order_mark)) {
        rest_.remove_prefix(byte_order_mark.size());
    }
}

bool MeasuredLines::next() {
    if (rest_.empty()) {
        return false;
    }
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (line_.ends_with('\r')) {
        line_.pop_back();
    }
    ++number_;
    if (!separator_) {
        separator_ = csv_separator(line_);
    }
    cells_ = csv_cells(line_, *separator_);
    return true;
}

void MeasuredLines::expect_cells(std::size_t expected) const {
    if (cells_.size() != expected) {
        throw error(1, "has " + std::to_string(cells_.size()) + " columns, not " +
                           std::to_string(expected) + " as the first line");
    }
}

std::optional<double> MeasuredLines::number(const CsvCell& cell, std::string_view column,
                                            double lowest, double highest) const {
    if (cell.text.empty()) {
        return std::nullopt;
    }
    std::string text{cell.text};
    std::replace(text.begin(), text.end(), ',', '.');
    double value = 0.0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || !(value >= lowest && value <= highest)) {
        throw error(cell.column, std::string{column} + ": expected a number between " +
                                     shortest(lowest) + " and " + shortest(highest) + ", not \"" +
                                     std::string{cell.text} + '"');
    }
    return value + 0.0;  // -0 is 0
}

bool MeasuredLog::has(Reading reading) const {
    return std::any_of(rows.begin(), rows.end(),
                       [=](const MeasuredRow& row) { return row[reading].has_value(); });
}

SimTime MeasuredLog::longest_hold() const {
    constexpr SimTime quarter_of_an_hour{900'000};
    return format == MeasuredFormat::VrmLog ? std::max(2 * step, quarter_of_an_hour) : step;
}

bool is_measured_log(std::string_view text) {
    const std::string_view line = first_line(text);
    return is_vrm_log(line) || is_mppt_history(line);
}

MeasuredLog read_measured_log(const std::string& text, const std::string& name) {
    MeasuredLines lines{text, name};
    return is_mppt_history(first_line(text)) ? read_mppt_history(std::move(lines))
                                             : read_vrm_log(std::move(lines));
}

MeasuredLog with_sun_by_the_hour(const MeasuredLog& history, double latitude_deg) {
    constexpr std::size_t hours_of_a_day = 24;
    MeasuredLog hourly = history;
    hourly.rows.clear();
    hourly.step = hours{1};
    for (const MeasuredRow& day_row : history.rows) {
        const std::chrono::sys_days date = std::chrono::floor<std::chrono::days>(day_row.from);
        const std::chrono::sys_days new_year{std::chrono::year_month_day{date}.year() / 1 / 1};
        std::array<double, hours_of_a_day> heights{};
        for (std::size_t hour = 0; hour < hours_of_a_day; ++hour) {
            const auto day_of_year = static_cast<double>((date - new_year).count() + 1);
            heights[hour] = std::max(
                0.0, models::sun_at(day_of_year, static_cast<double>(hour) + 0.5, latitude_deg, 0.0)
                         .direction.up);
        }
        const double sum = std::accumulate(heights.begin(), heights.end(), 0.0);
        for (std::size_t hour = 0; hour < hours_of_a_day; ++hour) {
            MeasuredRow row = day_row;
            row.from += hours{static_cast<int>(hour)};
            // Where the sun does not rise nobody knows when the charger gave what it did.
            if (row[Reading::Solar] && sum > 0.0) {
                *row[Reading::Solar] *= heights[hour] * static_cast<double>(hours_of_a_day) / sum;
            }
            hourly.rows.push_back(row);
        }
    }
    hourly.notes.front() =
        "a day's yield is laid over its hours as high as the sun stands over latitude " +
        shortest(latitude_deg) +
        ", highest at noon, as if there were no clouds: an assumption; the day's sum stays what it "
        "was, and consumption is spread evenly";
    return hourly;
}

}  // namespace engine
