// What the app would show, in both languages.

#include "reports/app_pages.hpp"

#include "engine/probes.hpp"
#include "engine/run.hpp"
#include "engine/scenario_loader.hpp"
#include "reports/explain.hpp"
#include "reports/provenance.hpp"
#include "tests/engine/support.hpp"
#include "tests/reports/support.hpp"
#include "tests/source_dir.hpp"

#include <algorithm>
#include <cctype>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using testing::HasSubstr;
using testing::Not;

/// 2 x 100 Ah at 50 %, 20 A on LOAD; with these events and BMS.
engine::RunResult run(const std::vector<engine::SimTime>& at, const std::string& events = "[]",
                      const std::string& bms = "{}") {
    const engine::LoadedScenario loaded = engine::load_scenario_text(
        "name: App\nstart: 2026-06-05\nduration: 2 h\nevents: " + events + "\nbms: " + bms +
            "\nbank: {battery: lithium_ng_12v8_100ah, parallel: 2, soc_pct: 50, "
            "self_discharge_pct_per_30d: 0}\n"
            "devices: {winch: {model: constant_current, draws: 20 A, connected_to: load}}\n",
        "app.yaml", {});
    return engine::run_fixed(loaded, {.look_at = at});
}

AppPagesPart pages_after(engine::SimTime at, Language language = Language::English,
                         const std::string& events = "[]", const std::string& bms = "{}") {
    const engine::RunResult result = run({at}, events, bms);
    return app_pages(result.app_looks.at(0), result.calendar, language);
}

const AppFieldPart& field_of(const AppPagesPart& pages, const std::string& page,
                             const std::string& name) {
    const auto field = std::find_if(
        pages.fields.begin(), pages.fields.end(),
        [&](const AppFieldPart& each) { return each.page == page && each.field == name; });
    if (field == pages.fields.end()) {
        throw std::runtime_error("no field " + page + "." + name);
    }
    return *field;
}

constexpr engine::SimTime half_an_hour{1'800'000};

// 20 A for half an hour less a second: 9.994 Ah, so 45.0 % of 200 Ah are left, and 3.5 h to the
// floor of 10 %.
// R-MON-3, R-MON-4
TEST(AppPages, ShowTheStatusPage) {
    const AppPagesPart pages = pages_after(half_an_hour);
    const auto text = [&](const char* name) { return field_of(pages, "status", name).text; };
    EXPECT_EQ(text("soc_pct"), "45.0 %");
    EXPECT_EQ(text("mode"), "On");
    EXPECT_EQ(text("allowed_to_charge"), "Yes");
    EXPECT_EQ(text("allowed_to_discharge"), "Yes");
    EXPECT_EQ(text("current_a"), "-20.00 A");
    const double voltage_v = *field_of(pages, "status", "voltage_v").value;
    EXPECT_NEAR(*field_of(pages, "status", "power_w").value, -20.0 * voltage_v, 1e-9);
    EXPECT_EQ(text("consumed_ah"), "-110.0 Ah");
    EXPECT_EQ(text("remaining_time_min"), "3 h 30 min");
    EXPECT_EQ(pages.t_s, 1800.0);
    EXPECT_EQ(pages.date, "2026-06-05T00:30:00Z");
    EXPECT_TRUE(pages.has_supply);
    EXPECT_TRUE(pages.codes.empty());
}

// R-MON-5, R-MON-9, R-BAT-4, R-BAT-5
TEST(AppPages, ShowTheBatteryPageAndEachBattery) {
    const AppPagesPart pages = pages_after(half_an_hour);
    const auto text = [&](const char* name) { return field_of(pages, "battery", name).text; };
    EXPECT_EQ(text("balancer_status"), "Unknown");
    EXPECT_EQ(text("balancer_advice"), "Start a full charge cycle.");
    EXPECT_EQ(text("batteries"), "2");
    EXPECT_EQ(text("cells"), "8");
    EXPECT_EQ(text("in_series"), "1");
    EXPECT_EQ(text("in_parallel"), "2");
    const double lowest_v = *field_of(pages, "battery", "cell_lowest_v").value;
    EXPECT_LE(lowest_v, *field_of(pages, "battery", "cell_highest_v").value);
    ASSERT_EQ(pages.batteries.size(), 2U);
    const AppBatteryPart& second = pages.batteries[1];
    EXPECT_EQ(second.battery, 2);
    EXPECT_EQ(second.state, "heard");
    EXPECT_FALSE(second.silent_s);
    EXPECT_FALSE(second.differs);
    EXPECT_EQ(second.serial_number, "2");
    EXPECT_EQ(second.nominal_capacity_ah, 100.0);
    EXPECT_EQ(second.current_a, -10.0);
    EXPECT_EQ(second.cell_voltages_v.size(), 4U);
    EXPECT_NEAR(*second.voltage_v, 4.0 * lowest_v, 0.002);
    EXPECT_TRUE(pages.has_set);
}

