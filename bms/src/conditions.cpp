#include "bms/conditions.hpp"

#include "bms/monitor.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace bms {

namespace {

/// The value a measure compares, in the unit of its levels.
constexpr std::int64_t value_of(Measure measure, const BankSample& sample) {
    switch (measure) {
        case Measure::LowestCell:
            return sample.extremes.lowest_cell.count;
        case Measure::HighestCell:
            return sample.extremes.highest_cell.count;
        case Measure::Coldest:
            return sample.extremes.coldest.count;
        case Measure::Warmest:
            return sample.extremes.warmest.count;
        default:  // BankVoltage and BankVoltagePerCell; nobody asks for one without a level
            return sample.bank_voltage.count;
    }
}

/// BankVoltagePerCell compares the whole bank with the level times its cells in series, so that
/// nothing is lost by a division.
constexpr std::int64_t level_of(Measure measure, Setting level, const Settings& settings,
                                const BankSample& sample) {
    const std::int64_t scale = measure == Measure::BankVoltagePerCell ? sample.cells_in_series : 1;
    return settings.count(level) * scale;
}

constexpr bool holds(Compare compare, std::int64_t value, std::int64_t level) {
    switch (compare) {
        case Compare::AtMost:
            return value <= level;
        case Compare::Below:
            return value < level;
        case Compare::AtLeast:
            return value >= level;
        default:  // Above; what is true or not has no level
            return value > level;
    }
}

bool flag_of(Measure measure, const BankSample& sample) {
    switch (measure) {
        case Measure::Silent:
            return sample.flags.has(Flag::Silent);
        case Measure::LinkLost:
            return sample.flags.has(Flag::LinkLost);
        case Measure::ChainOpen:
            return sample.flags.has(Flag::ChainOpen);
        case Measure::ImpossibleSet:
            return sample.flags.has(Flag::ImpossibleSet);
        case Measure::ChangedSet:
            return sample.flags.has(Flag::ChangedSet);
        default:  // HardwareFault; nobody asks for one that is no flag
            return sample.flags.has(Flag::HardwareFault);
    }
}

/// What ends a condition that is a flag: that it is no longer so. A lost battery must be heard
/// again: an update excuses silence, but brings nobody back (D-21).
bool is_over(Measure measure, const BankSample& sample) {
    const bool is_of_the_link = measure == Measure::Silent || measure == Measure::LinkLost;
    return !flag_of(measure, sample) && !(is_of_the_link && sample.flags.has(Flag::Excused));
}

struct Verdict {
    bool set;
    bool clear;
};

/// R-OUT-4, D-25: a level of 0 and an unknown state of charge turn the function off.
Verdict judge_state_of_charge(const ConditionRow& row, const Settings& settings,
                              const Monitor& monitor) {
    const PerMille level{settings.count(row.set_level)};
    const PerMille clear_level = soc_clear_level(settings, row);
    if (level.count == 0 || !monitor.is_known()) {
        return {.set = false, .clear = true};
    }
    return {.set = monitor.is_at_most(level),
            .clear = row.clear_if == Compare::Above ? !monitor.is_at_most(clear_level)
                                                    : monitor.is_at_least(clear_level)};
}

constexpr bool is_of_the_supply(Measure measure) {
    return measure == Measure::BankVoltage || measure == Measure::BankVoltagePerCell;
}

/// Whether a measure can be read at all. The bank's voltage can while every battery is silent: the
/// BMS lives from it. 0 V is a supply that nobody has measured.
bool is_readable(Measure measure, const BankSample& sample) {
    return sample.flags.has(Flag::Complete) ||
           (is_of_the_supply(measure) && sample.flags.has(Flag::CurrentUnknown) &&
            sample.bank_voltage.count > 0);
}

/// One row, known at compile time, so that of all the table only the comparisons remain.
template <std::size_t i>
Verdict judge(const Settings& settings, const BankSample& sample, const Monitor& monitor,
              UpdateStage update) {
    constexpr ConditionRow row = condition_table[i];
    if constexpr (row.measure == Measure::Update) {
        // What has failed is over when it succeeds, not when it is tried again (R-UPD-2).
        return {.set = update >= UpdateStage::Failed, .clear = update == UpdateStage::None};
    } else if constexpr (is_a_flag(row)) {
        bool held_back = false;
        if constexpr (row.held_back_by_update) {
            held_back = update == UpdateStage::Running || update == UpdateStage::Failed;
        }
        return {.set = flag_of(row.measure, sample) && !held_back,
                .clear = is_over(row.measure, sample)};
    } else if (!is_readable(row.measure, sample)) {
        return {.set = false, .clear = false};
    } else if constexpr (row.measure == Measure::StateOfCharge) {
        return judge_state_of_charge(row, settings, monitor);
    } else {
        const std::int64_t value = value_of(row.measure, sample);
        const auto level = [&](Setting setting) {
            return level_of(row.measure, setting, settings, sample);
        };
        // The battery that is not heard may be the one that is low, cold or full.
        return {.set = holds(row.set_if, value, level(row.set_level)),
                .clear = !sample.flags.has(Flag::Partial) &&
                         holds(row.clear_if, value, level(row.clear_level))};
    }
}

template <std::size_t... i>
Predicates judge_all(std::index_sequence<i...>, const Settings& settings, const BankSample& sample,
                     const Monitor& monitor, UpdateStage update) {
    Predicates out;
    const auto note = [&](std::size_t row, Verdict verdict) {
        out.set |= static_cast<std::uint32_t>(verdict.set) << row;
        out.clear |= static_cast<std::uint32_t>(verdict.clear) << row;
    };
    (note(i, judge<i>(settings, sample, monitor, update)), ...);
    return out;
}

}  // namespace

Predicates detect(const Settings& settings, const BankSample& sample, const Monitor& monitor,
                  UpdateStage update) {
    Predicates out =
        judge_all(std::make_index_sequence<condition_count>{}, settings, sample, monitor, update);
    // D-5: a cell that falls straight through to the low level raises PRE-ALARM without waiting.
    if ((out.set >> static_cast<unsigned>(Condition::LowCell) & 1U) != 0) {
        const std::uint32_t pre_alarm = 1U << static_cast<unsigned>(Condition::PreAlarmCell);
        out.at_once = pre_alarm;
        out.set |= pre_alarm;
    }
    return out;
}

Interval interval_around(const Settings& settings, const BankSample& sample, Measure measure) {
    const std::int64_t value = value_of(measure, sample);
    Interval around{std::numeric_limits<std::int32_t>::min(),
                    std::numeric_limits<std::int32_t>::max()};
    for (const ConditionRow& row : condition_table) {
        const bool same = row.measure == measure || (measure == Measure::BankVoltage &&
                                                     row.measure == Measure::BankVoltagePerCell);
        if (!same) {
            continue;
        }
        const auto narrow = [&](Compare compare, Setting setting) {
            const std::int64_t level = level_of(row.measure, setting, settings, sample);
            // The last value on the lower side of the comparison.
            const std::int64_t edge =
                compare == Compare::AtMost || compare == Compare::Above ? level : level - 1;
            if (value <= edge) {
                around.highest = std::min(around.highest, edge);
            } else {
                around.lowest = std::max(around.lowest, edge + 1);
            }
        };
        narrow(row.set_if, row.set_level);
        narrow(row.clear_if, row.clear_level);
    }
    return around;
}

}  // namespace bms
