// The shipped catalogue's devices on banks of 12, 24 and 48 V: at which voltages each of them acts,
// and what it draws, by their makers' tables (facts/domain.md §3).

#include "engine/device_builder.hpp"
#include "tests/engine/support.hpp"

#include <map>

#include <gtest/gtest.h>

namespace engine {
namespace {

using models::OffReason;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr double never_s = 7200.0;

/// A scenario with a device of the catalogue, as its first.
LoadedScenario on_bank(int system_v, const std::string& device, const std::string& more = "",
                       const std::string& others = "") {
    const std::map<int, std::string> battery_of{{12, "lithium_ng_12v8_100ah"},
                                                {24, "lithium_ng_25v6_100ah"},
                                                {48, "lithium_ng_51v2_100ah"}};
    return load_text("duration: 1 d\nbank: {battery: " + battery_of.at(system_v) +
                     ", soc_pct: 50}\n" + more + "devices:\n  it: {model: " + device + "}\n" +
                     others);
}

/// A device as the plant gets it, looked at ten times a second as the plant does.
class Bench {
  public:
    Bench(int system_v, const std::string& device, const std::string& more = "") {
        const LoadedScenario loaded = on_bank(system_v, device, more);
        device_ = device_of(loaded.scenario.devices.front().second, loaded.scenario);
    }

    void hold(SimTime time, double voltage_v, bool is_high = true) {
        look(voltage_v, is_high);
        for (const SimTime end = now_ + time; now_ < end;) {
            now_ += milliseconds{100};
            look(voltage_v, is_high);
        }
    }
    /// Seconds until `is_there` holds, at this voltage; more than two hours is never.
    template <class Condition>
    double seconds_until(const Condition& is_there, double voltage_v) {
        const SimTime begin = now_;
        look(voltage_v, true);
        while (!is_there(*device_) && now_ - begin <= hours{2}) {
            now_ += milliseconds{100};
            look(voltage_v, true);
        }
        return to_seconds(now_ - begin);
    }
    double seconds_until_closed(double voltage_v) {
        return seconds_until([](const models::Device& it) { return it.conducts(); }, voltage_v);
    }
    double seconds_until_open(double voltage_v) {
        return seconds_until([](const models::Device& it) { return !it.conducts(); }, voltage_v);
    }
    double seconds_until_running(double voltage_v) {
        return seconds_until(
            [](const models::Device& it) { return it.off_reason() == OffReason::None; }, voltage_v);
    }
    double seconds_until_stopped(double voltage_v) {
        return seconds_until(
            [](const models::Device& it) { return it.off_reason() != OffReason::None; }, voltage_v);
    }
    OffReason reason() const { return device_->off_reason(); }
    double draws_ma(double voltage_v) const {
        return -1000.0 * device_->current(voltage_v).current_a;
    }
    double gives_a(double voltage_v) const { return device_->current(voltage_v).current_a; }

  private:
    void look(double voltage_v, bool is_high) {
        while (device_->update(now_, voltage_v, is_high)) {
        }
    }

