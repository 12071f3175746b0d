// `banktwin explain`: every word of the program answers, by every name it has.

#include "reports/explain.hpp"

#include "bms/codes.hpp"
#include "bms/fields.hpp"
#include "bms/settings.hpp"
#include "engine/cause.hpp"
#include "engine/core_text.hpp"
#include "engine/event.hpp"
#include "engine/ledger.hpp"
#include "engine/limit_watch.hpp"
#include "engine/metric.hpp"
#include "engine/probes.hpp"
#include "engine/sweep_file.hpp"
#include "reports/swedish.hpp"
#include "reports/words.hpp"
#include "tests/engine/support.hpp"
#include "tests/reports/support.hpp"
#include "tests/source_dir.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> terms_of(const std::vector<ExplainPart>& parts) {
    std::vector<std::string> terms;
    for (const ExplainPart& part : parts) {
        terms.push_back(part.term);
    }
    return terms;
}

/// The only answer of a kind to a term.
ExplainPart of_kind(const std::string& kind, const std::string& term,
                    Language language = Language::English) {
    std::vector<ExplainPart> found;
    for (const ExplainPart& part : explain(term, language)) {
        if (part.kind == kind) {
            found.push_back(part);
        }
    }
    EXPECT_EQ(found.size(), 1U) << kind << " " << term;
    return found.empty() ? ExplainPart{} : found.front();
}

/// The only answer to a term.
ExplainPart one(const std::string& term, Language language = Language::English) {
    const auto parts = explain(term, language);
    EXPECT_EQ(parts.size(), 1U) << term;
    return parts.empty() ? ExplainPart{} : parts.front();
}

/// The part with exactly this path, of those that answer.
ExplainPart exact(const std::string& path) {
    for (const ExplainPart& part : explain(path, Language::English)) {
        if (part.term == path) {
            return part;
        }
    }
    ADD_FAILURE() << path;
    return {};
}

// --- codes ---

// R-COD-6: messages and advice of §5.2 as the manual prints them.
TEST(Explain, TellsEveryCodeInSwedishAsTheManualDoes) {
    struct Row {
        const char* code;
        const char* message;
        const char* advice_begins;
    };
    for (const Row& row : {
             Row{"W-B01", "Låg cellspänning", "Ladda batteriet eller minska belastningen"},
             Row{"W-B05", "Kommunikationen med batteriet har förlorats",
                 "Kontrollera kablarna mellan BMS och batteriet."},
             Row{"W-B07", "Låg SoC", "Ladda batteriet eller minska belastningen"},
             Row{"A-B01", "Låg cellspänning", "Ladda batteriet. Systemet slår på belastningarna"},
             Row{"A-B05", "Kommunikationen med batteriet har förlorats",
                 "Kontrollera kablarna mellan BMS och batteriet."},
             Row{"A-B07", "Låg SoC", "Ladda batteriet. Systemet slår på belastningarna"},
             Row{"A-B08", "Låg bankspänning", "Ladda batteriet. Systemet slår på belastningarna"},
             Row{"A-B09", "Hög batteritemperatur", "Batteritemperaturen är för hög för laddning."},
             Row{"E-B01", "Ogiltig batterikonfiguration", "Kontrollera fliken \"Batteri\""},
             Row{"E-B05", "Ogiltig batterikonfiguration", "Kontrollera fliken \"Batteri\""},
             Row{"E-B09", "Batterispänning ej tillåten", "Batterispänningen är för hög eller"},
             Row{"E-B11", "Maskinvarufel", "Kontakta din Victron-återförsäljare"},
         }) {
        const ExplainPart part = one(row.code, Language::Swedish);
        EXPECT_EQ(part.term, row.code);
        EXPECT_EQ(part.kind, "code");
        EXPECT_EQ(part.title, row.message) << row.code;
        EXPECT_THAT(part.advice, StartsWith(row.advice_begins)) << row.code;
    }
}

// R-COD-6, R-COD-1: a warning, an alarm, an error; in both languages.
TEST(Explain, TellsEveryCodeInEnglishToo) {
    for (const bms::CodeText& row : bms::code_texts) {
        const ExplainPart english = one(row.spelled);
        const ExplainPart swedish = one(row.spelled, Language::Swedish);
        const char letter = row.spelled[0];
        EXPECT_THAT(english.text, StartsWith(letter == 'W'   ? "warning: "
                                             : letter == 'A' ? "alarm: "
                                                             : "error: "));
        EXPECT_THAT(swedish.text, StartsWith(letter == 'W'   ? "varning: "
                                             : letter == 'A' ? "larm: "
                                                             : "fel: "));
        EXPECT_FALSE(english.title.empty() || english.advice.empty()) << row.spelled;
        EXPECT_NE(english.title, swedish.title);
        EXPECT_NE(english.advice, swedish.advice);
        EXPECT_THAT(english.source, StartsWith("manual §5.2, R-"));
    }
    EXPECT_EQ(one("A-B07").title, "Low state of charge");
    EXPECT_EQ(one("a-b07").term, "A-B07");
}

