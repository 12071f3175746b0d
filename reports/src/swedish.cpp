#include "reports/swedish.hpp"

#include <array>
#include <cstddef>

namespace reports {

namespace {

using bms::Setting;

struct SettingText {
    Setting setting;
    std::string_view text;
};

constexpr std::array<SettingText, bms::setting_count> setting_texts{{
    {Setting::LowSocWarning,
     "laddningsstatus vid vilken W-B07 och PRE-ALARM kommer; 0 stänger av varningen"},
    {Setting::LowSocWarningClear,
     "procentenheter över varningsnivån där W-B07 och PRE-ALARM upphör"},
    {Setting::DischargeFloor,
     "laddningsstatus vid vilken A-B07 kommer och LOAD öppnar genast; 0 stänger av golvet"},
    {Setting::DischargeFloorReturn, "procentenheter över golvet där LOAD kommer tillbaka"},
    {Setting::PreAlarmCell, "cellspänning vid vilken W-B01 och PRE-ALARM kommer"},
    {Setting::PreAlarmCellClear, "alla celler över denna spänning: W-B01 och PRE-ALARM upphör"},
    {Setting::PreAlarmCellOn, "hur länge en cell måste ligga på förlarmsnivån"},
    {Setting::PreAlarmCellOff, "hur länge alla celler måste ligga över återgångsnivån"},
    {Setting::PreAlarmLead,
     "hur länge PRE-ALARM har varit hög innan LOAD får öppna för en låg cell; minst 30 s"},
    {Setting::LowCell, "cellspänning vid vilken A-B01 kommer och LOAD öppnar"},
    {Setting::LowCellClear,
     "alla celler minst på denna spänning: A-B01 upphör och LOAD kommer tillbaka"},
    {Setting::LowCellOn, "hur länge en cell måste ligga på den låga nivån utan avbrott"},
    {Setting::LowCellOff, "hur länge alla celler måste vara återhämtade"},
    {Setting::HighCell, "cellspänning vid vilken CHARGER öppnar"},
    {Setting::HighCellClear, "alla celler under denna spänning: CHARGER kommer tillbaka"},
    {Setting::HighCellOn, "hur länge en cell måste ligga på den höga nivån"},
    {Setting::HighCellOff, "hur länge alla celler måste ligga under återgångsnivån"},
    {Setting::ChargeColdest, "CHARGER är öppen medan ett batteri är kallare än så"},
    {Setting::ChargeColdestClear, "alla batterier minst så varma: CHARGER kommer tillbaka"},
    {Setting::ChargeWarmest, "A-B09 kommer och CHARGER öppnar medan ett batteri är varmare än så"},
    {Setting::ChargeWarmestClear, "alla batterier högst så varma: CHARGER kommer tillbaka"},
    {Setting::TemperatureOn, "hur länge ett batteri måste vara för kallt eller för varmt"},
    {Setting::TemperatureOff, "hur länge alla batterier måste vara tillbaka inom gränserna"},
    {Setting::LowBankPerCell,
     "bankspänning per seriekopplad cell vid vilken A-B08 kommer och LOAD öppnar"},
    {Setting::LowBankPerCellClear, "bankspänning per cell vid vilken A-B08 upphör"},
    {Setting::LowBankOn, "hur länge bankspänningen måste vara låg"},
    {Setting::LowBankOff, "hur länge bankspänningen måste vara återhämtad"},
    {Setting::SupplyLowest, "E-B09 under denna bankspänning"},
    {Setting::SupplyHighest, "E-B09 över denna bankspänning"},
    {Setting::SupplyOn, "hur länge bankspänningen måste ligga utanför"},
    {Setting::SupplyOff, "hur länge bankspänningen måste ligga innanför igen"},
    {Setting::LinkWarning, "så länge utan giltigt meddelande från ett batteri: W-B05"},
    {Setting::LinkAlarm,
     "så länge utan giltigt meddelande från ett batteri: A-B05, LOAD och CHARGER öppnar"},
    {Setting::UpdateFailed, "LOAD öppnar så lång tid efter en misslyckad uppdatering"},
    {Setting::ChargedPerCell,
     "bankspänning per seriekopplad cell över vilken övervakaren får synkronisera till 100 %"},
    {Setting::TailCurrent,
     "laddström, i % av bankens kapacitet, under vilken övervakaren får synkronisera"},
    {Setting::ChargedDetection, "hur länge spänning och ström måste säga laddat, utan avbrott"},
    {Setting::ChargeEfficiency, "andel av den inladdade laddningen som övervakaren räknar"},
    {Setting::RemainingTimeWindow,
     "glidande medelvärde bakom återstående tid, i hela 10 s, högst 3 min"},
    {Setting::RemainingTimeCap, "längsta återstående tid som visas"},
    {Setting::IdleCurrent,
     "en mindre urladdning räknas som noll för återstående tid och bryter inte en "
     "synkronisering; som laddning räknas den ändå"},
    {Setting::BalancingCell,
     "vid laddning med en cell minst på denna spänning balanserar batterierna"},
    {Setting::BalancingSpread, "högsta cell minus lägsta: härifrån finns något att balansera"},
    {Setting::Imbalance,
     "högsta cell minus lägsta i en full bank: över detta är balanserarstatus Obalanserade"},
    {Setting::ImbalanceClear,
     "högsta cell minus lägsta i en full bank: högst så mycket avslutar en obalans"},
    {Setting::BalancerUnknown, "utan full laddning längre än så är balanserarstatus Okänd"},
    {Setting::BluetoothWindow,
     "hur länge avstängd Bluetooth är aktiv efter start eller fjärr av och på"},
}};

constexpr bool setting_texts_stand_in_order() {
    for (std::size_t i = 0; i < bms::setting_count; ++i) {
        if (setting_texts[i].setting != static_cast<Setting>(i) || setting_texts[i].text.empty()) {
            return false;
        }
    }
    return true;
}
static_assert(setting_texts_stand_in_order());

struct Text {
    std::string_view title;
    std::string_view help;
};

constexpr std::array<Text, engine::milestone_count> milestone_texts{{
    {"varning", "den första W-B01 eller W-B07"},
    {"förlarm", "PRE-ALARM blir hög för första gången"},
    {"laster av", "LOAD öppnar första gången för att skydda (inte för fjärrbrytaren)"},
    {"låg cell", "den första A-B01: bara reserven är kvar"},
    {"skada", "en cells verkliga laddningsstatus sjunker under noll"},
}};

constexpr std::array<std::string_view, 5> verdict_texts{{
    "ingen varning, ingen frånkoppling, ingen bruten gräns, ingen skada",
    "W-B01, W-B07 eller PRE-ALARM kom; LOAD öppnade inte för att skydda banken",
    "LOAD öppnade för att skydda banken",
    "ett batteri bröt en av tillverkarens gränser",
    "en cells verkliga laddningsstatus sjönk under noll",
}};

}  // namespace

std::string_view swedish_help(Setting setting) {
    return setting_texts[static_cast<std::size_t>(setting)].text;
}
std::string_view swedish_title(engine::Milestone milestone) {
    return milestone_texts[static_cast<std::size_t>(milestone)].title;
}
std::string_view swedish_help(engine::Milestone milestone) {
    return milestone_texts[static_cast<std::size_t>(milestone)].help;
}
std::string_view swedish_help(engine::Verdict verdict) {
    return verdict_texts[static_cast<std::size_t>(verdict)];
}

}  // namespace reports