// R-MON-6
TEST(AppPages, ShowTheHistoryPage) {
    const AppPagesPart pages = pages_after(half_an_hour);
    const auto text = [&](const char* name) { return field_of(pages, "history", name).text; };
    EXPECT_EQ(text("deepest_discharge_ah"), "-110.0 Ah");
    EXPECT_EQ(text("drawn_ah"), "10.0 Ah");
    EXPECT_EQ(text("charged_energy_kwh"), "0.00 kWh");
    // 10 Ah at some 13 V
    EXPECT_NEAR(*field_of(pages, "history", "discharged_energy_kwh").value, 0.13, 0.005);
    EXPECT_EQ(text("synchronisations"), "0");
    EXPECT_EQ(text("cycles"), "0");
    EXPECT_EQ(text("since_full_charge_s"), "---");  // never yet
    EXPECT_LE(*field_of(pages, "history", "battery_lowest_v").value,
              *field_of(pages, "history", "battery_highest_v").value);
}

TEST(AppPages, ShowTheSettingsThatTheAppHas) {
    const AppPagesPart pages = pages_after(half_an_hour, Language::English, "[]",
                                           "{discharge_floor_pct: 12.5, low_soc_warning_pct: 30}");
    const auto text = [&](const char* name) { return field_of(pages, "settings", name).text; };
    EXPECT_EQ(text("discharge_floor_pct"), "12.5 %");
    EXPECT_EQ(text("low_soc_warning_pct"), "30.0 %");
    EXPECT_EQ(text("charged_v"), "14.00 V");  // four cells of 3.5 V
    EXPECT_EQ(text("tail_current_pct"), "4.0 %");
    EXPECT_EQ(text("charged_detection_s"), "3 min");
}

// The Swedish names are the manual's (§4.3, §5.1), and a number has a comma.
// R-COD-6, R-MON-4
TEST(AppPages, SpeakSwedish) {
    const AppPagesPart pages = pages_after(half_an_hour, Language::Swedish);
    EXPECT_EQ(field_of(pages, "status", "soc_pct").title, "Laddningsstatus");
    EXPECT_EQ(field_of(pages, "status", "soc_pct").text, "45,0 %");
    EXPECT_EQ(field_of(pages, "status", "allowed_to_charge").text, "Ja");
    EXPECT_EQ(field_of(pages, "battery", "balancer_status").title, "Balanserarstatus");
    EXPECT_EQ(field_of(pages, "battery", "balancer_status").text, "Okänd");
    EXPECT_EQ(field_of(pages, "settings", "tail_current_pct").title, "Svansström");
    const std::string text = app_pages_text(pages, Language::Swedish);
    EXPECT_THAT(text, HasSubstr("Statussida\n"));
    EXPECT_THAT(text, HasSubstr("Historiksida\n"));
    EXPECT_THAT(text, HasSubstr("Batteri 2:  serienummer 2  100 Ah  fast programvara v1.00"));
    EXPECT_THAT(text, Not(HasSubstr("State of charge")));
}

