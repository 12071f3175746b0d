#include "bms/history.hpp"

#include <algorithm>
#include <limits>

namespace bms {

namespace {

void add_up_to_the_limit(std::int64_t& sum, std::int64_t amount) {
    constexpr std::int64_t limit = std::numeric_limits<std::int64_t>::max();
    sum = amount > limit - sum ? limit : sum + amount;
}

void count_one(std::uint16_t& counter) {
    constexpr std::uint16_t limit = std::numeric_limits<std::uint16_t>::max();
    counter = counter == limit ? limit : static_cast<std::uint16_t>(counter + 1);
}

void widen(Extremes& all, const Extremes& more) {
    all.lowest_cell = std::min(all.lowest_cell, more.lowest_cell);
    all.highest_cell = std::max(all.highest_cell, more.highest_cell);
    all.lowest_battery = std::min(all.lowest_battery, more.lowest_battery);
    all.highest_battery = std::max(all.highest_battery, more.highest_battery);
    all.coldest = std::min(all.coldest, more.coldest);
    all.warmest = std::max(all.warmest, more.warmest);
}

}  // namespace

void History::count(const Integrals& integrals, Ticks ticks, bool bank_is_known) {
    add_up_to_the_limit(drawn.count, integrals.discharged.count);
    add_up_to_the_limit(discharged_energy.count, integrals.discharged_energy.count);
    add_up_to_the_limit(charged_energy.count, integrals.charged_energy.count);
    constexpr std::uint32_t limit = std::numeric_limits<std::uint32_t>::max();
    since_full_charge.count = ticks.count > limit - since_full_charge.count
                                  ? limit
                                  : since_full_charge.count + ticks.count;
    if (!bank_is_known) {
        return;
    }
    if (has_extremes == 0) {
        extremes = integrals.extremes;
        has_extremes = 1;
    } else {
        widen(extremes, integrals.extremes);
    }
}

void History::observe(const Monitor& monitor) {
    if (!monitor.is_known()) {
        return;
    }
    deepest_discharge = std::min(deepest_discharge, monitor.consumed());
    if (monitor.is_charged()) {
        since_full_charge = {};
        was_full = 1;
    }
    if (!monitor.is_at_least({900})) {
        fell_below_90 = 1;
    }
    if (!monitor.is_at_least({650})) {
        fell_below_65 = 1;
    } else if (fell_below_65 != 0 && !monitor.is_at_most({900})) {
        fell_below_65 = 0;
        count_one(cycles);
    }
}

void History::note_full_charge() {
    if (fell_below_90 != 0) {
        count_one(synchronisations);
        fell_below_90 = 0;
    }
}

}  // namespace bms
