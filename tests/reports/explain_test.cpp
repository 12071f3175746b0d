// `banktwin explain`: every word of the program answers, by every name it has.

#include "reports/explain.hpp"

#include "bms/codes.hpp"
#include "bms/settings.hpp"
#include "engine/event.hpp"
#include "engine/metric.hpp"
#include "reports/swedish.hpp"
#include "tests/reports/support.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
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

std::vector<std::string> terms_of(const std::vector<ExplainPart>& parts) {
    std::vector<std::string> terms;
    for (const ExplainPart& part : parts) {
        terms.push_back(part.term);
    }
    return terms;
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
        EXPECT_THAT(part.advice, testing::StartsWith(row.advice_begins)) << row.code;
    }
}

// R-COD-6, R-COD-1: a warning, an alarm, an error; in both languages.
TEST(Explain, TellsEveryCodeInEnglishToo) {
    for (const bms::CodeText& row : bms::code_texts) {
        const ExplainPart english = one(row.spelled);
        const ExplainPart swedish = one(row.spelled, Language::Swedish);
        const char letter = row.spelled[0];
        EXPECT_EQ(english.text, letter == 'W' ? "warning" : letter == 'A' ? "alarm" : "error");
        EXPECT_EQ(swedish.text, letter == 'W' ? "varning" : letter == 'A' ? "larm" : "fel");
        EXPECT_FALSE(english.title.empty() || english.advice.empty()) << row.spelled;
        EXPECT_NE(english.title, swedish.title);
        EXPECT_NE(english.advice, swedish.advice);
        EXPECT_EQ(english.source, "manual §5.2");
    }
    EXPECT_EQ(one("A-B07").title, "Low state of charge");
    EXPECT_EQ(one("a-b07").term, "A-B07");
}

// --- settings and fields ---

TEST(Explain, ASettingAnswersToItsPathItsKeyItsStemAndItsNameInTheApp) {
    for (const char* term : {"bms.discharge_floor_pct", "discharge_floor_pct", "discharge_floor",
                             "bms.discharge_floor", "Discharge floor", "DISCHARGE_FLOOR_PCT"}) {
        EXPECT_EQ(one(term).term, "bms.discharge_floor_pct") << term;
    }
}

// D-11: the defaults of warning and floor, and that they are assumed.
TEST(Explain, ASettingTellsItsDefaultItsRangeAndItsSource) {
    const ExplainPart floor = one("discharge_floor");
    EXPECT_EQ(floor.kind, "setting");
    EXPECT_EQ(floor.standard, "10");
    EXPECT_EQ(floor.ve_register, "0x1008");
    EXPECT_EQ(floor.app_name, "Discharge floor");
    EXPECT_THAT(floor.expects, HasSubstr("between 0 % and 99 %"));
    EXPECT_THAT(floor.source, HasSubstr("D-11"));
    EXPECT_THAT(floor.source, HasSubstr("(assumed)"));
    EXPECT_EQ(one("low_soc_warning").standard, "20");
    // 4 % is the manual's own (R-MON-1).
    EXPECT_EQ(one("tail_current").standard, "4");
    EXPECT_THAT(one("tail_current").source, Not(HasSubstr("assumed")));
    EXPECT_EQ(one("pre_alarm_cell").standard, "3.1");
}

