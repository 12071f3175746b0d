#include "reports/words.hpp"

#include <array>
#include <cstddef>

namespace reports {

namespace {

using bms::Condition;

struct ConditionText {
    Condition condition;
    BothLanguages text;
};

constexpr std::array<ConditionText, bms::condition_count> condition_texts{{
    {Condition::PreAlarmCell,
     {"a cell is about to reach its low limit", "en cell är på väg mot sin låga gräns"}},
    {Condition::LowCell,
     {"a cell is at its low limit: only the reserve is left",
      "en cell är vid sin låga gräns: bara reserven är kvar"}},
    {Condition::HighCell, {"a cell is at its high limit", "en cell är vid sin höga gräns"}},
    {Condition::Cold,
     {"a battery is too cold to be charged", "ett batteri är för kallt för att laddas"}},
    {Condition::Warm,
     {"a battery is too warm to be charged", "ett batteri är för varmt för att laddas"}},
    {Condition::LowSocWarning,
     {"the state of charge is at its warning level or below",
      "laddningsstatus är på varningsnivån eller under den"}},
    {Condition::DischargeFloor,
     {"the state of charge is at the discharge floor or below",
      "laddningsstatus är på urladdningsgolvet eller under det"}},
    {Condition::LowBankVoltage,
     {"the voltage of the bank is too low for its cells in series",
      "bankens spänning är för låg för dess seriekopplade celler"}},
    {Condition::SupplyTooLow,
     {"the voltage of the bank is below that of any system",
      "bankens spänning ligger under alla systemspänningar"}},
    {Condition::SupplyTooHigh,
     {"the voltage of the bank is above that of any system",
      "bankens spänning ligger över alla systemspänningar"}},
    {Condition::LinkWarning,
     {"a battery has sent no valid message for a while",
      "ett batteri har inte sänt något giltigt meddelande på en stund"}},
    {Condition::LinkLost,
     {"a battery has been silent for so long that it counts as lost",
      "ett batteri har varit tyst så länge att det räknas som förlorat"}},
    {Condition::OpenChain,
     {"the chain of the batteries' BMS cables is open somewhere",
      "kedjan av batteriernas BMS-kablar är bruten någonstans"}},
    {Condition::ImpossibleSet,
     {"batteries that can be no bank: mixed models, too many of them, or strings of unequal "
      "length",
      "batterier som inte kan vara en bank: olika modeller, för många, eller olika långa "
      "strängar"}},
    {Condition::ChangedSet,
     {"not the batteries that are in service: one has gone, has come or was exchanged",
      "inte de batterier som är i drift: ett är borta, har tillkommit eller har bytts"}},
    {Condition::HardwareFault,
     {"the self test of the BMS fails, or what it had stored is lost",
      "BMS:s självtest misslyckas, eller så är det den hade sparat förlorat"}},
    {Condition::UpdateFailed,
     {"a firmware update has failed and was not tried again in time",
      "en uppdatering av fast programvara har misslyckats och gjordes inte om i tid"}},
}};

constexpr bool condition_texts_stand_in_order() {
    for (std::size_t i = 0; i < bms::condition_count; ++i) {
        if (condition_texts[i].condition != static_cast<Condition>(i) ||
            condition_texts[i].text.en.empty() || condition_texts[i].text.sv.empty()) {
            return false;
        }
    }
    return true;
}
static_assert(condition_texts_stand_in_order());

constexpr std::array words{
    // --- the outputs ---
    FieldWord{
        "output",
        "LOAD",
        {"load disconnect (ATD)", "belastningsfrånkoppling (ATD)"},
        {"the BMS's output for everything that draws current: High while discharge is "
         "allowed, else floating",
         "BMS:s utgång för allt som förbrukar ström: hög medan urladdning är tillåten, annars "
         "fritt flytande"},
        "R-OUT-1, manual §2.2, §6"},
    FieldWord{"output",
              "CHARGER",
              {"charge disconnect (ATC)", "laddningsfrånkoppling (ATC)"},
              {"the BMS's output for everything that charges: High while charging is allowed, else "
               "floating, also during an update; not for inductive loads",
               "BMS:s utgång för allt som laddar: hög medan laddning är tillåten, annars fritt "
               "flytande, även under en uppdatering; inte för induktiva belastningar"},
              "R-OUT-2, manual §2.2, §6"},
    FieldWord{"output",
              "PRE-ALARM",
              {"pre-alarm output", "förlarmsutgång"},
              {"the BMS's output for a buzzer, light or relay: floating, and High as a warning "
               "before LOAD opens; at least 30 s before it opens for a low cell",
               "BMS:s utgång för en summer, lampa eller ett relä: fritt flytande, och hög som "
               "varning innan LOAD öppnar; minst 30 s innan den öppnar för en låg cell"},
              "R-OUT-3, D-1, manual §2.2, §6"},
    FieldWord{"state",
              "floating",
              {"", ""},
              {"of an output: connected to nothing, it drives no current and sinks none; what it "
               "switches is off, and PRE-ALARM is silent",
               "om en utgång: ansluten till ingenting, den ger ingen ström och tar ingen; det den "
               "styr är av, och PRE-ALARM är tyst"},
              "manual §6"},
    FieldWord{"state",
              "high",
              {"", ""},
              {"of an output: battery voltage less 0.1 V; what it switches is on",
               "om en utgång: batterispänningen minus 0,1 V; det den styr är på"},
              "manual §6"},
    // --- how the app's battery page has a battery ---
    FieldWord{"state",
              "heard",
              {"", ""},
              {"of a battery: it sends, and is of the set in service",
               "om ett batteri: det sänder och hör till dem i drift"},
              "R-BAT-5"},
    FieldWord{
        "state",
        "silent",
        {"", ""},
        {"of a battery: it has sent nothing for link_warning_s; what is shown is as last heard",
         "om ett batteri: det har inte sänt något på link_warning_s; det som visas är som det "
         "senast hördes"},
        "D-9, D-27"},
    FieldWord{
        "state",
        "stranger",
        {"", ""},
        {"of a battery: it sends, but is not of the set in service: another model, another "
         "serial number, or one too many",
         "om ett batteri: det sänder men hör inte till dem i drift: en annan modell, ett annat "
         "serienummer, eller ett för mycket"},
        "R-MON-9, D-10"},
    // --- reasons that are no conditions ---
    FieldWord{"cause",
              "remote_off",
              {"", ""},
              {"the remote input is off: all outputs float",
               "fjärrstyrningen är av: alla utgångar flyter"},
              "R-REM-1"},
    FieldWord{"cause",
              "mode_off",
              {"", ""},
              {"the system is switched off in the app: all outputs float",
               "systemet är avslaget i appen: alla utgångar flyter"},
              "R-REM-3"},
    FieldWord{"cause",
              "starting",
              {"", ""},
              {"the BMS has started and not yet heard every battery",
               "BMS har startat och ännu inte hört alla batterier"},
              "D-24"},
    FieldWord{"cause",
              "updating",
              {"", ""},
              {"a firmware update is running: CHARGER floats",
               "en uppdatering av fast programvara pågår: CHARGER flyter"},
              "R-UPD-1"},
    // --- answers to commands ---
    FieldWord{"outcome", "none", {"", ""}, {"no command yet", "inget kommando ännu"}, ""},
    FieldWord{"outcome", "done", {"", ""}, {"the command was obeyed", "kommandot åtlyddes"}, ""},
    FieldWord{"outcome",
              "unknown",
              {"", ""},
              {"there is no such command or setting",
               "det finns inget sådant kommando eller ingen sådan inställning"},
              ""},
    FieldWord{"outcome",
              "out_of_range",
              {"", ""},
              {"the value is outside the range of its setting",
               "värdet ligger utanför inställningens område"},
              ""},
    FieldWord{"outcome",
              "wrong_order",
              {"", ""},
              {"two settings would stand in the wrong order; both are named behind it",
               "två inställningar skulle stå i fel ordning; båda nämns efteråt"},
              ""},
    FieldWord{"outcome",
              "not_now",
              {"", ""},
              {"it has no meaning as things stand, as to finish an update when none is running",
               "det saknar mening just nu, som att avsluta en uppdatering när ingen pågår"},
              ""},
    // --- facts about the bank, in traces ---
    FieldWord{"flag",
              "complete",
              {"", ""},
              {"every battery of the set in service has been heard",
               "alla batterier som är i drift har hörts"},
              "D-24"},
    FieldWord{"flag",
              "partial",
              {"", ""},
              {"a battery is not heard now; the readings are those of the others",
               "ett batteri hörs inte just nu; avläsningarna är de andras"},
              "D-27"},
    FieldWord{"flag",
              "current_guessed",
              {"", ""},
              {"a string is silent; it is taken to carry the mean of the others",
               "en sträng är tyst; den antas leda medelvärdet av de andra"},
              "D-27"},
    FieldWord{"flag",
              "current_unknown",
              {"", ""},
              {"every string is silent; the current counts as zero",
               "alla strängar är tysta; strömmen räknas som noll"},
              "D-27"},
    FieldWord{
        "flag",
        "silent",
        {"", ""},
        {"a battery has sent nothing valid for link_warning_s, nor has an update excused it",
         "ett batteri har inte sänt något giltigt under link_warning_s, och ingen uppdatering "
         "ursäktar det"},
        "D-9 D-21"},
    FieldWord{"flag",
              "excused",
              {"", ""},
              {"an update excuses a battery that has sent nothing valid for link_warning_s",
               "en uppdatering ursäktar ett batteri som inte har sänt något giltigt under "
               "link_warning_s"},
              "D-21"},
    FieldWord{"flag",
              "link_lost",
              {"", ""},
              {"a battery has sent nothing valid for link_alarm_s",
               "ett batteri har inte sänt något giltigt under link_alarm_s"},
              "D-9"},
    FieldWord{"flag",
              "chain_open",
              {"", ""},
              {"the chain of the BMS cables is open", "kedjan av BMS-kablar är bruten"},
              "R-BAT-11"},
    FieldWord{"flag",
              "impossible_set",
              {"", ""},
              {"the batteries can be no bank", "batterierna kan inte vara en bank"},
              "R-BAT-2"},
    FieldWord{"flag",
              "changed_set",
              {"", ""},
              {"the batteries are not those in service", "batterierna är inte de som är i drift"},
              "D-10"},
    FieldWord{"flag",
              "hardware_fault",
              {"", ""},
              {"the self test fails, or what was stored is lost",
               "självtestet misslyckas, eller så är det sparade förlorat"},
              "D-24"},
    FieldWord{"flag",
              "bluetooth_connected",
              {"", ""},
              {"an app is connected", "en app är ansluten"},
              "R-COD-5"},
    // --- words of the field ---
    FieldWord{
        "term",
        "SoC",
        {"state of charge", "laddningsstatus"},
        {"what is left in the battery, in per cent of its capacity; the BMS counts it and may "
         "be wrong, the simulation knows the true one",
         "vad som är kvar i batteriet, i procent av dess kapacitet; BMS räknar det och kan ha "
         "fel, simuleringen känner det verkliga"},
        "manual §5.1"},
    FieldWord{"term",
              "floor",
              {"", ""},
              {"the state of charge at which LOAD opens: bms.discharge_floor_pct",
               "den laddningsstatus där LOAD öppnar: bms.discharge_floor_pct"},
              "R-OUT-4, manual §4.3"},
    FieldWord{
        "term",
        "reserve",
        {"capacity reserve", "kapacitetsreserv"},
        {"what is left after the low-cell cut-off, about 1 Ah per 100 Ah; drawing it damages "
         "the battery",
         "vad som är kvar efter frånkopplingen för låg cell, ungefär 1 Ah per 100 Ah; att dra "
         "ut den skadar batteriet"},
        "R-BAT-8, manual §3.1"},
    FieldWord{"term",
              "1C",
              {"C-rate", "C-tal"},
              {"the current that would empty a full battery in 1 h: 100 A for 100 Ah",
               "den ström som skulle tömma ett fullt batteri på 1 h: 100 A för 100 Ah"},
              "manual §4.1"},
    FieldWord{
        "term",
        "remote",
        {"remote on/off, terminals L and H", "fjärrstyrd av/på, terminalerna L och H"},
        {"on when L and H are joined, L is pulled below 3.5 V, or H is above 2.9 V; off in "
         "every other case, and then all outputs float",
         "på när L och H är sammankopplade, L dras under 3,5 V eller H ligger över 2,9 V; av i "
         "alla andra fall, och då flyter alla utgångar"},
        "R-REM-1, manual §6"},
    FieldWord{"term",
              "mode",
              {"on/off in the app", "läge, på eller av i appen"},
              {"the system is on when the remote and the mode are; the mode outlives a power cut",
               "systemet är på när både fjärrstyrningen och läget är det; läget överlever ett "
               "strömavbrott"},
              "R-REM-3, manual §5.1"},
    FieldWord{"term",
              "string",
              {"batteries in series", "seriekopplade batterier"},
              {"batteries one behind the other; strings lie in parallel",
               "batterier efter varandra; strängar ligger parallellt"},
              "manual §2.1"},
    FieldWord{
        "term",
        "chain",
        {"the BMS cables (M8)", "BMS-kablarna (M8)"},
        {"runs from the BMS through every battery and back; open anywhere, both outputs float",
         "går från BMS genom alla batterier och tillbaka; är den bruten någonstans flyter båda "
         "utgångarna"},
        "R-BAT-11, manual §3.2.4"},
    FieldWord{
        "term",
        "VictronConnect",
        {"the app", "appen"},
        {"shows and sets what the BMS knows, over Bluetooth; banktwin run --show-app-at shows "
         "its pages",
         "visar och ställer in det BMS vet, via Bluetooth; banktwin run --show-app-at visar "
         "dess sidor"},
        "manual §5.1"},
    FieldWord{"term",
              "Instant Readout",
              {"data without a connection", "omedelbar avläsning"},
              {"what the BMS tells over Bluetooth without a connection; banktwin decode reads it",
               "vad BMS berättar via Bluetooth utan anslutning; banktwin decode läser det"},
              "R-MON-7, manual §5.1.1"},
    FieldWord{"term",
              "red",
              {"red light", "röd lampa"},
              {"off; blinking on a warning; on for an alarm or an error",
               "av; blinkar vid en varning; på vid ett larm eller fel"},
              "R-COD-5, manual §5.2"},
    FieldWord{
        "term",
        "blue",
        {"blue light", "blå lampa"},
        {"off without supply or with Bluetooth disabled; blinking when no app is connected; "
         "on when one is",
         "av utan matning eller med Bluetooth inaktiverad; blinkar när ingen app är ansluten; "
         "på när en är det"},
        "R-COD-5, manual §5.2"},
    FieldWord{"term",
              "finding",
              {"something to know", "iakttagelse"},
              {"something about the system that a run found out, with its evidence and what may be "
               "done; a mistake, an advice or a note",
               "något om systemet som en körning har kommit fram till, med belägg och vad som kan "
               "göras; ett misstag, ett råd eller en anmärkning"},
              "design §6"},
    FieldWord{"term",
              "mistake",
              {"a finding's severity", "hur allvarlig en iakttagelse är"},
              {"what the installation should not be left like",
               "det som installationen inte bör lämnas som"},
              "design §6"},
    FieldWord{"term",
              "advice",
              {"a finding's severity", "hur allvarlig en iakttagelse är"},
              {"what could be better", "det som kan bli bättre"},
              "design §6"},
    FieldWord{"term",
              "note",
              {"a finding's severity, or what an assumed value rests on",
               "hur allvarlig en iakttagelse är, eller vad ett antaget värde vilar på"},
              {"of findings the least: good to know; of a catalogue's value its reason",
               "bland iakttagelser den minsta: bra att veta; hos ett värde i katalogen dess skäl"},
              "design §2, §6"},
    FieldWord{
        "term",
        "hash",
        {"a fingerprint", "ett fingeravtryck"},
        {"16 hexadecimal digits (FNV-1a/64): equal ones say that nothing differs. events_hash "
         "is of ticks, codes and outputs, result_hash of final states and metrics too, "
         "scenario_hash and catalog_hash of what was read; core_source_hash is the SHA-256 of "
         "the core's sources",
         "16 hexadecimala siffror (FNV-1a/64): är de lika skiljer sig ingenting. events_hash är "
         "av tick, koder och utgångar, result_hash även av sluttillstånd och mätetal, "
         "scenario_hash och catalog_hash av det som lästes; core_source_hash är SHA-256 av "
         "kärnans källkod"},
        "design §3, §5"},
    FieldWord{
        "term",
        "expectations_met",
        {"are all expect: lines true?", "är alla rader under expect: sanna?"},
        {"of a run 1 or 0, of a point of a sweep how many of its runs; nothing without expect:",
         "hos en körning 1 eller 0, hos en punkt i ett svep hur många av dess körningar; inget "
         "utan expect:"},
        "design §6"},
    FieldWord{
        "term",
        "v_sweep",
        {"a view of a sweep's file", "en vy i ett sveps fil"},
        {"a row per run: axes, verdict, days of the milestones, expectations_met, metrics; for "
         "pandas, DuckDB or sqlite3",
         "en rad per körning: axlar, omdöme, milstolparnas dagar, expectations_met, mätetal; "
         "för pandas, DuckDB eller sqlite3"},
        "design §6"},
    FieldWord{"term",
              "run_word",
              {"a wave of replay --vcd", "en vågform i replay --vcd"},
              {"the state of the BMS in words, as GTKWave shows it; run has its number, mode_word "
               "the mode",
               "BMS tillstånd i ord, som GTKWave visar det; run har dess nummer, mode_word läget"},
              "design §3"},
};

}  // namespace

const BothLanguages& text_of(bms::Condition condition) {
    return condition_texts[static_cast<std::size_t>(condition)].text;
}

std::span<const FieldWord> field_words() {
    return words;
}

}  // namespace reports
