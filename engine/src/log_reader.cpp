#include "engine/log_reader.hpp"

#include "engine/csv_line.hpp"
#include "engine/reader.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace engine {

namespace {

/// Half away from zero.
std::int64_t rounded(double value) {
    return static_cast<std::int64_t>(value < 0.0 ? value - 0.5 : value + 0.5);
}

std::string volts(std::int32_t mv) {
    return shortest(mv / 1e3) + " V";
}

bms::RemotePins switched(bool is_on) {
    return is_on ? bms::factory_loop() : bms::RemotePins{};
}

/// In each column what a valid frame may have (`bms::is_valid`).
constexpr double highest_cell_v = 5.0;
constexpr double highest_current_a = 5000.0;
constexpr double coldest_degc = -60.0;
constexpr double warmest_degc = 150.0;

constexpr std::array<std::string_view, 7> plain_names{
    "time_s", "time", "battery", "voltage_v", "current_a", "temperature_degc", "remote"};

constexpr double farthest_s = 1e10;  // 317 years

/// Whoever is not overdue sends on, but not at the end: who does so then is found at the beginning
/// of the next step.
void pass(bms::BankView& view, std::uint64_t ticks) {
    if (ticks > 0) {
        view.hold({static_cast<std::uint32_t>(ticks - 1)});
        view.advance({1});
    }
}

/// Nothing for anything but "on" and "off", in small or capital letters.
std::optional<bool> switch_of(std::string_view text) {
    std::string word;
    for (const char c : text) {
        word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return word == "on" ? std::optional{true} : word == "off" ? std::optional{false} : std::nullopt;
}

}  // namespace

LogReader::LogReader(TextLines text, ReplayHead head, SimTime longest_gap)
    : text_{std::move(text)},
      head_{std::move(head)},
      longest_gap_ticks_{longest_gap / tick_time},
      view_{head_.layout},
      senders_(head_.layout.batteries) {
    read_names();
    read_ahead();
    if (!ahead_) {
        throw text_.error(1, "has no rows below its names");
    }
    const bool has_dates = std::any_of(places_.begin(), places_.end(), [](const Place& place) {
        return place.column == Column::Date;
    });
    if (has_dates) {
        head_.calendar.start = Instant{*first_};
    }
}

void LogReader::read_names() {
    if (!text_.next()) {
        throw text_.error(1, "is empty; the first line names the columns");
    }
    refuse_semicolons(text_);
    std::vector<std::string> known(plain_names.begin(), plain_names.end());
    for (int cell = 1; cell <= head_.layout.cells_per_battery; ++cell) {
        known.push_back("cell_" + std::to_string(cell) + "_v");
    }
    for (const CsvCell& name : csv_cells(text_.line())) {
        const auto found = std::find(known.begin(), known.end(), name.text);
        if (found == known.end()) {
            if (const auto guess = nearest(std::string{name.text}, known)) {
                throw text_.error(name.column, "unknown column \"" + std::string{name.text} +
                                                   "\"; did you mean " + *guess + '?');
            }
            places_.emplace_back();
            if (!name.text.empty()) {  // behind a last comma
                columns_not_read_.emplace_back(name.text);
            }
            continue;
        }
        const auto place = static_cast<std::size_t>(found - known.begin());
        const bool is_cell = place >= plain_names.size();
        const Place column{.column = is_cell ? Column::Cell : static_cast<Column>(place),
                           .cell = is_cell ? place - plain_names.size() : 0};
        for (const Place& other : places_) {
            if (other.column == column.column && other.cell == column.cell) {
                throw text_.error(name.column, "column \"" + std::string{name.text} + "\" twice");
            }
        }
        places_.push_back(column);
    }
    check_names();
}

std::string LogReader::name_of(const Place& place) {
    return place.column == Column::Cell
               ? "cell_" + std::to_string(place.cell + 1) + "_v"
               : std::string{plain_names[static_cast<std::size_t>(place.column)]};
}

void LogReader::check_names() const {
    const auto count = [&](Column column) {
        return std::count_if(places_.begin(), places_.end(),
                             [&](const Place& place) { return place.column == column; });
    };
    if (count(Column::Time) + count(Column::Date) != 1) {
        throw text_.error(1, "needs one column of time_s or time");
    }
    if (count(Column::Current) == 0 || count(Column::Temperature) == 0) {
        throw text_.error(1, count(Column::Current) == 0 ? "column current_a is missing"
                                                         : "column temperature_degc is missing");
    }
    if (count(Column::Cell) != head_.layout.cells_per_battery) {
        throw text_.error(1, "needs cell_1_v to cell_" +
                                 std::to_string(head_.layout.cells_per_battery) +
                                 "_v: a battery of this bank has so many cells");
    }
    if (count(Column::Battery) == 0 && head_.layout.batteries > 1) {
        throw text_.error(
            1, "column battery is missing; the bank has " + std::to_string(head_.layout.batteries));
    }
}

/// The first row is at tick 0, the others at the nearest.
void LogReader::place_in_time(Row& row) {
    first_ = first_.value_or(row.at);
    if (row.at < std::exchange(last_, std::max(last_, row.at))) {
        throw text_.error(1, "is earlier than the row above");
    }
    row.tick = (row.at - *first_ + tick_time / 2) / tick_time;
}

std::optional<LogReader::Row> LogReader::read_row() {
    do {
        if (!text_.next()) {
            return std::nullopt;
        }
    } while (text_.line().empty());
    const std::vector<CsvCell> cells = csv_cells(text_.line());
    expect_cells(text_, cells.size(), places_.size());
    const auto number = [&](const CsvCell& cell, double lowest, double highest) {
        const auto place = static_cast<std::size_t>(&cell - cells.data());
        return csv_number(text_, cell, name_of(places_[place]), lowest, highest);
    };
    Row row{.line = text_.number()};
    row.frame.nominal_capacity = head_.layout.battery_capacity;
    row.frame.cells = head_.layout.cells_per_battery;
    std::int32_t sum_mv = 0;
    std::optional<std::int32_t> voltage_mv;
    int voltage_column = 1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const CsvCell& cell = cells[i];
        switch (places_[i].column) {
            case Column::Time:
                row.at = SimTime{rounded(number(cell, -farthest_s, farthest_s) * 1000.0)};
                break;
            case Column::Date: {
                const auto date = parse_timestamp(cell.text, head_.calendar.utc_offset);
                if (!date) {
                    throw text_.error(cell.column,
                                      "expected a date and time like 2026-06-05 18:00:00, "
                                      "2026-06-05T18:00:00.5Z or 2026-06-05T18:00:00+02:00");
                }
                row.at = date->time_since_epoch();
                break;
            }
            case Column::Battery: {
                const double battery = number(cell, 1.0, head_.layout.batteries);
                if (battery != static_cast<double>(rounded(battery))) {
                    throw text_.error(cell.column, "a battery has a whole number");
                }
                row.battery = static_cast<std::size_t>(rounded(battery)) - 1;
                break;
            }
            case Column::Voltage:
                voltage_mv = static_cast<std::int32_t>(rounded(number(cell, 0.0, 1000.0) * 1e3));
                voltage_column = cell.column;
                break;
            case Column::Current:
                row.frame.current = {static_cast<std::int32_t>(
                    rounded(number(cell, -highest_current_a, highest_current_a) * 1e3))};
                break;
            case Column::Temperature:
                row.frame.temperature = {static_cast<std::int32_t>(
                    rounded(number(cell, coldest_degc, warmest_degc) * 10.0))};
                break;
            case Column::Remote:
                if (!cell.text.empty()) {
                    row.remote = switch_of(cell.text);
                    if (!row.remote) {
                        throw text_.error(cell.column, "expected on or off");
                    }
                }
                break;
            case Column::Cell: {
                const auto mv =
                    static_cast<std::uint16_t>(rounded(number(cell, 0.0, highest_cell_v) * 1e3));
                row.frame.cell_mv[places_[i].cell] = mv;
                sum_mv += mv;
                break;
            }
            case Column::NotRead:
                break;
        }
    }
    row.frame.voltage = {voltage_mv.value_or(sum_mv)};
    // Every other column is within its own limits.
    if (!bms::is_valid(row.frame)) {
        throw text_.error(voltage_column,
                          "voltage_v is " + volts(row.frame.voltage.count) +
                              ", but the cells add up to " + volts(sum_mv) +
                              ": expected the voltage of this battery, not of the bank");
    }
    place_in_time(row);
    return row;
}