// The manual gives both the same message and advice.
// D-10, R-COD-4
TEST(Explain, TellsTheTwoInvalidConfigurationsApart) {
    EXPECT_EQ(one("E-B01").text,
              "error: batteries that can be no bank: mixed models, too many of them, or strings of "
              "unequal length");
    EXPECT_EQ(one("E-B05").text,
              "error: not the batteries that are in service: one has gone, has come or was "
              "exchanged");
    EXPECT_THAT(one("E-B01", Language::Swedish).text, HasSubstr("olika modeller"));
    EXPECT_THAT(one("E-B05", Language::Swedish).text, HasSubstr("har bytts"));
    EXPECT_THAT(one("E-B05").source, HasSubstr("D-10"));
    // A code of two conditions tells both.
    EXPECT_THAT(one("A-B05").text, HasSubstr("silent"));
    EXPECT_THAT(one("A-B05").text, HasSubstr("; or the chain"));
}

// --- settings and fields ---

TEST(Explain, ASettingAnswersToItsPathItsKeyItsStemAndItsNameInTheApp) {
    for (const char* term : {"bms.discharge_floor_pct", "discharge_floor_pct", "discharge_floor",
                             "bms.discharge_floor", "Discharge floor", "DISCHARGE_FLOOR_PCT"}) {
        EXPECT_EQ(of_kind("setting", term).term, "bms.discharge_floor_pct") << term;
    }
}

// D-11: the defaults of warning and floor, and that they are assumed.
TEST(Explain, ASettingTellsItsDefaultItsRangeAndItsSource) {
    const ExplainPart floor = of_kind("setting", "discharge_floor");
    EXPECT_EQ(floor.kind, "setting");
    EXPECT_EQ(floor.standard, "10");
    EXPECT_EQ(floor.ve_register, "0x1008");
    EXPECT_EQ(floor.app_name, "Discharge floor");
    EXPECT_THAT(floor.expects, HasSubstr("between 0 % and 99 %"));
    EXPECT_THAT(floor.source, HasSubstr("D-11"));
    EXPECT_THAT(floor.source, HasSubstr("(assumed)"));
    EXPECT_EQ(of_kind("setting", "low_soc_warning").standard, "20");
    // 4 % is the manual's own (R-MON-1).
    EXPECT_EQ(of_kind("setting", "tail_current").standard, "4");
    EXPECT_THAT(of_kind("setting", "tail_current").source, Not(HasSubstr("assumed")));
    EXPECT_EQ(of_kind("setting", "pre_alarm_cell").standard, "3.1");
}

TEST(Explain, EverySettingIsThereOnce) {
    for (const bms::SettingRow& row : bms::settings_table) {
        const ExplainPart part = one(std::string{"bms."} + row.key);
        EXPECT_EQ(part.kind, "setting") << row.key;
        EXPECT_EQ(part.text, row.help);
        EXPECT_EQ(part.app_name, row.app_name);
        EXPECT_THAT(part.source, StartsWith(row.source));
    }
}

TEST(Explain, AMapTellsTheKeysRightBelowIt) {
    const auto keys = terms_of(explain("devices", Language::English));
    EXPECT_THAT(keys, IsSupersetOf({"devices", "devices.model", "devices.draws_a",
                                    "devices.draws_w", "devices.charges_a", "devices.from"}));
    const auto bank = terms_of(explain("bank", Language::English));
    EXPECT_THAT(bank, IsSupersetOf({"bank", "bank.battery", "bank.soc_pct", "bank.wiring"}));
    EXPECT_THAT(bank, Not(Contains("bank.battery.capacity_ah")));
    const auto top = terms_of(explain("scenario", Language::English));
    EXPECT_THAT(top, IsSupersetOf({"name", "start", "duration_s", "bank", "bms", "devices",
                                   "events", "expect", "extends", "catalog"}));
    EXPECT_THAT(top, Not(Contains("bank.soc_pct")));
}

TEST(Explain, AFieldSaysWhatItExpects) {
    EXPECT_EQ(one("bank.wiring").expects, "busbar | diagonal | halfway | one_end");
    EXPECT_EQ(one("devices.from").expects, "a time of day in quotes like '18:30'");
    EXPECT_EQ(one("utc_offset").expects, "an offset like '+01:00'");
    EXPECT_EQ(exact("start").expects, "a date like 2026-11-01");
    EXPECT_EQ(exact("start").standard, "2026-01-01");
    EXPECT_EQ(exact("seed").standard, "1");
    EXPECT_EQ(exact("bank.battery").standard, "none: it must be given");
    EXPECT_THAT(one("bank.soc_pct").expects, HasSubstr("between 0 % and 100 %"));
    // Not a number of this program but of the battery that is chosen.
    EXPECT_EQ(one("bank.battery.self_discharge_pct_per_30d").standard,
              "as its catalogue entry says");
}

// R-MON-6, R-BAT-7
TEST(Explain, AFieldOfTheAppTellsItsRegisterAndItsSignal) {
    EXPECT_EQ(one("Deepest discharge").ve_register, "0x0300");
    EXPECT_EQ(of_kind("app_field", "balancer_status").ve_register, "0xEA15");
    EXPECT_EQ(one("consumed_ah").signal, "reported_consumed_ah");
    EXPECT_THAT(text_of(one("consumed_ah"), Language::English),
                HasSubstr("    VE register: 0x0FFC\n"
                          "    signal of a result file: reported_consumed_ah\n"));
    EXPECT_THAT(text_of(one("consumed_ah", Language::Swedish), Language::Swedish),
                HasSubstr("    VE-register: 0x0FFC\n"
                          "    signal i en resultatfil: reported_consumed_ah\n"));
}

