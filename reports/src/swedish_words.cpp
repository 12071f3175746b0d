// The Swedish of the words of a result: causes, limits, signals, rows of the ledger and of the
// difference, what an expectation is made of, commands.

#include "reports/swedish.hpp"

#include <algorithm>
#include <array>

namespace reports {

namespace {

struct WordText {
    std::string_view kind;
    std::string_view name;
    std::string_view text;
};

constexpr std::array word_texts{
    WordText{"cause", "no_supply",
             "BMS saknar matning: alla utgångar flyter, ingen hör ett kommando"},
    WordText{"cause", "reserve_used", "reserven efter frånkopplingen för låg cell är förbrukad"},
    WordText{"cause", "driven_below_empty", "de andra i strängen driver en tom cell under 0 V"},
    WordText{"cause", "on", "läget slås på i appen"},
    WordText{"cause", "off", "läget slås av i appen"},
    WordText{"cause", "by_hand", "någon har gjort det, i appen eller på brytaren"},
    WordText{"cause", "synchronised_by_hand", "någon har satt laddningsstatus till 100 % i appen"},
    WordText{"cause", "firmware_update", "uppdateringen själv: av BMS eller av ett batteri"},
    WordText{"cause", "timed_out", "ingen har avslutat uppdateringen inom update_limit_s"},
    WordText{"cause", "silent", "ett batteri är tyst, så en ström är inte känd"},
    WordText{"cause", "not_counted", "batterierna söks eller är inte alla hörda, så inget räknas"},
    WordText{"cause", "synchronised", "övervakaren har synkroniserat till 100 %"},
    WordText{"cause", "enabled", "Bluetooth aktiveras i appen"},
    WordText{"cause", "disabled", "Bluetooth inaktiveras i appen"},
    WordText{"cause", "inactive", "Bluetooth är av: den blå lampan är av"},
    WordText{"cause", "active", "Bluetooth väntar på en anslutning: den blå lampan blinkar"},
    WordText{"cause", "connected", "en app är ansluten: den blå lampan är på"},
    WordText{"cause", "joined", "fjärrterminalerna L och H är sammankopplade: på"},
    WordText{"cause", "open", "båda fjärrterminalerna är öppna: av"},
    WordText{"cause", "low_to_minus", "Fjärr L är ansluten till batteriminus: på"},
    WordText{"cause", "high_to_plus", "Fjärr H är ansluten till batteriplus: på"},
    WordText{"cause", "low_driven", "Fjärr L drivs med denna spänning: på under 3,5 V"},
    WordText{"cause", "high_driven",
             "Fjärr H drivs med denna spänning: på över 2,9 V, upp till batteriets egen"},
    WordText{"cause", "replaced_by_alarm", "varningen ersätts av larmet med samma nummer"},
    WordText{"cause", "full_charge",
             "banken är full: charged_per_cell_v och tail_current_pct har gällt i "
             "charged_detection_s"},
    WordText{"cause", "supply_back", "matningsspänningen till BMS är tillbaka"},
    WordText{"cause", "own_low_voltage",
             "apparatens egen gräns för låg spänning: under den, eller åter över den"},
    WordText{"cause", "scenario", "scenariot låter det hända"},
    WordText{"cause", "link_voltage",
             "de spänningar som länken ser på: höga så länge den vill, eller låga"},
    WordText{"cause", "link_control", "det som styr länken släpper den"},
    WordText{"cause", "starter_charge", "startbatteriets laddningsstatus, mot flat_below_soc_pct"},
    WordText{"cause", "not_fed",
             "det som matar apparaten är av eller ger för lite, eller är tillbaka"},
    WordText{"cause", "output", "BMS-utgången som styr apparaten"},
    WordText{"cause", "schedule", "tiderna då apparaten ska gå"},
    WordText{"cause", "own_high_voltage",
             "apparatens egen gräns för hög spänning: över den, eller åter under den"},
    WordText{"cause", "more_than_rated", "mer begärs av apparaten än den kan ge"},
    WordText{"cause", "attempts_used_up",
             "apparaten har kommit tillbaka så ofta den får, och misslyckats varje gång"},
    WordText{"cause", "charged_again",
             "spänningen har varit tillräckligt hög tillräckligt länge: banken laddas igen"},
    WordText{"cause", "short_behind", "en kortslutning bakom brytaren, eller att den är över"},
    WordText{"cause", "start_assist",
             "starthjälpen på en Cyrix-Li-ct: den sluter i 30 s vad spänningarna än är"},
    WordText{"cause", "both_driven",
             "båda fjärrterminalerna drivs; den spänning som anges är den på L"},

    WordText{"limit", "discharge_continuous", "urladdas över sin kontinuerliga gräns"},
    WordText{"limit", "discharge_pulse", "urladdas över sin pulsgräns"},
    WordText{"limit", "charge_continuous", "laddas över sin kontinuerliga gräns"},
    WordText{"limit", "charge_pulse", "laddas över sin pulsgräns"},
    WordText{"limit", "charge_too_cold", "laddas medan det är för kallt"},
    WordText{"limit", "charge_too_warm", "laddas medan det är för varmt"},
    WordText{"limit", "discharge_too_cold", "urladdas medan det är för kallt"},
    WordText{"limit", "discharge_too_warm", "urladdas medan det är för varmt"},

    WordText{"signal", "bank_voltage_v", "bankens verkliga spänning vid dess poler"},
    WordText{"signal", "bank_current_a", "bankens verkliga ström; positiv laddar"},
    WordText{"signal", "soc_pct", "bankens verkliga laddningsstatus"},
    WordText{"signal", "reported_soc_pct", "vad BMS tror att laddningsstatus är"},
    WordText{"signal", "cell_lowest_v", "bankens lägsta verkliga cellspänning"},
    WordText{"signal", "cell_highest_v", "bankens högsta verkliga cellspänning"},
    WordText{"signal", "temperature_lowest_degc", "den kallaste cellens temperatur"},
    WordText{"signal", "temperature_highest_degc", "den varmaste cellens temperatur"},
    WordText{"signal", "load", "utgången LOAD: 1 hög, 0 flytande"},
    WordText{"signal", "charger", "utgången CHARGER: 1 hög, 0 flytande"},
    WordText{"signal", "pre_alarm", "utgången PRE-ALARM: 1 hög, 0 flytande"},
    WordText{"signal", "soc_is_certain", "om BMS är säker på sin laddningsstatus: 1 ja, 0 nej"},
    WordText{"signal", "reported_consumed_ah",
             "vad BMS räknar som förbrukat sedan senaste fulla laddning: noll eller mindre"},
    WordText{"signal", "remaining_time_min", "vad BMS förutsäger till urladdningsgolvet"},
    WordText{"signal", "mode_is_on", "läget som appen slår på och av: 1 på, 0 av"},
    WordText{"signal", "device_current_a", "en enhets ström, eller BMS:s egen; positiv laddar"},
    WordText{"signal", "starter_voltage_v", "spänningen på skenan bakom en länk"},
    WordText{"signal", "starter_soc_pct", "ett startbatteris laddningsstatus"},
    WordText{"signal", "battery_voltage_v", "ett batteris verkliga spänning"},
    WordText{"signal", "battery_current_a", "ett batteris verkliga ström; positiv laddar"},
    WordText{"signal", "battery_soc_pct", "ett batteris verkliga laddningsstatus"},
    WordText{"signal", "battery_temperature_degc", "ett batteris temperatur"},
    WordText{"signal", "cell_voltage_v", "en cells verkliga spänning"},
    WordText{"signal", "cell_soc_pct", "en cells verkliga laddningsstatus"},

    WordText{"ledger", "self_discharge", "förlorat inne i batterierna, osynligt för BMS"},
    WordText{"ledger", "coulombic_loss", "laddat, men går inte att få ut igen"},
    WordText{"ledger", "balancing", "avlett av balanserarna nära fullt"},
    WordText{"ledger", "exchanged", "kom med utbytta batterier, minus det som försvann"},
    WordText{"ledger", "joule_heat", "värme i cellernas resistanser"},
    WordText{"ledger", "hysteresis_heat",
             "värme av skillnaden mellan laddnings- och urladdningsgrenen"},
    WordText{"ledger", "entropic_heat",
             "omvändbar värme: tomgångsspänningen ändras med temperaturen"},
    WordText{"ledger", "link_loss", "värme i länkar och kablar mellan batterierna"},
    WordText{"ledger", "ageing", "vad förlorad kapacitet tar med sig"},
    WordText{"ledger", "stored", "vad cellerna håller vid slutet, utöver vad de höll vid starten"},

    WordText{"ledger", "crosses_link", "från banken genom länken; negativt: till banken"},
    WordText{"ledger", "lead_gas", "blev gas i blybatteriet"},
    WordText{"ledger", "lead_self_discharge", "förlorat inne i blybatteriet"},
    WordText{"ledger", "lead_stored",
             "vad blybatteriet håller vid slutet, utöver vad det höll vid starten"},

    WordText{"difference", "start_pct", "del av skillnaden: fanns från början"},
    WordText{"difference", "self_discharge_pct", "del: förlorat utan att mätas"},
    WordText{"difference", "current_reading_pct", "del: avläsningarna är avrundade"},
    WordText{"difference", "charge_efficiency_pct",
             "del: verklig förlust minus det som övervakaren drar av"},
    WordText{"difference", "synchronisation_pct", "del: hopp till 100 %, stopp vid fullt och tomt"},
    WordText{"difference", "exchange_pct", "del: batterier byttes"},
    WordText{"difference", "capacity_pct",
             "del: BMS räknar med en annan kapacitet än den verkliga"},
    WordText{"difference", "silence_pct",
             "del: felräknat medan ett batteri inte hördes, eller inte räknat alls"},

    WordText{"figure", "positive_current",
             "vad positiv ström gör i filen: charge laddar, discharge laddar ur"},
    WordText{"figure", "charge_uncertainty_ah",
             "vad strömmarnas summa missar mellan raderna, en standardavvikelse; 0 där en räknare "
             "ger laddningen"},
    WordText{"figure", "charge_gain_bound",
             "hur långt charge_gain får vara från 1: tre gånger charge_uncertainty_ah som andel, "
             "men aldrig mer än 0,5 %, även där det är mindre än en avvikelse; 0 där en räknare "
             "ger laddningen"},
    WordText{"figure", "charge_gain",
             "laddning som gick genom, delad med vad strömmarna summeras till, som profilens "
             "spänningar säger inom charge_gain_bound"},
    WordText{"figure", "rmse_as_counted_mv", "rmse_mv utan charge_gain; null där den är 1"},
    WordText{"figure", "best_start_soc_pct",
             "laddningsstatus vid första raden som spänningarna ber om, där den klart är en annan "
             "än start_soc_pct; annars null"},
    WordText{"figure", "rmse_at_best_start_mv", "rmse_mv om profilen började där; annars null"},
    WordText{"figure", "samples", "rader i filen"},
    WordText{"figure", "start_soc_pct", "laddningsstatus vid första raden"},
    WordText{"figure", "end_soc_pct",
             "laddningsstatus vid sista raden, efter laddningen som gick genom"},
    WordText{"figure", "charge_from",
             "vad som ger den laddningen: filens räknare eller strömmarnas summa"},
    WordText{"figure", "coldest_degc", "lägsta temperatur"},
    WordText{"figure", "warmest_degc", "högsta temperatur"},
    WordText{"figure", "rmse_mv",
             "effektivvärde av mätt minus modell per område, viktat med tiden"},
    WordText{"figure", "mean_error_mv", "medelvärde av mätt minus modell per område"},
    WordText{"figure", "bands", "fel för var 10 % av laddningen"},
    WordText{"figure", "evaluations", "så många dynamiker prövades"},
    WordText{"figure", "covered_from_soc_pct", "lägsta laddningsstatus som profilerna kom till"},
    WordText{"figure", "covered_to_soc_pct",
             "den högsta; bortom båda är grenarna som de brukar vara"},
    WordText{"figure", "ocv", "de långsamma cyklerna, och hur väl cellen återger dem"},
    WordText{"figure", "dynamic", "detsamma för de andra profilerna"},
    WordText{"figure", "above_5", "över 5 % av laddningen"},
    WordText{"figure", "10_to_95", "mellan 10 och 95 %"},
    WordText{"figure", "10_to_90", "mellan 10 och 90 %"},
    WordText{"figure", "from_soc_pct", "där bandet börjar"},
    WordText{"figure", "to_soc_pct", "där det slutar"},
    WordText{"figure", "mean_mv", "medelvärde av mätt minus modell"},

    WordText{"expectation", "first", "första gången, som utan ordet"},
    WordText{"expectation", "last", "sista gången"},
    WordText{"expectation", "count", "hur många gånger"},
    WordText{"expectation", "day", "i dagar sedan starten, som utan ordet"},
    WordText{"expectation", "date", "jämförs med ett datum: damage.date > 2027-02-01"},
    WordText{"expectation", "t_s", "i sekunder sedan starten"},
    WordText{"expectation", "met", "förväntan uppfylldes"},
    WordText{"expectation", "failed", "förväntan uppfylldes inte: slutkod 10"},
    WordText{"expectation", "undecided",
             "körningen är för kort för att avgöra förväntan: slutkod 10"},

    WordText{"command", "none", "ingenting; har aldrig något ordningsnummer"},
    WordText{"command", "switch_on", "läget på, kvar efter ett strömavbrott"},
    WordText{"command", "switch_off", "läget av, kvar efter ett strömavbrott"},
    WordText{"command", "set_soc", "värde: laddningsstatus, 0 … 1000 promille"},
    WordText{"command", "synchronise", "laddningsstatus till 100 % manuellt"},
    WordText{"command", "reset_history", "historikens alla räknare börjar om"},
    WordText{"command", "factory_reset", "fem inställningar till standardvärdena"},
    WordText{"command", "change_setting",
             "inställning, och värde i dess enhet; bedöms tillsammans med alla andra"},
    WordText{"command", "update_begin",
             "en uppdatering av BMS eller av ett batteri börjar, eller börjar om"},
    WordText{"command", "update_fail", "uppdateringen har misslyckats"},
    WordText{"command", "update_finish", "uppdateringen har lyckats"},
    WordText{"command", "bluetooth_enable", "bara medan Bluetooth är aktiv: annars hörs ingenting"},
    WordText{"command", "bluetooth_disable", "genast"},
};

constexpr std::array<std::string_view, engine::unit_table.size()> quantities{
    "ett tal",
    "en spänning",
    "en ström",
    "en effekt",
    "en laddning",
    "en energi",
    "en resistans",
    "en tid",
    "en temperatur",
    "en procentandel",
    "en procentandel per 30 dagar",
    "en värmekapacitet",
    "en värmeövergång",
    "en spänning per kelvin",
    "en temperaturskillnad",
    "ett C-tal",
};

}  // namespace

std::string_view swedish_quantity(engine::Unit unit) {
    return quantities[static_cast<std::size_t>(unit)];
}

std::string_view swedish_expectation_form() {
    return "milstolpe, händelse, kod eller mått, med .first .last .count .day .date .t_s efter, "
           "sedan "
           "< <= > >= == != och ett tal, ett datum eller en varaktighet: damage.day > 90";
}

std::string_view swedish_word(std::string_view kind, std::string_view name) {
    const auto* row = std::find_if(word_texts.begin(), word_texts.end(), [&](const WordText& each) {
        return each.kind == kind && each.name == name;
    });
    return row == word_texts.end() ? std::string_view{} : row->text;
}

std::size_t swedish_word_count() {
    return word_texts.size();
}

}  // namespace reports
