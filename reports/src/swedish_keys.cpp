// The Swedish of every key that a person may write in a scenario, by its path.

#include "reports/swedish.hpp"

#include <algorithm>
#include <array>

namespace reports {

namespace {

constexpr auto key_texts = std::to_array<KeyText>({
    {"name", "vad rapporterna kallar det"},
    {"start", "startens datum och klockslag, lokal tid"},
    {"duration_s", "hur länge körningen varar"},
    {"until", "slutdatum, i stället för en varaktighet"},
    {"utc_offset", "lokal tid mot UTC, konstant, t.ex. '+01:00'"},
    {"seed", "frö till allt som lottas"},
    {"record", "hur mycket av körningen som hamnar i resultatfilen"},
    {"ambient", "temperaturen runt banken"},
    {"ambient.temperature_degc", "medeltemperatur runt banken"},
    {"ambient.daily_amplitude_degc", "hur långt dygnet svänger över och under medelvärdet"},
    {"ambient.yearly_amplitude_degc", "hur långt året svänger över och under medelvärdet"},
    {"ambient.warmest_time", "klockslag då det är varmast, lokal tid, inom citattecken"},
    {"ambient.warmest_day_of_year", "dag på året då det är varmast"},
    {"bank", "batterierna och hur de är sammankopplade"},
    {"bank.battery", "ett namn ur katalogen, eller {like: namn, capacity_ah: …}"},
    {"bank.battery.name", "vad det kallas"},
    {"bank.battery.source", "varifrån värdena utan egen källa kommer"},
    {"bank.battery.cell", "dess celler: ett namn ur katalogen, eller {like: namn, …}"},
    {"bank.battery.cell.name", "vad den kallas"},
    {"bank.battery.cell.source", "varifrån värdena kommer"},
    {"bank.battery.cell.capacity_ah", "kapacitet hos den cell som mättes"},
    {"bank.battery.cell.resistance_ohm", "R0 hos den cell som mättes, vid 50 % och 25 °C"},
    {"bank.battery.cell.ocv_discharge_v",
     "kvasistatisk spänning vid urladdning, 25 °C, över soc_pct: {0: 2.5, 50: 3.28, …}"},
    {"bank.battery.cell.ocv_charge_v",
     "kvasistatisk spänning vid laddning; urladdningens om den inte anges (ingen hysteres)"},
    {"bank.battery.cell.hysteresis_rate",
     "hur fort spänningen går från den ena grenen till den andra: en faktor e per 1/detta av en "
     "full laddning"},
    {"bank.battery.cell.hysteresis_fixed_share",
     "den del av båda hystereserna som temperaturen inte påverkar"},
    {"bank.battery.cell.hysteresis_activation_k", "för resten: exp(detta * (1/T - 1/298.15 K))"},
    {"bank.battery.cell.relaxing_v",
     "hysteres som klingar av i vila: dess amplitud vid 25 °C över soc_pct"},
    {"bank.battery.cell.relaxing_rate", "hysteres som klingar av i vila: dess hysteresis_rate"},
    {"bank.battery.cell.relaxes_in_s", "hysteres som klingar av i vila: dess tidskonstant"},
    {"bank.battery.cell.entropic_v_per_k", "tomgångsspänningens temperaturlutning över soc_pct"},
    {"bank.battery.cell.resistance_factor", "R0 över soc_pct, mot dess värde vid 50 % och 25 °C"},
    {"bank.battery.cell.resistance_fixed_share",
     "den del av varje resistans vid 25 °C som temperaturen inte påverkar"},
    {"bank.battery.cell.resistance_activation_k", "för resten: exp(detta * (1/T - 1/298.15 K))"},
    {"bank.battery.cell.rc1_factor",
     "snabbt RC-par: dess resistans över soc_pct, mot R0 vid 50 % och 25 °C"},
    {"bank.battery.cell.rc1_s", "snabbt RC-par: dess tidskonstant"},
    {"bank.battery.cell.rc2_factor",
     "långsamt RC-par: dess resistans över soc_pct, mot R0 vid 50 % och 25 °C"},
    {"bank.battery.cell.rc2_s", "långsamt RC-par: dess tidskonstant"},
    {"bank.battery.cell.rc2_saturates_at_c",
     "långsamt RC-par: C-tal I0 över vilket dess spänning växer långsammare än dess ström i, som "
     "I0 asinh(i / I0); 0: aldrig"},
    {"bank.battery.cell.coulombic_efficiency_pct",
     "andel av den inladdade laddningen som kommer fram"},
    {"bank.battery.cell.ageing", "hur den förlorar kapacitet och får högre resistans"},
    {"bank.battery.cell.ageing.calendar_rate",
     "a i den kapacitet som tiden kostar, (integralen av k^(1/p) d dygn)^p med k = a exp(-b/T) "
     "exp(-c U/T)"},
    {"bank.battery.cell.ageing.calendar_activation_k", "dess b"},
    {"bank.battery.cell.ageing.calendar_potential_k_per_v", "dess c"},
    {"bank.battery.cell.ageing.calendar_exponent", "dess p"},
    {"bank.battery.cell.ageing.graphite_v", "dess U: grafitens potential mot litium, över soc_pct"},
    {"bank.battery.cell.ageing.cycle_rate",
     "a i den kapacitet som cykler kostar, (integralen av k^(1/p) d hela cykler)^p med k = (a + d "
     "* djup + c * C-tal) exp(b/T)"},
    {"bank.battery.cell.ageing.cycle_rate_per_depth", "dess d"},
    {"bank.battery.cell.ageing.cycle_rate_per_c", "dess c"},
    {"bank.battery.cell.ageing.cycle_activation_k", "dess b"},
    {"bank.battery.cell.ageing.cycle_exponent", "dess p"},
    {"bank.battery.cell.ageing.resistance_rate",
     "a i den andel som en resistans växer med per dygn, a exp(-b (1/T - 1/298.15 K)) (topp - "
     "krökning (soc - 0.5)²)"},
    {"bank.battery.cell.ageing.resistance_activation_k", "dess b"},
    {"bank.battery.cell.ageing.resistance_peak", "dess topp"},
    {"bank.battery.cell.ageing.resistance_curvature", "dess krökning"},
    {"bank.battery.cell.ageing.resistance_per_cycle",
     "andel som en resistans växer med per hel cykel"},
    {"bank.battery.cell.ageing.over_discharge_pct",
     "kapacitet som en urladdning till en spänning i vila kostar för gott: {0: 24.9, …, 2: 0} över "
     "volt"},
    {"bank.battery.cell.ageing.over_discharge_pct_per_day", "och varje dygn där nere, över volt"},
    {"bank.battery.cells", "seriekopplade celler: 4, 8 eller 16"},
    {"bank.battery.most_per_bms", "batterier som en BMS kan ha (R-BAT-2)"},
    {"bank.battery.nominal_voltage_v", "nominell spänning"},
    {"bank.battery.capacity_ah", "nominell kapacitet vid 25 °C"},
    {"bank.battery.internal_resistance_ohm", "inre resistans vid 50 % och 25 °C"},
    {"bank.battery.charge_voltage_lowest_v", "rekommenderad laddningsspänning, nedre gräns"},
    {"bank.battery.charge_voltage_highest_v", "rekommenderad laddningsspänning, övre gräns"},
    {"bank.battery.float_voltage_v", "floatspänning"},
    {"bank.battery.discharge_end_v", "spänning där urladdningen är slut"},
    {"bank.battery.discharge_continuous_a", "högsta kontinuerliga urladdningsström"},
    {"bank.battery.discharge_pulse_a", "högsta urladdningspuls"},
    {"bank.battery.charge_continuous_a", "högsta kontinuerliga laddningsström"},
    {"bank.battery.charge_pulse_a", "högsta laddningspuls"},
    {"bank.battery.pulse_s", "hur länge en puls får vara"},
    {"bank.battery.discharge_recommended_c", "rekommenderad urladdning"},
    {"bank.battery.charge_recommended_c", "rekommenderad laddning"},
    {"bank.battery.charge_coldest_degc", "lägsta temperatur för laddning"},
    {"bank.battery.charge_warmest_degc", "högsta temperatur för laddning"},
    {"bank.battery.discharge_coldest_degc", "lägsta temperatur för urladdning"},
    {"bank.battery.discharge_warmest_degc", "högsta temperatur för urladdning"},
    {"bank.battery.self_discharge_pct_per_30d",
     "av nominell kapacitet; cellerna och batteriets egen elektronik, osynlig för dess mätning"},
    {"bank.battery.self_discharge_doubles_every_k",
     "självurladdningen gäller vid 25 °C och fördubblas för varje så många kelvin däröver; 0: "
     "densamma vid alla temperaturer"},
    {"bank.battery.electronics_draws_a",
     "vad dess egen elektronik drar därutöver, vid alla temperaturer, osett av dess mätning"},
    {"bank.battery.balancer_bleeds_a",
     "vad dess balanserare tar från en cell som ligger före de andra nära fullt; 0: den har ingen"},
    {"bank.battery.balancer_from_v", "cellspänning från vilken den gör det"},
    {"bank.battery.balancer_difference_v", "till batteriets lägsta cell, från vilken den gör det"},
    {"bank.battery.low_cell_soc_pct",
     "vad som är kvar när en cell vilar på sin låga nivå: reserven (manualen §3.1)"},
    {"bank.battery.heat_capacity_j_per_k", "värme som höjer dess temperatur en kelvin"},
    {"bank.battery.heat_transfer_w_per_k", "värme som det avger till omgivningen"},
    {"bank.battery.current_resolution_a", "steg i dess strömmätning (D-14)"},
    {"bank.battery.voltage_resolution_v", "steg i dess mätning av cellspänning (D-14)"},
    {"bank.battery.temperature_resolution_degc", "steg i dess temperaturmätning (D-14)"},
    {"bank.series", "seriekopplade batterier i varje sträng"},
    {"bank.parallel", "parallellkopplade strängar"},
    {"bank.wiring", "hur strängarna är sammankopplade"},
    {"bank.link_resistance_ohm",
     "för en länk mellan grannar, eller för en ledare till samlingsskenorna"},
    {"bank.soc_pct", "verklig laddningsstatus vid starten"},
    {"bank.last",
     "vad som gjordes med den före starten, laddades eller laddades ur: vilken spänningsgren den "
     "ligger på; laddad över 50 % om det inte anges"},
    {"bank.temperature_degc", "cellernas vid starten; omgivningens om den inte anges"},
    {"bank.self_discharge_pct_per_30d", "av nominell kapacitet; batteriets om den inte anges"},
    {"bank.current_resolution_a", "steg i batteriernas strömmätning; deras eget om det inte anges"},
    {"bank.spread",
     "standardavvikelser mellan cellerna i ett batteri, dragna ur fröet (normalfördelade, kapade "
     "vid tre av dem)"},
    {"bank.spread.capacity_pct", "av kapaciteten"},
    {"bank.spread.resistance_pct", "av resistansen"},
    {"bank.spread.soc_pct", "av laddningsstatus vid starten, i dess egna procent"},
    {"bank.spread.self_discharge_pct", "av självurladdningen"},
    {"bank.spread.batteries", "mellan batterier, lika för alla celler i ett"},
    {"bank.spread.batteries.capacity_pct", "av kapaciteten"},
    {"bank.spread.batteries.resistance_pct", "av resistansen"},
    {"bank.spread.batteries.soc_pct", "av laddningsstatus vid starten, i dess egna procent"},
    {"bank.spread.batteries.self_discharge_pct", "av självurladdningen"},
    {"bank.enclosure",
     "vad den står i: bare, insulated, indoors, eller {loses: 2 W/K, holds: 5 Wh/K}; bare om det "
     "inte anges"},
    {"bank.enclosure.name", "vad det kallas"},
    {"bank.enclosure.source", "varifrån värdena kommer"},
    {"bank.enclosure.loses_w_per_k",
     "värme som dess väggar släpper igenom, för alla batterier tillsammans; öppet mot luften om "
     "det inte anges"},
    {"bank.enclosure.holds_j_per_k",
     "värme som höjer dess temperatur en kelvin, utan batterierna; 3600 J/K om inget anges"},
    {"bank.enclosure.heated_to_degc", "andra håller det minst så varmt runt den"},
    {"bank.thermal_gradient_k",
     "hur mycket varmare det är runt kedjans sista batteri än runt det första"},
    {"bank.ageing", "false: dess celler åldras inte"},
    {"bms", "BMS: inställningar som i appen, fjärrterminaler"},
    {"bms.model", "BMS:s post i katalogen"},
    {"bms.name", "vad den kallas"},
    {"bms.source", "varifrån värdena utan egen källa kommer"},
    {"bms.draws_on_a", "egen strömförbrukning med fjärrstyrningen på (R-SUP-1)"},
    {"bms.draws_low_cell_a", "egen strömförbrukning efter frånkoppling för låg cellspänning"},
    {"bms.draws_remote_off_a", "egen strömförbrukning med fjärrstyrningen av"},
    {"bms.supply_dies_below_v", "matningsspänning under vilken den slutar fungera (R-SUP-1)"},
    {"bms.supply_lives_above_v", "matningsspänning över vilken den startar igen"},
    {"bms.supply_lives_after_s", "hur länge den minst är avstängd"},
    {"bms.operates_coldest_degc", "lägsta drifttemperatur (R-SUP-2)"},
    {"bms.operates_warmest_degc", "högsta drifttemperatur (R-SUP-2)"},
    {"bms.remote",
     "vad fjärrterminalerna är anslutna till: joined (eller on), open (eller off), low_to_minus, "
     "high_to_plus, eller {low_v: …, high_v: …}"},
    {"bms.soc_pct",
     "vad batteriövervakaren tror vid starten: ett tal, unknown eller as_bank (D-25)"},
    {"devices", "belastningar och laddare vid namn"},
    {"events", "vad någon gör under körningen"},
    {"expect", "vad som måste inträffa, t.ex. damage.day > 90"},
    {"extends", "en scenariofil att bygga på; tabeller slås ihop, null tar bort"},
    {"catalog", "filer med en egen katalog"},
    {"devices.model", "enhetens post i katalogen"},
    {"devices.name", "vad den kallas"},
    {"devices.source", "varifrån värdena utan egen källa kommer"},
    {"devices.type", "lagen den följer; kommer ur dess post i katalogen"},
    {"devices.connected_to", "battery: direkt på banken; load: bakom LOAD"},
    {"devices.switched_by", "den BMS-utgång som styr den: nothing, load, charger, pre_alarm"},
    {"devices.from", "början på dess dagliga tid, lokalt klockslag inom citattecken"},
    {"devices.to", "slutet på dess dagliga tid, lokalt klockslag inom citattecken"},
    {"devices.on_for_s", "hur länge den går i varje period"},
    {"devices.every_s", "dess period, räknad från körningens start"},
    {"devices.draws_a", "strömmen den drar, utan tecken"},
    {"devices.cuts_out_below_per_cell_v",
     "spänning per seriekopplad cell under vilken den stannar"},
    {"devices.returns_above_per_cell_v", "spänning per seriekopplad cell över vilken den går igen"},
    {"devices.returns_after_s", "hur länge den minst står när dess spänning har varit för låg"},
    {"devices.draws_w", "effekten den drar, utan tecken"},
    {"devices.profile",
     "en CSV-fil med effekten över tiden, varje rad fram till nästa: time_s (från start) eller "
     "time (lokalt datum), och power_w"},
    {"devices.repeats_every_s", "profilen börjar om så ofta, räknat från körningens start"},
    {"devices.charges_a", "strömmen den ger som mest, utan tecken"},
    {"devices.absorption_v",
     "absorptionsspänning; batteriets högsta laddningsspänning om den inte anges"},
    {"devices.float_v", "floatspänning; batteriets om den inte anges"},
    {"devices.absorption_time_s", "hur länge absorptionen varar"},
    {"devices.rebulk_below_per_cell_v",
     "i float börjar en ny laddningscykel när spänningen per cell är lägre än så"},
    {"devices.rebulk_after_s", "hur länge spänningen måste vara så låg"},
    {"devices.output_resistance_ohm",
     "kabel och reglering: dess spänning faller så mycket per ampere"},
    {"events.at", "när: en tid från starten (10 d) eller ett datum"},
    {"events.remote", "vad fjärrterminalerna är anslutna till från och med då"},
    {"events.bluetooth",
     "en app ansluter eller kopplar från, eller Bluetooth aktiveras eller inaktiveras i appen "
     "(R-BLE-1)"},
    {"events.mode", "appen slår systemet på eller av (R-REM-3)"},
    {"events.set_soc_pct", "laddningsstatus ställs in manuellt i appen (R-MON-2)"},
    {"events.synchronise", "true: appen synkroniserar manuellt till 100 % (R-MON-2)"},
    {"events.factory_reset", "true: fem inställningar återställs till standardvärdena (R-MON-8)"},
    {"events.reset_history", "true: historiken börjar om (R-MON-6)"},
    {"events.setting", "en inställning i bms och dess nya värde, t.ex. {discharge_floor_pct: 15}"},
    {"events.update",
     "en uppdatering av fast programvara: begin, fail, finish (R-UPD-1); med ett batteri: av det "
     "batteriet, som under tiden inte sänder något (D-21)"},
    {"events.battery", "vilket batteri, efter dess plats i kedjan från 1, sträng för sträng"},
    {"events.gone",
     "true: batteriet sänder inget från och med då, som när dess elektronik är död eller en "
     "kontakt är utdragen, och dess celler är kvar i kretsen (D-27); false: det sänder igen"},
    {"events.disconnected",
     "true: en strömkabel till batteriet är lös, dess sträng leder ingen ström, och dess "
     "övervakning fortsätter; false: ansluten igen"},
    {"events.exchanged_for",
     "ett annat batteri sätts på dess plats, t.ex. {battery: lithium_ng_12v8_100ah, soc_pct: 80} "
     "(D-24)"},
    {"events.exchanged_for.battery",
     "ett namn ur katalogen, eller {like: namn, …}: lika många celler av samma kemi som bankens"},
    {"events.exchanged_for.soc_pct", "dess verkliga laddningsstatus"},
    {"events.chain", "open: en kabel i kedjan är lös; closed: ansluten igen (R-BAT-11)"},
    {"events.link",
     "hur meddelanden når BMS från och med då, t.ex. {drop_pct: 5, delay: 0.2 s, jitter: 0.3 s}; "
     "{} är den felfria förbindelsen"},
    {"events.link.drop_pct", "av alla meddelanden, förlorade av en slump (fröets)"},
    {"events.link.delay_s", "hur sent varje meddelande kommer, i hela 0,1 s"},
    {"events.link.jitter_s", "hur mycket senare än så det kan komma, varje 0,1 s lika sannolik"},
    {"events.hardware_fault", "true: BMS:s självtest misslyckas (E-B11); false: inte längre"},
    {"events.detect_anew",
     "true: BMS detekterar sina batterier på nytt, som efter en avsiktlig ändring av dem"},
    {"sweep.name", "vad sammanfattningen kallar den"},
    {"sweep.base", "scenariofilen som varieras, räknat från den här filens mapp"},
    {"sweep.grid",
     "vägar i scenariot och deras värden, vart och ett med alla andra: en lista, {from: 30, to: "
     "90, step: 10} eller {from: 1 A, to: 2 A, count: 5}"},
    {"sweep.zip", "vägar vilkas värden ändras tillsammans: lika långa listor"},
    {"sweep.monte_carlo", "vad som lottas, och hur ofta"},
    {"sweep.monte_carlo.runs", "i varje punkt av rutnätet"},
    {"sweep.monte_carlo.seed",
     "frö till alla dragningar; dragning n är densamma i varje punkt av rutnätet, och ger "
     "scenariot dess eget frö (så att dess celler skiljer sig), om inte seed själv varieras"},
    {"sweep.monte_carlo.vary",
     "vägar i scenariot och deras fördelningar: normal, uniform, triangular, lognormal, choice; "
     "vad som faller utanför en nyckels område dras om"},
    {"sweep.monte_carlo.vary.normal", "[medelvärde, standardavvikelse]"},
    {"sweep.monte_carlo.vary.uniform", "[lägst, högst]"},
    {"sweep.monte_carlo.vary.triangular", "[lägst, troligast, högst]"},
    {"sweep.monte_carlo.vary.lognormal",
     "[median, faktor]: två av tre ligger mellan median / faktor och median * faktor"},
    {"sweep.monte_carlo.vary.choice", "[det ena, det andra, …], vart och ett lika troligt"},
});

constexpr bool no_key_stands_twice() {
    for (std::size_t i = 0; i < key_texts.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (key_texts[i].path == key_texts[j].path) {
                return false;
            }
        }
    }
    return true;
}
static_assert(no_key_stands_twice());

}  // namespace

std::span<const KeyText> swedish_keys() {
    return key_texts;
}

std::string_view swedish_help_of_key(std::string_view path) {
    const auto* row = std::find_if(key_texts.begin(), key_texts.end(),
                                   [&](const KeyText& each) { return each.path == path; });
    return row == key_texts.end() ? std::string_view{} : row->text;
}

}  // namespace reports