/// A battery of which there is no row at all would only make the BMS wait for it.
void LogReader::expect_every_battery() const {
    std::string missing;
    for (std::size_t i = 0; i < senders_.size(); ++i) {
        if (senders_[i].last_row < 0) {
            missing += (missing.empty() ? "" : ", ") + std::to_string(i + 1);
        }
    }
    if (!missing.empty()) {
        throw text_.error(1, "the log ends without a row of battery " + missing +
                                 "; the bank of the scenario has " +
                                 std::to_string(senders_.size()));
    }
}

void LogReader::read_ahead() {
    ahead_ = read_row();
    if (!ahead_ && line_ > 0) {
        expect_every_battery();
    }
}

void LogReader::take(const Row& row) {
    senders_[row.battery] = {.frame = row.frame, .last_row = row.tick};
    view_.receive(row.battery, row.frame);
    if (row.remote) {
        pins_ = switched(*row.remote);
    }
    std::int64_t supply_mv = 0;
    for (std::size_t i = 0; i < head_.layout.in_series; ++i) {
        supply_mv += senders_[i].frame.voltage.count;
    }
    view_.set_supply_voltage({static_cast<std::int32_t>(supply_mv)});
    line_ = row.line;
    end_ = row.tick + bms::ticks_per_second;
}

