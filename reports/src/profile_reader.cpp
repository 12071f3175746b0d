#include "reports/profile_reader.hpp"

#include "engine/csv_line.hpp"
#include "engine/unit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string_view>

#include <fmt/format.h>

namespace reports {

namespace {

using engine::CsvCell;
using engine::InputError;
using models::fit::PositiveCurrent;

enum class Column { Time, Current, Voltage, Temperature, Charge, Discharge };
constexpr std::size_t column_count = 6;

struct ColumnRow {
    std::string_view name;
    Column column;
    double lowest, highest;
    bool is_required;
};
constexpr std::array<ColumnRow, 11> column_rows{
    {{"time_s", Column::Time, -1e12, 1e12, true},
     {"current_a", Column::Current, -1e5, 1e5, true},
     {"voltage_v", Column::Voltage, -5.0, 10.0, true},
     {"temperature_degc", Column::Temperature, -100.0, 200.0, false},
     {"temp_c", Column::Temperature, -100.0, 200.0, false},
     {"charge_ah", Column::Charge, -1e9, 1e9, false},
     {"chg_ah", Column::Charge, -1e9, 1e9, false},
     {"charge_capacity_ah", Column::Charge, -1e9, 1e9, false},
     {"discharge_ah", Column::Discharge, -1e9, 1e9, false},
     {"dis_ah", Column::Discharge, -1e9, 1e9, false},
     {"discharge_capacity_ah", Column::Discharge, -1e9, 1e9, false}}};
constexpr double standard_degc = 25.0;
constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

std::string lower_case(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return out;
}

/// Where the columns stand in a row.
struct Layout {
    struct Found {
        std::size_t at = 0;
        int column = 1;                  // where its name begins in the line
        const ColumnRow* row = nullptr;  // null: not there
    };
    std::array<Found, column_count> found{};
    std::size_t cells = 0;
    char separator = ',';

