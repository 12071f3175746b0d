// Codes and their texts (manual §5.2).

#include "tests/bms/core_rig.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bms {
namespace {

// R-COD-2, R-COD-3, R-COD-4, R-COD-6
TEST(CodeTexts, SpeakTheManualsSwedish) {
    struct Row {
        Code code;
        const char* spelled;
        const char* message;
        const char* advice;
    };
    constexpr const char* charge_on =
        "Ladda batteriet. Systemet slår på belastningarna igen när batteriet är tillräckligt "
        "laddat.";
    constexpr const char* check_cables = "Kontrollera kablarna mellan BMS och batteriet.";
    constexpr const char* check_page =
        "Kontrollera fliken \"Batteri\" i VictronConnect för ytterligare detaljer. Kontrollera om "
        "batteriets BMS-kablar är anslutna.";
    const std::array<Row, code_count> manual{{
        {Code::W_B01, "W-B01", "Låg cellspänning",
         "Ladda batteriet eller minska belastningen för att förhindra en nära förestående "
         "nedstängning av systemet."},
        {Code::W_B05, "W-B05", "Kommunikationen med batteriet har förlorats", check_cables},
        {Code::W_B07, "W-B07", "Låg SoC",
         "Ladda batteriet eller minska belastningen för att förhindra en nära förestående "
         "systemnedstängning."},
        {Code::A_B01, "A-B01", "Låg cellspänning", charge_on},
        {Code::A_B05, "A-B05", "Kommunikationen med batteriet har förlorats", check_cables},
        {Code::A_B07, "A-B07", "Låg SoC", charge_on},
        {Code::A_B08, "A-B08", "Låg bankspänning", charge_on},
        {Code::A_B09, "A-B09", "Hög batteritemperatur",
         "Batteritemperaturen är för hög för laddning. Försök sänka omgivningstemperaturen."},
        {Code::E_B01, "E-B01", "Ogiltig batterikonfiguration", check_page},
        {Code::E_B05, "E-B05", "Ogiltig batterikonfiguration", check_page},
        {Code::E_B09, "E-B09", "Batterispänning ej tillåten",
         "Batterispänningen är för hög eller för låg. Kontrollera batterispänningen och "
         "kontrollera batteriinställningarna i appen VictronConnect."},
        {Code::E_B11, "E-B11", "Maskinvarufel", "Kontakta din Victron-återförsäljare."},
    }};
    for (const Row& row : manual) {
        const CodeText& text = text_of(row.code);
        EXPECT_STREQ(text.spelled, row.spelled);
        EXPECT_STREQ(text.message_sv, row.message) << row.spelled;
        EXPECT_STREQ(text.advice_sv, row.advice) << row.spelled;
    }
}

// R-COD-6
TEST(CodeTexts, HaveASentenceOfAdviceInEachLanguage) {
    for (const CodeText& text : code_texts) {
        SCOPED_TRACE(text.spelled);
        for (const char* message : {text.message_en, text.message_sv}) {
            EXPECT_GE(std::string{message}.size(), 7U);
            EXPECT_NE(std::string{message}.back(), '.');
        }
        for (const char* advice : {text.advice_en, text.advice_sv}) {
            EXPECT_GE(std::string{advice}.size(), 20U);
            EXPECT_EQ(std::string{advice}.back(), '.');
        }
        EXPECT_STRNE(text.message_en, text.message_sv);
        EXPECT_STRNE(text.advice_en, text.advice_sv);
    }
}

// R-COD-2, R-COD-3, R-COD-4
TEST(CodeTexts, CarryTheSeverityAndNumberOfTheirSpelling) {
    for (const CodeText& text : code_texts) {
        const std::string spelled = text.spelled;
        ASSERT_EQ(spelled.size(), 5U);
        const Severity severity = spelled[0] == 'W'   ? Severity::Warning
                                  : spelled[0] == 'A' ? Severity::Alarm
                                                      : Severity::Error;
        EXPECT_EQ(text.severity, severity) << spelled;
        EXPECT_EQ(spelled.substr(1, 2), "-B") << spelled;
        EXPECT_EQ(text.b_number, std::stoi(spelled.substr(3))) << spelled;
    }
}

// R-COD-2, R-COD-3, R-COD-4
TEST(Codes, EachBelongToACondition) {
    for (const CodeText& text : code_texts) {
        const bool used =
            std::any_of(condition_table.begin(), condition_table.end(),
                        [&](const ConditionRow& row) { return row.code == text.code; });
        EXPECT_TRUE(used) << text.spelled;
    }
}

// R-COD-5
TEST(RedLight, IsOffThenBlinksForAWarningThenShinesForAnAlarm) {
    CoreRig rig;
    EXPECT_EQ(rig.status().red, Light::Off);
    rig.cells_at(3000);
    rig.run(4_seconds);
    EXPECT_EQ(rig.status().red, Light::Blinking);
    rig.cells_at(2700);
    leap(rig.core, rig.sample, 40_seconds);
    EXPECT_EQ(rig.status().red, Light::On);
    rig.cells_at(3400);
    leap(rig.core, rig.sample, 40_seconds);
    EXPECT_EQ(rig.status().red, Light::Off);
}

// R-COD-5
TEST(RedLight, ShinesWhenAWarningAndAnAlarmStandTogether) {
    CoreRig rig;
    rig.cells_at(3000);
    rig.sample.extremes.warmest = {550};
    rig.run(6_seconds);
    ASSERT_TRUE(rig.shows(Code::W_B01));
    ASSERT_TRUE(rig.shows(Code::A_B09));
    EXPECT_EQ(rig.status().red, Light::On);
}

// R-SUP-1, D-13
TEST(SupplyState, IsFullWithTheRemoteOnLowAfterALowCellAndWithTheRemoteOff) {
    CoreRig rig;
    EXPECT_EQ(rig.core.supply_state(), SupplyState::RemoteOn);
    rig.tell(CommandKind::SetStateOfCharge, 50);  // at the floor the remote is still on
    ASSERT_EQ(rig.load(), Output::Floating);
    EXPECT_EQ(rig.core.supply_state(), SupplyState::RemoteOn);
    rig.tell(CommandKind::SetStateOfCharge, 500);
    rig.cells_at(2700);
    rig.run(60_ticks);
    ASSERT_TRUE(rig.has(Condition::LowCell));  // but LOAD still waits
    EXPECT_EQ(rig.core.supply_state(), SupplyState::RemoteOn);
    leap(rig.core, rig.sample, 30_seconds);
    EXPECT_EQ(rig.core.supply_state(), SupplyState::LowCell);
    rig.sample.pins = RemotePins{};
    rig.run(1_ticks);
    EXPECT_EQ(rig.core.supply_state(), SupplyState::RemoteOff);
    rig.sample.pins = factory_loop();
    rig.cells_at(3300);
    leap(rig.core, rig.sample, 31_seconds);
    EXPECT_EQ(rig.core.supply_state(), SupplyState::RemoteOn);
}

}  // namespace
}  // namespace bms