    std::unique_ptr<models::Device> device_;
    SimTime now_{0};
};

// --- BatteryProtect ---

struct Levels {
    double off_v, on_v;
};
constexpr std::array<Levels, 10> levels_at_24v{{{21.0, 24.0},
                                                {20.0, 23.0},
                                                {19.0, 23.0},
                                                {22.5, 26.5},
                                                {23.0, 27.6},
                                                {21.0, 25.6},
                                                {23.0, 25.6},
                                                {23.6, 25.6},
                                                {24.0, 26.0},
                                                {20.0, 26.4}}};

class ProgramAt24V : public testing::TestWithParam<int> {};

// R-SYS-5
TEST_P(ProgramAt24V, OpensAndClosesAtTwiceTheVoltagesOfTwelve) {
    const auto [off_v, on_v] = levels_at_24v[static_cast<std::size_t>(GetParam())];
    for (const std::string name :
         {"smart_battery_protect_65", "smart_battery_protect_100", "smart_battery_protect_220",
          "battery_protect_65", "battery_protect_100", "battery_protect_220"}) {
        SCOPED_TRACE(name);
        Bench bench{24, name + ", program: " + std::to_string(GetParam())};
        EXPECT_NEAR(bench.seconds_until_closed(28.0), 1.0, 0.01);
        bench.hold(minutes{10}, off_v);  // not below
        EXPECT_EQ(bench.reason(), OffReason::None);
        EXPECT_NEAR(bench.seconds_until_open(off_v - 0.01), 102.0, 0.11);
        EXPECT_EQ(bench.reason(), OffReason::LowVoltage);
        EXPECT_GT(bench.seconds_until_closed(on_v - 0.01), never_s);
        EXPECT_NEAR(bench.seconds_until_closed(on_v), 30.0, 0.11);
    }
}
INSTANTIATE_TEST_SUITE_P(BatteryProtect, ProgramAt24V, testing::Range(0, 10));

struct Protect {
    const char* name;
    int system_v;
    double high_v;  // opens from here …
    double charged_v;
    double closed_ma, open_ma;
};
class ProtectAt : public testing::TestWithParam<Protect> {};
INSTANTIATE_TEST_SUITE_P(
    BatteryProtect, ProtectAt,
    testing::Values(Protect{"smart_battery_protect_65", 12, 16.3, 13.0, 1.4, 0.9},
                    Protect{"smart_battery_protect_65", 24, 32.6, 26.0, 1.4, 0.9},
                    Protect{"smart_battery_protect_100", 24, 32.6, 26.0, 1.4, 0.9},
                    Protect{"smart_battery_protect_220", 24, 32.6, 26.0, 1.4, 0.9},
                    Protect{"battery_protect_65", 12, 16.0, 13.0, 1.5, 1.5},
                    Protect{"battery_protect_65", 24, 32.0, 26.0, 1.5, 1.5},
                    Protect{"battery_protect_100", 24, 32.0, 26.0, 1.5, 1.5},
                    Protect{"battery_protect_220", 24, 32.0, 26.0, 1.5, 1.5}));

// R-SYS-5
TEST_P(ProtectAt, OpensAtOnceForAHighVoltage) {
    const Protect& it = GetParam();
    Bench bench{it.system_v, it.name};
    bench.hold(seconds{5}, it.high_v - 0.01);
    EXPECT_EQ(bench.reason(), OffReason::None);
    EXPECT_EQ(bench.seconds_until_open(it.high_v), 0.0);
    EXPECT_EQ(bench.reason(), OffReason::HighVoltage);
}

// R-SYS-5
TEST_P(ProtectAt, StaysOffInItsLiIonModeUntilTheBankIsCharged) {
    const Protect& it = GetParam();
    Bench bench{it.system_v, std::string{it.name} + ", program: li_ion"};
    const double flat_v = 0.9 * it.charged_v;
    EXPECT_EQ(bench.seconds_until_closed(flat_v), 0.0);
    bench.hold(seconds{5}, flat_v, false);
    EXPECT_NEAR(bench.seconds_until_closed(flat_v), 25.0, 0.11);  // of a dead time of 30 s
    for (int attempt = 2; attempt <= 3; ++attempt) {
        bench.hold(seconds{40}, flat_v, false);
        EXPECT_EQ(bench.seconds_until_closed(flat_v), 0.0) << attempt;
    }
    bench.hold(seconds{40}, flat_v, false);
    EXPECT_GT(bench.seconds_until_closed(it.charged_v - 0.01), never_s);
    EXPECT_EQ(bench.reason(), OffReason::LockedOut);
    EXPECT_NEAR(bench.seconds_until_closed(it.charged_v + 0.01), 30.0, 0.11);
}

// R-SYS-7: of a Smart one exactly, of the other at most.
TEST_P(ProtectAt, DrawsItsStandbyCurrent) {
    const Protect& it = GetParam();
    const bool is_smart = std::string{it.name}.starts_with("smart");
    const auto expect_draws = [&](double found_ma, double published_ma) {
        if (is_smart) {
            EXPECT_NEAR(found_ma, published_ma, 1e-9);
        } else {
            EXPECT_GT(found_ma, 0.0);
            EXPECT_LE(found_ma, published_ma);
        }
    };
    Bench bench{it.system_v, it.name};
    bench.hold(seconds{5}, it.charged_v);
    expect_draws(bench.draws_ma(it.charged_v), it.closed_ma);
    bench.hold(seconds{5}, it.charged_v, false);
    expect_draws(bench.draws_ma(it.charged_v), it.open_ma);
    bench.hold(seconds{1}, 5.99);  // it works from 6 V at any system voltage
    EXPECT_EQ(bench.reason(), OffReason::NoSupply);
    bench.hold(seconds{5}, it.charged_v);
    EXPECT_EQ(bench.reason(), OffReason::None);
}

// --- Cyrix-Li-Load ---

struct LoadRelay {
    int system_v;
    double charged_v;
};
class CyrixLiLoadAt : public testing::TestWithParam<LoadRelay> {};
INSTANTIATE_TEST_SUITE_P(Systems, CyrixLiLoadAt,
                         testing::Values(LoadRelay{12, 13.0}, LoadRelay{24, 26.0},
                                         LoadRelay{48, 52.0}));

// R-SYS-4
TEST_P(CyrixLiLoadAt, ComesBackThreeTimesAndThenOnceTheBankIsCharged) {
    const auto [system_v, charged_v] = GetParam();
    Bench bench{system_v, "cyrix_li_load"};
    const double flat_v = 0.9 * charged_v;
    EXPECT_EQ(bench.seconds_until_closed(flat_v), 0.0);
    for (int attempt = 1; attempt <= 3; ++attempt) {
        bench.hold(seconds{40}, flat_v, false);
        EXPECT_NEAR(bench.seconds_until_closed(flat_v), 30.0, 0.11) << attempt;
    }
    bench.hold(seconds{40}, flat_v, false);
    EXPECT_LE(bench.draws_ma(flat_v), 4.0);
    EXPECT_GT(bench.seconds_until_closed(charged_v - 0.01), never_s);
    EXPECT_EQ(bench.reason(), OffReason::LockedOut);
    EXPECT_NEAR(bench.seconds_until_closed(charged_v + 0.01), 30.0, 0.11);
}

// --- Cyrix-Li-ct and Cyrix-Li-Charge ---

/// Holds the far side at a voltage.
class Stiff final : public models::Device {
  public:
    explicit Stiff(double voltage_v) : voltage_v_{voltage_v} {}
    models::BusCurrent current(double bus_voltage_v) const override {
        constexpr double siemens = 1e4;
        return {.current_a = siemens * (voltage_v_ - bus_voltage_v), .slope_a_per_v = -siemens};
    }
    bool update(SimTime /*now*/, double /*voltage_v*/, bool /*on*/) override { return false; }
    std::optional<SimTime> next_edge(SimTime /*now*/) const override { return {}; }
    models::VoltageWatch watch(SimTime /*now*/) const override { return {}; }

