// What a terminal shows: verdict and dates first, assumptions and provenance last.

#include "reports/text_report.hpp"

#include "reports/verdict.hpp"
#include "tests/engine/generators.hpp"
#include "tests/reports/support.hpp"

#include <iterator>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace reports {
namespace {

using engine::any_in;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// The lines from the one that starts with `heading` to the next empty one.
std::vector<std::string> section(const std::string& text, const std::string& heading) {
    std::vector<std::string> out;
    for (const std::string& line : lines_of(text)) {
        if (line.empty() && !out.empty()) {
            break;
        }
        if (!out.empty() || line.rfind(heading, 0) == 0) {
            out.push_back(line);
        }
    }
    return out;
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream{text};
    return {std::istream_iterator<std::string>{stream}, {}};
}

std::size_t letters_of(const std::string& line) {
    return static_cast<std::size_t>(
        std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

RunDocument ruined_document() {
    RunDocument document = run_document(van(alarm_on_battery), ruined_run(), {}, 0.0);
    document.findings = {{.finding = "uncontrolled_load",
                          .severity = "mistake",
                          .device = "alarm",
                          .text = "alarm hangs straight on the battery.",
                          .advice = "Connect it to LOAD.",
                          .source = "R-BAT-9"},
                         {.finding = "floor_reserve", .severity = "note", .text = "It is so."}};
    document.expectations = {{.text = "damage.day > 90", .outcome = "met", .actual = 95.75}};
    return document;
}

// --- the order of things ---

TEST(TextReport, BeginsWithTheVerdictAndTheDates) {
    const auto lines = lines_of(text_report(ruined_document()));
    ASSERT_GE(lines.size(), 11U);
    EXPECT_EQ(lines[0], "A van");
    EXPECT_EQ(lines[1], "");
    EXPECT_EQ(lines[2],
              "DAMAGED: Battery 2 is drawn below empty and damaged on day 95.75 (2027-02-04 "
              "18:00). 2 findings.");
    EXPECT_EQ(lines[3], "");
    EXPECT_EQ(lines[4], "  warning     day    66.96  (2027-01-06 23:02)  W-B07");
    EXPECT_EQ(lines[5], "  pre-alarm   day    66.96  (2027-01-06 23:02)  low_soc_warning");
    EXPECT_EQ(lines[6], "  loads off   day    76.53  (2027-01-16 12:43)  discharge_floor");
    EXPECT_EQ(lines[7], "  low cell    day    93.75  (2027-02-02 18:00)  A-B01");
    EXPECT_EQ(lines[8], "  damage      day    95.75  (2027-02-04 18:00)  battery 2, cell 3");
    EXPECT_EQ(lines[10], "  Recharge before day 95.75 (2027-02-04 18:00) or the bank is damaged.");
}

TEST(TextReport, ItsPartsComeInOrderAndProvenanceLast) {
    std::vector<std::string> headings;
    for (const std::string& line : lines_of(text_report(ruined_document()))) {
        for (const char* heading :
             {"DAMAGED", "  warning", "Expectations", "Findings", "Where the charge went",
              "State of charge", "Assumptions", "Provenance"}) {
            if (line.rfind(heading, 0) == 0) {
                headings.emplace_back(heading);
            }
        }
    }
    EXPECT_THAT(headings, ElementsAre("DAMAGED", "  warning", "Expectations", "Findings",
                                      "Where the charge went", "State of charge", "Assumptions",
                                      "Provenance"));
}

TEST(TextReport, WhatDidNotComeIsNotWithinTheHorizon) {
    const std::string text = text_report(run_document(van(""), quiet_run(), {}, 0.0));
    const auto lines = lines_of(text);
    EXPECT_EQ(lines[2], "OK: No warning, no cut-off, no damage in 130 days.");
    EXPECT_EQ(lines[4], "  warning     not within 130 days");
    EXPECT_EQ(lines[8], "  damage      not within 130 days");
    EXPECT_THAT(text, Not(HasSubstr("Recharge before")));
    RunDocument short_one = run_document(van(""), quiet_run(), {}, 0.0);
    short_one.horizon_day = 40.0 / 1440.0;
    EXPECT_THAT(text_report(short_one), HasSubstr("  warning     not within 40 min\n"));
    // Nothing to say is not said.
    EXPECT_THAT(text, Not(HasSubstr("Expectations")));
    EXPECT_THAT(text, Not(HasSubstr("Findings")));
}

TEST(TextReport, AScenarioWithoutANameSaysSo) {
    RunDocument document = ruined_document();
    document.name_of_scenario = "";
    EXPECT_EQ(lines_of(text_report(document))[0], "(no name)");
}

TEST(TextReport, CountsBesideTheVerdictWhatItLists) {
    RunDocument document = run_document(van(""), quiet_run(), {}, 0.0);
    const auto verdict_line = [&] { return lines_of(text_report(document))[2]; };
    EXPECT_THAT(verdict_line(), testing::EndsWith(" days."));
    document.findings = {{.finding = "a", .severity = "note"}};
    EXPECT_THAT(verdict_line(), testing::EndsWith(" days. 1 finding."));
    document.findings.push_back({.finding = "b", .severity = "advice"});
    EXPECT_THAT(verdict_line(), testing::EndsWith(" days. 2 findings."));
    document.findings.push_back({.finding = "c", .severity = "mistake"});
    EXPECT_THAT(verdict_line(), testing::EndsWith(" days. 3 findings."));
}

TEST(TextReport, AVerdictOfTwoWordsIsTwoWords) {
    RunDocument document = ruined_document();
    document.verdict = "loads_lost";
    EXPECT_THAT(lines_of(text_report(document))[2], StartsWith("LOADS LOST: "));
}

// Codes and causes belong to the moment of their milestone, not to a later one.
TEST(TextReport, AMilestoneTellsWhatBroughtIt) {
    engine::RunResult result = ruined_run();
    result.events.push_back(event(engine::EventKind::CodeRaised, days(120), "A-B09"));
    result.events.push_back(event(engine::EventKind::LoadOff, days(110), "", "remote_off"));
    const auto lines = lines_of(text_report(run_document(van(""), result, {}, 0.0)));
    EXPECT_EQ(lines[4], "  warning     day    66.96  (2027-01-06 23:02)  W-B07");
    EXPECT_EQ(lines[6], "  loads off   day    76.53  (2027-01-16 12:43)  discharge_floor");
}

// R-COD-3
TEST(TextReport, ACodeOfAMilestoneTellsItsBatteryAndCell) {
    engine::RunResult result = ruined_run();
    for (engine::Event& each : result.events) {
        if (each.code == "A-B01") {
            each.battery = 2;
            each.cell = 3;
        }
    }
    const RunDocument document = run_document(van(""), result, {}, 0.0);
    EXPECT_EQ(lines_of(text_report(document))[7],
              "  low cell    day    93.75  (2027-02-02 18:00)  A-B01 (battery 2, cell 3)");
    EXPECT_THAT(text_report(document, Language::Swedish), HasSubstr("A-B01 (batteri 2, cell 3)"));
}

// --- expectations and findings ---

TEST(TextReport, MarksExpectations) {
    RunDocument document = ruined_document();
    document.expectations = {
        {.text = "damage.day > 90", .outcome = "met", .actual = 95.75},
        {.text = "warning.day > 70", .outcome = "failed", .actual = 66.96},
        {.text = "A-B08.count == 1", .outcome = "failed"},
        {.text = "damage.day > 200", .outcome = "undecided", .needs_days = 200.0}};
    EXPECT_THAT(
        section(text_report(document), "Expectations"),
        ElementsAre("Expectations",                          //
                    "  ✓ damage.day > 90  (is 95.75)",       //
                    "  ✗ warning.day > 70  (is 66.96)",      //
                    "  ✗ A-B08.count == 1  (did not come)",  //
                    "  ? damage.day > 200  (undecided: needs a run of more than 200 days)"));
}

TEST(TextReport, AFindingIsFollowedByItsAdviceAndSource) {
    EXPECT_THAT(section(text_report(ruined_document()), "Findings"),
                ElementsAre("Findings",
                            "  mistake  uncontrolled_load: alarm hangs straight on the battery.",
                            "           → Connect it to LOAD. [R-BAT-9]",
                            "  note     floor_reserve: It is so."));
}

RC_GTEST_PROP(TextReport, LongTextsWrapAtAHundredLettersAndLoseNoWord, ()) {
    RunDocument document = run_document(van(""), quiet_run(), {}, 0.0);
    document.expectations.clear();
    document.assumptions.clear();
    const auto sentence = [] {
        std::string text = "Ö";
        for (int i = any_in(0, 60); i > 0; --i) {
            text += ' ';
            for (int letters = any_in(1, 20); letters > 0; --letters) {
                text += engine::any_of({"a", "å", "→", "."});
            }
        }
        return text;
    };
    document.findings = {{.finding = "it",
                          .severity = "mistake",
                          .text = sentence(),
                          .advice = sentence(),
                          .source = "R-BAT-9"}};
    document.verdict_text = sentence();
    const std::string text = text_report(document);
    std::vector<std::string> shown;
    for (const std::string& line : lines_of(text)) {
        if (line.rfind("Where the charge went", 0) == 0) {
            break;
        }
        RC_ASSERT(letters_of(line) <= 100U);
        for (const std::string& word : words_of(line)) {
            shown.push_back(word);
        }
    }
    const FindingPart& finding = document.findings.front();
    const std::vector<std::string> said =
        words_of("mistake it: " + finding.text + " → " + finding.advice + " [R-BAT-9]");
    RC_ASSERT(shown.size() >= said.size());
    RC_ASSERT(std::equal(said.rbegin(), said.rend(), shown.rbegin()));
}

// --- ledger and states of charge ---

// R-SYS-7: residual drains stand apart from what is cut off.
TEST(TextReport, TheLedgerIsSplitByWhatCutsOff) {
    RunDocument document = ruined_document();
    document.ledger = {
        {.item = "bms",
         .kind = "bms",
         .cut_by = "nothing",
         .charge_ah = -9.36,
         .energy_wh = -120.0,
         .mean_a = -0.003,
         .after_load_off_ah = -1.0,
         .after_low_cell_ah = -0.06},
        {.item = "alarm",
         .kind = "load",
         .cut_by = "nothing",
         .charge_ah = -109.2,
         .energy_wh = -1400.0,
         .mean_a = -0.035},
        {.item = "fridge", .kind = "load", .cut_by = "load", .charge_ah = -50.0},
        {.item = "solar", .kind = "charger", .cut_by = "charger", .charge_ah = 80.0},
        {.item = "alternator", .kind = "charger", .cut_by = "nothing", .charge_ah = 10.0},
        {.item = "self_discharge", .kind = "bank", .cut_by = "", .charge_ah = -17.3},
        {.item = "joule_heat", .kind = "bank", .cut_by = "", .energy_wh = -0.001}};
    const auto lines = section(text_report(document), "Where the charge went");
    ASSERT_GT(lines.size(), 2U);
    EXPECT_EQ(words_of(lines[0] + lines[1]),
              words_of("Where the charge went Ah Wh mean mA Ah since Ah since loads off low cell"));
    std::vector<std::string> shown;  // headings whole, rows by their names
    for (std::size_t i = 2; i < lines.size(); ++i) {
        const bool is_row = lines[i].rfind("    ", 0) == 0;
        shown.push_back(is_row ? words_of(lines[i]).front() : lines[i]);
    }
    EXPECT_THAT(shown, ElementsAre("  stays on the battery: nothing cuts it off", "bms", "alarm",
                                   "  cut off by LOAD", "fridge",                     //
                                   "  cut off by CHARGER", "solar",                   //
                                   "  chargers that nothing cuts off", "alternator",  //
                                   "  inside the bank", "self_discharge", "joule_heat"));
    EXPECT_THAT(words_of(lines[3]),
                ElementsAre("bms", "-9.36", "-120.0", "-3.00", "-1.00", "-0.060"));
    // What is not known is a dash; what rounds to nothing has no sign.
    EXPECT_THAT(words_of(lines[4]), ElementsAre("alarm", "-109.20", "-1400.0", "-35.00", "-", "-"));
    EXPECT_THAT(words_of(lines.back()), ElementsAre("joule_heat", "-", "0.0", "-", "-", "-"));
    // Columns stand below each other.
    EXPECT_EQ(lines[3].find("-9.36") + 5, lines[4].find("-109.20") + 7);
}

TEST(TextReport, ALedgerWithoutChargersHasNoHeadingsForThem) {
    RunDocument document = ruined_document();
    document.ledger = {{.item = "bms", .kind = "bms", .cut_by = "nothing"}};
    EXPECT_THAT(text_report(document), Not(HasSubstr("CHARGER")));
    EXPECT_THAT(text_report(document), HasSubstr("stays on the battery"));
}

TEST(TextReport, NamesWithLettersOfTwoBytesKeepTheColumnsStraight) {
    RunDocument document = ruined_document();
    document.ledger = {{.item = "lampa", .kind = "load", .cut_by = "load", .charge_ah = -1.25},
                       {.item = "kylskåp", .kind = "load", .cut_by = "load", .charge_ah = -1.25}};
    const auto lines = section(text_report(document), "Where the charge went");
    ASSERT_EQ(lines.size(), 5U);
    EXPECT_EQ(letters_of(lines[3]), letters_of(lines[4]));
}

TEST(TextReport, ReportedStandsBesideTrueStateOfChargeWithItsReasons) {
    RunDocument document = ruined_document();
    document.soc_comparison = {{.at = "warning",
                                .day = 72.92,
                                .reported_soc_pct = 15.0,
                                .true_soc_pct = 11.39,
                                .start_pct = 0.5,
                                .self_discharge_pct = 4.86,
                                .current_reading_pct = -1.75,
                                .charge_efficiency_pct = -0.001},
                               {.at = "end", .day = 130.0, .true_soc_pct = 2.5}};
    const auto lines = section(text_report(document), "State of charge");
    ASSERT_GE(lines.size(), 4U);
    EXPECT_EQ(words_of(lines[0]),
              words_of("State of charge, % day BMS says true apart because of"));
    EXPECT_THAT(words_of(lines[1]), ElementsAre("start", "self-dis.", "reading", "effic.", "sync"));
    EXPECT_THAT(words_of(lines[2]), ElementsAre("warning", "72.92", "15.00", "11.39", "3.61",
                                                "0.50", "4.86", "-1.75", "0.00", "0.00"));
    EXPECT_THAT(words_of(lines[3]), ElementsAre("end", "130.00", "-", "2.50", "-", "0.00", "0.00",
                                                "0.00", "0.00", "0.00"));
}

// --- in Swedish ---

/// A report with every part that there may be.
RunDocument full_document() {
    RunDocument document = ruined_document();
    document.expectations.push_back(
        {.text = "load_off.day > 200", .outcome = "undecided", .needs_days = 200.0});
    document.expectations.push_back({.text = "synchronised.count > 0", .outcome = "failed"});
    document.ledger = {{.item = "alarm", .kind = "load", .cut_by = "nothing", .charge_ah = -1.0},
                       {.item = "radio", .kind = "load", .cut_by = "load", .charge_ah = -1.0},
                       {.item = "solar", .kind = "charger", .cut_by = "charger", .charge_ah = 1.0},
                       {.item = "mains", .kind = "charger", .cut_by = "nothing", .charge_ah = 1.0},
                       {.item = "joule_heat", .kind = "bank", .energy_wh = -3.0}};
    document.soc_comparison = {{.at = "warning",
                                .day = 72.92,
                                .reported_soc_pct = 15.0,
                                .true_soc_pct = 11.39,
                                .exchange_pct = 1.0,
                                .capacity_pct = 1.0,
                                .silence_pct = 1.0},
                               {.at = "end", .day = 130.0, .true_soc_pct = 2.5}};
    document.metrics[engine::Metric::WeakestCell] = 3.0;
    document.metrics[engine::Metric::WeakestBattery] = 2.0;
    document.metrics[engine::Metric::WeakestSoc] = -0.1;
    document.metrics[engine::Metric::SpreadCost] = 1.5;
    document.metrics[engine::Metric::CapacityLostBelowEmpty] = 2.0;
    return document;
}

// What speaks is Swedish; names, causes and keys are what they are in every language.
// R-COD-6
TEST(TextReport, InSwedishHasNoEnglishLeftOver) {
    RunDocument document = full_document();
    document.verdict_text = verdict_text(ruined_run(), Language::Swedish);
    document.findings = {{.finding = "uncontrolled_load",
                          .severity = "mistake",
                          .text = "larmet sitter direkt på batteriet.",
                          .source = "R-BAT-9"},
                         {.finding = "floor_off", .severity = "advice", .text = "Så är det."},
                         {.finding = "floor_reserve", .severity = "note", .text = "Så är det."}};
    document.assumptions.clear();
    const std::string text = text_report(document, Language::Swedish);
    for (const char* english :
         {" day ",      "days",         "Battery",  "battery",  "drawn",     "not within",
          "Recharge",   "Expectations", "did not",  " is ",     "undecided", "Findings",
          "finding.",   "findings",     "mistake",  "advice",   "note",      "Where",
          "mean",       "since",        "stays",    "cut off",  "inside",    "State of",
          "BMS says",   "true",         "apart",    "because",  "self-dis",  "reading",
          "effic",      " sync ",       "exchange", "capacity", "silence",   "  warning ",
          "end  ",      "The ",         "Cells",    "weakest",  "lost",      "Assumptions",
          "Provenance", "core ",        "driver",   "seed",     "catalogue", "events ",
          "closes"}) {
        EXPECT_THAT(text, Not(HasSubstr(english)));
    }
    const auto lines = lines_of(text);
    EXPECT_EQ(lines[2],
              "SKADAT: Batteri 2 laddas ur under tomt och skadas dag 95,75 (2027-02-04 18:00). 3 "
              "anmärkningar.");
    EXPECT_EQ(lines[4], "  varning          dag    66,96  (2027-01-06 23:02)  W-B07");
    EXPECT_EQ(lines[6], "  belastningar av  dag    76,53  (2027-01-16 12:43)  discharge_floor");
    EXPECT_EQ(lines[10], "  Ladda före dag 95,75 (2027-02-04 18:00), annars skadas banken.");
    for (const std::string& line : lines) {
        EXPECT_LE(letters_of(line), 130U) << line;
    }
}

// The same figures in the same order.
TEST(TextReport, TellsTheSameFiguresInBothLanguages) {
    const auto figures = [](Language language) {
        std::string out;
        for (const char c : text_report(full_document(), language)) {
            out += (c >= '0' && c <= '9') ? std::string{c} : std::string{};
        }
        return out;
    };
    EXPECT_EQ(figures(Language::English), figures(Language::Swedish));
}

// R-COD-6: Swedish writes 0,3; what the scenario says stays as it was written, like a version.
TEST(TextReport, HasDecimalCommasInSwedish) {
    RunDocument document = full_document();
    document.verdict_text = verdict_text(ruined_run(), Language::Swedish);
    document.expectations = {{.text = "damage.day > 90.5", .outcome = "met", .actual = 95.75}};
    document.assumptions = {{.path = "bms.low_cell_v", .value = "2.8", .unit = "V", .note = "D-4"},
                            {.path = "devices.it.draws_a",
                             .value = "0.03",
                             .low = 0.025,
                             .high = 1.5,
                             .unit = "A",
                             .note = "D-19"}};
    document.provenance.version = "1.2.3";
    std::string text = text_report(document, Language::Swedish);
    for (const char* swedish : {"damage.day > 90.5  (är 95,75)", "low_cell_v 2,8 V [D-4]",
                                "0,03 A (0,025 … 1,5)", "banktwin 1.2.3"}) {
        EXPECT_THAT(text, HasSubstr(swedish));
    }
    for (const std::string written : {"90.5", "1.2.3"}) {
        text.replace(text.find(written), written.size(), "");
    }
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        EXPECT_FALSE(text[i] == '.' && is_digit(text[i - 1]) && is_digit(text[i + 1]))
            << text.substr(i - 1, 60);
    }
}

// --- assumptions and provenance ---

// D-11, D-19
TEST(TextReport, AssumptionsAreCountedAndShownWithTheirRange) {
    RunDocument document = ruined_document();
    document.assumptions = {
        {.path = "bank.battery.self_discharge_pct_per_30d",
         .value = "2",
         .low = 1.0,
         .high = 3.0,
         .unit = "%/30d",
         .note = "D-19"},
        {.path = "bms.discharge_floor_pct", .value = "10", .unit = "%", .note = "D-11"},
        {.path = "bms.low_cell_v", .value = "2.8", .unit = "V", .note = "D-4"},
        {.path = "bank.battery.cell.ocv_discharge_v", .value = "curve", .note = "D-28"}};
    const auto lines = section(text_report(document), "Assumptions");
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(lines[0], "Assumptions (4): unpublished values that the result stands on");
    EXPECT_THAT(words_of(lines[1]), ElementsAre("bank.battery.self_discharge_pct_per_30d", "2",
                                                "%/30d", "(1", "…", "3)", "D-19"));
    EXPECT_THAT(words_of(lines[2]),
                ElementsAre("bank.battery.cell.ocv_discharge_v", "curve", "D-28"));
    // The many short settings share lines.
    EXPECT_EQ(lines[3], "  bms: discharge_floor_pct 10 % [D-11]; low_cell_v 2.8 V [D-4]");
}

TEST(TextReport, ProvenanceTellsHashesSeedAndHowWellTheBalanceCloses) {
    RunDocument document = ruined_document();
    document.metrics[engine::Metric::ChargeResidual] = 1.5e-12;
    document.metrics[engine::Metric::EnergyResidual] = 2.5e-10;
    document.provenance = {.version = "1.2.3",
                           .core_hash = "0123456789abcdef0123456789abcdef",
                           .scenario_hash = "5ce0",
                           .catalog_hash = "ca7a",
                           .events_hash = "e7e0",
                           .result_hash = "7e51",
                           .driver = "fixed",
                           .seed = 7,
                           .host = "anvil",
                           .wall_s = 0.256};
    EXPECT_THAT(
        section(text_report(document), "Provenance"),
        ElementsAre("Provenance", "  banktwin 1.2.3, core 0123456789abcdef, fixed driver, seed 7",
                    "  scenario 5ce0, catalogue ca7a, events e7e0, result 7e51",
                    "  charge balance closes to 1.5e-12, energy to 2.5e-10 of the "
                    "throughput",
                    "  130 days in 0.26 s on anvil"));
}

// --- the drain calculator ---

MomentPart moment(double day) {
    const engine::Calendar calendar{.start = *engine::parse_date("2026-11-01"), .utc_offset = {}};
    return *moment_part(calendar, days(day));
}

DrainDocument drained() {
    DrainDocument document;
    document.capacity_ah = 200;
    document.soc_pct = 50;
    document.warning_pct = 15;
    document.floor_pct = 10;
    document.low_cell_pct = 1;
    document.self_discharge_pct_per_30d = 2;
    document.bms_on_a = 0.003;
    document.bms_low_cell_a = 0.0012;
    document.drains = {{.name = "fridge", .draws_a = 1.5, .connected_to = "load"},
                       {.name = "alarm", .draws_a = 0.035, .connected_to = "battery"},
                       {.name = "relay", .draws_a = 0.02, .connected_to = "battery"}};
    document.milestones = {.warning = moment(66.96),
                           .pre_alarm = moment(66.96),
                           .load_off = moment(76.53),
                           .low_cell = moment(93.75),
                           .damage = moment(95.75)};
    document.latest_recharge = moment(95.75);
    document.assumptions = {{.path = "floor_pct", .value = "10", .unit = "%", .note = "D-11"}};
    return document;
}

TEST(DrainReport, TellsTheQuestionTheDrainsTheDatesAndTheLatestRecharge) {
    const auto lines = lines_of(text_report(drained()));
    ASSERT_EQ(lines.size(), 19U);
    EXPECT_EQ(lines[0], "200 Ah from 50 %: warning at 15 %, floor at 10 %, low cell at 1 %");
    EXPECT_EQ(lines[2], "  on the battery: nothing cuts it off");
    EXPECT_THAT(words_of(lines[3]), ElementsAre("alarm", "35", "mA"));
    EXPECT_THAT(words_of(lines[4]), ElementsAre("relay", "20", "mA"));
    EXPECT_EQ(lines[3].size(), lines[4].size());
    EXPECT_EQ(lines[5], "  behind LOAD: cut off at the floor");
    EXPECT_THAT(words_of(lines[6]), ElementsAre("fridge", "1500", "mA"));
    EXPECT_EQ(lines[7], "  the BMS itself 3 mA, 1.2 mA after the low-cell cut-off");
    EXPECT_EQ(lines[8], "  self-discharge 2 % per 30 days");
    EXPECT_EQ(lines[10], "  warning     day    66.96  (2027-01-06 23:02)");
    EXPECT_EQ(lines[11], "  loads off   day    76.53  (2027-01-16 12:43)");
    EXPECT_EQ(lines[12], "  low cell    day    93.75  (2027-02-02 18:00)");
    EXPECT_EQ(lines[13], "  damage      day    95.75  (2027-02-04 18:00)");
    EXPECT_THAT(lines[15], StartsWith("Assumptions (1)"));
    EXPECT_EQ(lines[17], "");
    EXPECT_EQ(lines.back(), "Latest recharge: day 95.75 (2027-02-04 18:00)");
}

TEST(DrainReport, WhatNeverComesSaysNever) {
    DrainDocument document = drained();
    document.milestones = {};
    document.latest_recharge = std::nullopt;
    const std::string text = text_report(document);
    EXPECT_THAT(text, HasSubstr("  damage      never\n"));
    EXPECT_THAT(text, HasSubstr("  warning     never\n"));
    EXPECT_THAT(text, testing::EndsWith("\nLatest recharge: never needed\n"));
}

// R-SYS-11
TEST(DrainReport, FromTheReserveOnlyDamageIsLeft) {
    DrainDocument document = drained();
    document.from_low_cell = true;
    document.milestones = {.damage = moment(8.33)};
    const std::string text = text_report(document);
    EXPECT_THAT(lines_of(text)[0], "200 Ah with its reserve of 1 % after the low-cell cut-off");
    EXPECT_THAT(text, HasSubstr("  warning     before the start\n"));
    EXPECT_THAT(text, HasSubstr("  low cell    before the start\n"));
    EXPECT_THAT(text, HasSubstr("  damage      day     8.33  (2026-11-09 07:55)\n"));
    document.milestones.damage = std::nullopt;
    EXPECT_THAT(text_report(document), HasSubstr("  damage      never\n"));
}

TEST(DrainReport, TheAnswerOfSolveComesRightAfterTheQuestion) {
    DrainDocument document = drained();
    const auto answer_line = [&] { return lines_of(text_report(document))[2]; };
    document.solved = {.solve = "drain", .until = "damage", .days = 90, .drain_a = 0.03778};
    EXPECT_EQ(answer_line(),
              "At most 37.78 mA more on the battery, so that damage is not before day 90.");
    document.solved = {.solve = "soc", .until = "load_off", .days = 60, .soc_pct = 47.0};
    EXPECT_EQ(answer_line(),
              "At least 47.00 % at the start, so that load_off is not before day 60.");
    document.solved = {.solve = "soc", .until = "damage", .days = 900};
    EXPECT_THAT(answer_line(), HasSubstr("There is no answer"));
}

}  // namespace
}  // namespace reports
