#include "engine/evidence.hpp"

#include "engine/unit.hpp"

#include <cstddef>

namespace engine {

namespace {

constexpr double milli = 1000.0;

int number_of(std::size_t position) {
    return static_cast<int>(position) + 1;
}

/// The first place of which `is_it` is true, among the batteries that decide something.
template <class IsIt>
std::optional<std::size_t> first_battery(const BmsSenses& senses, const IsIt& is_it) {
    const std::size_t batteries = senses.view == nullptr ? 0 : senses.view->layout().batteries;
    for (std::size_t battery = 0; battery < batteries; ++battery) {
        if (senses.view->is_present(battery, senses.core.settings()) && is_it(battery)) {
            return battery;
        }
    }
    return std::nullopt;
}

Evidence cell_at(bms::Millivolts extreme, const BmsSenses& senses) {
    Evidence out{.value = extreme.count / milli, .unit = "V"};
    const auto cell_in = [&](std::size_t battery) {
        const auto cells = senses.view->cells_of(battery);
        for (std::size_t cell = 0; cell < cells.size(); ++cell) {
            if (cells[cell] == extreme.count) {
                return number_of(cell);
            }
        }
        return 0;
    };
    const auto battery = first_battery(senses, [&](std::size_t i) { return cell_in(i) != 0; });
    if (battery) {
        out.battery = number_of(*battery);
        out.cell = cell_in(*battery);
    }
    return out;
}

Evidence temperature_at(bms::DeciCelsius extreme, const BmsSenses& senses) {
    Evidence out{.value = extreme.count / 10.0, .unit = "°C"};
    const auto battery = first_battery(
        senses, [&](std::size_t i) { return senses.view->temperature_of(i) == extreme; });
    out.battery = battery ? number_of(*battery) : 0;
    return out;
}

Evidence bank_voltage(const BmsSenses& senses) {
    return {.value = senses.sample.bank_voltage.count / milli, .unit = "V"};
}

Evidence state_of_charge(const BmsSenses& senses) {
    const auto soc = senses.core.monitor().state_of_charge();
    return soc ? Evidence{.value = soc->count / 10.0, .unit = "%"} : Evidence{};
}

/// The view has counted the tick that the BMS has just run, too.
Evidence silence(const BmsSenses& senses) {
    if (senses.view == nullptr) {
        return {};
    }
    const std::size_t battery = senses.view->most_silent();
    const std::uint32_t ticks = senses.view->silence_of(battery).count;
    return {.battery = number_of(battery),
            .value = (ticks == 0 ? 0 : ticks - 1) / double{bms::ticks_per_second},
            .unit = "s"};
}

Evidence stranger(const BmsSenses& senses) {
    const auto battery =
        senses.view == nullptr ? std::nullopt : senses.view->first_stranger(senses.core.settings());
    return battery ? Evidence{.battery = number_of(*battery),
                              .value = senses.view->capacity_of(*battery).count / milli,
                              .unit = "Ah"}
                   : Evidence{};
}

}  // namespace

Evidence evidence_of(bms::Condition condition, const BmsSenses& senses) {
    using bms::Measure;
    const bms::Flags flags = senses.sample.flags;
    const bms::Extremes& extremes = senses.sample.extremes;
    const bool is_complete = flags.has(bms::Flag::Complete);
    switch (bms::row_of(condition).measure) {
        case Measure::LowestCell:
            return is_complete ? cell_at(extremes.lowest_cell, senses) : Evidence{};
        case Measure::HighestCell:
            return is_complete ? cell_at(extremes.highest_cell, senses) : Evidence{};
        case Measure::Coldest:
            return is_complete ? temperature_at(extremes.coldest, senses) : Evidence{};
        case Measure::Warmest:
            return is_complete ? temperature_at(extremes.warmest, senses) : Evidence{};
        case Measure::BankVoltage:
        case Measure::BankVoltagePerCell:
            return bank_voltage(senses);
        case Measure::StateOfCharge:
            return state_of_charge(senses);
        case Measure::Silent:
        case Measure::LinkLost:
            return flags.has(bms::Flag::Silent) ? silence(senses) : Evidence{};
        case Measure::ImpossibleSet:
        case Measure::ChangedSet:
            return stranger(senses);
        case Measure::ChainOpen:
        case Measure::HardwareFault:
        case Measure::Update:
            return {};
    }
    return {};
}

std::string in_brackets(const Evidence& evidence) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (evidence.battery != 0) {
        add("battery " + std::to_string(evidence.battery));
    }
    if (evidence.cell != 0) {
        add("cell " + std::to_string(evidence.cell));
    }
    if (evidence.value) {
        add(shortest(*evidence.value) + ' ' + evidence.unit);
    }
    return text.empty() ? text : " (" + text + ')';
}

}  // namespace engine