/// When a second has passed without a frame of it, for its last row is too old to be said again.
std::int64_t LogReader::falls_silent(const Sender& sender) const {
    constexpr std::int64_t second = bms::ticks_per_second;
    return sender.last_row + longest_gap_ticks_ / second * second + second;
}

/// Once a second each battery whose last row is recent enough says the same again.
void LogReader::send_again() {
    for (std::size_t i = 0; i < senders_.size(); ++i) {
        const Sender& sender = senders_[i];
        const std::int64_t age = now_ - sender.last_row;
        const bool is_due = sender.last_row >= 0 && age > 0 && age % bms::ticks_per_second == 0;
        if (is_due && age <= longest_gap_ticks_) {
            view_.receive(i, sender.frame);
        }
    }
}

/// For how long the sample stays as it is: to the next row, to the second in which a battery falls
/// silent, or to what the silence of one brings about.
std::int64_t LogReader::quiet_ticks() const {
    std::int64_t until = std::min<std::int64_t>(ahead_ ? ahead_->tick : end_,
                                                now_ + std::int64_t{bms::Core::most_ticks.count});
    for (const Sender& sender : senders_) {
        const std::int64_t at = falls_silent(sender);
        until = sender.last_row >= 0 && now_ < at ? std::min(until, at) : until;
    }
    if (const auto deadline = view_.next_deadline(head_.core.settings())) {
        until = std::min<std::int64_t>(until, now_ + deadline->count);
    }
    return until - now_;
}

std::optional<bms::BankView> LogReader::view_after(std::uint64_t ticks) const {
    bms::BankView view = view_;
    pass(view, std::min(ticks, step_ticks_));
    return view;
}

std::optional<ReplayStep> LogReader::next() {
    pass(view_, step_ticks_);
    now_ += static_cast<std::int64_t>(std::exchange(step_ticks_, 0));
    if (!ahead_ && now_ >= end_) {
        return std::nullopt;
    }
    send_again();
    while (ahead_ && ahead_->tick <= now_) {
        take(*ahead_);
        read_ahead();
    }
    step_ticks_ = static_cast<std::uint64_t>(quiet_ticks());
    ReplayStep step;
    step.ticks = step_ticks_;
    step.sample = bms::aggregate(view_, head_.core.settings());
    step.sample.pins = pins_;
    step.line = line_;
    return step;
}

}  // namespace engine
