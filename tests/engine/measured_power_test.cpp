// Powers over time that measured logs tell, and the profiles made of them.

#include "engine/measured_power.hpp"

#include "tests/engine/support.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

Instant midnight() {
    return parse_date("2026-06-01").value();
}

/// A log of the battery's power alone, from one midnight on.
MeasuredLog battery_log(SimTime step, const std::vector<std::pair<SimTime, double>>& rows) {
    MeasuredLog log{.format = MeasuredFormat::VrmLog, .step = step};
    for (const auto& [after, power_w] : rows) {
        MeasuredRow row{.from = midnight() + after, .values = {}};
        row[Reading::Battery] = power_w;
        log.rows.push_back(row);
    }
    return log;
}

/// Hours since midnight, and watts.
std::vector<std::pair<double, double>> steps_of(const MeasuredPower& power) {
    std::vector<std::pair<double, double>> steps;
    for (const PowerFile::Row& row : power.rows) {
        steps.emplace_back(to_seconds(*row.date - midnight()) / 3600.0, row.power_w);
    }
    return steps;
}

TEST(MeasuredPower, HoldsEachRowUntilTheNextAndEndsWithNothing) {
    const MeasuredLog log =
        battery_log(hours{1}, {{hours{0}, 40.0}, {hours{1}, 40.0}, {hours{2}, -10.0}});
    const MeasuredPower charge = power_of(log, PowerKind::Charge).value();
    EXPECT_THAT(steps_of(charge), ElementsAre(Pair(0.0, 40.0), Pair(2.0, 0.0), Pair(3.0, 0.0)));
    EXPECT_DOUBLE_EQ(charge.mean_w, 80.0 / 3.0);
    EXPECT_EQ(charge.largest_w, 40.0);
    const MeasuredPower discharge = power_of(log, PowerKind::Discharge).value();
    EXPECT_THAT(steps_of(discharge), ElementsAre(Pair(0.0, 0.0), Pair(2.0, 10.0), Pair(3.0, 0.0)));
    EXPECT_EQ(discharge.gaps, 0);
    EXPECT_FALSE(power_of(log, PowerKind::Load));
}

// Known: 10 W from 0:00 to 1:00 and 30 W from 3:00 to 4:00, the same on the next day. From 1:00 to
// 3:00 nobody knows, in an hour that was never measured: the mean of all, 20 W.
TEST(MeasuredPower, FillsGapsWithTheMeanOfTheirHourOfTheDay) {
    const MeasuredLog log = battery_log(
        hours{1}, {{hours{0}, 10.0}, {hours{3}, 30.0}, {hours{25}, 50.0}, {hours{27}, 70.0}});
    const MeasuredPower power = power_of(log, PowerKind::Charge).value();
    // 0:00 10 W, 1:00 to 3:00 50 W (two steps are held), 3:00 50 W.
    EXPECT_EQ(power.by_hour_w[0], 10.0);
    EXPECT_EQ(power.by_hour_w[1], 50.0);
    EXPECT_EQ(power.by_hour_w[2], 50.0);
    EXPECT_EQ(power.by_hour_w[3], 50.0);
    EXPECT_DOUBLE_EQ(power.mean_w, (10.0 + 30.0 + 2 * 50.0 + 70.0) / 5.0);
    EXPECT_EQ(power.by_hour_w[4], std::nullopt);
    EXPECT_EQ(power.gaps, 2);
    EXPECT_EQ(power.gap_time, hours{2 + 21});
    EXPECT_THAT(steps_of(power),
                ElementsAre(Pair(0.0, 10.0), Pair(1.0, 50.0), Pair(3.0, 30.0), Pair(4.0, 42.0),
                            Pair(24.0, 10.0), Pair(25.0, 50.0), Pair(27.0, 70.0), Pair(28.0, 0.0)));
}