/// Every key that may stand in a scenario, by its path; in lists, as in their second place.
void add_paths(std::set<std::string>& paths, engine::Table table, const std::string& below) {
    for (const engine::Field& field : table) {
        const std::string path = engine::join(below, field.key);
        paths.insert(path);
        const bool is_list = field.type->shape == engine::Shape::List;
        const engine::Type& type = is_list ? *field.type->element : *field.type;
        if (type.table != nullptr) {
            add_paths(paths, type.table(), is_list ? path + "[2]" : path);
        }
    }
}

// As they are written, and as a message spells them.
// R-COD-6
TEST(Explain, KnowsEveryKeyThatAPersonMayWriteInBothLanguages) {
    std::set<std::string> paths;
    add_paths(paths, engine::table_for<engine::Scenario>(), "");
    for (const engine::DeviceType type : engine::device_types) {
        add_paths(paths, engine::table_of(type), "devices.lamp");
    }
    add_paths(paths, engine::table_for<engine::SweepEntry>(), "sweep");
    EXPECT_THAT(paths,
                IsSupersetOf({"events[2].link.delay_s", "events[2].exchanged_for.soc_pct",
                              "events[2].exchanged_for.battery.cell.ageing.cycle_rate",
                              "events[2].setting.discharge_floor_pct", "devices.lamp.draws_a",
                              "bank.spread.batteries.soc_pct", "sweep.monte_carlo.runs"}));
    for (const std::string& path : paths) {
        const std::string key = path.substr(path.rfind('.') + 1);
        for (const Language language : {Language::English, Language::Swedish}) {
            const auto parts = explain(path, language);
            const bool is_told =
                std::any_of(parts.begin(), parts.end(), [&](const ExplainPart& part) {
                    return (part.term == key || part.term.ends_with('.' + key)) &&
                           !part.text.empty();
                });
            EXPECT_TRUE(is_told) << path;
        }
    }
}

TEST(Explain, TellsTheKeysOfWhatAnEventMayHold) {
    EXPECT_EQ(one("drop_pct").term, "events.link.drop_pct");
    EXPECT_THAT(one("drop_pct").expects, HasSubstr("between 0 % and 100 %"));
    EXPECT_EQ(one("drop_pct").standard, "0");
    EXPECT_EQ(one("delay").term, "events.link.delay_s");
    EXPECT_EQ(one("jitter").term, "events.link.jitter_s");
    EXPECT_EQ(one("events[1].link.delay").term, "events.link.delay_s");
    EXPECT_EQ(one("events[12].link.delay", Language::Swedish).text,
              "hur sent varje meddelande kommer, i hela 0,1 s");
    EXPECT_THAT(terms_of(explain("events[1].link", Language::English)),
                ElementsAre("events.link", "events.link.drop_pct", "events.link.delay_s",
                            "events.link.jitter_s"));
    EXPECT_EQ(one("events[1].setting.discharge_floor").term, "bms.discharge_floor_pct");
    EXPECT_EQ(one("events[1].exchanged_for.battery.capacity").term, "bank.battery.capacity_ah");
    EXPECT_EQ(one("devices.lamp.draws_a").term, "devices.draws_a");
    EXPECT_THAT(explain("events[].link.delay", Language::English), IsEmpty());
    EXPECT_EQ(nearest_term("events[1].link.jiter"), "events.link.jitter_s");
}

// The end of "unknown key; see banktwin explain events[1].link" is a term, and it lists the keys.
TEST(Explain, AnswersWhatTheMessageOfAnUnknownKeySendsTo) {
    const std::string bank = "bank: {battery: lithium_ng_12v8_100ah}\nduration: 1 d\n";
    const std::string wrong = "quite_another_thing: 1}";
    struct Case {
        std::string text;
        std::string key;  // that is among the answers
    };
    const auto hint_of = [](const std::string& message) {
        const std::string hint = "see banktwin explain ";
        const std::size_t at = message.find(hint);
        return at == std::string::npos ? std::string{} : message.substr(at + hint.size());
    };
    for (const Case& each :
         {Case{bank + "quite_another_thing: 1\n", "duration_s"},
          Case{bank + "events: [{at: 1 h, chain: open}, {at: 2 h, " + wrong + "]\n", "events.link"},
          Case{bank + "events: [{at: 1 h, link: {" + wrong + "}]\n", "events.link.delay_s"},
          Case{bank + "events: [{at: 1 h, setting: {" + wrong + "}]\n", "bms.discharge_floor_pct"},
          Case{bank + "events: [{at: 1 h, battery: 1, exchanged_for: {" + wrong + "}]\n",
               "events.exchanged_for.soc_pct"},
          Case{bank +
                   "events: [{at: 1 h, battery: 1, exchanged_for: {battery: {like: "
                   "lithium_ng_12v8_100ah, " +
                   wrong + "}}]\n",
               "bank.battery.capacity_ah"},
          Case{bank + "bms: {" + wrong + "\n", "bms.discharge_floor_pct"},
          Case{bank + "ambient: {" + wrong + "\n", "ambient.temperature_degc"},
          Case{bank + "devices: {lamp: {model: constant_current, draws: 1 A, " + wrong + "}\n",
               "devices.draws_a"},
          Case{"bank: {battery: {like: lithium_ng_12v8_100ah, cell: {like: lithium_ng, " + wrong +
                   "}}",
               "bank.battery.cell.rc2_factor"}}) {
        const auto error =
            engine::error_of([&] { engine::load_scenario_text(each.text, "hint.yaml", {}); });
        ASSERT_TRUE(error) << each.text;
        const std::string hint = hint_of(error->what());
        EXPECT_THAT(terms_of(explain(hint, Language::English)), Contains(each.key))
            << error->what();
    }
    const auto error = engine::error_of([] {
        engine::read_sweep(
            engine::parse_yaml("base: x.yaml\nmonte_carlo: {runs: 1, zzzzzzzzzz: 1}\n",
                               std::make_shared<engine::Source>()));
    });
    ASSERT_TRUE(error);
    EXPECT_THAT(terms_of(explain(hint_of(error->what()), Language::English)),
                Contains("sweep.monte_carlo.vary"));
}