// "No" below the floor, "Pre-alarm" while it warns, dashes for what is not known, and the codes.
// R-MON-4, R-COD-2, R-COD-3, D-25
TEST(AppPages, ShowWhatIsNotAllowedOrNotKnown) {
    const AppPagesPart low = pages_after(half_an_hour, Language::English, "[]",
                                         "{discharge_floor_pct: 47, low_soc_warning_pct: 48}");
    EXPECT_EQ(field_of(low, "status", "allowed_to_discharge").text, "No");
    ASSERT_EQ(low.codes.size(), 1U);
    EXPECT_EQ(low.codes[0].code, "A-B07");
    EXPECT_EQ(low.codes[0].severity, "alarm");
    EXPECT_EQ(low.codes[0].message, "Low state of charge");
    EXPECT_THAT(app_pages_text(low, Language::English), HasSubstr(low.codes[0].advice));
    const AppPagesPart warned =
        pages_after(half_an_hour, Language::English, "[]", "{low_soc_warning_pct: 48}");
    EXPECT_EQ(field_of(warned, "status", "allowed_to_discharge").text, "Pre-alarm");
    const AppPagesPart unknown =
        pages_after(half_an_hour, Language::English, "[]", "{soc: unknown}");
    EXPECT_EQ(field_of(unknown, "status", "soc_pct").text, "---");
    EXPECT_FALSE(field_of(unknown, "status", "soc_pct").value);
    EXPECT_EQ(field_of(unknown, "status", "consumed_ah").text, "---");
    EXPECT_EQ(field_of(unknown, "status", "remaining_time_min").text, "---");
    const AppPagesPart off =
        pages_after(half_an_hour, Language::English, "[{at: 20 min, mode: off}]");
    EXPECT_EQ(field_of(off, "status", "mode").text, "Off");
    EXPECT_EQ(field_of(off, "status", "allowed_to_charge").text, "No");
}

// R-BAT-5
TEST(AppPages, TellTheFirmwareThatAnUpdateHasBrought) {
    const AppPagesPart pages =
        pages_after(half_an_hour, Language::English,
                    "[{at: 20 min, battery: 2, update: begin}, {at: 25 min, update: finish}]");
    EXPECT_EQ(pages.batteries.at(0).firmware_version, "v1.00");
    EXPECT_EQ(pages.batteries.at(1).firmware_version, "v1.01");
}

// Its last frame came a second before it went, at 19 min 59 s.
// R-MON-5, R-BAT-5, D-27
TEST(AppPages, SayForHowLongABatteryIsNotHeard) {
    const std::string gone = "[{at: 20 min, battery: 2, gone: true}]";
    const AppPagesPart pages = pages_after(half_an_hour, Language::English, gone);
    const AppBatteryPart& silent = pages.batteries.at(1);
    EXPECT_EQ(silent.state, "silent");
    EXPECT_NEAR(silent.silent_s.value(), 601.0, 0.2);
    EXPECT_EQ(silent.current_a, -10.0);  // as last heard
    EXPECT_EQ(pages.batteries.at(0).state, "heard");
    EXPECT_THAT(app_pages_text(pages, Language::English),
                HasSubstr("  Battery 2, not heard for 10 min 1 s; as last heard:  serial number 2  "
                          "100 Ah"));
    EXPECT_THAT(
        app_pages_text(pages_after(half_an_hour, Language::Swedish, gone), Language::Swedish),
        HasSubstr("  Batteri 2, har inte hörts på 10 min 1 s; som det senast hördes:  "
                  "serienummer 2  100 Ah"));
    const AppPagesPart updated =
        pages_after(half_an_hour, Language::English, "[{at: 29 min, battery: 2, update: begin}]");
    EXPECT_NEAR(updated.batteries.at(1).silent_s.value(), 60.0, 0.2);  // since the update began
    EXPECT_THAT(app_pages_text(updated, Language::English),
                HasSubstr("  Battery 2, not heard for 1 min; as last heard:"));
}

