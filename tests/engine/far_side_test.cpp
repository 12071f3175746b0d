// A starter bus behind a link, in whole runs: what is told, what is accounted for, and that both
// drivers say the same.

#include "tests/engine/agreement.hpp"
#include "tests/engine/support.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engine {
namespace {

using testing::HasSubstr;

const std::string plain_starter =
    "{model: lead_battery_12v, capacity: 70 Ah, connected_to: link, gas: 0 A, "
    "self_discharge_pct_per_30d: 0";

/// A Cyrix-Li-ct with a starter battery so full and an alternator, from midnight on.
std::string combiner(const std::string& duration, double starter_soc_pct,
                     const std::string& alternator, const std::string& rest = "",
                     const std::string& battery = "lithium_ng_12v8_100ah") {
    return "start: '2026-05-01 00:00'\nduration: " + duration + "\nbank: {battery: " + battery +
           ", soc_pct: 60}\ndevices:\n"
           "  link: {model: cyrix_li_ct_120, switched_by: charger, through: direct}\n"
           "  starter: " +
           plain_starter + ", soc_pct: " + std::to_string(starter_soc_pct) +
           "}\n"
           "  alternator: {model: alternator, connected_to: link, " +
           alternator + "}\n" + rest;
}

std::vector<Event> of_kind(const RunResult& result, EventKind kind) {
    std::vector<Event> found;
    for (const Event& event : result.events) {
        if (event.kind == kind) {
            found.push_back(event);
        }
    }
    return found;
}

double far_charge_ah(const RunResult& result, const std::string& item) {
    for (const LedgerRow& row : result.ledger) {
        if (row.kind == LedgerRow::Kind::Far && row.item == item) {
            return *row.charge_ah;
        }
    }
    return std::nan("");
}

// R-SYS-2: above 13.9 V it closes after 4 s. Without the engine the bank holds 13.3 V or a little
// more, and the car drains it through the Cyrix until both are lower for 10 s.
TEST(FarSide, IsJoinedWhileAnAlternatorChargesAndPartedWhenTheVoltageIsGone) {
    const std::string alternator = "charges: 40 A, from: '01:00', to: '02:00'";
    const std::string car = "  car: {model: constant_current, draws: 4 A, connected_to: link}\n";
    const LoadedScenario loaded = load_text(combiner("8 h", 99.9, alternator, car));
    const RunResult result = run_leap(loaded);
    const auto joined = of_kind(result, EventKind::LinkJoined);
    ASSERT_EQ(joined.size(), 1U);
    EXPECT_EQ(to_seconds(joined[0].at), 3604.0);
    EXPECT_EQ(joined[0].device, "link");
    EXPECT_EQ(joined[0].cause, "link_voltage");
    const auto parted = of_kind(result, EventKind::LinkParted);
    ASSERT_EQ(parted.size(), 1U);
    EXPECT_GT(to_seconds(parted[0].at), 7200.0);
    EXPECT_EQ(parted[0].cause, "link_voltage");
    EXPECT_TRUE(of_kind(result, EventKind::LoadDump).empty());
    // Up to a minute after the engine, what comes after it drifts for hours; and in a larger bank,
    // for through a link both drivers move the same charge to 1e-5 only.
    EXPECT_EQ(drivers_disagree(
                  load_text(combiner("7260 s", 99.9, alternator, car, "lithium_ng_12v8_300ah"))),
              "");
}

// The remote is opened while 40 A flow: CHARGER floats, the Cyrix opens at once.
TEST(FarSide, TellsALoadDumpWhenChargerCutsOffAChargingAlternator) {
    const LoadedScenario loaded =
        load_text(combiner("2 h", 99.9, "charges: 40 A, from: '00:10', to: '02:00'",
                           "events:\n  - {at: 1 h, remote: open}\n"));
    const RunResult result = run_leap(loaded);
    const auto parted = of_kind(result, EventKind::LinkParted);
    ASSERT_EQ(parted.size(), 1U);
    EXPECT_EQ(parted[0].cause, "link_control");
    const auto dumps = of_kind(result, EventKind::LoadDump);
    ASSERT_EQ(dumps.size(), 1U);
    EXPECT_EQ(dumps[0].at, parted[0].at);
    // The full starter battery takes next to nothing of the 40 A, the Cyrix 80 mA for its coil; at
    // 13.8 V the regulator begins to hold.
    EXPECT_GT(*dumps[0].value, 38.0);
    EXPECT_LT(*dumps[0].value, 40.0);
    EXPECT_EQ(drivers_disagree(loaded), "");
}

// The devices of the ledger, the link among them, are all that went through the bank's terminals,
// as the strings have counted it.
TEST(FarSide, LeavesTheSumOfTheLedgerAsItIs) {
    const std::string alternator = "charges: 60 A, from: '01:00', to: '03:00'";
    const std::string house =
        "  car: {model: constant_current, draws: 4 A, connected_to: link}\n"
        "  fridge: {model: constant_power, draws: 60 W, on_for: 10 min, every: 45 min}\n"
        "  sun: {model: cc_cv_charger, charges: 20 A, from: '02:00', to: '06:00'}\n";
    for (const char* battery : {"lithium_ng_12v8_100ah", "lithium_ng_12v8_300ah"}) {
        const LoadedScenario loaded = load_text(combiner("8 h", 80, alternator, house, battery));
        for (const RunResult& result : {run_fixed(loaded), run_leap(loaded)}) {
            double devices_ah = 0.0;
            for (const LedgerRow& row : result.ledger) {
                const bool is_device =
                    row.kind != LedgerRow::Kind::Bank && row.kind != LedgerRow::Kind::Far;
                devices_ah += is_device ? row.charge_ah.value_or(0.0) : 0.0;
            }
            const double charged_ah = *result.metrics[Metric::Charged];
            const double discharged_ah = *result.metrics[Metric::Discharged];
            EXPECT_NEAR(devices_ah, charged_ah - discharged_ah,
                        1e-6 * (charged_ah + discharged_ah));
        }
    }
}

// A flat starter battery gets 30 s of the bank.
TEST(FarSide, IsJoinedForHalfAMinuteToAssistAStart) {
    const LoadedScenario loaded =
        load_text(combiner("1 h", 20, "charges: 40 A, from: '03:00', to: '04:00'",
                           "events:\n  - {at: 600 s, start_assist: link}\n"));
    for (const RunResult& result : {run_fixed(loaded), run_leap(loaded)}) {
        const auto joined = of_kind(result, EventKind::LinkJoined);
        const auto parted = of_kind(result, EventKind::LinkParted);
        ASSERT_EQ(of_kind(result, EventKind::StartAssist).size(), 1U);
        ASSERT_EQ(joined.size(), 1U);
        ASSERT_EQ(parted.size(), 1U);
        EXPECT_EQ(to_seconds(joined[0].at), 600.0);
        EXPECT_EQ(joined[0].cause, "start_assist");
        EXPECT_EQ(to_seconds(parted[0].at), 630.0);
        EXPECT_GT(far_charge_ah(result, "crosses_link"), 0.0);
        EXPECT_TRUE(result.balance.closes());
    }
}

// From 50 % to 40 % of 70 Ah are 7 Ah: 20 mA take them in 350 h.
TEST(FarSide, TellsAStarterBatteryThatStartsNoEngineAnyMore) {
    const LoadedScenario loaded = load_text(combiner(
        "20 d", 50, "charges: 40 A, from: '01:00', to: '01:10', on_for: 1 s, every: 1000 d",
        "  car: {model: constant_current, draws: 20 mA, connected_to: link}\n"));
    const RunResult result = run_leap(loaded);
    const auto flat = of_kind(result, EventKind::StarterFlat);
    ASSERT_EQ(flat.size(), 1U);
    EXPECT_NEAR(to_seconds(flat[0].at), 350.0 * 3600.0, 2.0);
    EXPECT_EQ(flat[0].device, "starter");
    EXPECT_NEAR(*result.metrics[Metric::StarterSocEnd], 50.0 - 480.0 * 0.02 / 0.7, 1e-3);
    EXPECT_EQ(result.metrics[Metric::StarterSocLowest], result.metrics[Metric::StarterSocEnd]);
    // Of that the bank feels nothing but what the open Cyrix draws.
    for (const LedgerRow& row : result.ledger) {
        if (row.item == "link") {
            EXPECT_NEAR(*row.charge_ah, -0.004 * 480.0, 1e-9);
        }
    }
}

// What crosses the link is in both sums; each closes.
TEST(FarSide, HasABalanceOfItsOwnBesideThatOfTheBank) {
    const LoadedScenario loaded =
        load_text(combiner("1 d", 80, "charges: 60 A, from: '06:00', to: '08:00'",
                           "  car: {model: constant_current, draws: 1 A, connected_to: link}\n"
                           "  fridge: {model: constant_power, draws: 40 W, connected_to: load}\n"));
    for (const RunResult& result : {run_fixed(loaded), run_leap(loaded)}) {
        double house_ah = 0.0;
        double stored_ah = 0.0;
        for (const LedgerRow& row : result.ledger) {
            const bool is_stored = row.item == "stored";
            stored_ah += is_stored ? *row.charge_ah : 0.0;
            house_ah +=
                row.kind == LedgerRow::Kind::Far || is_stored ? 0.0 : row.charge_ah.value_or(0.0);
        }
        // Of some 120 Ah that flowed; along a planned way the far side answers to 3e-6 of them.
        EXPECT_NEAR(house_ah, stored_ah, 5e-4);
        EXPECT_NEAR(far_charge_ah(result, "alternator") + far_charge_ah(result, "car") +
                        far_charge_ah(result, "crosses_link"),
                    far_charge_ah(result, "lead_stored"), 1e-4);
        EXPECT_LT(far_charge_ah(result, "crosses_link"), -50.0);
        EXPECT_NEAR(far_charge_ah(result, "car"), -24.0, 1e-6);
        EXPECT_LE(result.balance.far_residual, 1e-9);
    }
    EXPECT_EQ(drivers_disagree(loaded), "");
}

// Two minutes at 13.3 V or more, and a minute below 13.1 V after the engine.
TEST(FarSide, OfAnOrionChargesWhileTheEngineRuns) {
    const LoadedScenario loaded = load_text(
        "start: '2026-05-01 00:00'\nduration: 6 h\n"
        "bank: {battery: lithium_ng_12v8_300ah, soc_pct: 60}\ndevices:\n"
        "  link: {model: orion_tr_smart_12_12_30}\n"
        "  starter: " +
        plain_starter +
        ", soc_pct: 99}\n"
        "  alternator: {model: alternator, charges: 60 A, regulated: 13.6 V, from: '01:00', "
        "to: '03:00', connected_to: link}\n");
    const RunResult result = run_leap(loaded);
    const auto joined = of_kind(result, EventKind::LinkJoined);
    const auto parted = of_kind(result, EventKind::LinkParted);
    ASSERT_EQ(joined.size(), 1U);
    ASSERT_EQ(parted.size(), 1U);
    EXPECT_EQ(to_seconds(joined[0].at), 3720.0);
    EXPECT_EQ(to_seconds(parted[0].at), 10'860.0);
    for (const LedgerRow& row : result.ledger) {
        if (row.item == "link") {
            // 30 A from 01:02 to 03:00.
            EXPECT_NEAR(*row.charge_ah, 30.0 * 118.0 / 60.0, 0.05);
        }
    }
    EXPECT_EQ(drivers_disagree(loaded), "");
}

class BehindACyrixLiCharge : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Chargers, BehindACyrixLiCharge,
                         testing::Values("cc_cv_charger, charges: 20 A, switched_by: nothing",
                                         "blue_smart_ip22_12_20"));

// R-SYS-6: only when there is charge voltage, and three seconds later.
TEST_P(BehindACyrixLiCharge, AChargerIsJoinedWhileItGivesVoltage) {
    const LoadedScenario loaded = load_text(
        "start: '2026-05-01 00:00'\nduration: 8 h\n"
        "bank: {battery: lithium_ng_12v8_300ah, soc_pct: 60}\ndevices:\n"
        "  link: {model: cyrix_li_charge_120}\n"
        "  shore: {model: " +
        std::string{GetParam()} + ", from: '01:00', to: '03:00', connected_to: link}\n");
    const RunResult result = run_leap(loaded);
    const auto joined = of_kind(result, EventKind::LinkJoined);
    const auto parted = of_kind(result, EventKind::LinkParted);
    // While 20 A flow the bank stays below 13.5 V, so after an hour the relay opens to look; alone
    // the charger comes above 13.7 V, and three seconds later they are joined again. At 03:00 the
    // charger is switched off; the second hour ends six seconds later.
    ASSERT_EQ(joined.size(), 2U);
    ASSERT_EQ(parted.size(), 2U);
    EXPECT_EQ(to_seconds(joined[0].at), 3603.0);
    EXPECT_EQ(to_seconds(parted[0].at), 7203.0);
    EXPECT_EQ(to_seconds(joined[1].at), 7206.0);
    EXPECT_EQ(to_seconds(parted[1].at), 10'806.0);
    EXPECT_EQ(parted[1].cause, "link_voltage");
    EXPECT_EQ(drivers_disagree(loaded), "");
}

// facts/domain.md §3.2: 4 mA while it is open; with nothing to charge with that is all.
// R-SYS-6, R-SYS-7
TEST_P(BehindACyrixLiCharge, AChargerThatIsOffCostsTheFourMilliampsOfTheRelay) {
    const LoadedScenario loaded = load_text(
        "start: '2026-05-01 04:00'\nduration: 20 h\n"
        "bank: {battery: lithium_ng_12v8_300ah, soc_pct: 60}\ndevices:\n"
        "  link: {model: cyrix_li_charge_120}\n"
        "  shore: {model: " +
        std::string{GetParam()} + ", from: '01:00', to: '03:00', connected_to: link}\n");
    const RunResult result = run_leap(loaded);
    double from_bank_ah = 0.0;
    for (const LedgerRow& row : result.ledger) {
        from_bank_ah += row.item == "link" ? *row.charge_ah : 0.0;
    }
    EXPECT_NEAR(from_bank_ah, -0.004 * 20.0, 1e-9);
}

// R-SYS-4, R-SYS-6: the relay in the line of a charger without a remote input is written out.
TEST(FarSide, OfACyrixLiChargeIsADeviceOfItsOwn) {
    const auto message = [](const std::string& device) {
        try {
            load_text(
                "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah}\ndevices: {shore: {model: " +
                device + "}}\n");
        } catch (const InputError& error) {
            return std::string{error.what()};
        }
        return std::string{"was read"};
    };
    for (const auto& [device, key] :
         {std::pair{"blue_smart_ip22_12_15, switched_by: charger", "switched_by"},
          std::pair{"cc_cv_charger, charges: 5 A, product: other_charger", "switched_by"},
          std::pair{"phoenix_smart_ip43_12_30, through: cyrix_li_charge", "through"}}) {
        EXPECT_THAT(
            message(device),
            HasSubstr("devices.shore." + std::string{key} +
                      ": a Cyrix-Li-Charge is a device of its own, in the line of a charger "
                      "without a remote input: add {model: cyrix_li_charge_120}"))
            << device;
    }
    EXPECT_EQ(message("blue_smart_ip22_12_15"), "was read");
    EXPECT_EQ(message("cc_cv_charger, charges: 5 A"), "was read");
}

TEST(FarSide, IsRefusedWhenItIsNotWhole) {
    const auto message = [](const std::string& devices) {
        try {
            load_text("duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah}\ndevices:\n" +
                      devices);
        } catch (const InputError& error) {
            return std::string{error.what()};
        }
        return std::string{"was read"};
    };
    const std::string link = "  link: {model: cyrix_li_ct_120}\n";
    const std::string starter =
        "  starter: {model: lead_battery_12v, capacity: 70 Ah, connected_to: link}\n";
    EXPECT_EQ(message(link + starter), "was read");
    EXPECT_THAT(message(link), HasSubstr("devices.link: has no starter battery behind it"));
    EXPECT_THAT(
        message(link + starter +
                "  other: {model: lead_battery_12v, capacity: 70 Ah, connected_to: link}\n"),
        HasSubstr("devices.link: has 2 lead batteries behind it"));
    EXPECT_THAT(message("  starter: {model: lead_battery_12v, capacity: 70 Ah}\n"),
                HasSubstr("devices.starter.connected_to: it is of a starter battery's bus"));
    EXPECT_THAT(message("  alternator: {model: alternator, charges: 60 A}\n"),
                HasSubstr("devices.alternator.connected_to: it is of a starter battery's bus"));
    EXPECT_THAT(message(link + starter +
                        "  second: {model: orion_tr_smart_12_12_30, connected_to: link}\n"),
                HasSubstr("devices.second.connected_to: link is a link"));
    EXPECT_THAT(message(link + starter +
                        "  shore: {model: cc_cv_charger, charges: 5 A, connected_to: link}\n"),
                HasSubstr("say switched_by: nothing"));
    EXPECT_THAT(message("  link: {model: cyrix_li_ct_120, connected_to: load}\n" + starter),
                HasSubstr("devices.link.connected_to: what charges the bank is connected to"));
    EXPECT_THAT(message("  link: {model: cyrix_li_charge_120}\n"),
                HasSubstr("devices.link: has no charger behind it"));
    EXPECT_THAT(message("  link: {model: cyrix_li_charge_120}\n" + starter),
                HasSubstr("devices.link: joins a charger, and has a lead battery behind it"));
    EXPECT_THAT(
        message(link +
                "  starter: {model: lead_battery_24v, capacity: 70 Ah, connected_to: link}\n"),
        HasSubstr("devices.link: joins a bank of 12.8 V and a lead battery of 25.5 V"));
}

// A starter bus of 12 V beside a bank of 24 V: what hangs there works at 12 V. The charger goes to
// 14.2 V of its own and not to the bank's 28.4 V, and the radio does not take 12 V for too little.
TEST(FarSide, OfAnOrionHasTheVoltageOfItsStarterBattery) {
    const LoadedScenario loaded = load_text(
        "start: '2026-05-01 00:00'\nduration: 6 h\n"
        "bank: {battery: lithium_ng_25v6_100ah, soc_pct: 60}\ndevices:\n"
        "  link: {model: orion_tr_smart_12_24_10, starts_at: 15 V, starts_late_at: 15 V}\n"
        "  starter: " +
        plain_starter +
        ", soc_pct: 50}\n"
        "  radio: {model: constant_current, draws: 1 A, connected_to: link}\n"
        "  shore: {model: cc_cv_charger, charges: 5 A, from: '01:00', to: '03:00', "
        "switched_by: nothing, connected_to: link}\n");
    const RunResult result = run_leap(loaded);
    EXPECT_TRUE(of_kind(result, EventKind::BrownOut).empty());
    EXPECT_NEAR(far_charge_ah(result, "radio"), -6.0, 1e-3);
    EXPECT_NEAR(far_charge_ah(result, "shore"), 10.0, 0.1);
    EXPECT_EQ(drivers_disagree(loaded), "");
}

}  // namespace
}  // namespace engine
