#include "reports/swedish.hpp"

#include <array>
#include <cstddef>

namespace reports {

namespace {

using bms::Setting;
using engine::EventKind;
using engine::Metric;

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
    {Setting::FaultReturn,
     "hur länge en förlorad länk, en öppen kedja, en ogiltig uppsättning eller ett maskinvarufel "
     "måste vara över"},
    {Setting::UpdateLimit, "en uppdatering som inte är slut efter så lång tid har misslyckats"},
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
    {"belastningar av", "LOAD öppnar första gången för att skydda (inte för fjärrbrytaren)"},
    {"låg cell", "den första A-B01: bara reserven är kvar"},
    {"skada", "en cells verkliga laddningsstatus sjunker under noll"},
}};

struct EventText {
    engine::EventKind kind;
    std::string_view text;
};

constexpr std::array<EventText, engine::event_table.size()> event_texts{{
    {EventKind::LoadOn, "LOAD blir hög: belastningarna får gå"},
    {EventKind::LoadOff, "LOAD flyter: det den styr kopplas från"},
    {EventKind::ChargerOn, "CHARGER blir hög: laddning är tillåten"},
    {EventKind::ChargerOff, "CHARGER flyter: laddare som lyder den slutar ladda"},
    {EventKind::PreAlarmOn, "PRE-ALARM blir hög: summern ljuder"},
    {EventKind::PreAlarmOff, "PRE-ALARM flyter"},
    {EventKind::CodeRaised, "en varning, ett larm eller ett fel visas"},
    {EventKind::CodeCleared, "en varning, ett larm eller ett fel försvinner"},
    {EventKind::Synchronised, "batteriövervakaren synkroniserar laddningsstatus till 100 %"},
    {EventKind::SocUncertain,
     "procenttalet är inte att lita på längre: räknat medan en ström inte var känd"},
    {EventKind::SocCertain, "procenttalet är att lita på igen: synkroniserat eller inställt"},
    {EventKind::BatteryDamaged,
     "en cells verkliga laddningsstatus sjunker under noll: reserven är förbrukad"},
    {EventKind::CellReversed,
     "en cell drivs under 0 V: koppar löses upp, och den kommer att kortslutas invändigt"},
    {EventKind::LimitBroken, "ett batteri har brutit en av tillverkarens gränser"},
    {EventKind::LimitKept, "batteriet är tillbaka inom gränsen"},
    {EventKind::BrownOut, "en enhet stannar för sin egen gräns för låg spänning"},
    {EventKind::BrownOutOver, "enhetens spänning är tillbaka"},
    {EventKind::BmsOff, "BMS dör av brist på matningsspänning"},
    {EventKind::BmsOn, "BMS startar igen"},
    {EventKind::RemoteChanged, "scenariot ändrar fjärrstyrningen"},
    {EventKind::ModeChanged, "appen slår systemet på eller av"},
    {EventKind::SocSet, "laddningsstatus ställs in eller synkroniseras manuellt"},
    {EventKind::SettingChanged, "en inställning får ett annat värde"},
    {EventKind::FactoryReset, "fem inställningar återställs till standardvärdena"},
    {EventKind::HistoryReset, "historiken börjar om"},
    {EventKind::UpdateBegun, "en uppdatering av fast programvara börjar, eller börjar om"},
    {EventKind::UpdateFailed, "uppdateringen av fast programvara misslyckas"},
    {EventKind::UpdateFinished, "uppdateringen av fast programvara lyckas"},
    {EventKind::BluetoothSet, "appen aktiverar eller inaktiverar Bluetooth"},
    {EventKind::BlueLight, "den blå lampan ändras: inaktiv (av), aktiv (blinkar), ansluten (på)"},
    {EventKind::CommandRefused, "BMS vägrar göra det som begärs; orsaken är svaret"},
    {EventKind::BatteryGone, "ett batteri sänder inget längre"},
    {EventKind::BatteryBack, "batteriet sänder igen"},
    {EventKind::BatteryDisconnected, "ett batteri tas ur kretsen; dess sträng leder ingen ström"},
    {EventKind::BatteryConnected, "batteriet är med i kretsen igen"},
    {EventKind::BatteryExchanged, "ett annat batteri sätts på ett batteris plats"},
    {EventKind::ChainOpened, "en kabel i batteriernas kedja är lös"},
    {EventKind::ChainClosed, "kedjan är sluten igen"},
    {EventKind::LinkChanged, "meddelanden når BMS sämre eller bättre från och med nu"},
    {EventKind::HardwareFault, "BMS:s självtest misslyckas"},
    {EventKind::HardwareFaultOver, "BMS:s självtest lyckas igen"},
    {EventKind::DetectsAnew, "BMS detekterar sina batterier på nytt"},
    {EventKind::LinkJoined,
     "en Cyrix sluter eller en DC-DC-laddare startar: banken förenas med det som ligger bakom"},
    {EventKind::LinkParted, "den öppnar eller stannar: banken är för sig själv"},
    {EventKind::LoadDump,
     "banken kopplas från medan en generator laddar den: det den tog driver upp spänningen på "
     "startsidan"},
    {EventKind::StarterFlat, "startbatteriet startar ingen motor längre"},
    {EventKind::StarterBack, "startbatteriet är laddat nog igen"},
    {EventKind::SwitchOpened, "en brytare öppnar: det som sitter bakom den är av"},
    {EventKind::SwitchClosed, "en brytare sluter: det som sitter bakom den matas"},
    {EventKind::Overload, "en växelriktare stannar: mer begärs av den än den ger"},
    {EventKind::LockedOut,
     "en enhet har kommit tillbaka för ofta och förblir av tills banken laddas eller någon slår av "
     "och på den"},
    {EventKind::LockedOutOver, "enheten är inte längre utelåst"},
    {EventKind::SwitchAlarm,
     "larmutgången på en BatteryProtect: spänningen är låg och den öppnar snart"},
    {EventKind::SwitchAlarmOver, "spänningen vid BatteryProtect är tillbaka"},
    {EventKind::ShortCircuit, "en enhet bakom en BatteryProtect kortsluts"},
    {EventKind::ShortCircuitOver, "enheten är inte längre kortsluten"},
    {EventKind::StartAssist, "någon trycker på starthjälpen på en Cyrix-Li-ct"},
}};

