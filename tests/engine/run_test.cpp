// Short runs: the order of things at one instant, what the BMS does, what it cannot prevent.

#include "engine/run.hpp"

#include "tests/engine/generators.hpp"
#include "tests/engine/support.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

RunResult run(const std::string& text, const RunOptions& options = {}) {
    return run_fixed(load_text(text), options);
}

/// Seconds of every event of a kind.
std::vector<double> times_of(const RunResult& result, EventKind kind) {
    std::vector<double> out;
    for (const Event& event : events_of(result, kind)) {
        out.push_back(to_seconds(event.at));
    }
    return out;
}

const LedgerRow& ledger_row(const RunResult& result, const std::string& item) {
    for (const LedgerRow& row : result.ledger) {
        if (row.item == item) {
            return row;
        }
    }
    throw std::out_of_range(item);
}

double drawn(const RunResult& result, const std::string& signal, double t_s) {
    return engine::drawn(result.recording, signal_named(result.recording, signal), t_s).value();
}

/// A battery of 100 Ah at half charge and 20 °C, ideal but for its resistance.
const std::string ideal =
    "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50, self_discharge_pct_per_30d: 0, "
    "ageing: false}\n";

/// The same with a capacity of `ah`, so that hours do for months.
std::string small(double ah, const std::string& soc_pct) {
    return "bank: {battery: {like: lithium_ng_12v8_100ah, capacity_ah: " + shortest(ah) +
           "}, soc: " + soc_pct + " %, self_discharge_pct_per_30d: 0, ageing: false}\n";
}

// --- start ---