// On the last Sunday of March the clock goes from two to three: an hour that nobody measured.
TEST(MeasuredPower, HasAGapWhereTheClockSkipsAnHour) {
    const MeasuredLog log = read_measured_log(
        ",System overview [0]\nEurope/Rome (+02:00),Battery Power\n,W\n2026-03-29 01:30:00,40\n"
        "2026-03-29 01:45:00,20\n2026-03-29 03:00:00,10\n2026-03-29 03:15:00,10\n"
        "2026-03-30 02:00:00,60\n2026-03-30 02:15:00,64\n",
        "w");
    const MeasuredPower power = power_of(log, PowerKind::Charge).value();
    EXPECT_EQ(power.gaps, 2);
    EXPECT_EQ(power.gap_time, hours{1} + hours{22} + minutes{30});
    ASSERT_GE(power.rows.size(), 4U);
    EXPECT_EQ(power.rows[2].date, parse_date("2026-03-29 02:00"));
    EXPECT_EQ(power.rows[2].power_w, 62.0);  // as on the day after
    EXPECT_EQ(power.rows[3].power_w, 10.0);
}

TEST(MeasuredPower, IsAProfileThatAScenarioReads) {
    const MeasuredLog log =
        battery_log(minutes{15}, {{minutes{0}, 12.3456}, {minutes{15}, 0.0}, {minutes{30}, 7.0}});
    const MeasuredPower power = power_of(log, PowerKind::Charge).value();
    const std::string local = profile_csv(power, minutes{0}, {"charge of x.csv"});
    EXPECT_EQ(local,
              "# banktwin profile\n# charge of x.csv\ntime,power_w\n2026-06-01,12.346\n"
              "2026-06-01 00:15,0\n2026-06-01 00:30,7\n2026-06-01 00:45,0\n");
    EXPECT_THAT(profile_csv(power, minutes{120}, {}), HasSubstr("\n2026-05-31 22:00,12.346\n"));
    const Folder folder;
    folder.write("x.csv", local);
    const LoadedScenario loaded = load_scenario(
        folder.write("s.yaml",
                     "start: 2026-06-01\nduration: 1 h\nbank: {battery: lithium_ng_12v8_100ah, "
                     "soc_pct: 50}\ndevices:\n  sun: {model: profile_charger, profile: x.csv, "
                     "charges: 5 A}\n"));
    const PowerFile& profile = *loaded.scenario.devices.front().second.profile;
    EXPECT_EQ(profile.profile(midnight(), {}).at_w(minutes{5}), 12.346);
    EXPECT_EQ(profile.profile(midnight(), {}).at_w(minutes{50}), 0.0);
}

// What is written has the energy of what was measured, but for half a milliwatt of rounding.
RC_GTEST_PROP(MeasuredPower, KeepsTheEnergyOfALogWithoutGaps, ()) {
    const auto steps =
        *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 30)));
    std::vector<std::pair<SimTime, double>> rows;
    SimTime after{0};
    double energy_ws = 0.0;
    const SimTime step = minutes{15};
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const double power_w = *rc::gen::inRange(0, 1'000'000) / 997.0;
        const SimTime lasts = i + 1 < steps.size() ? SimTime{minutes{steps[i]}} : step;
        rows.emplace_back(after, power_w);
        energy_ws += power_w * to_seconds(lasts);
        after += lasts;
    }
    const MeasuredPower power = power_of(battery_log(step, rows), PowerKind::Charge).value();
    RC_ASSERT(power.gaps == 0);
    RC_ASSERT(std::abs(power.mean_w * to_seconds(after) - energy_ws) <= 1e-9 * (1.0 + energy_ws));
    const PowerFile file{.path = "",
                         .rows = std::make_shared<const std::vector<PowerFile::Row>>(power.rows)};
    RC_ASSERT(std::abs(file.mean_w({}) - power.mean_w) <= 0.0005 + 1e-9);
}

}  // namespace
}  // namespace engine