    Found& operator[](Column column) { return found[static_cast<std::size_t>(column)]; }
    bool has(Column column) const { return found[static_cast<std::size_t>(column)].row != nullptr; }
    std::string name_of(Column column) const {
        return has(column) ? std::string{found[static_cast<std::size_t>(column)].row->name} : "";
    }
};

/// "time_ms", "time (ms)", "time[ms]".
bool is_time_in_ms(std::string_view name) {
    while (name.ends_with(')') || name.ends_with(']')) {
        name.remove_suffix(1);
    }
    return name.starts_with("time") && name.ends_with("ms");
}

Layout read_names(engine::TextLines& text, const std::string& file) {
    if (!text.next()) {
        throw InputError({.file = file, .line = 1, .column = 1}, "",
                         "is empty; the first line names the columns");
    }
    Layout layout;
    layout.separator = engine::csv_separator(text.line());
    std::string seen;
    std::string hint;
    for (const CsvCell& cell : engine::csv_cells(text.line(), layout.separator)) {
        const std::string name = lower_case(cell.text);
        for (const ColumnRow& row : column_rows) {
            if (row.name != name) {
                continue;
            }
            Layout::Found& found = layout[row.column];
            if (found.row != nullptr) {
                throw text.error(cell.column, "column \"" + std::string{row.name} +
                                                  "\" is a second " + std::string{found.row->name});
            }
            found = {.at = layout.cells, .column = cell.column, .row = &row};
        }
        if (is_time_in_ms(name)) {
            hint = "; " + name + " seems to be in ms: divide by 1000 and call it time_s";
        }
        seen += (seen.empty() ? "" : ", ") + name;
        ++layout.cells;
    }
    for (const ColumnRow& row : column_rows) {
        if (row.is_required && !layout.has(row.column)) {
            throw text.error(1, "column " + std::string{row.name} + " is missing; there are " +
                                    seen + (row.column == Column::Time ? hint : ""));
        }
    }
    return layout;
}

/// The current of long rests that are none: the one nearest to zero, if it stands for a tenth of
/// the time, is small against the largest and not nothing; else 0.
double resting_offset_a(const models::fit::Profile& samples) {
    constexpr double least_share = 1e-4;  // of the largest current: what a shunt does not see
    constexpr double most_share = 0.02;
    constexpr double rests = 0.1;
    double largest_a = 0.0;
    double nearest_a = HUGE_VAL;
    for (const double current_a : samples.current_a) {
        largest_a = std::max(largest_a, std::fabs(current_a));
        nearest_a = std::fabs(current_a) < std::fabs(nearest_a) ? current_a : nearest_a;
    }
    const double size_a = std::fabs(nearest_a);
    if (size_a < least_share * largest_a || size_a > most_share * largest_a) {
        return 0.0;
    }
    double rest_s = 0.0;
    double sum_as = 0.0;
    for (std::size_t i = 1; i < samples.size(); ++i) {
        const double current_a = samples.current_a[i];
        if (std::fabs(current_a) < 2.0 * size_a) {
            const double dt_s = samples.time_s[i] - samples.time_s[i - 1];
            rest_s += dt_s;
            sum_as += current_a * dt_s;
        }
    }
    return rest_s >= rests * samples.duration_s() ? sum_as / rest_s : 0.0;
}

/// How often the voltage goes the way of a rest though the same current flows before and after: the
/// rest is left out, and the rows beside it were closed up. Nothing where it jumps as far the other
/// way, too, as noise does.
int closed_up_rests(const models::fit::Profile& samples) {
    constexpr double load = 0.2;   // of the largest current
    constexpr double same = 0.02;  // of it
    constexpr double least_v = 3e-3;
    constexpr double as_far = 0.75;
    constexpr std::ptrdiff_t less_often = 3;
    double largest_a = 0.0;
    for (const double current_a : samples.current_a) {
        largest_a = std::max(largest_a, std::fabs(current_a));
    }
    std::vector<double> back_v;
    std::vector<double> on_v;
    for (std::size_t i = 3; i < samples.size(); ++i) {
        const double current_a = samples.current_a[i];
        bool is_steady =
            std::fabs(current_a) >= load * largest_a && models::fit::gap_at(samples, i) == nullptr;
        for (std::size_t before = i - 3; before < i; ++before) {
            is_steady &= std::fabs(samples.current_a[before] - current_a) <= same * largest_a;
        }
        const double with_current = current_a > 0.0 ? 1.0 : -1.0;
        const auto goes_v = [&](std::size_t from, std::size_t to) {
            return with_current * (samples.voltage_v[to] - samples.voltage_v[from]);
        };
        const double change_v = goes_v(i - 1, i);
        if (is_steady && change_v > least_v) {
            on_v.push_back(change_v);
        } else if (is_steady && change_v < -least_v && goes_v(i - 3, i - 1) >= 0.0) {
            back_v.push_back(-change_v);
        }
    }
    if (back_v.empty()) {
        return 0;
    }
    const auto middle = back_v.begin() + static_cast<std::ptrdiff_t>(back_v.size() / 2);
    std::nth_element(back_v.begin(), middle, back_v.end());
    const auto as_far_on = std::count_if(
        on_v.begin(), on_v.end(), [&](double change_v) { return change_v >= as_far * *middle; });
    return std::ssize(back_v) > less_often * as_far_on ? static_cast<int>(back_v.size()) : 0;
}

/// A counter that stands alone is taken as it is; of two each counts its own up from nothing.
void count(models::fit::ChargeCounter& counter, std::optional<double> in_ah,
           std::optional<double> out_ah) {
    if (in_ah && out_ah) {
        counter.in_ah.push_back(std::fabs(*in_ah));
        counter.out_ah.push_back(std::fabs(*out_ah));
    } else if (in_ah || out_ah) {
        counter.in_ah.push_back(in_ah ? *in_ah : -*out_ah);
    }
}

/// Loggers measure a temperature now and then: it stays until the next, and was before the first.
void hold_temperature(MeasuredProfile& profile) {
    std::vector<double>& degc = profile.samples.temperature_degc;
    const auto first = std::find_if(degc.begin(), degc.end(),
                                    [](double its_degc) { return !std::isnan(its_degc); });
    profile.has_temperature &= first != degc.end();
    double last_degc = first != degc.end() ? *first : standard_degc;
    for (double& its_degc : degc) {
        last_degc = std::isnan(its_degc) ? last_degc : its_degc;
        its_degc = last_degc;
    }
}

void take(MeasuredProfile& profile, const Layout& layout,
          const models::fit::ChargeCounter& counter) {
    const std::string in = layout.name_of(Column::Charge);
    const std::string out = layout.name_of(Column::Discharge);
    profile.counter = in + (in.empty() || out.empty() ? "" : " and ") + out;
    profile.counter_off = models::fit::take_counter(profile.samples, counter);
    profile.is_counted = !profile.samples.charge_ah.empty();
}

}  // namespace

MeasuredProfile read_profile(engine::TextLines text, const std::string& name,
                             std::optional<double> degc) {
    Layout layout = read_names(text, name);
    MeasuredProfile profile;
    profile.file = name;
    profile.current_column = layout[Column::Current].column;
    profile.has_temperature = layout.has(Column::Temperature) && !degc;
    profile.is_degc_said = degc.has_value();
    models::fit::Profile& samples = profile.samples;
    models::fit::ChargeCounter counter;
    while (text.next()) {
        if (text.line().empty()) {
            continue;
        }
        const std::vector<CsvCell> cells = engine::csv_cells(text.line(), layout.separator);
        engine::expect_cells(text, cells.size(), layout.cells);
        const auto number = [&](Column column) {
            const Layout::Found& found = layout[column];
            return engine::csv_number(text, cells[found.at], found.row->name, found.row->lowest,
                                      found.row->highest);
        };
        const auto is_left_empty = [&](Column column) {
            return cells[layout[column].at].text.empty();
        };
        const double time_s = number(Column::Time);
        if (samples.size() > 0 && time_s < samples.time_s.back()) {
            throw text.error(cells[layout[Column::Time].at].column,
                             "time goes back, from " + engine::shortest(samples.time_s.back()) +
                                 " to " + engine::shortest(time_s) + " s");
        }
        samples.time_s.push_back(time_s);
        samples.current_a.push_back(number(Column::Current));
        samples.voltage_v.push_back(number(Column::Voltage));
        samples.temperature_degc.push_back(!profile.has_temperature ? degc.value_or(standard_degc)
                                           : is_left_empty(Column::Temperature)
                                               ? not_measured
                                               : number(Column::Temperature));
        const auto number_if_there = [&](Column column) {
            return layout.has(column) ? std::optional{number(column)} : std::nullopt;
        };
        count(counter, number_if_there(Column::Charge), number_if_there(Column::Discharge));
    }
    if (samples.size() < 2 || samples.duration_s() <= 0.0) {
        throw text.error(1, "needs at least two rows at different times below its names");
    }
    hold_temperature(profile);
    if (!counter.in_ah.empty()) {
        take(profile, layout, counter);
    }
    profile.voltage_lag = models::fit::voltage_lag(samples);
    models::fit::take_out_lag(samples, profile.voltage_lag);
    models::fit::find_gaps(samples);
    return profile;
}

std::string_view word_of(PositiveCurrent positive) {
    return positive == PositiveCurrent::Charge ? "charge" : "discharge";
}

namespace {

std::vector<std::string> gaps_of(const MeasuredProfile& profile, const std::string& told_by) {
    const models::fit::Profile& samples = profile.samples;
    const auto lasts_s = [&](const models::fit::ProfileGap& gap) {
        return samples.time_s[gap.at] - samples.time_s[gap.at - 1];
    };
    std::vector<std::string> out;
    if (!models::fit::has_many_gaps(samples)) {
        for (const models::fit::ProfileGap& gap : samples.gaps) {
            out.push_back(fmt::format(
                "{} says nothing for {:g} s from {:g} s on; {:.4g} Ah are taken to have "
                "gone {} there, {}",
                profile.file, lasts_s(gap), samples.time_s[gap.at - 1], std::fabs(gap.charge_ah),
                gap.charge_ah > 0.0 ? "in" : "out", told_by));
        }
        return out;
    }
    constexpr double seconds_per_hour = 3600.0;
    double hours = 0.0;
    double charge_ah = 0.0;
    bool are_rests = true;
    for (const models::fit::ProfileGap& gap : samples.gaps) {
        hours += lasts_s(gap) / seconds_per_hour;
        charge_ah += gap.charge_ah;
        are_rests &= gap.charge_ah == 0.0;
    }
    out.push_back(
        fmt::format("{} says nothing for long {} times, {:.3g} h together; {}, {}", profile.file,
                    samples.gaps.size(), hours,
                    are_rests ? "these are taken as rests"
                              : fmt::format("{:.4g} Ah are taken to have gone {} there",
                                            std::fabs(charge_ah), charge_ah > 0.0 ? "in" : "out"),
                    told_by));
    return out;
}

}  // namespace

std::vector<std::string> oddities_of(const MeasuredProfile& profile, const std::string& told_by) {
    const models::fit::Profile& samples = profile.samples;
    std::vector<std::string> out;
    if (profile.is_sign_contradicted()) {
        out.push_back(fmt::format(
            "{}: its voltages say clearly that positive current {}s, but --positive {} was said "
            "and is believed",
            profile.file, word_of(*profile.seen), word_of(profile.taken)));
    }
    if (!profile.counter.empty() && !profile.is_counted) {
        out.push_back(fmt::format(
            "{}: {} is off by {:.3g} % from what its currents add up to, more than {:g} %, and not "
            "used: the currents tell the charge",
            profile.file, profile.counter, std::fabs(profile.counter_off) * 100.0,
            models::fit::most_counter_off * 100.0));
    }
    if (profile.voltage_lag != 0) {
        out.push_back(fmt::format(
            "{}: the voltages stand {} {} the currents that make them, as the edges tell, and "
            "were moved there",
            profile.file,
            std::abs(profile.voltage_lag) == 1
                ? "a row"
                : std::to_string(std::abs(profile.voltage_lag)) + " rows",
            profile.voltage_lag > 0 ? "after" : "before"));
    }
    for (const std::string& gap : gaps_of(profile, told_by)) {
        out.push_back(gap);
    }
    if (const double offset_a = resting_offset_a(samples); offset_a != 0.0) {
        out.push_back(
            fmt::format("{}: at its least the current stands at {:+.3g} A (positive charges), "
                        "never at zero: an "
                        "offset of the logger? It is counted as charge",
                        profile.file, offset_a));
    }
    constexpr int more_than_noise = 3;
    if (const int rests = closed_up_rests(samples); rests >= more_than_noise) {
        out.push_back(fmt::format(
            "{}: {} times the voltage comes back as in a rest while its current stays: were rests "
            "left out and the time closed up? What the voltage does slowly is then told wrong; "
            "time_s should go on through a rest",
            profile.file, rests));
    }
    return out;
}

namespace {

engine::Place place_of_current(const MeasuredProfile& profile) {
    return {.file = profile.file, .line = 1, .column = profile.current_column};
}

/// What the voltages of all that tell say; an InputError if they do not say the same, or nothing.
PositiveCurrent seen_by_all(const std::vector<MeasuredProfile*>& profiles) {
    const MeasuredProfile* witness = nullptr;
    for (const MeasuredProfile* profile : profiles) {
        if (witness != nullptr && profile->seen && *profile->seen != *witness->seen) {
            throw InputError(
                place_of_current(*profile), "",
                fmt::format("its voltage says that positive current {}s, that of {} says the "
                            "opposite; turn the current of one of them, or say --positive charge "
                            "or discharge if one of the voltages misleads",
                            word_of(*profile->seen), witness->file));
        }
        if (profile->seen) {
            witness = profile;
        }
    }
    if (witness == nullptr) {
        throw InputError(place_of_current(*profiles.front()), "",
                         "its voltage does not tell whether positive current charges; say "
                         "--positive charge or --positive discharge");
    }
    return *witness->seen;
}

}  // namespace

PositiveCurrent make_charging_positive(const std::vector<MeasuredProfile*>& profiles,
                                       std::optional<PositiveCurrent> said) {
    for (MeasuredProfile* profile : profiles) {
        profile->seen = models::fit::positive_current_of(profile->samples);
    }
    const PositiveCurrent taken = said ? *said : seen_by_all(profiles);
    for (MeasuredProfile* profile : profiles) {
        profile->taken = taken;
        if (taken == PositiveCurrent::Charge) {
            continue;
        }
        for (auto* column : {&profile->samples.current_a, &profile->samples.charge_ah}) {
            for (double& value : *column) {
                value = -value;
            }
        }
        for (models::fit::ProfileGap& gap : profile->samples.gaps) {
            gap.charge_ah = -gap.charge_ah;
        }
    }
    return taken;
}

}  // namespace reports