struct MetricText {
    engine::Metric metric;
    std::string_view text;
};

constexpr std::array<MetricText, engine::metric_count> metric_texts{{
    {Metric::SocLowest, "bankens lägsta verkliga laddningsstatus"},
    {Metric::SocEnd, "verklig laddningsstatus vid slutet"},
    {Metric::SocReportedEnd, "vad BMS rapporterar vid slutet"},
    {Metric::SocErrorLargest, "största skillnad mellan rapporterad och verklig laddningsstatus"},
    {Metric::PreAlarmLead, "kortaste tid från PRE-ALARM tills LOAD öppnar för en låg cell"},
    {Metric::LoadOffHours,
     "tid som LOAD flöt efter att ha varit hög en gång eller hållits av till skydd"},
    {Metric::ChargerOffHours, "tid som CHARGER flöt efter att ha varit hög en gång"},
    {Metric::PreAlarmHours, "tid som PRE-ALARM var hög"},
    {Metric::Charged, "laddning in i banken vid dess poler"},
    {Metric::Discharged, "laddning ut ur banken vid dess poler"},
    {Metric::ChargedEnergy, "energi in i banken vid dess poler"},
    {Metric::DischargedEnergy, "energi ut ur banken"},
    {Metric::LoadUnmet,
     "vad belastningar ville ha och inte fick: LOAD, en brytare eller en länk före dem var öppen, "
     "deras spänning var för låg, eller deras växelriktare hade stannat eller sov (ECO)"},
    {Metric::ChargeRefused, "vad paneler och profiler hade att ge medan deras laddare var stängd"},
    {Metric::ChargeUnused,
     "vad de hade att ge utöver laddarens gränser: fullt, eller för mycket för den"},
    {Metric::SelfDischarge, "laddning som banken förlorade inom sig"},
    {Metric::FullCycles, "urladdad laddning delad med bankens kapacitet"},
    {Metric::CellLowest, "lägsta verkliga cellspänning"},
    {Metric::CellHighest, "högsta verkliga cellspänning"},
    {Metric::TemperatureLowest, "lägsta celltemperatur"},
    {Metric::TemperatureHighest, "högsta celltemperatur"},
    {Metric::DischargeHighest, "bankens största urladdningsström"},
    {Metric::ChargeHighest, "bankens största laddningsström"},
    {Metric::ImageWrites,
     "antal gånger som BMS sparade sitt tillstånd; varje gång sliter på en sida i dess beständiga "
     "minne"},
    {Metric::WeakestBattery, "batteri med den svagaste cellen, vid skadan eller annars vid slutet"},
    {Metric::WeakestCell, "den cellen, räknad i sitt batteri"},
    {Metric::WeakestSoc, "dess verkliga laddningsstatus då"},
    {Metric::SpreadCost,
     "hur mycket senare skadan hade kommit om alla celler vore som sitt medelvärde, med det sista "
     "dygnets förbrukning"},
    {Metric::CapacityLost, "hittills förlorad kapacitet, medelvärde av cellerna"},
    {Metric::CapacityLostByTime, "av den genom tid och temperatur"},
    {Metric::CapacityLostByCycles, "av den genom cykler"},
    {Metric::CapacityLostBelowEmpty, "kapacitet som gick förlorad under tomt, sämsta cellen"},
    {Metric::ResistanceAdded, "vad resistanserna har vuxit med, medelvärde av cellerna"},
    {Metric::ChargeResidual, "vad laddningsbalansen inte förklarar, delat med genomströmningen"},
    {Metric::EnergyResidual, "vad energibalansen inte förklarar, delat med genomströmningen"},
    {Metric::StarterSocLowest, "lägsta laddningsstatus för ett startbatteri"},
    {Metric::StarterSocEnd, "dess laddningsstatus vid slutet, av flera den lägsta"},
    {Metric::StarterResidual,
     "vad laddningsbalansen bakom en länk inte förklarar, delat med dess genomströmning"},
}};

