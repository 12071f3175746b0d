#include "bms/bank_view.hpp"

#include <algorithm>
#include <limits>

namespace bms {

namespace {

constexpr std::int32_t highest_cell_mv = 5000;
constexpr std::int32_t tolerance_mv_per_cell = 100;
constexpr std::int32_t highest_current_ma = 5'000'000;
constexpr std::int32_t coldest_dc = -600;
constexpr std::int32_t warmest_dc = 1500;

/// Cells of a 12.8, 25.6 or 51.2 V battery, or of a whole string of them.
constexpr bool is_a_system(std::size_t cells) {
    return cells == 4 || cells == 8 || cells == 16;
}

constexpr bool lies_in(std::int32_t value, std::int32_t lowest, std::int32_t highest) {
    return lowest <= value && value <= highest;
}

/// Every cell up to 5 V, and all together what the battery says it has.
bool cells_are_valid(const BatteryFrame& frame) {
    std::int32_t sum_mv = 0;
    std::int32_t highest_mv = 0;
    for (std::size_t cell = 0; cell < frame.cells; ++cell) {
        sum_mv += frame.cell_mv[cell];
        highest_mv = std::max<std::int32_t>(highest_mv, frame.cell_mv[cell]);
    }
    const std::int32_t tolerance_mv = tolerance_mv_per_cell * frame.cells;
    return highest_mv <= highest_cell_mv &&
           lies_in(frame.voltage.count, sum_mv - tolerance_mv, sum_mv + tolerance_mv);
}

constexpr std::uint16_t later(std::uint16_t age, Ticks n) {
    constexpr std::uint32_t most = std::numeric_limits<std::uint16_t>::max();
    return static_cast<std::uint16_t>(n.count >= most - age ? most : age + n.count);
}

/// The age of a frame that is sent again every `frame_period`.
constexpr std::uint16_t sent_again(std::uint16_t age, Ticks n) {
    return static_cast<std::uint16_t>((age + n.count % frame_period.count) % frame_period.count);
}

}  // namespace

bool is_valid(const BatteryFrame& frame) {
    const bool readings_are_valid =
        lies_in(frame.current.count, -highest_current_ma, highest_current_ma) &&
        lies_in(frame.temperature.count, coldest_dc, warmest_dc) &&
        lies_in(frame.nominal_capacity.count, 1, largest_battery.count);
    return is_a_system(frame.cells) && readings_are_valid && cells_are_valid(frame);
}

bool is_possible(const BankLayout& layout) {
    const std::size_t cells = layout.cells_per_battery;
    const std::size_t limit = cells == 16 ? most_batteries_51v2 : most_batteries;
    const bool is_a_battery =
        is_a_system(cells) && lies_in(layout.battery_capacity.count, 1, largest_battery.count);
    return is_a_battery && is_a_system(cells * layout.in_series) &&
           lies_in(layout.batteries, 1, static_cast<std::int32_t>(limit)) &&
           layout.batteries % layout.in_series == 0;
}

BankView::BankView(const BatterySet& in_service) {
    if (is_possible(in_service.layout)) {
        in_service_ = in_service;
        pool_cells_ = in_service.layout.cells_per_battery;
    }
}

void BankView::receive(std::size_t position, const BatteryFrame& frame) {
    // Where the chain is open nobody can tell a position.
    const bool is_lost = is_searching() && chain_is_open_ != 0;
    if (is_lost || !is_valid(frame)) {
        return;
    }
    if (position >= most_batteries) {
        beyond_silence_ = 0;
        return;
    }
    if (is_searching()) {
        const LastFrame& last = last_[position];
        const bool is_another = last.serial_number != frame.serial_number ||
                                last.capacity_mah != frame.nominal_capacity.count ||
                                last.cells != frame.cells;
        if (is_heard(position) && is_another) {
            forget_batteries();
        }
        since_news_ = is_heard(position) ? since_news_ : std::uint16_t{0};
    }
    note(position, frame);
}

void BankView::note(std::size_t position, const BatteryFrame& frame) {
    LastFrame& last = last_[position];
    last = {.voltage_mv = frame.voltage.count,
            .current_ma = frame.current.count,
            .capacity_mah = frame.nominal_capacity.count,
            .serial_number = frame.serial_number,
            .temperature_dc = static_cast<std::int16_t>(frame.temperature.count),
            .firmware_version = frame.firmware_version,
            .cells = frame.cells,
            .has_fitted = last.has_fitted};
    silence_[position] = 0;
    positions_heard_ = std::max(positions_heard_, static_cast<std::uint8_t>(position + 1));
    pool_cells_ = pool_cells_ == 0 ? frame.cells : pool_cells_;
    const std::size_t first = position * pool_cells_;
    for (std::size_t cell = 0; cell < pool_cells_ && first + cell < most_cells; ++cell) {
        cell_pool_mv_[first + cell] = cell < frame.cells ? frame.cell_mv[cell] : std::uint16_t{0};
    }
    if (!is_searching() && last.model() == model_in_service()) {
        last.has_fitted = 1;
        std::uint32_t& known = in_service_.serial_numbers[position];
        known = known == 0 ? frame.serial_number : known;
    }
}

void BankView::advance(Ticks n) {
    for (std::uint16_t& silence : silence_) {
        silence = later(silence, n);
    }
    beyond_silence_ = later(beyond_silence_, n);
    pass(n);
}

void BankView::hold(Ticks n) {
    for (std::size_t position = 0; position < most_batteries; ++position) {
        std::uint16_t& silence = silence_[position];
        silence = is_overdue(position) ? later(silence, n) : sent_again(silence, n);
    }
    const bool nobody_is_beyond = beyond_silence_ >= frame_period.count;
    beyond_silence_ = nobody_is_beyond ? later(beyond_silence_, n) : sent_again(beyond_silence_, n);
    pass(n);
}

void BankView::pass(Ticks n) {
    since_update_ = is_updating_ != 0 ? std::uint16_t{0} : later(since_update_, n);
    if (!is_searching() || chain_is_open_ != 0) {
        return;
    }
    since_news_ = later(since_news_, n);
    if (is_detected() && is_possible(found())) {
        take_into_service(found());
    }
}

void BankView::set_chain_open(bool is_open) {
    if (is_open && is_searching()) {
        forget_batteries();
    }
    chain_is_open_ = is_open ? 1 : 0;
}

void BankView::set_updating(bool is_updating) {
    since_update_ = is_updating ? std::uint16_t{0} : since_update_;
    is_updating_ = is_updating ? 1 : 0;
}

void BankView::detect_anew() {
    in_service_ = {};
    forget_batteries();
}

void BankView::forget_batteries() {
    last_ = {};
    cell_pool_mv_ = {};
    silence_ = {};
    beyond_silence_ = forever;
    pool_cells_ = 0;
    positions_heard_ = 0;
    since_news_ = 0;
}

void BankView::take_into_service(const BankLayout& found) {
    in_service_.layout = found;
    for (std::size_t position = 0; position < found.batteries; ++position) {
        in_service_.serial_numbers[position] = last_[position].serial_number;
        last_[position].has_fitted = 1;
    }
}

/// Heard, and not a battery that came and has gone again.
bool BankView::is_counted(std::size_t position, const Settings& settings) const {
    const bool is_here = position < positions_known() ||
                         silence_[position] < settings.get<Setting::LinkAlarm>().count;
    return is_heard(position) && is_here;
}

bool BankView::is_stranger(std::size_t position) const {
    const std::uint32_t known = in_service_.serial_numbers[position];
    const std::uint32_t serial = last_[position].serial_number;
    const bool is_another = known != 0 && serial != 0 && serial != known;
    return is_another || position >= positions_known() ||
           !(last_[position].model() == model_in_service());
}

std::optional<std::size_t> BankView::first_stranger(const Settings& settings) const {
    for (std::size_t position = 0; position < most_batteries; ++position) {
        if (is_counted(position, settings) && is_stranger(position)) {
            return position;
        }
    }
    return std::nullopt;
}

bool BankView::is_mixed(const Settings& settings) const {
    const LastFrame* first = nullptr;
    for (std::size_t position = 0; position < most_batteries; ++position) {
        if (!is_counted(position, settings)) {
            continue;
        }
        first = first == nullptr ? &last_[position] : first;
        if (!(last_[position].model() == first->model())) {
            return true;
        }
    }
    return false;
}

/// A battery sends from behind the last position; on first start, has ever sent from there.
bool BankView::is_beyond(const Settings& settings) const {
    return is_searching() ? beyond_silence_ != forever
                          : beyond_silence_ < settings.get<Setting::LinkAlarm>().count;
}

/// First start: the chain has had its time, and its positions are heard without a gap and alike.
bool BankView::is_detected() const {
    return since_news_ >= detection_time.count && is_heard(0) && beyond_silence_ == forever &&
           std::all_of(last_.begin(), last_.begin() + positions_heard_,
                       [&](const LastFrame& last) { return last.model() == last_[0].model(); });
}

/// D-24 with the voltage that the batteries report for their nominal one: the same for a bank at
/// rest, and still right for one that is nearly empty, which must be charged.
BankLayout BankView::found() const {
    std::int64_t sum_mv = 0;
    for (std::size_t position = 0; position < positions_heard_; ++position) {
        sum_mv += last_[position].voltage_mv;
    }
    const std::int64_t supply_mv = std::int64_t{supply_mv_} * positions_heard_;
    constexpr std::int64_t most = std::numeric_limits<std::uint8_t>::max();
    const std::int64_t in_series =
        sum_mv <= 0 ? 0
                    : std::clamp<std::int64_t>((2 * supply_mv + sum_mv) / (2 * sum_mv), 0, most);
    return {.batteries = positions_heard_,
            .in_series = static_cast<std::uint8_t>(in_series),
            .cells_per_battery = last_[0].cells,
            .battery_capacity = {last_[0].capacity_mah}};
}

bool BankView::is_impossible(const Settings& settings) const {
    if (is_beyond(settings) || is_mixed(settings)) {
        return true;
    }
    if (is_searching()) {
        return is_detected();  // and yet not in service
    }
    BankLayout now = layout();
    for (std::size_t position = now.batteries; position < most_batteries; ++position) {
        if (is_counted(position, settings)) {
            now.batteries = static_cast<std::uint8_t>(position + 1);
        }
    }
    return !is_possible(now);
}

bool BankView::is_complete() const {
    return !is_searching() &&
           std::all_of(last_.begin(), last_.begin() + layout().batteries,
                       [](const LastFrame& last) { return last.has_fitted != 0; });
}

bool BankView::speaks(std::size_t position, const Settings& settings) const {
    return is_heard(position) && silence_[position] < settings.get<Setting::LinkWarning>().count;
}

bool BankView::is_present(std::size_t position, const Settings& settings) const {
    return speaks(position, settings) && last_[position].model() == model_in_service();
}

Ticks BankView::silence_of(std::size_t position) const {
    return {silence_[position]};
}

std::size_t BankView::most_silent() const {
    const auto known = silence_.begin() + static_cast<std::ptrdiff_t>(positions_known());
    return static_cast<std::size_t>(std::max_element(silence_.begin(), known) - silence_.begin());
}

Flags BankView::flags(const Settings& settings) const {
    const Ticks silence = silence_of(most_silent());
    // D-21: an updating battery sends nothing, and need not.
    const Ticks unexcused = std::min(silence, Ticks{since_update_});
    Flags flags;
    const auto set_if = [&](Flag flag, bool holds) {
        if (holds) {
            flags.set(flag);
        }
    };
    set_if(Flag::Silent, unexcused >= settings.get<Setting::LinkWarning>());
    set_if(Flag::LinkLost, unexcused >= settings.get<Setting::LinkAlarm>());
    set_if(Flag::Excused, silence >= settings.get<Setting::LinkWarning>() && silence > unexcused);
    set_if(Flag::ChainOpen, chain_is_open_ != 0);
    set_if(Flag::ImpossibleSet, is_impossible(settings));
    set_if(Flag::ChangedSet, !is_searching() && first_stranger(settings).has_value());
    return flags;
}

bool BankView::is_waiting() const {
    for (std::size_t position = 0; position < positions_known(); ++position) {
        if (is_overdue(position)) {
            return true;
        }
    }
    return is_searching();
}

std::optional<Ticks> BankView::next_deadline(const Settings& settings) const {
    std::optional<Ticks> soonest;
    const auto consider = [&](std::uint32_t age, Ticks limit) {
        if (age < limit.count) {
            const Ticks rest{limit.count - age};
            soonest = soonest ? std::min(*soonest, rest) : rest;
        }
    };
    const Ticks warning = settings.get<Setting::LinkWarning>();
    const Ticks alarm = settings.get<Setting::LinkAlarm>();
    for (std::size_t position = 0; position < most_batteries; ++position) {
        const bool is_known = position < positions_known();
        const bool is_expected = is_known || is_heard(position);
        if (!is_expected || !is_overdue(position)) {
            continue;
        }
        consider(silence_[position], warning);
        consider(silence_[position], alarm);
        if (is_known && is_updating_ == 0) {
            consider(since_update_, warning);
            consider(since_update_, alarm);
        }
    }
    if (beyond_silence_ >= frame_period.count) {
        consider(beyond_silence_, alarm);
    }
    if (is_searching() && chain_is_open_ == 0) {
        consider(since_news_, detection_time);
    }
    return soonest;
}

std::span<const std::uint16_t> BankView::cells_of(std::size_t position) const {
    const std::size_t first = std::min(position * pool_cells_, most_cells);
    return std::span{cell_pool_mv_}.subspan(first,
                                            std::min<std::size_t>(pool_cells_, most_cells - first));
}

namespace {

/// The bank as its present batteries report it.
struct Totals {
    Extremes range;
    std::int64_t voltage_mv = 0;
    std::int64_t current = 0;  // of the known strings, in `current_unit` parts of a milliampere
    std::int32_t batteries = 0;
    std::int32_t strings = 0;
};

/// The mean over 1, 2, 3 or 4 batteries of a string is whole in these parts.
constexpr std::int64_t current_unit = 12;

void add_battery(Totals& totals, const BankView& view, std::size_t battery) {
    Extremes& range = totals.range;
    for (const std::uint16_t cell_mv : view.cells_of(battery)) {
        range.lowest_cell = std::min(range.lowest_cell, Millivolts{cell_mv});
        range.highest_cell = std::max(range.highest_cell, Millivolts{cell_mv});
    }
    range.lowest_battery = std::min(range.lowest_battery, view.voltage_of(battery));
    range.highest_battery = std::max(range.highest_battery, view.voltage_of(battery));
    range.coldest = std::min(range.coldest, view.temperature_of(battery));
    range.warmest = std::max(range.warmest, view.temperature_of(battery));
    totals.voltage_mv += view.voltage_of(battery).count;
    ++totals.batteries;
}

void add_string(Totals& totals, const BankView& view, const Settings& settings,
                std::size_t string) {
    std::int64_t current_ma = 0;
    std::int32_t speaking = 0;
    const std::size_t in_series = view.layout().in_series;
    for (std::size_t battery = string * in_series; battery < (string + 1) * in_series; ++battery) {
        if (view.speaks(battery, settings)) {
            current_ma += view.current_of(battery).count;
            ++speaking;
        }
        if (view.is_present(battery, settings)) {
            add_battery(totals, view, battery);
        }
    }
    if (speaking > 0) {
        totals.current += current_ma * (current_unit / speaking);
        ++totals.strings;
    }
}

Totals add_up(const BankView& view, const Settings& settings) {
    constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
    Totals totals{.range = {.lowest_cell = {most},
                            .highest_cell = {0},
                            .lowest_battery = {most},
                            .highest_battery = {-most},
                            .coldest = {most},
                            .warmest = {-most}}};
    for (std::size_t string = 0; string < view.layout().in_parallel(); ++string) {
        add_string(totals, view, settings, string);
    }
    return totals;
}

constexpr std::int32_t limited(std::int64_t value, std::int32_t limit) {
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(value, -limit, limit));
}

}  // namespace

BankSample aggregate(const BankView& view, const Settings& settings) {
    const BankLayout& layout = view.layout();
    BankSample sample{
        .bank_voltage = view.supply_voltage(),
        .bank_capacity = {layout.battery_capacity.count * layout.in_parallel()},
        .cells_in_series = static_cast<std::uint16_t>(layout.cells_per_battery * layout.in_series)};
    sample.flags = view.flags(settings);
    if (!view.is_complete()) {
        return sample;
    }
    const Totals totals = add_up(view, settings);
    if (totals.batteries < layout.batteries) {
        sample.flags.set(Flag::Partial);
    }
    if (totals.batteries == 0) {
        sample.flags.set(Flag::CurrentUnknown);
        return sample;
    }
    if (totals.strings < layout.in_parallel()) {
        sample.flags.set(Flag::CurrentGuessed);
    }
    sample.flags.set(Flag::Complete);
    sample.extremes = totals.range;
    sample.bank_voltage = {
        limited(totals.voltage_mv * layout.in_series / totals.batteries, largest_voltage_mv)};
    sample.bank_current = {
        limited(totals.current * layout.in_parallel() / (current_unit * totals.strings),
                largest_current_ma)};
    return sample;
}

}  // namespace bms