  private:
    double voltage_v_;
};

/// What a link must have behind it to be read; here another far side stands in its place.
std::string behind(int system_v, const std::string& model) {
    return "  other: {connected_to: it, " +
           (model == "cyrix_li_ct_120"
                ? "model: lead_battery_" + std::to_string(system_v) + "v, capacity: 70 Ah}\n"
                : std::string{"model: cc_cv_charger, charges: 10 A, switched_by: nothing}\n"});
}

/// A link of the catalogue, with a far side that stands at a voltage.
class Link {
  public:
    Link(int system_v, const std::string& model, double far_v) {
        const LoadedScenario loaded = on_bank(system_v, model, "", behind(system_v, model));
        std::vector<std::unique_ptr<models::Device>> far;
        far.push_back(std::make_unique<Stiff>(far_v));
        link_ = far_side_of(loaded.scenario.devices.front().second, loaded.scenario,
                            models::FarBus{{}, std::move(far)});
    }
    /// Seconds until it joins both sides or parts them; more than two hours is never.
    double seconds_until(bool joined, double near_v, bool is_high = true) {
        const SimTime begin = now_;
        look(near_v, is_high);
        while (link_->is_joined() != joined && now_ - begin <= hours{2}) {
            now_ += milliseconds{100};
            look(near_v, is_high);
        }
        return to_seconds(now_ - begin);
    }
    double draws_ma(double near_v) const { return -1000.0 * link_->current(near_v).current_a; }

  private:
    void look(double near_v, bool is_high) {
        while (link_->update(now_, near_v, is_high)) {
        }
    }