constexpr bool event_and_metric_texts_stand_in_order() {
    for (std::size_t i = 0; i < event_texts.size(); ++i) {
        if (event_texts[i].kind != static_cast<EventKind>(i) || event_texts[i].text.empty()) {
            return false;
        }
    }
    for (std::size_t i = 0; i < metric_texts.size(); ++i) {
        if (metric_texts[i].metric != static_cast<Metric>(i) || metric_texts[i].text.empty()) {
            return false;
        }
    }
    return true;
}
static_assert(event_and_metric_texts_stand_in_order());

constexpr std::array<std::string_view, 5> verdict_titles{
    {"OK", "VARNAD", "BELASTNINGAR FÖRLORADE", "GRÄNSER BRUTNA", "SKADAT"}};
constexpr std::array<std::string_view, 5> verdict_texts{{
    "ingen varning, ingen frånkoppling, ingen bruten gräns, ingen skada",
    "W-B01, W-B07 eller PRE-ALARM kom; LOAD öppnade inte för att skydda banken",
    "LOAD öppnade för att skydda banken, en enhet eller BMS stannade för att spänningen var "
    "för låg eller blev utelåst, eller en belastning gick aldrig",
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
std::string_view swedish_help(engine::EventKind kind) {
    return event_texts[static_cast<std::size_t>(kind)].text;
}
std::string_view swedish_help(engine::Metric metric) {
    return metric_texts[static_cast<std::size_t>(metric)].text;
}
std::string_view swedish_help(engine::Verdict verdict) {
    return verdict_texts[static_cast<std::size_t>(verdict)];
}

std::string_view swedish_title(engine::Verdict verdict) {
    return verdict_titles[static_cast<std::size_t>(verdict)];
}

}  // namespace reports
