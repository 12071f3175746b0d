#pragma once
// What the devices of a scenario draw from its bank, before and after LOAD has opened, as steady
// currents: what the closed form goes by, and what `banktwin wiring` tells.

#include "engine/scenario.hpp"
#include "reports/drain.hpp"

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace reports {

/// What the current of a drain is.
enum class DrainKind {
    Always,   // as long as there is a battery
    Mean,     // of a schedule or of a profile
    AtMost,   // a thermostat decides when
    Charger,  // what a charger, or a switch in its line, takes for itself
    Open,     // of a link, open as it is when nothing charges
    Off,      // of a switch or a device that its remote input holds off
    Bms,
};
inline constexpr std::array<std::string_view, 7> drain_kind_words{
    "always", "mean", "at_most", "charger", "open", "off", "bms"};
constexpr std::span<const std::string_view> choice_words(DrainKind) {
    return drain_kind_words;
}

struct ScenarioDrain {
    Drain drain;
    DrainKind kind = DrainKind::Always;
};

/// At the bank's nominal voltage, in the scenario's order; without the BMS itself. A device that
/// draws on while LOAD holds it off has two: that, which is not controlled, and the rest, which is.
std::vector<ScenarioDrain> drains_of(const engine::Scenario& scenario);

/// What of them draws on once LOAD has opened, and the BMS (with its remote on, D-13); the largest
/// first.
std::vector<ScenarioDrain> stays_on(const engine::Scenario& scenario);

/// The scenario's loads as the closed form sees them.
DrainQuestion drain_question(const engine::Scenario& scenario);

}  // namespace reports