// R-REM-2, D-24: at power-up both outputs float until every battery has sent its first frame, at 1
// s.
TEST(Run, LoadAndChargerGoHighWithTheFirstFrame) {
    const RunResult result = run("duration: 10 s\n" + ideal);
    EXPECT_THAT(times_of(result, EventKind::LoadOn), ElementsAre(1.0));
    EXPECT_THAT(times_of(result, EventKind::ChargerOn), ElementsAre(1.0));
    EXPECT_THAT(times_of(result, EventKind::LoadOff), IsEmpty());
    EXPECT_EQ(result.verdict, Verdict::Ok);
    EXPECT_EQ(result.horizon, SimTime{10'000});
    EXPECT_EQ(result.metrics[Metric::LoadOffHours], 0.0);
}

// R-REM-1, R-REM-2: with the remote open nothing ever goes High.
TEST(Run, WithTheRemoteOpenNothingGoesHigh) {
    const RunResult result = run("duration: 1 min\nbms: {remote: open}\n" + ideal);
    EXPECT_THAT(result.events, IsEmpty());
    EXPECT_EQ(result.verdict, Verdict::Ok);
}

// --- order ---

// R-REM-1: all three outputs float when the remote goes off. An event at t acts at t.
TEST(Run, ARemoteEventActsAtItsOwnInstant) {
    const RunResult result =
        run("duration: 1 min\nevents: [{at: 10 s, remote: open}, {at: 20 s, "
            "remote: joined}]\n" +
            ideal);
    EXPECT_THAT(times_of(result, EventKind::RemoteChanged), ElementsAre(10.0, 20.0));
    EXPECT_THAT(times_of(result, EventKind::LoadOff), ElementsAre(10.0));
    EXPECT_THAT(times_of(result, EventKind::ChargerOff), ElementsAre(10.0));
    // Starting again takes the BMS a tick.
    ASSERT_EQ(times_of(result, EventKind::LoadOn).size(), 2U);
    EXPECT_NEAR(times_of(result, EventKind::LoadOn)[1], 20.1, 0.1);
    EXPECT_EQ(result.events[2].kind, EventKind::RemoteChanged);
    EXPECT_EQ(result.events[2].cause, "open");
    // Somebody wanted it: no milestone, no loss.
    EXPECT_FALSE(result.milestones[Milestone::LoadOff]);
    EXPECT_EQ(result.verdict, Verdict::Ok);
    EXPECT_NEAR(*result.metrics[Metric::LoadOffHours] * 3600.0,
                times_of(result, EventKind::LoadOn)[1] - 10.0, 1e-9);
}

TEST(Run, BetweenTwoTicksItWaitsForTheNextTick) {
    const RunResult result =
        run("duration: 1 min\nevents: [{at: 10.05 s, remote: open}]\n" + ideal);
    EXPECT_THAT(times_of(result, EventKind::RemoteChanged), ElementsAre(10.05));
    EXPECT_THAT(times_of(result, EventKind::LoadOff), ElementsAre(10.1));
}

TEST(Run, EventsHappenInTimeOrderHoweverTheyAreWritten) {
    const RunResult result =
        run("duration: 1 min\nstart: '2026-01-01 12:00'\nutc_offset: '+02:00'\n"
            "events: [{at: 30 s, remote: on}, {at: '2026-01-01 12:00:20', remote: off},\n"
            "         {at: 2 h, remote: off}]\n" +
            ideal);
    EXPECT_THAT(times_of(result, EventKind::RemoteChanged), ElementsAre(20.0, 30.0));
    EXPECT_THAT(times_of(result, EventKind::LoadOff), ElementsAre(20.0));
    EXPECT_TRUE(std::is_sorted(result.events.begin(), result.events.end(),
                               [](const Event& a, const Event& b) { return a.at < b.at; }));
}

TEST(Run, MeasurementsComeBeforeDevicesSoTheBmsSeesAnEdgeOneFrameLater) {
    // 8 % rests at 3.13 V; 100 A through 0.5 mOhm per cell pull it below 3.10 V. The frame of 10 s
    // was taken before they flow.
    const RunResult result =
        run("duration: 20 s\nbms: {pre_alarm_cell_on_s: 0, low_soc_warning_pct: 0, "
            "discharge_floor_pct: 0}\n" +
                small(10, "8") +
                "devices: {pull: {model: constant_current, draws: 100 A, from: '00:00:10', to: "
                "'00:10'}}\n",
            {.record = true});
    ASSERT_FALSE(times_of(result, EventKind::PreAlarmOn).empty());
    EXPECT_EQ(times_of(result, EventKind::PreAlarmOn).front(), 11.0);
    // The record of 10 s comes last: it has the new current and the voltage under it.
    EXPECT_EQ(drawn(result, "pull.device_current_a", 10.0), -100.0);
    EXPECT_EQ(drawn(result, "pull.device_current_a", 0.0), 0.0);
    EXPECT_LT(drawn(result, "bank_voltage_v", 10.0), drawn(result, "bank_voltage_v", 9.0) - 0.05);
}

TEST(Run, OutputsComeBeforeDevicesSoALoadStopsAtTheSameInstant) {
    const RunResult result =
        run("duration: 20 s\nevents: [{at: 10 s, remote: open}]\ndevices: {lamp: {model: "
            "constant_current, draws: 5 A, connected_to: load}}\n" +
                ideal,
            {.record = true});
    EXPECT_EQ(drawn(result, "lamp.device_current_a", 1.0), -5.0);
    EXPECT_EQ(drawn(result, "lamp.device_current_a", 10.0), 0.0);
    EXPECT_EQ(drawn(result, "load", 10.0), 0.0);
}

TEST(Run, DevicesRunFromTheirEdgeToTheNextAndNotAMillisecondMore) {
    // Windows and rhythms on and off the frames; the charge is current times time.
    const RunResult result =
        run("start: '2026-01-01 17:59:50'\nutc_offset: '-03:00'\nduration: 60 s\n"
            "devices:\n"
            "  window: {model: constant_current, draws: 3.6 A, from: '18:00', to: '18:00:30'}\n"
            "  rhythm: {model: constant_current, draws: 3.6 A, on_for: 1250 ms, every: 7.5 s}\n"
            "  both: {model: constant_current, draws: 3.6 A, from: '18:00', to: '18:00:30', "
            "on_for: 5 s, "
            "every: 20 s}\n"
            "  always: {model: constant_current, draws: 3.6 A}\n"
            "  behind_load: {model: constant_current, draws: 3.6 A, connected_to: load}\n"
            "  by_load: {model: constant_current, draws: 3.6 A, switched_by: load}\n" +
            ideal);
    const auto seconds = [&](const char* name) {
        return *ledger_row(result, name).charge_ah * -1000.0;  // 1 mAh a second
    };
    EXPECT_NEAR(seconds("window"), 30.0, 1e-9);
    EXPECT_NEAR(seconds("rhythm"), 8 * 1.25, 1e-9);  // at 0, 7.5 … 52.5 s
    EXPECT_NEAR(seconds("both"), 5.0, 1e-9);         // 20 … 25 s; 40 s is outside the window
    EXPECT_NEAR(seconds("always"), 60.0, 1e-9);
    EXPECT_NEAR(seconds("behind_load"), 59.0, 1e-9);  // LOAD goes High at 1 s
    EXPECT_NEAR(seconds("by_load"), 59.0, 1e-9);
    EXPECT_EQ(ledger_row(result, "window").cut_by, "nothing");
    EXPECT_EQ(ledger_row(result, "behind_load").cut_by, "load");
    EXPECT_EQ(ledger_row(result, "by_load").cut_by, "load");
}

// --- the BMS's own draw ---

// R-SUP-1: 3 mA with the remote on, 1.2 mA with it off.
TEST(Run, TheBmsDrawsFromItsOwnBank) {
    const auto draw_ma = [](const std::string& remote) {
        const RunResult result = run("duration: 1 h\nbms: {remote: " + remote + "}\n" + ideal);
        return *ledger_row(result, "bms").charge_ah * -1000.0;
    };
    EXPECT_NEAR(draw_ma("joined"), 3.0, 1e-9);
    // The state is known one tick after the start.
    EXPECT_NEAR(draw_ma("open"), 1.2, 1.8 * 0.1 / 3600.0 + 1e-9);
    EXPECT_NEAR(draw_ma("{high_v: 2.9}"), 1.2, 1e-3);
    EXPECT_NEAR(draw_ma("high_to_plus"), 3.0, 1e-3);
}

// --- low state of charge ---

// R-OUT-4, R-COD-2, R-COD-3, D-14: 35 mA and the BMS's 3 mA are read as 40 mA. Of 1 Ah at 50 % the
// warning level of 15 % is 0.35 Ah away, which is 31,500 s at 40 mA, and the floor of 10 % 36,000
// s; counting begins with the first frame at 1 s. (Of 200 Ah: 70 Ah / 0.96 Ah a day, day 72.92.)
TEST(Run, ADrainOf38MilliamperesIsCountedAs40) {
    const std::string van =
        "duration: 10.2 h\nbms: {low_soc_warning_pct: 15, discharge_floor_pct: "
        "10}\ndevices: {alarm: {model: constant_current, draws: 35 mA}}\n";
    const RunResult result = run(van + small(1, "50"));
    EXPECT_NEAR(*first_s(result, EventKind::CodeRaised, "W-B07"), 31'501.0, 1.0);
    EXPECT_NEAR(*first_s(result, EventKind::PreAlarmOn), 31'501.0, 1.0);
    EXPECT_NEAR(*first_s(result, EventKind::CodeRaised, "A-B07"), 36'001.0, 1.0);
    // At once: at the tick of the alarm.
    EXPECT_EQ(first_s(result, EventKind::LoadOff), first_s(result, EventKind::CodeRaised, "A-B07"));
    EXPECT_EQ(result.verdict, Verdict::LoadsLost);
    // The cells lost what really flowed: 38 mA.
    EXPECT_NEAR(*result.metrics[Metric::SocEnd], 50.0 - 3.8 * 10.2, 1e-6);
    EXPECT_NEAR(*result.metrics[Metric::SocReportedEnd], 50.0 - 4.0 * 10.2, 0.01);

    // Read to the milliampere it is 38 mA: 0.35 Ah / 38 mA = 33,157.9 s.
    const RunResult fine =
        run_fixed(load_text(van + small(1, "50"), {.sets = {"bank.current_resolution=1 mA"}}));
    EXPECT_NEAR(*first_s(fine, EventKind::CodeRaised, "W-B07"), 33'158.9, 1.0);
}

// D-14: a drain below half a step is not seen at all.
TEST(Run, ADrainOf4MilliamperesIsNotSeen) {
    const RunResult result = run(
        "duration: 5 h\nbms: {draws_on_a: 0}\ndevices: {led: {model: constant_current, draws: 4 "
        "mA}}\n" +
        small(1, "50"));
    EXPECT_EQ(result.metrics[Metric::SocReportedEnd], 50.0);
    EXPECT_NEAR(*result.metrics[Metric::SocEnd], 48.0, 1e-6);
    EXPECT_NEAR(*result.metrics[Metric::SocErrorLargest], 2.0, 1e-6);
}

// R-OUT-4: a floor of 0 turns it off, and a warning of 0 too.
TEST(Run, WithoutFloorAndWarningChargeAloneOpensNothing) {
    const RunResult result =
        run("duration: 2 h\nbms: {low_soc_warning_pct: 0, discharge_floor_pct: 0}\n"
            "devices: {lamp: {model: constant_current, draws: 100 mA, connected_to: load}}\n" +
            small(2, "20"));
    EXPECT_THAT(times_of(result, EventKind::LoadOff), IsEmpty());
    EXPECT_THAT(events_of(result, EventKind::CodeRaised), IsEmpty());
    // 100 mA from 1 s on and the BMS's 3 mA, of 2 Ah.
    const double drawn_ah = (0.1 * 7199 + 0.003 * 7200) / 3600.0;
    EXPECT_NEAR(*result.metrics[Metric::SocEnd], 20.0 - drawn_ah / 2.0 * 100.0, 1e-6);
}

// R-OUT-5, D-7, D-16: LOAD comes back by itself at floor + 5 %. From 10 % of 10 Ah, 4.997 A read as
// 5.00 A and counted at 99 % fill 0.5 Ah in 0.5 / 4.95 h = 363.6 s.
TEST(Run, LoadsComeBackByThemselvesAtFiveAboveTheFloor) {
    const std::string text =
        "duration: 2 h\nbms: {discharge_floor_pct: 10}\ndevices:\n"
        "  fridge: {model: constant_current, draws: 2 A, connected_to: load, from: '00:00', to: "
        "'01:00'}\n"
        "  charger: {model: cc_cv_charger, charges: 5 A, from: '01:00', to: '01:30'}\n" +
        small(10, "15");
    const RunResult result = run(text);
    // 0.5 Ah at 2 A read as 2.00 A: 900 s after LOAD went High at 1 s. The edge is measured with
    // the frame of 2 s.
    ASSERT_EQ(times_of(result, EventKind::LoadOff).size(), 1U);
    EXPECT_NEAR(times_of(result, EventKind::LoadOff).front(), 902.0, 1.0);
    ASSERT_EQ(times_of(result, EventKind::LoadOn).size(), 2U);
    EXPECT_NEAR(times_of(result, EventKind::LoadOn).back(), 3600.0 + 363.6 + 1.0, 2.0);
    EXPECT_EQ(*first_s(result, EventKind::CodeCleared, "A-B07"),
              times_of(result, EventKind::LoadOn).back());
    EXPECT_NEAR(
        *result.metrics[Metric::LoadOffHours] * 3600.0,
        times_of(result, EventKind::LoadOn).back() - times_of(result, EventKind::LoadOff).front(),
        1e-6);
    // Settable.
    const RunResult later =
        run_fixed(load_text(text, {.sets = {"bms.discharge_floor_return_pct=8"}}));
    EXPECT_NEAR(times_of(later, EventKind::LoadOn).back(), 3600.0 + 1.6 * 363.6 + 1.0, 2.0);
}

// --- low cells ---

// R-OUT-3, D-5: whatever pulls the cells down, PRE-ALARM is High for 30 s before LOAD opens.
RC_GTEST_PROP(Run, PreAlarmIsHighThirtySecondsBeforeLoadOpensForALowCell, ()) {
    const double ah = any_in(5, 100);
    const double current_a = ah * any_in(20, 180) / 100.0;
    const std::string pull = any_bool() ? "constant_current, draws_a: " + shortest(current_a)
                                        : "constant_power, draws_w: " + shortest(12.0 * current_a);
    const std::string text =
        "duration: 15 min\nbms: {low_soc_warning_pct: 0, discharge_floor_pct: 0}\n"
        "devices:\n"
        "  pull: {model: " +
        pull +
        ", connected_to: load, from: '00:00:05', to: '23:00'}\n"
        "  drip: {model: constant_current, draws: 35 mA}\n" +
        small(ah, shortest(any_in(10, 40) / 10.0));
    RC_LOG() << text;
    const RunResult result = run(text);
    const auto opened = times_of(result, EventKind::LoadOff);
    RC_CLASSIFY(!opened.empty(), "opens");
    double shortest_lead = 1e9;
    bool is_supplied = true;  // else LOAD opens at once (D-3, D-24)
    for (const Event& event : events_of(result, EventKind::LoadOff)) {
        std::optional<double> since;
        for (const Event& before : result.events) {
            if (before.at <= event.at && before.kind == EventKind::PreAlarmOn) {
                since = to_seconds(before.at);
            }
        }
        if (event.cause.find("low_cell") != std::string::npos) {
            RC_ASSERT(since.has_value());
            shortest_lead = std::min(shortest_lead, to_seconds(event.at) - *since);
        }
        is_supplied = is_supplied && event.cause.find("supply_too_low") == std::string::npos;
    }
    const auto lead = result.metrics[Metric::PreAlarmLead];
    RC_LOG() << "shortest " << shortest_lead << " metric " << lead.value_or(-1.0);
    for (auto& e : result.events)
        RC_LOG() << to_seconds(e.at) << " " << row_of(e.kind).name << " " << e.code << " "
                 << e.cause << "\n";
    RC_ASSERT(lead.has_value() == (shortest_lead < 1e9));
    RC_ASSERT(!lead || std::abs(*lead - shortest_lead) < 1e-9);
    RC_ASSERT(!lead || !is_supplied || *lead >= 30.0);
}

// R-BAT-8, R-SUP-1: after the low-cell cut-off 1 Ah per 100 Ah is left. 10 mA in all (1.2 of them
// the BMS's own) empty the reserve of 200 Ah in 8.33 days, of 20 Ah in a tenth of that, 72000 s.
TEST(Run, TenMilliamperesUseUpTheReserveInTheManualsTime) {
    const RunResult result =
        run("duration: 21 h\nambient: {temperature_degc: 25}\nbms: {low_soc_warning_pct: 0, "
            "discharge_floor_pct: 0}\n"
            "devices: {drip: {model: constant_current, draws: 8.8 mA}}\n" +
            small(20, "1.05"));
    const auto low_cell = result.milestones[Milestone::LowCell];
    const auto damage = result.milestones[Milestone::Damage];
    ASSERT_TRUE(low_cell && damage);
    EXPECT_NEAR(to_seconds(*damage - *low_cell), 72000.0, 0.01 * 72000.0);
    EXPECT_EQ(result.verdict, Verdict::Damaged);
    const Event damaged = events_of(result, EventKind::BatteryDamaged).front();
    EXPECT_EQ(damaged.at, *damage);
    EXPECT_EQ(damaged.battery, 1);
    EXPECT_EQ(damaged.cell, 1);
    // What flowed since: 10 mA, the BMS's part 1.2 mA.
    const double hours = to_seconds(result.horizon - *low_cell) / 3600.0;
    EXPECT_NEAR(*ledger_row(result, "bms").after_low_cell_ah, -0.0012 * hours, 2e-6);
    EXPECT_NEAR(*ledger_row(result, "drip").after_low_cell_ah, -0.0088 * hours, 1e-9);
}

/// A bank that something drains far below empty in a quarter of an hour; a charger at half past.
std::string drained(const std::string& charger) {
    return "duration: 1 h\ndevices:\n"
           "  drain: {model: constant_current, draws: 200 mA, from: '00:00', to: '00:40'}\n"
           "  charger: {model: cc_cv_charger, charges: 1 A, from: '00:30', to: '00:59', " +
           charger + "}\n" + small(1, "3");
}

// R-SUP-1: the BMS works down to 8 V, and the loads of this bank too.
TEST(Run, AnOverdischargedBankTakesTheBmsWithItAndAChargerBringsItBack) {
    const RunResult result = run(drained("switched_by: nothing"));
    const auto damage = result.milestones[Milestone::Damage];
    ASSERT_TRUE(damage);
    const auto off = events_of(result, EventKind::BmsOff);
    const auto on = events_of(result, EventKind::BmsOn);
    const auto brown_out = events_of(result, EventKind::BrownOut);
    const auto over = events_of(result, EventKind::BrownOutOver);
    ASSERT_EQ(off.size(), 1U);
    ASSERT_EQ(on.size(), 1U);
    ASSERT_EQ(brown_out.size(), 1U);
    ASSERT_EQ(over.size(), 1U);
    EXPECT_EQ(brown_out.front().device, "drain");
    EXPECT_GT(off.front().at, *damage);
    EXPECT_LT(off.front().at, SimTime{1'800'000});
    // The charger starts at 1800 s; 8.2 V come back at once.
    EXPECT_GE(to_seconds(on.front().at), 1800.0);
    EXPECT_LE(to_seconds(on.front().at), 1900.0);
    EXPECT_GE(*on.front().value, 8.2);
    // Dead, it draws nothing and gives nothing; alive again it calls the loads once the cells are
    // up.
    for (const double t_s : times_of(result, EventKind::LoadOn)) {
        EXPECT_TRUE(t_s < to_seconds(off.front().at) || t_s > to_seconds(on.front().at));
    }
    EXPECT_GT(times_of(result, EventKind::LoadOn).back(), 1800.0);
    EXPECT_EQ(result.verdict, Verdict::Damaged);
    const double alive_h = to_seconds(off.front().at + result.horizon - on.front().at) / 3600.0;
    EXPECT_LE(*ledger_row(result, "bms").charge_ah, -0.0012 * alive_h + 1e-9);
    EXPECT_GE(*ledger_row(result, "bms").charge_ah, -0.003 * alive_h - 1e-9);
}

// R-SUP-1: the voltage falls past the limit of the load before it comes to the 8 V of the BMS, and
// is back when the load has stopped. At -5 °C one battery of 50 Ah cannot give 20 kW at any
// voltage.
TEST(Run, ALoadThatAsksTooMuchStopsItselfAndNotTheBms) {
    for (const char* draws : {"20 kW", "3 kW"}) {
        const RunResult result =
            run("duration: 1 h\nambient: {temperature: -5 degC}\ndevices:\n"
                "  winch: {model: constant_power, draws: " +
                std::string{draws} +
                ", from: '00:10', to: '00:40', switched_by: "
                "load}\nbank: {battery: {like: lithium_ng_12v8_100ah, capacity_ah: 50, "
                "internal_resistance: 20 mOhm}, soc_pct: 50}\n");
        EXPECT_THAT(events_of(result, EventKind::BmsOff), IsEmpty()) << draws;
        ASSERT_FALSE(events_of(result, EventKind::BrownOut).empty()) << draws;
        EXPECT_EQ(events_of(result, EventKind::BrownOut).front().device, "winch");
        EXPECT_EQ(result.verdict, Verdict::LoadsLost);
    }
}

// R-OUT-2: a charger that waits for CHARGER waits for ever once the BMS is dead.
TEST(Run, ADeadBmsCannotCallItsCharger) {
    const RunResult result = run(drained("switched_by: charger"));
    EXPECT_EQ(events_of(result, EventKind::BmsOff).size(), 1U);
    EXPECT_THAT(events_of(result, EventKind::BmsOn), IsEmpty());
    EXPECT_EQ(result.metrics[Metric::Charged], 0.0);
}

// --- charging ---

// R-OUT-2, D-6: CHARGER floats below 5 °C, and what obeys it does not charge.
TEST(Run, InTheColdOnlyADisobedientChargerCharges) {
    const auto charged = [](const std::string& switched_by) {
        return run(
            "duration: 10 min\nambient: {temperature_degc: 2}\ndevices: {charger: {model: "
            "cc_cv_charger, charges: 10 A, switched_by: " +
            switched_by + "}}\n" + ideal);
    };
    const RunResult obedient = charged("charger");
    // The Cold condition takes its 5 s (D-23).
    EXPECT_LT(*obedient.metrics[Metric::Charged], 10.0 * 10.0 / 3600.0);
    EXPECT_GE(times_of(obedient, EventKind::ChargerOff).size(), 1U);
    EXPECT_THAT(obedient.broken_limits, IsEmpty());
    const RunResult disobedient = charged("nothing");
    EXPECT_NEAR(*disobedient.metrics[Metric::Charged], (10.0 - 0.003) / 6.0, 1e-6);
    ASSERT_EQ(disobedient.broken_limits.size(), 1U);
    EXPECT_EQ(disobedient.broken_limits.front().limit, "charge_too_cold");
}

// R-MON-1, D-12: above 3.50 V per cell with less than 4 % of the capacity flowing for 3 min: 100 %.
TEST(Run, AFullChargeSynchronisesTheMonitor) {
    const RunResult result =
        run("duration: 2 h\nbms: {soc: 60 %}\ndevices: {charger: {model: cc_cv_charger, charges: 3 "
            "A}}\n"
            "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 98, ageing: false}\n");
    const auto synchronised = events_of(result, EventKind::Synchronised);
    ASSERT_FALSE(synchronised.empty());
    EXPECT_GE(to_seconds(synchronised.front().at), 180.0);
    EXPECT_EQ(result.metrics[Metric::SocReportedEnd], 100.0);
    const SocComparison& end = result.soc_comparisons.back();
    EXPECT_GT(end.synchronisation_pct, 30.0);  // from about 62 % to 100 %
    EXPECT_NEAR(end.start_pct, -38.0, 1e-9);
}

// --- determinism ---

const std::string busy =
    "duration: 30 min\nbms: {low_soc_warning_pct: 20, discharge_floor_pct: 10}\nevents: [{at: 20 "
    "min, "
    "remote: off}]\ndevices:\n"
    "  fridge: {model: constant_power, draws: 60 W, on_for: 2 min, every: 7 min, connected_to: "
    "load}\n"
    "  alarm: {model: constant_current, draws: 35 mA}\n" +
    small(10, "21");

TEST(Determinism, TheSameScenarioHasTheSameHashes) {
    const RunResult first = run(busy);
    const RunResult second = run(busy);
    ASSERT_GT(first.events.size(), 4U);
    EXPECT_EQ(first.events_hash, second.events_hash);
    EXPECT_EQ(first.result_hash, second.result_hash);
    EXPECT_NE(first.events_hash, first.result_hash);
}

TEST(Determinism, RecordingWatchingAndNamingChangeNoHash) {
    const RunResult plain = run(busy);
    int calls = 0;
    const LoadedScenario renamed = load_scenario_text(
        "name: Another\nrecord: cell\nexpect: [load_off.count > 0]\n" + busy, "elsewhere.yaml");
    const RunResult watched =
        run_fixed(renamed, {.record = true, .progress = [&](SimTime) { ++calls; }});
    EXPECT_THAT(plain.recording.samples, IsEmpty());
    EXPECT_FALSE(watched.recording.samples.empty());
    EXPECT_EQ(watched.events_hash, plain.events_hash);
    EXPECT_EQ(watched.result_hash, plain.result_hash);
}

TEST(Determinism, WhateverChangesTheRunChangesItsHashes) {
    const RunResult base = run(busy);
    const auto with = [](const std::string& set) {
        return run_fixed(load_text(busy, {.sets = {set}}));
    };
    // What changes states alone.
    for (const char* set : {"bank.soc_pct=21.0001", "ambient.temperature_degc=20.5",
                            "devices.alarm.draws=34.9 mA", "duration=30.5 min"}) {
        EXPECT_NE(with(set).result_hash, base.result_hash) << set;
    }
    // What changes events.
    for (const char* set : {"events=[{at: 20.1 min, remote: off}]", "events=[]",
                            "bms.low_soc_warning_pct=20.5", "devices.fridge.draws=90 W"}) {
        EXPECT_NE(with(set).events_hash, base.events_hash) << set;
        EXPECT_NE(with(set).result_hash, base.result_hash) << set;
    }
}

TEST(Determinism, ALampThatIsNeverOnChangesNobodyElsesNumbers) {
    const RunResult base = run(busy);
    for (const std::string& lamp :
         {std::string{"{model: constant_power, draws: 20 W, from: '12:00', to: '13:00'}"},
          std::string{"{model: constant_current, draws_a: 0, on_for: 3 s, every: 10 s}"}}) {
        const RunResult with = run_fixed(load_text(busy, {.sets = {"devices.lamp=" + lamp}}));
        EXPECT_EQ(with.events_hash, base.events_hash) << lamp;
        EXPECT_EQ(with.result_hash, base.result_hash) << lamp;
        EXPECT_EQ(with.events.size(), base.events.size());
        for (const LedgerRow& row : base.ledger) {
            EXPECT_EQ(ledger_row(with, row.item).charge_ah, row.charge_ah) << row.item;
            EXPECT_EQ(ledger_row(with, row.item).energy_wh, row.energy_wh) << row.item;
        }
        EXPECT_EQ(ledger_row(with, "lamp").charge_ah, 0.0);
    }
}

TEST(Run, ProgressIsToldOnceADay) {
    std::vector<double> told;
    run_fixed(load_text("duration: 2.5 d\n" + ideal),
              {.progress = [&](SimTime now) { told.push_back(to_days(now)); }});
    EXPECT_THAT(told, ElementsAre(1.0, 2.0));
}

TEST(Run, ExpectationsAreJudgedByTheRun) {
    const RunResult result = run(busy +
                                 "expect: [load_off.count >= 1, damage.day > 1, 'soc_end_pct < "
                                 "100 %', warning.t_s < 30 min]\n");
    ASSERT_EQ(result.expectations.size(), 4U);
    using Outcome = Judgement::Outcome;
    EXPECT_EQ(result.expectations[0].judgement.outcome, Outcome::Met);
    EXPECT_EQ(result.expectations[1].judgement.outcome, Outcome::Undecided);
    EXPECT_EQ(result.expectations[1].judgement.needs_days, 1.0);
    EXPECT_EQ(result.expectations[2].judgement.outcome, Outcome::Met);
    EXPECT_EQ(result.expectations[3].judgement.outcome, Outcome::Met);
    EXPECT_FALSE(result.all_expectations_met());
    EXPECT_TRUE(run(busy + "expect: [load_off.count >= 1]\n").all_expectations_met());
    EXPECT_FALSE(run(busy + "expect: [load_off.count == 0]\n").all_expectations_met());
}

}  // namespace
}  // namespace engine
