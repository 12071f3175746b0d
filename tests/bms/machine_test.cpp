// The checks on transition tables: what they must refuse.

#include "bms/machine.hpp"

#include "bms/bluetooth.hpp"
#include "bms/protection.hpp"

#include <gtest/gtest.h>

namespace bms {
namespace {

enum class Place : std::uint8_t { A, B, C };
enum class Go : std::uint8_t { On, Back };
using Row = Transition<Place, Go>;
using Walk = Machine<Place, Go, 3, 2>;

constexpr Walk ring{{{
    {Place::A, Go::On, Place::B},
    stays(Place::A, Go::Back),
    {Place::B, Go::On, Place::C},
    {Place::B, Go::Back, Place::A},
    stays(Place::C, Go::On),
    {Place::C, Go::Back, Place::B},
}}};
static_assert(ring.is_sound(Place::A));
static_assert(ring.next(Place::A, Go::On) == Place::B);
static_assert(ring.next(Place::C, Go::On) == Place::C);

/// The ring with one row replaced.
constexpr Walk with(std::size_t at, const Row& row) {
    Walk walk = ring;
    walk.rows[at] = row;
    return walk;
}

TEST(Machine, WithAPairThatHasNoRowOrTwoIsNotComplete) {
    EXPECT_TRUE(ring.is_complete());
    EXPECT_FALSE(with(3, {Place::B, Go::On, Place::A}).is_complete());
    EXPECT_FALSE(with(5, Row{}).is_complete());
    EXPECT_FALSE(with(0, {Place::A, Go::On, static_cast<Place>(3)}).is_complete());
    EXPECT_FALSE(with(3, {Place::B, Go::On, Place::A}).is_sound(Place::A));
}

TEST(Machine, WithAStateThatCannotBeReachedIsNotSound) {
    const Walk cut_off = with(2, stays(Place::B, Go::On));
    EXPECT_TRUE(cut_off.is_complete());
    EXPECT_FALSE(cut_off.is_sound(Place::A));
    EXPECT_TRUE(cut_off.is_sound(Place::C));  // from there it can
}

TEST(Machine, WithAStateThatCannotBeLeftIsNotSound) {
    const Walk trap = with(5, stays(Place::C, Go::Back));
    EXPECT_TRUE(trap.is_complete());
    EXPECT_FALSE(trap.is_sound(Place::A));
}

TEST(Machine, IsReachedThroughOtherStatesHoweverTheRowsStand) {
    // From C the way to A leads through B, against the order of the rows.
    EXPECT_TRUE(ring.is_sound(Place::C));
}

// R-OUT-3: LOAD is never opened by a low cell from a state without PRE-ALARM.
TEST(LoadMachine, OpensForALowCellOnlyFromWarned) {
    for (const auto& row : load_machine.rows) {
        const bool opens = row.from != LoadState::Open && row.to == LoadState::Open;
        const bool warned = row.from == LoadState::Warned && row.on == LoadEvent::LowDue;
        EXPECT_EQ(opens, row.on == LoadEvent::MustOpen ? row.from != LoadState::Open : warned)
            << int(row.from) << ' ' << int(row.on);
    }
}

// R-OUT-3: even a lead of no time at all gives PRE-ALARM one tick.
TEST(LoadMachine, WarnsForATickWhenTheLeadIsZero) {
    Settings settings;
    settings.set<Setting::PreAlarmLead>({0});
    settings.set<Setting::LowCellOn>({0});
    Protection protection;
    protection.step(settings, {}, true, true);
    ASSERT_EQ(protection.load_state(), LoadState::On);
    const Predicates low{.set = 1U << static_cast<unsigned>(Condition::LowCell)};
    protection.step(settings, low, true, true);
    EXPECT_EQ(protection.load_state(), LoadState::Warned);
    protection.step(settings, low, true, true);
    EXPECT_EQ(protection.load_state(), LoadState::Open);
    protection.step(settings, low, true, true);
    EXPECT_EQ(protection.load_state(), LoadState::Open);
}

// R-OUT-3, R-COD-1: what raised PRE-ALARM is told like what opened LOAD.
TEST(Reasons, OfPreAlarmAreTheConditionsThatRaisedIt) {
    Settings settings;
    settings.set<Setting::PreAlarmCellOn>({0});
    Protection protection;
    protection.step(settings, {}, true, true);
    const auto bit = [](Condition condition) { return 1U << static_cast<unsigned>(condition); };
    protection.step(settings, {.set = bit(Condition::LowSocWarning)}, true, true);
    EXPECT_EQ(protection.pre_alarm(), Output::High);
    EXPECT_EQ(protection.pre_alarm_reasons().bits, bit(Condition::LowSocWarning));
    protection.step(settings, {.set = bit(Condition::PreAlarmCell)}, true, true);
    EXPECT_EQ(protection.pre_alarm_reasons().bits,
              bit(Condition::LowSocWarning) | bit(Condition::PreAlarmCell));
    protection.step(settings, {.set = bit(Condition::DischargeFloor)}, true, true);
    EXPECT_EQ(protection.pre_alarm(), Output::Floating);
    EXPECT_EQ(protection.pre_alarm_reasons().bits, 0U);
}

TEST(Machine, WithAFirstStateThatCannotBeReachedOrLeftIsNotSound) {
    EXPECT_FALSE(with(3, stays(Place::B, Go::Back)).is_sound(Place::C));
    EXPECT_FALSE(with(0, stays(Place::A, Go::On)).is_sound(Place::C));
}

// R-REM-1, R-REM-2: whoever is switched on again waits for every battery first.
TEST(RunMachine, NeverRunsFromOffWithoutStarting) {
    for (const RunEvent event : {RunEvent::Complete, RunEvent::Incomplete}) {
        EXPECT_EQ(run_machine.next(RunState::Off, event), RunState::Starting);
    }
}

}  // namespace
}  // namespace bms
