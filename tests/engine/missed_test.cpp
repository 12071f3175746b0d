// What loads and chargers miss, against closed forms: wherever they hang, each watt-hour once.

#include "tests/engine/agreement.hpp"
#include "tests/engine/support.hpp"

#include <gtest/gtest.h>

namespace engine {
namespace {

std::string house(const std::string& devices, const std::string& more = "") {
    return "start: '2026-05-01 00:00'\nduration: 10 h\n"
           "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 60}\ndevices:\n" +
           devices + more;
}

double metric(const std::string& text, Metric which) {
    const LoadedScenario loaded = load_text(text);
    const RunResult fixed = run_fixed(loaded);
    const RunResult leap = run_leap(loaded);
    EXPECT_NEAR(*fixed.metrics[which], *leap.metrics[which], 1e-5 * *fixed.metrics[which] + 1e-9);
    return *leap.metrics[which];
}

// R-SYS-10: 24 W for the three hours in which the main switch is open, two switches up or one.
TEST(Missed, CountsALoadBehindAnOpenSwitch) {
    const std::string switches =
        "  main: {model: main_switch}\n"
        "  aft: {model: main_switch, connected_to: main}\n";
    const std::string opened =
        "events:\n  - {at: 2 h, switch: main, position: open}\n"
        "  - {at: 5 h, switch: main, position: closed}\n";
    for (const std::string behind : {"main", "aft"}) {
        EXPECT_NEAR(metric(house(switches +
                                     "  lamp: {model: constant_power, draws: 24 W, "
                                     "connected_to: " +
                                     behind + "}\n",
                                 opened),
                           Metric::LoadUnmet),
                    72.0, 1e-9);
    }
}

// Of its times only those with the switch open: from 4 to 5 h of its window from 4 to 8 h.
TEST(Missed, CountsALoadOnlyWhileItIsWanted) {
    EXPECT_NEAR(metric(house("  main: {model: main_switch}\n"
                             "  lamp: {model: constant_power, draws: 24 W, connected_to: main, "
                             "from: '04:00', to: '08:00'}\n",
                             "events:\n  - {at: 2 h, switch: main, position: open}\n"
                             "  - {at: 5 h, switch: main, position: closed}\n"),
                       Metric::LoadUnmet),
                24.0, 1e-9);
}

// A starter battery of 12.75 V never gives the radio its 14 V: 24 W for ten hours.
TEST(Missed, CountsALoadBehindALink) {
    EXPECT_NEAR(metric(house("  link: {model: cyrix_li_ct_120, switched_by: charger, through: "
                             "direct}\n"
                             "  starter: {model: lead_battery_12v, capacity: 70 Ah, connected_to: "
                             "link}\n"
                             "  alternator: {model: alternator, charges: 40 A, connected_to: link, "
                             "on_for: 1 s, every: 1000 d, from: '01:00', to: '01:10'}\n"
                             "  radio: {model: constant_power, draws: 24 W, connected_to: link, "
                             "cuts_out_below_per_cell: 3.5 V, returns_above_per_cell: 3.6 V}\n"),
                       Metric::LoadUnmet),
                240.0, 0.01);
}

// PRE-ALARM has nothing to tell, and the buzzer is silent as it should be.
TEST(Missed, CountsNoBuzzer) {
    EXPECT_EQ(metric(house("  buzzer: {model: constant_current, draws: 20 mA, switched_by: "
                           "pre_alarm}\n"),
                     Metric::LoadUnmet),
              0.0);
}

// 100 W of somebody's turbine behind a Cyrix-Li-Charge, which joins it to the bank for two hours:
// what it has not given in ten it has missed.
TEST(Missed, CountsWhatAChargerBehindALinkHasAndDoesNotGive) {
    const Folder folder;
    folder.write("turbine.csv", "time_s,power_w\n0,100\n");
    const std::string file =
        folder.write("s.yaml", house("  link: {model: cyrix_li_charge_120, switched_by: charger, "
                                     "through: direct}\n"
                                     "  turbine: {model: profile_charger, profile: turbine.csv, "
                                     "charges: 20 A, switched_by: nothing, connected_to: link}\n"));
    const LoadedScenario loaded = load_scenario(file);
    for (const RunResult& result : {run_fixed(loaded), run_leap(loaded)}) {
        const auto turbine =
            std::find_if(result.ledger.begin(), result.ledger.end(),
                         [](const LedgerRow& row) { return row.item == "turbine"; });
        ASSERT_NE(turbine, result.ledger.end());
        EXPECT_GT(turbine->energy_wh, 100.0);
        EXPECT_LT(turbine->energy_wh, 900.0);
        EXPECT_NEAR(*result.metrics[Metric::ChargeUnused] + turbine->energy_wh, 1000.0, 1e-3);
        EXPECT_EQ(*result.metrics[Metric::ChargeRefused], 0.0);
    }
}

}  // namespace
}  // namespace engine