// `draws` means amperes for one device and watts for another.
TEST(Explain, AWordOfTwoMeaningsTellsBoth) {
    EXPECT_THAT(terms_of(explain("draws", Language::English)),
                ElementsAre("devices.draws_a", "devices.draws_w"));
}

// --- the vocabulary of results ---

TEST(Explain, EveryWordOfAResultIsExplained) {
    const auto has = [](std::string_view term, const std::string& kind, std::string_view text) {
        for (const ExplainPart& part : explain(std::string{term}, Language::English)) {
            if (part.term == term && part.kind == kind && part.text == text && !text.empty()) {
                return true;
            }
        }
        return false;
    };
    for (const auto& row : engine::milestone_table) {
        EXPECT_TRUE(has(row.name, "milestone", row.help)) << row.name;
    }
    for (const auto& row : engine::event_table) {
        EXPECT_TRUE(has(row.name, "event", row.help)) << row.name;
    }
    for (const auto& row : engine::metric_table) {
        EXPECT_TRUE(has(row.name, "metric", row.help)) << row.name;
    }
    for (const FindingRow& row : finding_table()) {
        EXPECT_TRUE(has(row.name, "finding", row.help.en)) << row.name;
    }
    for (const engine::Verdict verdict :
         {engine::Verdict::Ok, engine::Verdict::Warned, engine::Verdict::LoadsLost,
          engine::Verdict::LimitsBroken, engine::Verdict::Damaged}) {
        const ExplainPart part = one(std::string{engine::name_of(verdict)});
        EXPECT_EQ(part.kind, "verdict");
        EXPECT_FALSE(part.text.empty());
    }
}

/// Every name that a result, an event's cause, a trace or a waveform may show, with its kind.
std::vector<std::pair<std::string, std::string>> every_name() {
    std::vector<std::pair<std::string, std::string>> names;
    const auto add = [&](const std::string& kind, std::string_view name) {
        names.emplace_back(kind, std::string{name});
    };
    const auto add_words = [&](const std::string& kind, const bms::Words& words) {
        for (std::size_t i = 0; i < words.count; ++i) {
            add(kind, words.word(i));
        }
    };
    for (const char* output : {"LOAD", "CHARGER", "PRE-ALARM"}) {
        add("output", output);
    }
    add_words("code", bms::code_words);
    add_words("cause", bms::condition_words);
    add_words("cause", bms::reason_words);
    add_words("command", bms::command_words);
    add_words("outcome", bms::outcome_words);
    add_words("flag", bms::words_in<bms::flag_names>);
    add_words("state", bms::words_in<bms::output_names>);
    for (const char* state : {"heard", "silent", "stranger"}) {
        add("state", state);
    }
    for (const bms::BalancerText& row : bms::balancer_texts) {
        add("balancer_status", row.name);
    }
    const auto add_rows = [&](const std::string& kind, const auto& table) {
        for (const auto& row : table) {
            add(kind, row.name);
        }
    };
    add_rows("milestone", engine::milestone_table);
    add_rows("event", engine::event_table);
    add_rows("metric", engine::metric_table);
    add_rows("cause", engine::cause_table);
    add_rows("limit", engine::limit_words());
    add_rows("ledger", engine::bank_item_table);
    add_rows("ledger", engine::far_item_table);
    add_rows("expectation", engine::attribute_table);
    add_rows("expectation", engine::outcome_table);
    add_rows("verdict", engine::verdict_table);
    add_rows("finding", finding_table());
    for (const engine::SignalWord& row : engine::signal_words()) {
        add("signal", row.word.name);
    }
    return names;
}

