#pragma once
// The walk over the protection's states in its parts: what is demanded of every tick, read from the
// manual's side (state_space_laws.cpp), what comes in (state_space_inputs.cpp), and the walk itself
// (state_space_walk.cpp).

#include "tests/bms/core_rig.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bms {

constexpr std::uint32_t bit(Condition condition) {
    return 1U << static_cast<unsigned>(condition);
}

// --- what is demanded ---

/// Times as the owner's table has them, in ticks; what the law demands, whatever the core does.
struct Times {
    Settings settings;
    std::uint32_t lead() const { return settings.get<Setting::PreAlarmLead>().count; }
    std::int32_t on(const ConditionRow& row) const { return settings.count(row.time_on); }
    std::int32_t off(const ConditionRow& row) const { return settings.count(row.time_off); }
    // Ages above these are all alike: longer than the lead, as long as both times of a condition.
    std::uint32_t old_pre_alarm() const { return lead() + 1; }
    std::int32_t old(const ConditionRow& row) const { return std::max(on(row), off(row)); }
    std::int32_t longest_update() const {
        return settings.count(Setting::UpdateLimit) + settings.count(Setting::UpdateFailed);
    }
    std::int32_t longest() const {
        std::int32_t ticks = 0;
        for (const ConditionRow& row : condition_table) {
            ticks = std::max(ticks, old(row));
        }
        return ticks;
    }
};

/// Every time of a condition one to three ticks, no two neighbours alike, and the lead longer.
Times short_times();

/// The standard times, begun steps of 5 s as ticks: their multiples are few enough to walk them
/// all. An update may take no longer than the least that the owner can set.
Times times_in_steps_of_5_s();

/// What an onlooker remembers who sees outputs and conditions, and not the timers.
struct Onlooker {
    std::uint32_t active = 0;
    std::uint16_t pre_alarm_age = 0;                   // ticks for which it has been High
    std::array<std::uint16_t, condition_count> age{};  // since a timed condition last changed
    // ticks for which what sets an inactive condition, or clears an active one, has held
    std::array<std::uint16_t, condition_count> pending{};
    std::uint16_t update_age = 0;  // ticks since an update was last begun, and has not succeeded
    Output load = Output::Floating;

    explicit Onlooker(const Times& times) {
        for (const ConditionRow& row : condition_table) {
            age[static_cast<std::size_t>(row.condition)] =
                static_cast<std::uint16_t>(times.old(row));
        }
    }
    bool operator==(const Onlooker&) const = default;
};

/// The only conditions that change as often as what they look at: their two levels lie apart by
/// charge, and charge takes its time to flow (D-7, D-23). One of them opens LOAD.
bool is_parted_by_charge(const ConditionRow& row);

/// One tick as it was, and as it must be; "" when every law holds.
std::string broken_law(const Times& times, Onlooker& seen, const Protection& now,
                       const Predicates& predicates, bool is_on, bool begins_update);

/// `ticks` ticks in which nothing happens, as the onlooker sees them; "" unless something was due.
const char* look_on_quietly(const Times& times, Onlooker& seen, const Protection& now,
                            const Predicates& predicates, std::uint32_t ticks);

// --- the inputs ---

/// One combination of regions. What is detected depends on the update, too.
struct Input {
    std::array<Predicates, update_stage_count> predicates;  // by UpdateStage
    bool remote_on = true;
    bool complete = true;
    std::optional<ModeEvent> mode{};
    std::optional<UpdateEvent> update{};

    bool operator==(const Input&) const = default;
};

Monitor monitor_at(PerMille soc);
Input input_of(const Settings& settings, const BankSample& sample, PerMille soc = {500});

/// Everything that LOAD and PRE-ALARM depend on: every side of every level of the cells, the bank
/// and the state of charge; a battery not heard; the remote.
std::vector<Input> inputs_of_load(const Settings& settings);

/// Everything that CHARGER alone depends on: every side of every level of voltage and temperature,
/// an open chain, the remote.
std::vector<Input> inputs_of_charger(const Settings& settings);

/// The supply of the BMS outside its range, with a low cell and without.
std::vector<Input> inputs_of_supply(const Settings& settings);

inline constexpr std::array fault_flags{Flag::Silent,        Flag::LinkLost,   Flag::ChainOpen,
                                        Flag::ImpossibleSet, Flag::ChangedSet, Flag::HardwareFault};

/// Two flags, alone and together, and an update around them.
std::vector<Input> inputs_of_flags(const Settings& settings, Flag one, Flag other);

/// What is done in the app, around a bank that is well, low, or not heard at all; and an open
/// chain.
std::vector<Input> inputs_of_commands(const Settings& settings);

/// Everything that acts on LOAD, at once: low cells and states of charge, a lost link, an open
/// chain, the remote, an update that begins, fails and ends.
std::vector<Input> inputs_of_all_on_load(const Settings& settings);

// --- the walk ---

struct Walk {
    std::size_t states = 0;
    std::size_t transitions = 0;
    std::string broken;  // the first law that was
};

/// What a broken core makes of its input.
using Blunder = std::function<Input(const Input&)>;

/// Every state that `inputs` can reach with these settings, judged by those times.
Walk walk(const Settings& settings, const std::vector<Input>& inputs, const Times& demanded,
          const Blunder& blunder = {});

/// Every state that `inputs` can reach with these settings from deadline to deadline.
Walk walk_by_deadlines(const Settings& settings, const std::vector<Input>& inputs,
                       const Times& demanded);

}  // namespace bms