    std::unique_ptr<models::FarSide> link_;
    SimTime now_{0};
};

struct Band {
    int system_v;
    double from_v, below_v;
    double after_s;
};
class CyrixLiCtCloses : public testing::TestWithParam<Band> {};
INSTANTIATE_TEST_SUITE_P(Systems, CyrixLiCtCloses,
                         testing::Values(Band{12, 12.5, 13.4, never_s}, Band{12, 13.4, 13.7, 120.0},
                                         Band{12, 13.7, 13.9, 30.0}, Band{12, 13.91, 14.4, 4.0},
                                         Band{24, 25.0, 26.8, never_s}, Band{24, 26.8, 27.4, 120.0},
                                         Band{24, 27.4, 27.8, 30.0}, Band{24, 27.81, 28.8, 4.0}));

// R-SYS-2
TEST_P(CyrixLiCtCloses, AfterTheTimeOfTheBandOfItsSystem) {
    const Band& band = GetParam();
    const double low_v = 0.95 * band.from_v;
    for (const double voltage_v : {band.from_v + 0.001, band.below_v - 0.01}) {
        const auto expect_time = [&](double found_s) {
            if (band.after_s < never_s) {
                EXPECT_NEAR(found_s, band.after_s, 0.11) << voltage_v;
            } else {
                EXPECT_GT(found_s, never_s) << voltage_v;
            }
        };
        Link by_bank{band.system_v, "cyrix_li_ct_120", low_v};
        expect_time(by_bank.seconds_until(true, voltage_v));
        Link by_engine{band.system_v, "cyrix_li_ct_120", voltage_v};
        expect_time(by_engine.seconds_until(true, low_v));
        Link floating{band.system_v, "cyrix_li_ct_120", voltage_v};
        EXPECT_GT(floating.seconds_until(true, voltage_v, false), never_s);
    }
}

struct Opening {
    int system_v;
    double voltage_v;
    double after_s;
};
class CyrixLiCtOpens : public testing::TestWithParam<Opening> {};
INSTANTIATE_TEST_SUITE_P(Systems, CyrixLiCtOpens,
                         testing::Values(Opening{12, 13.31, never_s}, Opening{12, 13.29, 10.0},
                                         Opening{12, 13.21, 10.0}, Opening{12, 13.19, 0.0},
                                         Opening{24, 26.61, never_s}, Opening{24, 26.59, 10.0},
                                         Opening{24, 26.41, 10.0}, Opening{24, 26.39, 0.0}));

// R-SYS-2
TEST_P(CyrixLiCtOpens, AfterTheTimeOfTheVoltageOfItsSystem) {
    const auto [system_v, voltage_v, after_s] = GetParam();
    Link link{system_v, "cyrix_li_ct_120", 0.5 * system_v};
    EXPECT_LT(link.draws_ma(voltage_v), 4.0 + 1e-9);  // open
    ASSERT_NEAR(link.seconds_until(true, 1.2 * system_v), 4.0, 0.11);
    if (after_s < never_s) {
        EXPECT_NEAR(link.seconds_until(false, voltage_v), after_s, 0.11);
    } else {
        EXPECT_GT(link.seconds_until(false, voltage_v), never_s);
        EXPECT_EQ(link.seconds_until(false, voltage_v, false), 0.0);  // its input floats
    }
}

struct ChargeRelay {
    int system_v;
    const char* text;  // of the maker: the older one, or the newer
    double closes_v, opens_v;
};
class CyrixLiChargeAt : public testing::TestWithParam<ChargeRelay> {};
INSTANTIATE_TEST_SUITE_P(
    Systems, CyrixLiChargeAt,
    testing::Values(ChargeRelay{12, "", 13.7, 13.5}, ChargeRelay{24, "", 27.4, 27.0},
                    ChargeRelay{48, "", 54.8, 54.0},
                    ChargeRelay{12, ", closes_at_per_12v: 13.0 V", 13.0, 13.5},
                    ChargeRelay{24, ", closes_at_per_12v: 13.0 V", 26.0, 27.0},
                    ChargeRelay{48, ", closes_at_per_12v: 13.0 V", 52.0, 54.0}));

// R-SYS-6: three seconds of charge voltage; an hour of a low one.
TEST_P(CyrixLiChargeAt, ClosesAndOpensAtTheVoltagesOfItsSystem) {
    const ChargeRelay& it = GetParam();
    const std::string model = std::string{"cyrix_li_charge_120"} + it.text;
    const double bank_v = 0.95 * it.closes_v;
    Link too_low{it.system_v, model, it.closes_v - 0.01};
    EXPECT_GT(too_low.seconds_until(true, bank_v), never_s);
    EXPECT_LT(too_low.draws_ma(bank_v), 4.0 + 1e-9);
    Link link{it.system_v, model, it.closes_v + 0.01};
    EXPECT_GT(link.seconds_until(true, 1.99), never_s);  // no battery
    EXPECT_NEAR(link.seconds_until(true, bank_v), 3.0, 0.11);
    EXPECT_GT(link.seconds_until(false, it.opens_v + 0.01), never_s);
    EXPECT_NEAR(link.seconds_until(false, it.opens_v - 0.01), 3600.0, 0.11);
}

// --- inverters ---

struct InverterVoltages {
    int system_v;
    double shuts_down_v, restarts_v, charged_v;
};
// Of 48 V the maker prints a restart at 36.6 V, which is below its shutdown; 43.6 V is 4 × 10.9 V.
constexpr std::array<InverterVoltages, 3> inverter_voltages{
    {{12, 9.3, 10.9, 14.0}, {24, 18.6, 21.8, 28.0}, {48, 37.2, 43.6, 56.0}}};

class InverterAt : public testing::TestWithParam<std::tuple<int, std::string>> {
  protected:
    InverterVoltages volts() const {
        return inverter_voltages[static_cast<std::size_t>(std::get<0>(GetParam()))];
    }
    std::string model() const {
        return "inverter_ve_direct_" + std::to_string(volts().system_v) + '_' +
               std::get<1>(GetParam());
    }
};
INSTANTIATE_TEST_SUITE_P(Sizes, InverterAt,
                         testing::Combine(testing::Range(0, 3),
                                          testing::Values("250", "375", "500", "800", "1200")));

// R-SYS-3
TEST_P(InverterAt, ShutsDownAndRestartsAtTheVoltagesOfItsSystem) {
    const auto [system_v, shuts_down_v, restarts_v, charged_v] = volts();
    Bench bench{system_v, model() + ", supplies: 50 W"};
    bench.hold(minutes{10}, shuts_down_v);  // not below
    EXPECT_EQ(bench.reason(), OffReason::None);
    EXPECT_EQ(bench.seconds_until_stopped(shuts_down_v - 0.01), 0.0);
    EXPECT_EQ(bench.reason(), OffReason::LowVoltage);
    EXPECT_GT(bench.seconds_until_running(restarts_v - 0.01), never_s);
    EXPECT_EQ(bench.seconds_until_running(restarts_v), 0.0);
}

// R-SYS-3
TEST_P(InverterAt, LocksItselfOutUntilItDetectsACharge) {
    const auto [system_v, shuts_down_v, restarts_v, charged_v] = volts();
    Bench bench{system_v, model() + ", supplies: 50 W"};
    bench.hold(minutes{1}, restarts_v);
    EXPECT_EQ(bench.seconds_until_stopped(shuts_down_v - 0.01), 0.0);
    for (int restart = 1; restart <= 3; ++restart) {
        EXPECT_NEAR(bench.seconds_until_running(restarts_v), 30.0, 0.11) << restart;
        EXPECT_EQ(bench.seconds_until_stopped(shuts_down_v - 0.01), 0.0);
    }
    EXPECT_GT(bench.seconds_until_running(charged_v - 0.01), never_s);
    EXPECT_EQ(bench.reason(), OffReason::LockedOut);
    EXPECT_NEAR(bench.seconds_until_running(charged_v + 0.01), 30.0, 0.11);
}

// R-SYS-7: nothing is published of the others but that ECO mode saves.
TEST_P(InverterAt, DrawsLessAsleepThanIdle) {
    const double nominal_v = 12.8 * volts().system_v / 12.0;
    Bench idle{volts().system_v, model() + ", supplies: 0 W"};
    idle.hold(seconds{10}, nominal_v);
    Bench asleep{volts().system_v, model() + ", supplies: 0 W, eco_mode: true"};
    asleep.hold(seconds{10}, nominal_v);
    EXPECT_GT(asleep.draws_ma(nominal_v), 0.0);
    EXPECT_LT(asleep.draws_ma(nominal_v), 0.5 * idle.draws_ma(nominal_v));
    if (model() == "inverter_ve_direct_12_375") {
        EXPECT_NEAR(idle.draws_ma(nominal_v), 1000.0 * 5.6 / 12.8, 1e-6);
        EXPECT_NEAR(asleep.draws_ma(nominal_v), 1000.0 * 0.9 / 12.8, 1e-6);
    }
}

// --- chargers ---

struct MainsCharger {
    const char* name;
    int system_v;
    double charges_a, absorption_v, float_v;
};
class MainsChargerAt : public testing::TestWithParam<MainsCharger> {};
INSTANTIATE_TEST_SUITE_P(
    Systems, MainsChargerAt,
    testing::Values(MainsCharger{"phoenix_smart_ip43_12_30", 12, 30.0, 14.2, 13.5},
                    MainsCharger{"phoenix_smart_ip43_12_50", 12, 50.0, 14.2, 13.5},
                    MainsCharger{"phoenix_smart_ip43_24_16", 24, 16.0, 28.4, 27.0},
                    MainsCharger{"phoenix_smart_ip43_24_25", 24, 25.0, 28.4, 27.0},
                    MainsCharger{"skylla_tg_24_50", 24, 50.0, 28.4, 27.0},
                    MainsCharger{"skylla_ip44_24_30", 24, 30.0, 28.4, 27.0},
                    MainsCharger{"skylla_ip44_12_60", 12, 60.0, 14.2, 13.5}));

// R-SYS-4: the preset for lithium.
TEST_P(MainsChargerAt, HoldsTheVoltagesOfItsSystem) {
    const MainsCharger& it = GetParam();
    Bench bench{it.system_v, it.name};
    bench.hold(minutes{1}, 0.9 * it.absorption_v);
    EXPECT_EQ(bench.gives_a(0.9 * it.absorption_v), it.charges_a);
    EXPECT_GT(bench.gives_a(it.absorption_v - 0.005), 0.0);
    EXPECT_EQ(bench.gives_a(it.absorption_v + 0.001), 0.0);
    bench.hold(hours{3}, it.absorption_v);
    EXPECT_GT(bench.gives_a(it.float_v - 0.005), 0.0);
    EXPECT_EQ(bench.gives_a(it.float_v + 0.001), 0.0);
}

struct Solar {
    const char* name;
    int system_v;
    double absorption_v, float_v;
    double own_ma;
};
class SolarChargerAt : public testing::TestWithParam<Solar> {};
INSTANTIATE_TEST_SUITE_P(Systems, SolarChargerAt,
                         testing::Values(Solar{"smartsolar_75_15", 12, 14.2, 13.5, 25.0},
                                         Solar{"smartsolar_75_15_at_24v", 24, 28.4, 27.0, 15.0},
                                         Solar{"smartsolar_100_30", 12, 14.2, 13.5, 10.0},
                                         Solar{"smartsolar_100_30", 24, 28.4, 27.0, 10.0},
                                         Solar{"smartsolar_100_50", 24, 28.4, 27.0, 10.0}));

// R-SYS-7: the same current at night, and beside what it gives by day, which in float and
// absorption only the voltage decides.
TEST_P(SolarChargerAt, HoldsTheVoltagesOfItsSystemAndTakesItsOwnCurrent) {
    const Solar& it = GetParam();
    Bench bench{it.system_v, std::string{it.name} + ", panel: 10 kW",
                "weather: {synthetic: piedmont}\n"};
    bench.hold(minutes{1}, 12.8 * it.system_v / 12);  // midnight
    EXPECT_NEAR(bench.draws_ma(12.8 * it.system_v / 12), it.own_ma, 1e-9);
    bench.hold(hours{12}, 12.8 * it.system_v / 12);
    const double own_a = it.own_ma / 1000.0;
    EXPECT_GT(bench.gives_a(it.absorption_v - 0.005), 0.0);
    EXPECT_NEAR(bench.gives_a(it.absorption_v + 0.001), -own_a, 1e-12);
    bench.hold(hours{3}, it.absorption_v);
    EXPECT_GT(bench.gives_a(it.float_v - 0.005), 0.0);
    EXPECT_NEAR(bench.gives_a(it.float_v + 0.001), -own_a, 1e-12);
}

}  // namespace
}  // namespace engine