TEST(Explain, KnowsTheWordsOfResultsAndViews) {
    for (const char* word : {"finding", "mistake", "advice", "note", "hash", "expectations_met",
                             "v_sweep", "run_word"}) {
        for (const Language language : {Language::English, Language::Swedish}) {
            const std::vector<ExplainPart> parts = explain(word, language);
            ASSERT_FALSE(parts.empty()) << word;
            EXPECT_FALSE(parts.front().text.empty()) << word;
        }
    }
    EXPECT_EQ(explain("bank.ageing", Language::English).front().standard, "true");
}

TEST(Explain, KnowsTheFiguresOfAComparedCell) {
    for (const char* word : {"charge_gain", "charge_gain_bound", "charge_uncertainty_ah",
                             "charge_from", "rmse_mv", "10_to_95", "bands", "covered_to_soc_pct"}) {
        EXPECT_NE(of_kind("figure", word).text, "") << word;
        EXPECT_NE(of_kind("figure", word, Language::Swedish).text, "") << word;
    }
}

// Both apps' owners and whoever reads a result may ask for any of them, in either language.
// R-COD-6
TEST(Explain, KnowsEveryNameOfEveryTableInBothLanguages) {
    const auto names = every_name();
    EXPECT_GT(names.size(), 200U);
    for (const auto& [kind, name] : names) {
        const ExplainPart english = of_kind(kind, name);
        const ExplainPart swedish = of_kind(kind, name, Language::Swedish);
        EXPECT_EQ(english.term, name);
        EXPECT_NE(english.text, "") << kind << " " << name;
        EXPECT_NE(swedish.text, "") << kind << " " << name;
        EXPECT_NE(english.text, swedish.text) << kind << " " << name;
    }
}

// What a run writes as a cause is explained as it stands there, joined by +.
TEST(Explain, TakesTheCausesOfAnEventApart) {
    EXPECT_THAT(terms_of(explain("low_cell+remote_off", Language::English)),
                ElementsAre("bms.low_cell_v", "low_cell", "low_cell", "remote_off"));
    EXPECT_THAT(explain("low_cell+nonsense", Language::English), IsEmpty());
}

TEST(Explain, TakesAnExpectationApart) {
    EXPECT_THAT(terms_of(explain("load_off.last.day > 90", Language::English)),
                ElementsAre("load_off", "load_off", "bank.last", "last", "day"));
    EXPECT_EQ(one("pre_alarm.lead_s >= 30").kind, "metric");
    EXPECT_THAT(of_kind("field", "expect").expects, HasSubstr("damage.day > 90"));
}

// The condition table says what opens an output, and what a condition does.
// R-OUT-1, R-OUT-2, R-OUT-3
TEST(Explain, TellsWhatActsOnAnOutputFromTheTableOfConditions) {
    EXPECT_THAT(of_kind("output", "load").text, HasSubstr("opened by low_cell, discharge_floor"));
    EXPECT_THAT(of_kind("output", "charger").text,
                HasSubstr("opened by high_cell, low_temperature, high_temperature"));
    EXPECT_THAT(of_kind("output", "pre-alarm").text, HasSubstr("raised by pre_alarm_cell"));
    const ExplainPart low_cell = of_kind("cause", "low_cell");
    EXPECT_THAT(low_cell.text, HasSubstr("shows A-B01"));
    EXPECT_THAT(low_cell.text, HasSubstr("opens LOAD once PRE-ALARM"));
    EXPECT_EQ(low_cell.settings, "low_cell_v, low_cell_clear_v, low_cell_on_s, low_cell_off_s");
}

// The manual's own words, and ATD and ATC as it calls LOAD and CHARGER.
TEST(Explain, AnOutputAnswersToWhatTheManualCallsIt) {
    for (const char* term :
         {"belastningsfrånkoppling (ATD)", "Belastningsfrånkoppling", "ATD", "load disconnect"}) {
        EXPECT_EQ(one(term).term, "LOAD") << term;
    }
    EXPECT_EQ(one("ATC").term, "CHARGER");
    EXPECT_EQ(one("Förlarmsutgång").term, "PRE-ALARM");
    EXPECT_EQ(one("urladdningsgolv").term, "bms.discharge_floor_pct");
    EXPECT_EQ(one("ÅTERSTÅENDE TID").term, "status.remaining_time_min");
}

// A word that only a key's choices know.
TEST(Explain, AWordOfAKeysChoicesTellsTheKey) {
    EXPECT_THAT(terms_of(explain("diagonal", Language::English)), ElementsAre("bank.wiring"));
    EXPECT_THAT(terms_of(explain("one_end", Language::English)), ElementsAre("bank.wiring"));
}

TEST(Explain, AWordLeadsToTheNamesThatBeginWithIt) {
    EXPECT_THAT(terms_of(explain("balancer", Language::English)),
                Contains("battery.balancer_status"));
    EXPECT_THAT(explain("balan", Language::English), IsEmpty());
}

// Two conditions raise it, both by D-9.
TEST(Explain, ACodeNamesEachOfItsSourcesOnce) {
    const std::string source = one("A-B05").source;
    EXPECT_EQ(source.find("R-COD-3 D-9"), source.rfind("R-COD-3 D-9")) << source;
}

