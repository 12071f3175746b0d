// What is told of assumptions is told in Swedish, too.

#include "bms/settings.hpp"
#include "engine/catalog.hpp"
#include "engine/resolved.hpp"
#include "engine/weather_file.hpp"
#include "reports/swedish.hpp"
#include "reports/text_report.hpp"
#include "tests/reports/support.hpp"
#include "tests/source_dir.hpp"

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// "D-11, R-OUT-4", "D-19; --self-discharge-pct-per-30d": no language.
bool is_reference(const std::string& text) {
    static const std::regex references{"((D-\\d+|R-[A-Z]+-\\d+|--[a-z0-9-]+)([,;] )?)+"};
    return std::regex_match(text, references);
}

bool is_number(const std::string& text) {
    static const std::regex number{"-?[0-9.]+(e-?[0-9]+)?"};
    return std::regex_match(text, number);
}

/// The words of an assumption.
void add_words(const std::string& value, const std::string& note, std::set<std::string>& out) {
    if (!is_number(value)) {
        out.insert(value);
    }
    if (!is_reference(note)) {
        out.insert(note);
    }
}

void add_assumed(const engine::Node& node, std::set<std::string>& out) {
    const engine::Node* source = node.is_map() ? node.find("source") : nullptr;
    if (source != nullptr && source->text == "assumed") {
        const engine::Node* note = node.find("note");
        add_words("", note == nullptr ? "" : note->text, out);
    }
    for (const engine::Entry& entry : node.entries) {
        add_assumed(entry.value, out);
    }
}

void add_assumptions_of(const std::vector<std::string>& command, std::set<std::string>& out) {
    const Json answer = Json::parse(banktwin(command).out);
    for (const Json& row : answer["assumptions"]) {
        add_words(row["value"], row["note"], out);
    }
}

/// A solar charger whose panel is tilted under a sky by month, and a load that a file says for the
/// middle of the run alone.
std::set<std::string> words_of_files() {
    const std::filesystem::path folder =
        std::filesystem::path{testing::TempDir()} / "swedish_notes";
    std::filesystem::create_directories(folder);
    std::ofstream{folder / "it.csv"} << "time_s,power_w\n129600,10\n151200,20.5\n";
    std::ofstream{folder / "s.yaml"}
        << "start: 2026-06-05\nduration: 3 d\nbank: {battery: lithium_ng_12v8_100ah}\n"
           "weather: {synthetic: {latitude_deg: 59}}\n"
           "devices:\n"
           "  it: {model: profile_load, profile: it.csv}\n"
           "  roof: {model: smartsolar_75_15, panel: 200 W, tilt_deg: 15, facing: S}\n";
    std::set<std::string> out;
    add_assumptions_of({"validate", (folder / "s.yaml").string(), "--json"}, out);
    std::filesystem::remove_all(folder);
    return out;
}

/// Everything that is told of assumptions, but for what somebody's own catalogue says.
std::set<std::string> every_word() {
    std::set<std::string> out = words_of_files();
    for (const engine::ShippedText& file : engine::shipped_catalog()) {
        add_assumed(engine::parse_yaml(file.text, std::make_shared<engine::Source>()), out);
    }
    for (const bms::SettingRow& row : bms::settings_table) {
        if (row.basis == bms::Basis::Assumed) {
            add_words("", row.source, out);
        }
    }
    for (const auto& file :
         std::filesystem::directory_iterator{tests::source_dir() + "/configs/scenarios"}) {
        if (file.path().extension() == ".yaml") {
            add_assumptions_of({"validate", file.path().string(), "--json"}, out);
        }
    }
    add_assumptions_of({"drain", "--capacity-ah", "200", "--drain", "radio=2W:load", "--json"},
                       out);
    add_assumptions_of({"wiring", "led", "buzzer", "relay", "plain_load", "--json"}, out);
    // The rule of a file of weather; the path of a current that no key says; fitted catalogues.
    out.insert({std::string{engine::weather_rule.rule}, std::string{engine::weather_rule.note},
                "bms_on_a after the floor", "that of lithium_ng_12v8_100ah, by capacity",
                "that of lithium_ng_12v8_100ah, by capacity^(2/3), as a surface"});
    out.erase("");
    return out;
}

std::string digits_of(const std::string& text) {
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out),
                 [](unsigned char c) { return std::isdigit(c) != 0; });
    return out;
}

// R-COD-6
TEST(SwedishNotes, EveryAssumptionThereIsHasOneWithTheNumbersItNames) {
    const auto words = every_word();
    EXPECT_GT(words.size(), 100U);
    for (const std::string& english : words) {
        const std::string swedish = swedish_note(english);
        EXPECT_NE(swedish, "") << english;
        EXPECT_EQ(digits_of(swedish), digits_of(english)) << english;
    }
}

TEST(SwedishNotes, NoneIsLeftOverOfANoteThatIsGone) {
    const auto words = every_word();
    for (const NoteText& row : swedish_notes()) {
        if (row.english.find("{}") == std::string_view::npos) {
            EXPECT_TRUE(words.contains(std::string{row.english})) << row.english;
        }
    }
}

TEST(SwedishNotes, WhatDiffersStandsInThem) {
    EXPECT_EQ(swedish_note("by its latitude, as of stockholm and piedmont"),
              "efter latituden, som stockholm och piedmont");
    EXPECT_EQ(swedish_note("0 rpm before its first row"), "0 rpm före dess första rad");
    EXPECT_EQ(swedish_note("20.5 W from day 3.5 on"), "20,5 W från dag 3,5 och framåt");
    EXPECT_EQ(swedish_note("that of old, by capacity"), "som old, efter kapaciteten");
    EXPECT_EQ(swedish_note("that of old, by guess"), "");
    EXPECT_EQ(swedish_note("what I measured in May"), "");
}

TEST(SwedishNotes, TheReportTellsThemAndKeepsWhatSomebodyElseWrote) {
    RunDocument document;
    document.assumptions = {{.path = "bank.battery.cell.ocv_charge_v",
                             .value = "curve",
                             .note = "a relay falls off somewhere"},
                            {.path = "devices.it.draws_a", .value = "1", .note = "by my uncle"}};
    EXPECT_THAT(text_report(document, Language::Swedish),
                AllOf(HasSubstr("kurva"), HasSubstr("någonstans faller ett"),
                      HasSubstr("by my uncle"), Not(HasSubstr("curve"))));
    EXPECT_THAT(text_report(document), HasSubstr("a relay falls off"));
}

}  // namespace
}  // namespace reports