TEST(Explain, EverySettingIsThereOnce) {
    for (const bms::SettingRow& row : bms::settings_table) {
        const ExplainPart part = one(std::string{"bms."} + row.key);
        EXPECT_EQ(part.kind, "setting") << row.key;
        EXPECT_EQ(part.text, row.help);
        EXPECT_EQ(part.app_name, row.app_name);
        EXPECT_THAT(part.source, testing::StartsWith(row.source));
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
    EXPECT_EQ(one("start").expects, "a date like 2026-11-01");
    EXPECT_EQ(one("start").standard, "2026-01-01");
    EXPECT_EQ(exact("seed").standard, "1");
    EXPECT_EQ(exact("bank.battery").standard, "none: it must be given");
    EXPECT_THAT(one("bank.soc_pct").expects, HasSubstr("between 0 % and 100 %"));
    // Not a number of this program but of the battery that is chosen.
    EXPECT_EQ(one("bank.battery.self_discharge_pct_per_30d").standard,
              "as its catalogue entry says");
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
        EXPECT_TRUE(has(row.name, "finding", row.help)) << row.name;
    }
    for (const engine::Verdict verdict :
         {engine::Verdict::Ok, engine::Verdict::Warned, engine::Verdict::LoadsLost,
          engine::Verdict::LimitsBroken, engine::Verdict::Damaged}) {
        const ExplainPart part = one(std::string{engine::name_of(verdict)});
        EXPECT_EQ(part.kind, "verdict");
        EXPECT_FALSE(part.text.empty());
    }
}

// R-OUT-7, R-BAT-9
TEST(Explain, AFindingTellsItsTitleAndItsRequirement) {
    EXPECT_EQ(one("floor_off").title, "The discharge floor is off");
    EXPECT_THAT(one("floor_off").source, HasSubstr("R-OUT-7"));
    EXPECT_THAT(one("uncontrolled_charger").source, HasSubstr("R-BAT-9"));
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
    EXPECT_EQ(kinds, (std::set<std::string>{"app_field", "code", "event", "field", "finding",
                                            "metric", "milestone", "setting", "verdict"}));
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
}

TEST(Explain, AsTextSaysOnlyWhatThereIs) {
    EXPECT_EQ(text_of({.term = "A-B07",
                       .kind = "code",
                       .title = "Low",
                       .text = "alarm",
                       .advice = "Charge.",
                       .source = "manual"}),
              "A-B07  Low  [code]\n    alarm\n    Charge.\n    source: manual\n");
    EXPECT_EQ(text_of({.term = "x",
                       .kind = "field",
                       .text = "it",
                       .expects = "a number",
                       .standard = "5",
                       .app_name = "X"}),
              "x  [field]\n    it\n    expects: a number\n    default: 5\n"
              "    in VictronConnect: X\n");
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
    for (const KeyText& row : swedish_keys()) {
        EXPECT_THAT(keys, Contains(std::string{row.path}));
    }
    EXPECT_EQ(swedish_keys().size(), keys.size());
    EXPECT_EQ(swedish_help_of_key("no.such_key"), "");
}

// A setting and a field of the app, by key or by what either app calls it.
// R-COD-6, R-MON-4
TEST(Explain, KnowsWhatTheAppCallsThings) {
    for (const char* term : {"tail_current", "Tail current", "Svansström", "svansström"}) {
        const auto parts = explain(term, Language::Swedish);
        ASSERT_EQ(parts.size(), 1U) << term;
        EXPECT_EQ(parts[0].term, "bms.tail_current_pct");
        EXPECT_EQ(parts[0].app_name, "Svansström");
        EXPECT_EQ(parts[0].ve_register, "0x1002");
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
    EXPECT_THAT(told({"explain", "A-B07", "--lang", "sv"}), HasSubstr("A-B07  Låg SoC  [code]\n"));
    EXPECT_EQ(json_of({"explain", "A-B07", "--lang", "sv"})["entries"][0]["title"], "Låg SoC");
    EXPECT_EQ(banktwin({"explain", "A-B07", "--lang", "de"}).code, UsageError);
}

TEST(ExplainCommand, WithoutAWordListsEverythingByKind) {
    const std::string text = told({"explain"});
    for (const char* heading : {"code:\n", "\nfield:\n", "\nsetting:\n", "\nmilestone:\n",
                                "\nevent:\n", "\nmetric:\n", "\nfinding:\n", "\nverdict:\n"}) {
        EXPECT_THAT(text, HasSubstr(heading));
    }
    EXPECT_EQ(json_of({"explain"})["entries"].size(), explain_all(Language::English).size());
}

}  // namespace
}  // namespace reports