// R-OUT-7, R-BAT-9
TEST(Explain, AFindingTellsItsTitleAndItsRequirement) {
    EXPECT_EQ(one("floor_off").title, "The discharge floor is off");
    EXPECT_THAT(one("floor_off").source, HasSubstr("R-OUT-7"));
    EXPECT_THAT(one("uncontrolled_charger").source, HasSubstr("R-BAT-9"));
}

// R-COD-6 for the codes; what a finding or a setting asks for is told as well, in both languages.
TEST(Explain, GivesAdviceOnEveryCodeFindingAndSetting) {
    for (const Language language : {Language::English, Language::Swedish}) {
        int told = 0;
        for (const ExplainPart& part : explain_all(language)) {
            if (part.kind == "finding" || part.kind == "code" || part.kind == "setting") {
                EXPECT_FALSE(part.advice.empty()) << part.term;
                ++told;
            }
        }
        EXPECT_GE(told, 22 + 49);
    }
    EXPECT_THAT(one("uncontrolled_load").advice, HasSubstr("connected_to: load"));
    EXPECT_THAT(one("bms.discharge_floor_pct").advice, HasSubstr("10 %"));
}

TEST(Explain, ExpectListsWhatALineOfItMayBeAbout) {
    const auto terms = terms_of(explain("expect", Language::English));
    EXPECT_THAT(terms, IsSupersetOf({"expect", "damage", "load_off", "pre_alarm.lead_s",
                                     "synchronised", "soc_lowest_pct"}));
    EXPECT_THAT(terms, Not(Contains("bank.soc_pct")));
}

TEST(Explain, EveryTermAnswersToItself) {
    const auto all = explain_all(Language::English);
    for (const ExplainPart& part : all) {
        EXPECT_THAT(terms_of(explain(part.term, Language::English)), Contains(part.term));
        EXPECT_FALSE(part.title.empty() && part.text.empty()) << part.term;
    }
    std::set<std::string> kinds;
    for (const ExplainPart& part : all) {
        kinds.insert(part.kind);
    }
    EXPECT_EQ(kinds,
              (std::set<std::string>{
                  "app_field",  "balancer_status", "cause",       "code",        "command",
                  "difference", "event",           "expectation", "field",       "finding",
                  "flag",       "ledger",          "limit",       "metric",      "milestone",
                  "outcome",    "output",          "setting",     "signal",      "state",
                  "term",       "verdict",         "figure",      "requirement", "decision"}));
}

TEST(Explain, NothingTwice) {
    std::set<std::pair<std::string, std::string>> seen;
    for (const ExplainPart& part : explain_all(Language::English)) {
        EXPECT_TRUE(seen.insert({part.kind, part.term}).second) << part.kind << " " << part.term;
    }
}

// --- unknown words, and text ---

TEST(Explain, AnUnknownWordHasNoAnswerButAGuess) {
    EXPECT_THAT(explain("discharge_flor", Language::English), IsEmpty());
    EXPECT_EQ(nearest_term("discharge_flor"), "discharge_floor");
    EXPECT_EQ(nearest_term("A-B70"), "A-B07");
    EXPECT_FALSE(nearest_term("completely unrelated"));
    EXPECT_THAT(explain("", Language::English), IsEmpty());
    const Answer answer = banktwin({"explain", "discharge_flor"});
    EXPECT_EQ(answer.code, UsageError);
    EXPECT_THAT(answer.err, HasSubstr("did you mean discharge_floor?"));
    EXPECT_THAT(banktwin({"explain", "completely unrelated"}).err,
                HasSubstr("banktwin explain lists everything"));
    EXPECT_THAT(banktwin({"explain", "lithium_ng_12v8_200ah"}).err,
                HasSubstr("banktwin catalog show lithium_ng_12v8_200ah"));
    const Answer swedish = banktwin({"explain", "svansstrom", "--lang", "sv"});
    EXPECT_EQ(swedish.code, UsageError);
    EXPECT_THAT(swedish.err, HasSubstr("inget heter \"svansstrom\"; menade du Svansström?"));
}

// Below `devices` stand names that somebody gave; what is nearly a key is a slip.
TEST(Explain, ASlipOfAKeyIsNoNameThatSomebodyGave) {
    for (const auto& [slip, key] : {std::pair{"devices.drwas", "devices.draws"},
                                    {"devices.conected_to", "devices.connected_to"},
                                    {"bms.low_cel_v", "bms.low_cell_v"}}) {
        const Answer answer = banktwin({"explain", slip});
        EXPECT_EQ(answer.code, UsageError) << slip;
        EXPECT_EQ(answer.out, "");
        EXPECT_THAT(answer.err, HasSubstr("nothing is called \"" + std::string{slip} +
                                          "\"; did you mean " + key));
    }
    const auto of_devices = terms_of(explain("devices", Language::English));
    for (const std::string name : {"alarm", "charger", "charge", "lamp", "panels", "heater"}) {
        EXPECT_EQ(terms_of(explain("devices." + name, Language::English)), of_devices) << name;
    }
    for (const auto& file :
         std::filesystem::directory_iterator{tests::source_dir() + "/configs/scenarios"}) {
        if (file.path().extension() == ".yaml") {
            for (const auto& [name, device] :
                 engine::load_scenario(file.path().string()).scenario.devices) {
                EXPECT_FALSE(explain("devices." + name, Language::English).empty()) << name;
            }
        }
    }
}

