// The walk over the states can fail: a core that breaks a law is told, by the law that it breaks.

#include "tests/bms/state_space.hpp"

#include <gtest/gtest.h>

namespace bms {
namespace {

/// The law that a core with this one setting otherwise would break.
template <Setting setting>
std::string broken_with(Ticks ticks, std::vector<Input> (*inputs)(const Settings&)) {
    const Times demanded = short_times();
    Settings wrong = demanded.settings;
    wrong.set<setting>(ticks);
    return walk(wrong, inputs(wrong), demanded).broken;
}

TEST(StateSpace, TellsALeadThatIsOneTickShort) {
    EXPECT_EQ(broken_with<Setting::PreAlarmLead>(3_ticks, &inputs_of_load),
              "LOAD opened for a low cell before PRE-ALARM had been High for its lead");
}

/// One tick more than the onlooker demands.
template <Setting setting>
std::string broken_a_tick_later(std::vector<Input> (*inputs)(const Settings&)) {
    const std::int32_t demanded = short_times().settings.count(setting);
    return broken_with<setting>(Ticks{static_cast<std::uint32_t>(demanded + 1)}, inputs);
}

TEST(StateSpace, TellsALeapOverWhatWasDue) {
    const Times demanded = times_in_steps_of_5_s();
    Times slower = demanded;
    slower.settings.set_count(Setting::LowCellOff,
                              demanded.settings.count(Setting::LowCellOff) + 2);
    const std::vector<Input> inputs = inputs_of_all_on_load(demanded.settings);
    EXPECT_EQ(walk_by_deadlines(slower.settings, inputs, demanded).broken,
              "a leap over what was due");
}

std::vector<Input> inputs_of_an_update_that_nobody_ends(const Settings& settings) {
    Input input = input_of(settings, resting_sample());
    std::vector<Input> inputs{input};
    input.update = UpdateEvent::Begin;
    inputs.push_back(input);
    return inputs;
}

TEST(StateSpace, TellsAnUpdateThatRunsOrHoldsLoadATickTooLong) {
    EXPECT_EQ(broken_a_tick_later<Setting::UpdateLimit>(&inputs_of_an_update_that_nobody_ends),
              "an update runs for longer than its limit");
    EXPECT_EQ(broken_a_tick_later<Setting::UpdateFailed>(&inputs_of_an_update_that_nobody_ends),
              "an update holds LOAD for longer than its limit");
}

TEST(StateSpace, TellsAConditionThatChattersAndAFaultThatWasLeftOut) {
    const Times demanded = short_times();
    Times slower = demanded;
    // The core's own conditions change after their time and one tick more; two more are too many.
    slower.settings.set_count(Setting::HighCellOff,
                              demanded.settings.count(Setting::HighCellOff) + 2);
    const std::vector<Input> inputs = inputs_of_charger(demanded.settings);
    EXPECT_EQ(walk(demanded.settings, inputs, slower).broken,
              "a condition changed faster than its times allow");
}

/// The first of the inputs above among which something sets this condition; what is not there is a
/// flag, or an update that fails among them.
std::vector<Input> inputs_that_set(Condition condition, const Settings& settings) {
    for (const auto& inputs : {inputs_of_load, inputs_of_charger, inputs_of_supply}) {
        std::vector<Input> found = inputs(settings);
        if (std::any_of(found.begin(), found.end(), [&](const Input& input) {
                return (input.predicates.front().set & bit(condition)) != 0;
            })) {
            return found;
        }
    }
    for (const Flag flag : fault_flags) {
        std::vector<Input> found = inputs_of_flags(settings, flag, Flag::ChainOpen);
        if (std::any_of(found.begin(), found.end(), [&](const Input& input) {
                return (input.predicates.front().set & bit(condition)) != 0;
            })) {
            return found;
        }
    }
    return inputs_of_commands(settings);
}

/// The law that a core breaks which does not see one predicate of one condition.
std::string broken_by_the_blind(Condition condition, std::uint32_t Predicates::*unseen) {
    const Times demanded = short_times();
    return walk(demanded.settings, inputs_that_set(condition, demanded.settings), demanded,
                [=](const Input& input) {
                    Input told = input;
                    for (Predicates& predicates : told.predicates) {
                        predicates.*unseen &= ~bit(condition);
                    }
                    return told;
                })
        .broken;
}

// The inputs reach every condition both ways, and not one may be missed, or kept, in silence.
TEST(StateSpace, TellsAConditionThatIsNotSeenToSetOrToClear) {
    for (const ConditionRow& row : condition_table) {
        EXPECT_EQ(broken_by_the_blind(row.condition, &Predicates::set),
                  "a condition did not change when it was due")
            << row.name;
        EXPECT_EQ(broken_by_the_blind(row.condition, &Predicates::clear),
                  "a condition did not change when it was due")
            << row.name;
    }
}

TEST(StateSpace, TellsAPreAlarmThatWaitsForACellThatFallsStraightThrough) {
    EXPECT_EQ(broken_by_the_blind(Condition::PreAlarmCell, &Predicates::at_once),
              "a condition did not change when it was due");
}

TEST(StateSpace, TellsACoreThatDoesNotReadTheRemote) {
    const Times demanded = short_times();
    const auto deaf = [](const Input& input) {
        Input told = input;
        told.remote_on = true;
        return told;
    };
    EXPECT_EQ(walk(demanded.settings, inputs_of_supply(demanded.settings), demanded, deaf).broken,
              "an output is High with the remote or the mode off");
}

TEST(StateSpace, TellsACoreThatSetsAConditionForNothing) {
    const Times demanded = short_times();
    const auto nervous = [](const Input& input) {
        Input told = input;
        for (Predicates& predicates : told.predicates) {
            predicates.set |= bit(Condition::HighCell);
        }
        return told;
    };
    EXPECT_EQ(
        walk(demanded.settings, inputs_of_supply(demanded.settings), demanded, nervous).broken,
        "a condition changed before its time, or for nothing");
}

}  // namespace
}  // namespace bms