/// What an app sees of a view that was made by hand.
AppPagesPart pages_of(const bms::BankView& view) {
    engine::AppLook look;
    look.view = view;
    return app_pages(look, {}, Language::English);
}
constexpr bms::BankLayout two_of_100_ah{
    .batteries = 2, .in_series = 1, .cells_per_battery = 4, .battery_capacity = {100'000}};

bms::BatteryFrame a_frame(std::uint32_t serial_number, std::int32_t capacity_mah = 100'000) {
    bms::BatteryFrame frame{.voltage = {13'200},
                            .nominal_capacity = {capacity_mah},
                            .serial_number = serial_number,
                            .cells = 4};
    frame.cell_mv = {3300, 3300, 3300, 3300};
    return frame;
}

// After a power-up there is nothing as last heard, and an age stops at 65535 ticks.
TEST(AppPages, SayOfABatteryThatWasNeverHeardNothingButThat) {
    bms::BankView view{two_of_100_ah};
    view.receive(0, a_frame(1));
    view.advance({250});
    const AppPagesPart pages = pages_of(view);
    ASSERT_EQ(pages.batteries.size(), 2U);
    EXPECT_EQ(pages.batteries[1].state, "silent");
    EXPECT_EQ(pages.batteries[1].silent_s, 25.0);
    EXPECT_EQ(pages.batteries[1].serial_number, "");
    EXPECT_FALSE(pages.batteries[1].voltage_v);
    EXPECT_FALSE(pages.batteries[1].nominal_capacity_ah);
    EXPECT_THAT(app_pages_text(pages, Language::English),
                HasSubstr("\n  Battery 2, not heard for 25 s\n"));
    view.advance({100'000});
    EXPECT_THAT(app_pages_text(pages_of(view), Language::English),
                HasSubstr("\n  Battery 2, not heard for more than 1 h 49 min\n"));
}

// What E-B01 and E-B05 send the owner to look at: the battery that is heard, and what is wrong
// with it.
// R-MON-9, R-COD-4, D-10
TEST(AppPages, ShowABatteryThatIsHeardButNotOfTheSetWithWhatIsWrong) {
    const auto exchanged_for = [](const std::string& model, Language language) {
        return pages_after(half_an_hour, language,
                           "[{at: 20 min, battery: 2, exchanged_for: {battery: " + model + "}}]");
    };
    const AppPagesPart pages = exchanged_for("lithium_ng_12v8_200ah", Language::English);
    ASSERT_EQ(pages.codes.size(), 2U);
    EXPECT_EQ(pages.codes[0].code, "E-B01");
    EXPECT_EQ(pages.codes[0].message, "Invalid battery configuration");
    EXPECT_EQ(pages.codes[1].code, "E-B05");
    EXPECT_EQ(pages.codes[1].message, "Invalid battery configuration");
    const AppBatteryPart& stranger = pages.batteries.at(1);
    EXPECT_EQ(stranger.state, "stranger");
    EXPECT_EQ(stranger.differs, "another model than 12.8 V 100 Ah");
    EXPECT_EQ(stranger.nominal_capacity_ah, 200.0);
    EXPECT_EQ(stranger.serial_number, "3");
    EXPECT_THAT(app_pages_text(pages, Language::English),
                HasSubstr("  Battery 2, heard, but not of the set in service (another model than "
                          "12.8 V 100 Ah):  serial number 3  200 Ah"));
    EXPECT_EQ(exchanged_for("lithium_ng_12v8_200ah", Language::Swedish).batteries.at(1).differs,
              "annan modell än 12,8 V 100 Ah");
    // The same model: another number.
    EXPECT_EQ(exchanged_for("lithium_ng_12v8_100ah", Language::English).batteries.at(1).differs,
              "serial number 2 is in service there");
}

// R-MON-9, D-24
TEST(AppPages, ShowABatteryThatIsOneTooManyForAsLongAsItSends) {
    bms::BankView view{two_of_100_ah};
    for (std::size_t position = 0; position < 3; ++position) {
        view.receive(position, a_frame(static_cast<std::uint32_t>(position) + 1));
    }
    const AppPagesPart pages = pages_of(view);
    ASSERT_EQ(pages.batteries.size(), 3U);
    EXPECT_EQ(pages.batteries[1].state, "heard");
    EXPECT_EQ(pages.batteries[2].state, "stranger");
    EXPECT_EQ(pages.batteries[2].differs, "the set has only 2");
    view.advance({300});  // link_alarm_s
    EXPECT_EQ(pages_of(view).batteries.size(), 2U);
}

// While the set is detected anew nothing is in service: all that is heard is listed, so that
// "check the battery page" can be followed.
// R-MON-9, R-COD-4, D-24
TEST(AppPages, ListEveryBatteryThatIsHeardWhileNoSetIsInService) {
    const std::string events =
        "[{at: 20 min, battery: 2, exchanged_for: {battery: lithium_ng_12v8_200ah, soc_pct: 60}}, "
        "{at: 25 min, detect_anew: true}]";
    const AppPagesPart pages = pages_after(half_an_hour, Language::English, events);
    ASSERT_FALSE(pages.codes.empty());
    EXPECT_EQ(pages.codes[0].code, "E-B01");
    EXPECT_EQ(pages.codes[0].message, "Invalid battery configuration");
    EXPECT_FALSE(pages.has_set);
    for (const char* field : {"batteries", "cells", "in_series", "in_parallel"}) {
        EXPECT_EQ(field_of(pages, "battery", field).text, "---") << field;
    }
    ASSERT_EQ(pages.batteries.size(), 2U);
    EXPECT_EQ(pages.batteries[0].state, "heard");
    EXPECT_EQ(pages.batteries[0].nominal_capacity_ah, 100.0);
    EXPECT_EQ(pages.batteries[1].state, "stranger");
    EXPECT_EQ(pages.batteries[1].differs, "another model than battery 1");
    EXPECT_EQ(pages.batteries[1].nominal_capacity_ah, 200.0);
    EXPECT_EQ(pages.batteries[1].cell_voltages_v.size(), 4U);
    EXPECT_GT(pages.batteries[1].cell_voltages_v[3], 3.0);
    EXPECT_THAT(app_pages_text(pages, Language::English),
                HasSubstr("  No set of batteries is in service yet; heard on the chain:\n"
                          "  Battery 1:  serial number 1  100 Ah"));
    const std::string swedish =
        app_pages_text(pages_after(half_an_hour, Language::Swedish, events), Language::Swedish);
    EXPECT_THAT(swedish, HasSubstr("  Ingen uppsättning batterier är i drift än; på kedjan hörs:"));
    EXPECT_THAT(
        swedish,
        HasSubstr("  Batteri 2, hörs, men annan modell än batteri 1:  serienummer 3  200 Ah"));
    EXPECT_THAT(app_pages_text(pages_of(bms::BankView{}), Language::English),
                HasSubstr("heard on the chain: none\n"));
    // The first is not heard: nobody is strange beside it.
    bms::BankView second_only;
    second_only.receive(1, a_frame(2));
    const AppPagesPart gap = pages_of(second_only);
    ASSERT_EQ(gap.batteries.size(), 2U);
    EXPECT_EQ(gap.batteries[0].state, "silent");
    EXPECT_EQ(gap.batteries[1].state, "heard");
}

// What was counted while a battery was updated is marked, and no remaining time is told from it,
// until somebody sets it or the bank is full.
// R-MON-4, D-21, D-27
TEST(AppPages, MarkAStateOfChargeThatIsNotToBeTrusted) {
    const std::string update =
        "{at: 10 min, battery: 2, update: begin}, {at: 15 min, battery: 2, update: finish}";
    const AppPagesPart pages = pages_after(half_an_hour, Language::English, "[" + update + "]");
    EXPECT_THAT(field_of(pages, "status", "soc_pct").text, testing::EndsWith(" % (uncertain)"));
    EXPECT_TRUE(field_of(pages, "status", "soc_pct").value);
    EXPECT_THAT(field_of(pages, "status", "consumed_ah").text, testing::EndsWith("Ah (uncertain)"));
    EXPECT_EQ(field_of(pages, "status", "remaining_time_min").text, "---");
    EXPECT_THAT(app_pages_text(pages, Language::English), HasSubstr("% (uncertain)"));
    const AppPagesPart swedish = pages_after(half_an_hour, Language::Swedish, "[" + update + "]");
    EXPECT_THAT(field_of(swedish, "status", "soc_pct").text, testing::EndsWith(" % (osäkert)"));
    const AppPagesPart set = pages_after(half_an_hour, Language::English,
                                         "[" + update + ", {at: 20 min, set_soc_pct: 45}]");
    EXPECT_THAT(field_of(set, "status", "soc_pct").text, Not(HasSubstr("uncertain")));
}

// R-BAT-5
TEST(AppPages, TellTheFirmwareOfTheBmsAndOfEachBatteryAsFarAsItSaysIt) {
    engine::RunResult result = run({half_an_hour});
    engine::AppLook& look = result.app_looks.at(0);
    bms::BatteryFrame frame = a_frame(2);
    frame.firmware_version = 0x0123;
    look.view.receive(1, frame);
    look.view.receive(0, a_frame(1));
    const AppPagesPart pages = app_pages(look, result.calendar, Language::English);
    EXPECT_EQ(pages.firmware_version, "v" + version());
    EXPECT_EQ(pages.batteries.at(0).firmware_version, "---");
    EXPECT_EQ(pages.batteries.at(1).firmware_version, "v1.23");
    const std::string text = app_pages_text(pages, Language::English);
    EXPECT_THAT(text, HasSubstr("  BMS  firmware v" + version() + "\n"));
    EXPECT_THAT(text, HasSubstr("Battery 2:  serial number 2  100 Ah  firmware v1.23"));
}

TEST(AppPages, SayThatNobodyCanConnectWithoutSupply) {
    engine::AppLook dead;
    dead.is_powered = false;
    const AppPagesPart pages = app_pages(dead, {}, Language::English);
    EXPECT_TRUE(pages.fields.empty());
    EXPECT_THAT(app_pages_text(pages, Language::English), HasSubstr("no app can connect"));
}

TEST(AppPages, AreThoseOfTheMomentsThatWereAskedFor) {
    const engine::SimTime hour{3'600'000};
    const engine::RunResult result = run({engine::SimTime{0}, half_an_hour, hour, 2 * hour});
    ASSERT_EQ(result.app_looks.size(), 4U);
    EXPECT_EQ(result.app_looks[0].at, engine::SimTime{0});
    EXPECT_EQ(result.app_looks[1].at, half_an_hour);
    EXPECT_EQ(result.app_looks[3].at, 2 * hour);
    EXPECT_GT(result.app_looks[1].core.monitor().charge(),
              result.app_looks[2].core.monitor().charge());
    EXPECT_TRUE(run({}).app_looks.empty());
    // Looking changes nothing.
    EXPECT_EQ(run({}).result_hash, result.result_hash);
}

TEST(AppPages, AreAskedForOnTheCommandLine) {
    const std::string scenario =
        tests::source_dir() + "/configs/scenarios/fault_failed_update.yaml";
    const Json document = json_of({"run", scenario, "--show-app-at", "70min", "--show-app-at",
                                   "30min", "--lang", "sv", "--quiet"});
    ASSERT_EQ(document["app_pages"].size(), 2U);
    EXPECT_EQ(document["app_pages"][0]["t_s"], 1800.0);
    EXPECT_EQ(document["app_pages"][1]["t_s"], 4200.0);
    EXPECT_EQ(document["app_pages"][0]["fields"][0]["title"], "Laddningsstatus");
    const Answer late = banktwin({"run", scenario, "--show-app-at", "1d"});
    EXPECT_EQ(late.code, UsageError);
    EXPECT_THAT(late.err, HasSubstr("--show-app-at 1d: the run ends after 0.25 d"));
}

// R-MON-7, D-17: what is sent without a connection says what the pages say, and decode reads it.
TEST(AppPages, SendTheirReadoutUnderTheKeyThatWasGiven) {
    const std::string scenario =
        tests::source_dir() + "/configs/scenarios/fault_failed_update.yaml";
    const std::string key = "000102030405060708090a0b0c0d0e0f";
    const Json pages =
        json_of({"run", scenario, "--show-app-at", "30min", "--show-app-at", "70min",
                 "--readout-key", key, "--product-id", "0xA3EC", "--quiet"})["app_pages"];
    for (std::size_t i = 0; i < 2; ++i) {
        const std::string advertisement = pages[i]["advertisement"];
        const Json decoded = json_of({"decode", advertisement, "--key", key});
        EXPECT_EQ(decoded["product_id"], "0xA3EC");
        EXPECT_EQ(decoded["nonce"], i + 1);
        EXPECT_EQ(decoded["bms"], pages[i]["instant_readout"]);
        // The record's step is 0.1 %, rounded down.
        EXPECT_NEAR(decoded["bms"]["soc_pct"], pages[i]["fields"][0]["value"], 0.1);
    }
    const Answer text = banktwin({"run", scenario, "--show-app-at", "30min", "--readout-key", key,
                                  "--product-id", "0xA3EC"});
    EXPECT_THAT(text.out,
                HasSubstr("Instant Readout  " + pages[0]["advertisement"].get<std::string>()));
    EXPECT_TRUE(
        json_of({"run", scenario, "--show-app-at", "30min"})["app_pages"][0]["advertisement"]
            .is_null());
    EXPECT_EQ(banktwin({"run", scenario, "--readout-key", key}).code, UsageError);
    for (const auto& [wrong_key, product, says] :
         {std::array{"00", "0xA3EC", "1 bytes, expected 16"},
          std::array{key.c_str(), "0xA3", "the product id: 1 bytes, expected 2"},
          std::array{key.c_str(), "lynx", "'l' is no hexadecimal digit"}}) {
        const Answer answer = banktwin({"run", scenario, "--show-app-at", "30min", "--readout-key",
                                        wrong_key, "--product-id", product});
        EXPECT_EQ(answer.code, UsageError) << says;
        EXPECT_THAT(answer.err, HasSubstr(says));
        EXPECT_EQ(answer.out, "");
    }
}

// As the reports write moments: a date in local time, and a day.
TEST(AppPages, AreShownAtADateAndOnADayToo) {
    const engine::Folder folder;
    const std::string scenario =
        folder.write("s.yaml",
                     "start: 2026-11-01 06:00\nutc_offset: '+01:00'\nduration: 1 d\n"
                     "bank: {battery: lithium_ng_12v8_100ah}\n");
    const Json pages =
        json_of({"run", scenario, "--show-app-at", "2026-11-01 18:30", "--show-app-at", "day 0.25",
                 "--show-app-at", "2026-11-02", "--show-app-at", "0h"})["app_pages"];
    ASSERT_EQ(pages.size(), 4U);
    EXPECT_EQ(pages[0]["t_s"], 0.0);
    EXPECT_EQ(pages[1]["date"], "2026-11-01T12:00:00+01:00");
    EXPECT_EQ(pages[2]["date"], "2026-11-01T18:30:00+01:00");
    EXPECT_EQ(pages[3]["date"], "2026-11-02T00:00:00+01:00");
    const Answer early = banktwin({"run", scenario, "--show-app-at", "2026-10-31"});
    EXPECT_EQ(early.code, UsageError);
    EXPECT_THAT(early.err, HasSubstr("the run starts on 2026-11-01 06:00"));
    const Answer late = banktwin({"run", scenario, "--show-app-at", "2026-11-03"});
    EXPECT_THAT(late.err, HasSubstr("the run ends after 1 d, on 2026-11-02 06:00"));
    for (const char* nonsense : {"20", "day", "day x", "2026-13-01", "soon"}) {
        const Answer answer = banktwin({"run", scenario, "--show-app-at", nonsense});
        EXPECT_EQ(answer.code, UsageError) << nonsense;
        EXPECT_THAT(answer.err, HasSubstr("a date (2026-11-20")) << nonsense;
    }
}

// Durations of the app: two parts at most.
TEST(Vocabulary, ShowsDurationsAsPeopleSayThem) {
    const VocabularyRow* detection = vocabulary_of_setting("charged_detection_s");
    ASSERT_NE(detection, nullptr);
    const auto text = [&](double seconds) {
        return shown(*detection, {.number = seconds}, Language::English);
    };
    EXPECT_EQ(text(0.0), "0 s");
    EXPECT_EQ(text(59.0), "59 s");
    EXPECT_EQ(text(180.0), "3 min");
    EXPECT_EQ(text(185.0), "3 min 5 s");
    EXPECT_EQ(text(7200.0), "2 h");
    EXPECT_EQ(text(8040.0), "2 h 14 min");
    EXPECT_EQ(text(3 * 86'400.0 + 4 * 3600.0 + 59.0), "3 d 4 h");
    EXPECT_EQ(shown(*detection, {}, Language::Swedish), "---");
}

TEST(Vocabulary, RoundsANothingToNothing) {
    const VocabularyRow* floor = vocabulary_of_setting("discharge_floor_pct");
    EXPECT_EQ(shown(*floor, {.number = -0.01}, Language::English), "0.0 %");
    EXPECT_EQ(shown(*floor, {.number = -1.25}, Language::Swedish), "-1,3 %");
    EXPECT_EQ(vocabulary_of_setting("low_cell_v"), nullptr);  // the app does not show it
}

// Every YAML key of the table is one that a scenario has.
TEST(Vocabulary, NamesKeysThatCanBeExplained) {
    for (const VocabularyRow& row : vocabulary()) {
        EXPECT_TRUE(row.yaml.empty() || !explain(std::string{row.yaml}, Language::English).empty())
            << row.yaml;
    }
}

// Published numbers: shared facts of the domain, §5 and §1.2 (the maker's ve_regs.h, from which the
// single numbers of its "0x0300-0x0313 history" are, too).
TEST(Vocabulary, HasTheRegistersThatThePublicListsHave) {
    const std::vector<std::pair<std::string, std::uint16_t>> published{
        {"status.soc_pct", 0x0FFF},               // SoC
        {"status.consumed_ah", 0x0FFC},           // consumed Ah
        {"status.remaining_time_min", 0x0FFE},    // TTG
        {"status.allowed_to_charge", 0x2108},     // IO status: allow to charge
        {"status.allowed_to_discharge", 0x2108},  // IO status: allow to discharge
        {"battery.cell_lowest_v", 0x0385},        // min/max cell V
        {"battery.cell_highest_v", 0x0385},
        {"battery.balancer_status", 0xEA15},  // §1.2
        {"history.deepest_discharge_ah", 0x0300},
        {"history.cycles", 0x0303},
        {"history.drawn_ah", 0x0305},
        {"history.battery_lowest_v", 0x0306},
        {"history.battery_highest_v", 0x0307},
        {"history.since_full_charge_s", 0x0308},
        {"history.synchronisations", 0x0309},
        {"history.discharged_energy_kwh", 0x0310},
        {"history.charged_energy_kwh", 0x0311},
        {"history.temperature_highest_degc", 0x0312},
        {"history.temperature_lowest_degc", 0x0313},
        {"settings.low_soc_warning_pct", 0x0328},
        {"settings.charged_v", 0x1001},
        {"settings.tail_current_pct", 0x1002},
        {"settings.charged_detection_s", 0x1003},
        {"settings.discharge_floor_pct", 0x1008},
        {"settings.pre_alarm_cell_v", 0xEC85},
        // ve_regs.h alone:
        {"status.mode", 0x0200},        // DEVICE_MODE
        {"status.voltage_v", 0xED8D},   // DC_CHANNEL1_VOLTAGE
        {"status.power_w", 0xED8E},     // DC_CHANNEL1_POWER
        {"status.current_a", 0xED8F},   // DC_CHANNEL1_CURRENT
        {"battery.batteries", 0x0380},  // BATTERY_CONFIGURATION
        {"battery.cells", 0x0380},
        {"battery.temperature_lowest_degc", 0x0386},  // BATTERY_MIN_MAX_CELL_TEMPERATURE
        {"battery.temperature_highest_degc", 0x0386},
        {"battery.in_parallel", 0x0387},    // BATTERY_PARALLEL
        {"battery.in_series", 0x0388},      // BATTERY_SERIES
        {"history.cell_lowest_v", 0x0384},  // HIST_BATTERY_CELL_VOLTAGE_MIN_MAX
        {"history.cell_highest_v", 0x0384},
    };
    std::vector<std::pair<std::string, std::uint16_t>> ours;
    for (const VocabularyRow& row : vocabulary()) {
        if (row.ve_register != 0) {
            ours.emplace_back(std::string{name_of(row.page)} + '.' + std::string{row.key},
                              row.ve_register);
        }
    }
    EXPECT_THAT(ours, testing::UnorderedElementsAreArray(published));
}

TEST(Vocabulary, NamesSignalsThatAreRecorded) {
    const auto words = engine::signal_words();
    for (const VocabularyRow& row : vocabulary()) {
        const bool is_recorded = std::any_of(
            words.begin(), words.end(),
            [&](const engine::SignalWord& each) { return each.word.name == row.signal; });
        EXPECT_TRUE(row.signal.empty() || is_recorded) << row.signal;
    }
}

// 20 A for 2 h of 200 Ah at 50 %: 140 Ah are consumed, and the 40 Ah down to the floor of 10 % last
// for 2 h more.
// R-MON-3, R-MON-4
TEST(Vocabulary, NamesSignalsThatRecordWhatTheAppShows) {
    const engine::LoadedScenario loaded = engine::load_scenario_text(
        "duration: 2 h\nevents: [{at: 1 h, mode: off}, {at: 61 min, mode: on}]\n"
        "bank: {battery: lithium_ng_12v8_100ah, parallel: 2, soc_pct: 50, "
        "self_discharge_pct_per_30d: 0}\n"
        "devices: {winch: {model: constant_current, draws: 20 A, connected_to: battery}}\n",
        "signals.yaml", {});
    const engine::RunResult result = engine::run_leap(loaded, {.record = true});
    const auto values_of = [&](std::string_view name) {
        const auto& signals = result.recording.signals;
        const auto signal = std::find_if(signals.begin(), signals.end(),
                                         [&](const auto& each) { return each.name == name; });
        std::vector<double> values;
        result.recording.samples.each([&](const engine::Sample& sample) {
            const bool is_of_it =
                signal != signals.end() &&
                sample.signal == static_cast<std::uint32_t>(signal - signals.begin());
            if (is_of_it && (values.empty() || values.back() != sample.value)) {
                values.push_back(sample.value);
            }
        });
        return values;
    };
    ASSERT_FALSE(values_of("reported_consumed_ah").empty());
    EXPECT_NEAR(values_of("reported_consumed_ah").back(), -140.0, 0.1);
    ASSERT_FALSE(values_of("remaining_time_min").empty());
    EXPECT_NEAR(values_of("remaining_time_min").back(), 120.0, 1.0);
    EXPECT_THAT(values_of("mode_is_on"), testing::ElementsAre(1.0, 0.0, 1.0));
}

}  // namespace
}  // namespace reports