TEST(Explain, AsTextSaysOnlyWhatThereIs) {
    EXPECT_EQ(text_of({.term = "A-B07",
                       .kind = "code",
                       .title = "Low",
                       .text = "alarm",
                       .advice = "Charge.",
                       .source = "manual"},
                      Language::English),
              "A-B07  Low  [code]\n    alarm\n    Charge.\n    source: manual\n");
    EXPECT_EQ(text_of({.term = "x",
                       .kind = "field",
                       .text = "it",
                       .expects = "a number",
                       .standard = "5",
                       .app_name = "X",
                       .unit = "V"},
                      Language::English),
              "x  [field]\n    it\n    expects: a number\n    default: 5\n    unit: V\n"
              "    in VictronConnect: X\n");
}

// Every label, and every word of what belongs in a field.
TEST(Explain, InSwedishHasNoEnglishLabel) {
    std::string text;
    for (const ExplainPart& part : explain_all(Language::Swedish)) {
        text += text_of(part, Language::Swedish);
    }
    for (const char* english : {"expects:",     "default:",  "unit:",
                                "settings:",    "source:",   "in VictronConnect:",
                                "VE register:", "[setting]", "[field]",
                                "[code]",       "[event]",   "between ",
                                " and ",        "at least",  "at most",
                                "a number",     "a current", "a voltage",
                                "a time",       "none:",     "as its catalogue",
                                "(assumed)",    ": a list",  ": a map",
                                " the "}) {
        EXPECT_THAT(text, Not(HasSubstr(english)));
    }
    const ExplainPart floor = of_kind("setting", "discharge_floor", Language::Swedish);
    EXPECT_EQ(floor.expects, "en procentandel (%), mellan 0 % och 99 %");
    EXPECT_THAT(text_of(floor, Language::Swedish), HasSubstr("    standardvärde: 10\n"));
    EXPECT_THAT(text_of(floor, Language::Swedish), HasSubstr("    källa: D-11, R-OUT-4 (antaget)"));
    EXPECT_EQ(one("devices.draws_w", Language::Swedish).expects,
              "en effekt (W, mW, kW), mellan 0 W och 1e+06 W");
}

// R-COD-6: what is told in English is told in Swedish, and with the numbers it names.
TEST(Explain, TellsInSwedishWhatItTellsInEnglish) {
    const auto english = explain_all(Language::English);
    const auto swedish = explain_all(Language::Swedish);
    ASSERT_EQ(english.size(), swedish.size());
    const auto digits = [](const std::string& text) {
        std::string out;
        std::copy_if(text.begin(), text.end(), std::back_inserter(out),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
        return out;
    };
    for (std::size_t i = 0; i < english.size(); ++i) {
        EXPECT_EQ(english[i].term, swedish[i].term);
        EXPECT_EQ(english[i].kind, swedish[i].kind);
        EXPECT_NE(english[i].text, swedish[i].text) << english[i].term;
        EXPECT_NE(swedish[i].text, "") << english[i].term;
        EXPECT_EQ(digits(english[i].text), digits(swedish[i].text)) << english[i].term;
    }
}

// R-COD-6: and nothing is told in Swedish that is no key.
TEST(Explain, HasNoSwedishLeftOverOfAKeyThatIsGone) {
    std::vector<std::string> keys;
    for (const ExplainPart& part : explain_all(Language::English)) {
        if (part.kind == "field") {
            keys.push_back(part.term);
        }
    }
    // Nor any word that is none.
    std::set<std::pair<std::string, std::string>> words;
    for (const ExplainPart& part : explain_all(Language::English)) {
        if (!swedish_word(part.kind, part.term).empty()) {
            words.insert({part.kind, part.term});
        }
    }
    EXPECT_EQ(swedish_word_count(), words.size());
    for (const KeyText& row : swedish_keys()) {
        EXPECT_THAT(keys, Contains(std::string{row.path}));
    }
    EXPECT_EQ(swedish_keys().size(), keys.size());
    EXPECT_EQ(swedish_help_of_key("no.such_key"), "");
}

// Whatever stands in brackets behind an answer is explained in its turn: in the program's own
// source, in its catalogues and in its scenarios.
TEST(Explain, KnowsEveryRequirementAndDecisionThatTheProgramCites) {
    std::set<std::string> cited;
    const std::regex id{R"(\b(R-[A-Z]{3}-[0-9]+|D-[0-9]+)\b)"};
    for (const char* folder : {"bms", "models", "engine", "reports", "configs"}) {
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(tests::source_dir() + "/" + folder)) {
            if (!entry.is_regular_file()) {
                continue;
            }
            std::ifstream file{entry.path()};
            const std::string text{std::istreambuf_iterator<char>{file}, {}};
            std::copy(std::sregex_token_iterator{text.begin(), text.end(), id}, {},
                      std::inserter(cited, cited.end()));
        }
    }
    EXPECT_GT(cited.size(), 50U);
    for (const std::string& term : cited) {
        const ExplainPart part = one(term);
        EXPECT_EQ(part.kind, term.front() == 'R' ? "requirement" : "decision");
        EXPECT_EQ(part.source.empty(), part.kind == "decision") << term;
    }
}

// R-OUT-4
TEST(Explain, TellsWhatARequirementOfTheManualSays) {
    const ExplainPart part = one("R-OUT-4");
    EXPECT_THAT(part.text, HasSubstr("At the discharge floor LOAD opens at once with A-B07"));
    EXPECT_EQ(part.source, "manual §2.2, §4.3");
    EXPECT_THAT(text_of(one("r-out-4", Language::Swedish), Language::Swedish),
                StartsWith("R-OUT-4  [manualens krav]\n    Vid urladdningsgolvet öppnar LOAD"));
    EXPECT_THAT(text_of(one("D-11"), Language::English),
                StartsWith("D-11  [decision]\n    The low-SoC warning is at 20 %"));
    EXPECT_EQ(nearest_term("R-OUT-44"), "R-OUT-4");
}

// A setting and a field of the app, by key or by what either app calls it.
// R-COD-6, R-MON-4
TEST(Explain, KnowsWhatTheAppCallsThings) {
    for (const char* term : {"tail_current", "Tail current", "Svansström", "svansström"}) {
        // A charger has a key of that name, too.
        const auto parts = explain(term, Language::Swedish);
        const auto setting = std::find_if(parts.begin(), parts.end(), [](const ExplainPart& part) {
            return part.kind == "setting";
        });
        ASSERT_NE(setting, parts.end()) << term;
        EXPECT_EQ(setting->term, "bms.tail_current_pct");
        EXPECT_EQ(setting->app_name, "Svansström");
        EXPECT_EQ(setting->ve_register, "0x1002");
    }
    const auto consumed = explain("Förbrukade Ah", Language::Swedish);
    ASSERT_EQ(consumed.size(), 1U);
    EXPECT_EQ(consumed[0].term, "status.consumed_ah");
    EXPECT_EQ(consumed[0].kind, "app_field");
    EXPECT_EQ(consumed[0].title, "Förbrukade Ah");
    EXPECT_EQ(consumed[0].text, "VictronConnect, Statussida");
    EXPECT_EQ(one("consumed_ah").title, "Consumed Ah");
}

// R-COD-6
TEST(ExplainCommand, SpeaksBothLanguages) {
    EXPECT_THAT(told({"explain", "A-B07"}), HasSubstr("A-B07  Low state of charge  [code]\n"));
    EXPECT_THAT(told({"explain", "A-B07", "--lang", "sv"}), HasSubstr("A-B07  Låg SoC  [kod]\n"));
    EXPECT_EQ(json_of({"explain", "A-B07", "--lang", "sv"})["entries"][0]["title"], "Låg SoC");
    EXPECT_EQ(banktwin({"explain", "A-B07", "--lang", "de"}).code, UsageError);
}

// The owner has the app's words before him, and not the code's number.
TEST(Explain, ACodeAnswersToItsTitleInBothLanguages) {
    for (const bms::CodeText& code : bms::code_texts) {
        for (const char* title : {code.message_en, code.message_sv}) {
            std::vector<std::string> terms;
            for (const ExplainPart& part : explain(title, Language::Swedish)) {
                terms.push_back(part.term);
            }
            EXPECT_THAT(terms, testing::Contains(code.spelled)) << title;
        }
    }
    EXPECT_THAT(told({"explain", "låg", "SoC"}), HasSubstr("A-B07  Low state of charge  [code]"));
}

// What --dump-state prints can be asked for as it stands there.
TEST(Explain, KnowsTheNumbersOfADumpedState) {
    const auto one_of = [](const std::string& name) {
        const auto parts = explain(name, Language::English);
        return parts.empty() ? ExplainPart{} : parts.front();
    };
    EXPECT_EQ(one_of("load_reasons").term, "protection.load_reasons");
    EXPECT_THAT(one_of("load_reasons").text, HasSubstr("; none or several of pre_alarm_cell, "));
    EXPECT_EQ(one_of("protection.run").kind, "state_number");
    EXPECT_THAT(one_of("sample.remote_l").text, HasSubstr("open"));
    EXPECT_EQ(one_of("settings.low_cell_on_ticks").settings, "low_cell_on_s");
    EXPECT_THAT(one_of("protection.held_ticks").text, HasSubstr("; for each of "));
    engine::Dump dump;
    engine::append_dump(dump, bms::Core{});
    engine::append_dump(dump, bms::BankSample{});
    for (const auto& [name, value] : dump) {
        EXPECT_FALSE(explain(name, Language::Swedish).empty()) << name;
    }
}

TEST(ExplainCommand, WithoutAWordListsEverythingByKind) {
    const std::string text = told({"explain"});
    for (const char* heading :
         {"code:\n", "\nfield:\n", "\nsetting:\n", "\nmilestone:\n", "\nevent:\n", "\nmetric:\n",
          "\nfinding:\n", "\nverdict:\n", "\ncause:\n", "\noutput:\n", "\nrow of the ledger:\n"}) {
        EXPECT_THAT(text, HasSubstr(heading));
    }
    EXPECT_EQ(json_of({"explain"})["entries"].size(), explain_all(Language::English).size());
}

}  // namespace
}  // namespace reports
