#include "reports/findings.hpp"

#include <algorithm>
#include <array>

namespace reports {

using engine::Finding;

namespace {

constexpr std::array<FindingRow, 38> table{{
    {.name = "event_after_end",
     .source = "events",
     .title = {"An event that the run does not reach", "En händelse som körningen inte når"},
     .help = {"It comes after the end of the run, so it never happens.",
              "Den kommer efter körningens slut och inträffar därför aldrig."},
     .advice = {"Give the run a longer duration (or a later until), or the event an earlier time.",
                "Ge körningen en längre duration (eller senare until), eller händelsen en tidigare "
                "tid."}},
    {.name = "command_refused",
     .source = "R-MON-2, R-OUT-4, manual §4.3",
     .title = {"Something asked of the BMS that it refused", "Något som BMS ombads om men vägrade"},
     .help =
         {"What a person asked for in the app had no effect: a setting outside its range or in "
          "the wrong order with another, or something that has no meaning as things stand.",
          "Det som någon bad om i appen fick ingen verkan: en inställning utanför sitt område "
          "eller i fel ordning mot en annan, eller något som inte har mening som det står till."},
     .advice =
         {"Change the value in the scenario's event, or the setting that it must stand in "
          "order with first.",
          "Ändra värdet i scenariots händelse, eller först den inställning som det måste stå i "
          "ordning mot."}},
    {.name = "uncontrolled_charger",
     .source = "R-BAT-9, manual §4.1",
     .title = {"A charger that the BMS cannot stop", "En laddare som BMS inte kan stoppa"},
     .help = {"CHARGER does not switch this charger: it goes on charging cold, hot or full cells.",
              "CHARGER styr inte denna laddare: den fortsätter att ladda kalla, varma eller fulla "
              "celler."},
     .advice = {"Say switched_by: charger, and wire its remote so; a charger without a remote goes "
                "behind a Cyrix-Li-Charge (model: cyrix_li_charge_120).",
                "Skriv switched_by: charger och koppla dess fjärringång så; en laddare utan "
                "fjärringång sitter bakom en Cyrix-Li-Charge (model: cyrix_li_charge_120)."}},
    {.name = "limit_broken",
     .source = "R-BAT-3, manual §4.1",
     .title = {"A limit of the battery's maker was broken",
               "En av batteritillverkarens gränser bröts"},
     .help = {"Current or temperature was outside what the maker allows.",
              "Ström eller temperatur låg utanför vad tillverkaren tillåter."},
     .advice =
         {"Fewer loads or chargers at once, a larger bank, or a warmer place.",
          "Färre belastningar eller laddare samtidigt, en större bank eller en varmare plats."}},
    {.name = "load_dump",
     .source = "R-SYS-2, manual §3.3.2",
     .title = {"The bank was cut off from a charging alternator",
               "Banken kopplades från en laddande generator"},
     .help =
         {"When a Cyrix opens under load the alternator's voltage shoots up until its regulator "
          "has answered; the starter battery takes most of that.",
          "När en Cyrix öppnar medan ström flyter skjuter generatorns spänning upp tills "
          "regulatorn har "
          "svarat; startbatteriet tar det mesta."},
     .advice =
         {"Never run the engine without its starter battery; a smaller charge current, or an "
          "Orion in the place of the Cyrix, avoids it.",
          "Kör aldrig motorn utan startbatteri; en mindre laddström, eller en Orion i stället "
          "för Cyrix, undviker det."}},
    {.name = "starter_flat",
     .source = "R-SYS-7, manual §3.1",
     .title = {"A starter battery that starts no engine",
               "Ett startbatteri som inte startar motorn"},
     .help = {"What the vehicle draws while it stands has emptied it; the bank does not charge it "
              "while the link is open.",
              "Det som fordonet drar medan det står har tömt det; banken laddar det inte medan "
              "länken är öppen."},
     .advice = {"Drive or charge more often, or take its lead off while the vehicle is laid up.",
                "Kör eller ladda oftare, eller ta av dess kabel medan fordonet står."}},
    {.name = "browned_out",
     .source = "events",
     .title = {"A device that stops for too low a voltage",
               "En enhet som stannar för att spänningen är för låg"},
     .help = {"Its own limit stopped it, or that of the switch before it, whether LOAD let it run "
              "or not: the bank was empty, or more was drawn than it and the cables can give.",
              "Dess egen gräns stoppade den, eller gränsen hos brytaren före den, vare sig LOAD "
              "lät den gå eller inte: banken var tom, eller mer drogs än den och kablarna kan ge."},
     .advice = {"Let LOAD take it off before its own limit does; if the bank was not empty, draw "
                "less at once, or take thicker cables, a larger or a warmer bank.",
                "Låt LOAD koppla från den innan dess egen gräns gör det; om banken inte var tom, "
                "dra mindre på en gång, eller ta grövre kablar, en större eller varmare bank."}},
    {.name = "locked_out",
     .source = "manual Inverter VE.Direct, manual Smart BatteryProtect",
     .title = {"A device that comes back no more", "En enhet som inte kommer tillbaka"},
     .help =
         {"It has stopped as often as it may, and now waits for a charged bank or for somebody "
          "who switches it off and on.",
          "Den har stannat så många gånger som den får och väntar nu på en laddad bank eller på "
          "någon som slår av och på den."},
     .advice = {"Ask less of an inverter than it gives; look for the short circuit, or for what "
                "draws a bank down again that is not charged.",
                "Begär mindre av en växelriktare än den ger; leta efter kortslutningen, eller "
                "efter det som åter drar ner en bank som inte laddas."}},
    {.name = "never_ran",
     .source = "events",
     .title = {"A load that never runs", "En belastning som aldrig går"},
     .help =
         {"It is fed and something is asked of it, but it does not come to it: its cable or what "
          "switches it never lets it, or an ECO mode sleeps through so small a load.",
          "Den matas och något begärs av den, men den kommer aldrig till det: kabeln eller det "
          "som styr den låter den inte, eller ett ECO-läge sover förbi en så liten belastning."},
     .advice = {"Look at its cable (banktwin wiring), at what switches it, and at its ECO mode.",
                "Se över dess kabel (banktwin wiring), det som styr den och dess ECO-läge."}},
    {.name = "bms_without_supply",
     .source = "R-SUP-1, manual §6",
     .title = {"Nobody looks after the bank", "Ingen ser efter banken"},
     .help = {"Below its supply voltage the BMS is dead: LOAD, CHARGER and PRE-ALARM float.",
              "Under sin matningsspänning är BMS död: LOAD, CHARGER och PRE-ALARM flyter."},
     .advice = {"Nothing may draw the battery so low: let LOAD take everything off.",
                "Inget får dra ner batteriet så lågt: låt LOAD koppla från allt."}},
    {.name = "cold_lockout",
     .source = "R-BAT-3, R-OUT-2, D-6, manual §4.1",
     .title = {"Too cold to be charged", "För kallt för att laddas"},
     .help = {"Below 5 °C CHARGER floats, and what the panels give goes nowhere.",
              "Under 5 °C flyter CHARGER, och det som panelerna ger tas inte emot."},
     .advice = {"Insulate the bank or heat it (a heater), or take one that lasts until it is warm; "
                "configs/sweeps/winter_cures.yaml compares cures.",
                "Isolera banken eller värm den (en heater), eller ta en som räcker tills det är "
                "varmt; configs/sweeps/winter_cures.yaml jämför botemedel."}},
    {.name = "bms_temperature",
     .source = "R-SUP-2, manual §6",
     .title = {"The BMS is outside its operating temperature",
               "BMS är utanför sin drifttemperatur"},
     .help = {"The air around it is colder or warmer than the BMS is made for.",
              "Omgivningen är kallare eller varmare än vad BMS är gjord för."},
     .advice = {"Mount the BMS where the temperature stays within its limits.",
                "Montera BMS där temperaturen håller sig inom dess gränser."}},
    {.name = "uncontrolled_load",
     .source = "R-BAT-9, R-SYS-7, manual §3.1",
     .title = {"A load that nothing cuts off", "En belastning som inget kopplar från"},
     .help = {"It hangs straight on the battery, so it goes on drawing after LOAD has opened, into "
              "the reserve and beyond.",
              "Den sitter direkt på batteriet och drar ström även efter att LOAD har öppnat, in i "
              "reserven och förbi den."},
     .advice = {"Connect it to LOAD (connected_to: load), or isolate the bank with a main switch "
                "when it is left alone.",
                "Anslut den till LOAD (connected_to: load), eller isolera banken med en "
                "huvudströmbrytare när den lämnas."}},
    {.name = "pre_alarm_overloaded",
     .source = "R-OUT-6, D-1, manual §6",
     .title = {"PRE-ALARM gives less than what hangs on it takes",
               "PRE-ALARM ger mindre än vad som sitter på den tar"},
     .help = {"The output gives 500 mA and is not short-circuit proof.",
              "Utgången ger 500 mA och är inte kortslutningssäker."},
     .advice = {"Put a relay between, which takes little itself.",
                "Sätt ett relä emellan, som självt tar lite."}},
    {.name = "load_overloaded",
     .source = "R-OUT-6, manual §6",
     .title = {"LOAD gives less than what hangs on it takes",
               "LOAD ger mindre än vad som sitter på den tar"},
     .help = {"The output gives 1 A and is not short-circuit proof: a Smart BatteryProtect, a "
              "Cyrix-Li-Load or a relay carries what takes more.",
              "Utgången ger 1 A och är inte kortslutningssäker: en Smart BatteryProtect, en "
              "Cyrix-Li-Load eller ett relä bär det som tar mer."},
     .advice =
         {"Put a Smart BatteryProtect or a Cyrix-Li-Load between, which takes little itself.",
          "Sätt en Smart BatteryProtect eller en Cyrix-Li-Load emellan, som själv tar lite."}},
    {.name = "charger_overloaded",
     .source = "R-OUT-6, manual §6",
     .title = {"CHARGER gives less than what hangs on it takes",
               "CHARGER ger mindre än vad som sitter på den tar"},
     .help = {"The output gives 500 mA and is not short-circuit proof.",
              "Utgången ger 500 mA och är inte kortslutningssäker."},
     .advice =
         {"Let it drive remote inputs, which take milliamperes, and no coil: a relay between is "
          "none for CHARGER.",
          "Låt den styra fjärringångar, som tar milliampere, och ingen spole: ett relä emellan "
          "är inget för CHARGER."}},
    {.name = "inductive_on_charger",
     .source = "R-SYS-9, R-OUT-2, manual §2.2",
     .title = {"A coil on CHARGER", "En spole på CHARGER"},
     .help = {"CHARGER is not made for inductive loads, such as the coil of a relay.",
              "CHARGER är inte gjord för induktiv last, som spolen i ett relä."},
     .advice = {"Let PRE-ALARM or LOAD drive the coil.", "Låt PRE-ALARM eller LOAD driva spolen."}},
    {.name = "load_on_charger",
     .source = "R-BAT-9, manual §3.2",
     .title = {"A load that CHARGER switches", "En belastning som CHARGER styr"},
     .help = {"CHARGER says whether the bank may be charged, not whether it may be discharged.",
              "CHARGER säger om banken får laddas, inte om den får laddas ur."},
     .advice = {"Let LOAD switch it (switched_by: load).",
                "Låt LOAD styra den (switched_by: load)."}},
    {.name = "load_on_pre_alarm",
     .source = "R-OUT-3, R-SYS-4, manual §2.2, Appendix A",
     .title = {"A load that runs only during the alarm", "En belastning som bara går under larmet"},
     .help = {"PRE-ALARM is high while a cell is about to be empty, and is made for a relay, an "
              "LED or a buzzer.",
              "PRE-ALARM är hög medan en cell håller på att bli tom, och är gjord för ett relä, en "
              "LED eller en summer."},
     .advice = {"Let LOAD switch it (switched_by: load).",
                "Låt LOAD styra den (switched_by: load)."}},
    {.name = "switch_overloaded",
     .source = "R-SYS-5, data sheets BatteryProtect, Cyrix",
     .title = {"More behind a switch than it carries", "Mer bakom en brytare än den bär"},
     .help = {"A switch or relay carries the current in its name for ever, and much more for "
              "seconds; what hangs behind it may take more than that all at once.",
              "En brytare eller ett relä bär strömmen i sitt namn för alltid, och mycket mer i "
              "några sekunder; det som sitter bakom kan ta mer än så på en gång."},
     .advice = {"Hang less behind it, or split it between several.",
                "Häng mindre bakom den, eller dela upp det på flera."}},
    {.name = "wrong_cable",
     .source = "R-SYS-4, R-SYS-13, manual Appendix A",
     .title = {"A cable that does not do what it should", "En kabel som inte gör vad den ska"},
     .help = {"Each remote input wants its own: high to run a plain wire, low to run the inverting "
              "cable, a VE.Direct port its non-inverting cable.",
              "Varje fjärringång vill ha sitt: hög för att gå en vanlig ledare, låg för att gå den "
              "inverterande kabeln, en VE.Direct-port sin icke-inverterande kabel."},
     .advice = {"Use the cable that its remote input wants; banktwin wiring names it.",
                "Använd den kabel som fjärringången vill ha; banktwin wiring namnger den."}},
    {.name = "inverter_behind_protect",
     .source = "R-SYS-3, R-SYS-4, manual §3.3.3, Appendix A 1, A 2",
     .title = {"An inverter behind a BatteryProtect", "En växelriktare bakom en BatteryProtect"},
     .help =
         {"An inverter begins with a surge into its capacitors, which a BatteryProtect takes for "
          "a short circuit.",
          "En växelriktare börjar med en strömstöt in i sina kondensatorer, som en "
          "BatteryProtect tar för en kortslutning."},
     .advice =
         {"Connect it to the battery, and LOAD to its own remote input; banktwin wiring tells "
          "where and by which cable.",
          "Anslut den till batteriet, och LOAD till dess egen fjärringång; banktwin wiring "
          "visar var och med vilken kabel."}},
    {.name = "charger_behind_load",
     .source = "R-SYS-11, R-BAT-9, manual §3.2.1",
     .title = {"A charger that LOAD cuts off", "En laddare som LOAD kopplar från"},
     .help =
         {"Behind a switch that LOAD opens a charger cannot bring back the bank that has opened "
          "it.",
          "Bakom en brytare som LOAD öppnar kan en laddare inte få tillbaka banken som har "
          "öppnat den."},
     .advice = {"Connect the charger to the battery, and let CHARGER switch it.",
                "Anslut laddaren till batteriet och låt CHARGER styra den."}},
    {.name = "panel_voltage_low",
     .source = "manual SmartSolar MPPT 100/30",
     .title = {"Panels that start no solar charger", "Paneler som inte startar någon solladdare"},
     .help = {"It starts once its panels stand 5 V above the battery, and goes on while they stand "
              "1 V above it; these never do.",
              "Den startar när panelerna står 5 V över batteriet och går så länge de står 1 V över "
              "det; dessa gör det aldrig."},
     .advice = {"Connect panels in series, or take ones of a higher voltage.",
                "Koppla paneler i serie, eller ta sådana med högre spänning."}},
    {.name = "panel_voltage_high",
     .source = "manual SmartSolar MPPT 100/30",
     .title = {"Panels that destroy their solar charger", "Paneler som förstör sin solladdare"},
     .help = {"Its name begins with the highest voltage that it bears; panels have more in the "
              "cold.",
              "Dess namn börjar med den högsta spänning den tål; paneler har mer i kyla."},
     .advice = {"Fewer panels in series, or a solar charger that bears more.",
                "Färre paneler i serie, eller en solladdare som tål mer."}},
    {.name = "refused_product",
     .source = "R-SYS-8, R-BAT-10, manual §2.1",
     .title = {"A product that a smallBMS NG cannot switch",
               "En produkt som smallBMS NG inte kan styra"},
     .help = {"It has no VE.Bus, and knows no batteries but Lithium NG.",
              "Den har ingen VE.Bus och känner inga andra batterier än Lithium NG."},
     .advice =
         {"Take a VE.Bus BMS NG or a Lynx Smart BMS NG for VE.Bus, and Lithium NG batteries.",
          "Ta en VE.Bus BMS NG eller en Lynx Smart BMS NG för VE.Bus, och Lithium NG-batterier."}},
    {.name = "combined_charge",
     .source = "R-SYS-12, R-BAT-3, manual §4.1",
     .title = {"All chargers at once", "Alla laddare på en gång"},
     .help = {"Together they may charge faster than the bank is made for, or than is recommended.",
              "Tillsammans kan de ladda snabbare än banken är gjord för, eller än vad som "
              "rekommenderas."},
     .advice = {"More batteries in parallel, or not all of them at once.",
                "Fler batterier parallellt, eller inte alla på en gång."}},
    {.name = "combined_discharge",
     .source = "R-SYS-12, R-BAT-3, manual §4.1",
     .title = {"All loads at once", "Alla belastningar på en gång"},
     .help = {"Together they may draw more than the bank is made for, or than is recommended.",
              "Tillsammans kan de dra mer än banken är gjord för, eller än vad som rekommenderas."},
     .advice = {"More batteries in parallel, or not all of them at once.",
                "Fler batterier parallellt, eller inte alla på en gång."}},
    {.name = "charge_above_1c",
     .source = "R-BAT-3, manual §4.1",
     .title = {"A charger that alone is more than 1C", "En laddare som ensam är mer än 1C"},
     .help = {"A battery is charged with 1C at most, and with 0.3C is recommended.",
              "Ett batteri laddas med högst 1C, och 0,3C rekommenderas."},
     .advice = {"Set a lower charge current, or take more batteries in parallel.",
                "Ställ in en lägre laddström, eller ta fler batterier parallellt."}},
    {.name = "discharge_above_1c",
     .source = "R-BAT-3, manual §4.1",
     .title = {"A load that alone is more than 1C", "En belastning som ensam är mer än 1C"},
     .help = {"A battery gives 1C for as long as it lasts, and 2C for 10 s.",
              "Ett batteri ger 1C så länge det räcker, och 2C i 10 s."},
     .advice = {"Take a smaller load, or more batteries in parallel.",
                "Ta en mindre belastning, eller fler batterier parallellt."}},
    {.name = "long_pulse",
     .source = "R-BAT-3, manual §4.1",
     .title = {"A pulse longer than 10 s", "En puls längre än 10 s"},
     .help = {"More than 1C is for pulses of 10 s at most.",
              "Mer än 1C är för pulser på högst 10 s."},
     .advice = {"Let it run for 10 s at a time, or take more batteries in parallel.",
                "Låt den gå i 10 s åt gången, eller ta fler batterier parallellt."}},
    {.name = "remote_stops_charger",
     .source = "R-REM-1, manual §2.2, §3.3",
     .title = {"A remote that stops the chargers, too", "En fjärringång som stoppar även laddarna"},
     .help =
         {"With the remote open all three outputs float: nothing that CHARGER switches charges.",
          "Med öppen fjärringång flyter alla tre utgångarna: inget som CHARGER styr laddar."},
     .advice = {"To lay the bank up with its charger, leave the remote on and take the loads off "
                "by a main switch of their own.",
                "Ska banken vila med sin laddare, låt fjärringången vara på och koppla från "
                "belastningarna med en egen huvudbrytare."}},
    {.name = "new_bank_not_full",
     .source = "R-BAT-12, manual §1",
     .title = {"A new bank that was not charged full", "En ny bank som inte laddats full"},
     .help = {"A new battery is charged full once before it is discharged.",
              "Ett nytt batteri laddas fullt en gång innan det laddas ur."},
     .advice = {"Charge it full before the first discharge.",
                "Ladda den full före den första urladdningen."}},
    {.name = "low_cell_reserve",
     .source = "R-SYS-11, manual §3.1",
     .title = {"The reserve after the low-cell cut-off",
               "Reserven efter frånkopplingen för låg cell"},
     .help = {"About 1 Ah per 100 Ah is left; charge at once.",
              "Ungefär 1 Ah per 100 Ah är kvar; ladda genast."},
     .advice = {"Charge at once after a low-cell cut-off.",
                "Ladda genast efter en frånkoppling för låg cell."}},
    {.name = "resized_cell",
     .source = "catalogue",
     .title = {"A cell that the battery makes another one of", "En cell som batteriet gör om"},
     .help =
         {"A measured cell has a capacity and a resistance of its own, but a scenario has those of "
          "the battery that names it; its RC pairs are factors of the battery's resistance.",
          "En uppmätt cell har egen kapacitet och egen resistans, men ett scenario har dem som "
          "batteriet anger; cellens RC-länkar är faktorer av batteriets resistans."},
     .advice = {"Name the battery that banktwin fit writes with the cell, or give the battery "
                "capacity_ah and internal_resistance_ohm of its cells.",
                "Ange batteriet som banktwin fit skriver till cellen, eller ge batteriet cellernas "
                "capacity_ah och internal_resistance_ohm."}},
    {.name = "floor_off",
     .source = "R-OUT-7, manual §4.3",
     .title = {"The discharge floor is off", "Urladdningsgolvet är avstängt"},
     .help = {"With a floor of 0 the loads run until a cell is empty.",
              "Med golvet på 0 går belastningarna tills en cell är tom."},
     .advice = {"Set discharge_floor_pct so that the bank survives until it is charged again; 10 % "
                "or more.",
                "Ställ in discharge_floor_pct så att banken klarar sig tills den laddas igen; 10 % "
                "eller mer."}},
    {.name = "floor_reserve",
     .source = "R-OUT-7, manual §4.3",
     .title = {"How long the floor lasts", "Hur länge golvet räcker"},
     .help = {"The floor must hold what the bank loses until it can be charged again.",
              "Golvet måste rymma vad banken förlorar tills den kan laddas igen."},
     .advice = {"Raise the floor if nobody comes by within that time.",
                "Höj golvet om ingen kommer förbi inom den tiden."}},
    {.name = "current_reading",
     .source = "D-14",
     .title = {"Small currents are misread", "Små strömmar läses fel"},
     .help = {"The batteries report current in steps; a drain of a few steps or less is counted "
              "wrongly or not at all, and the dates of warning and floor move.",
              "Batterierna rapporterar ström i steg; en förbrukning på några få steg eller mindre "
              "räknas fel eller inte alls, och datumen för varning och golv flyttar sig."},
     .advice = {"Small drains need a reserve of their own: a higher floor, or a full charge now "
                "and then.",
                "Små förbrukare behöver en egen reserv: ett högre golv, eller en full laddning då "
                "och då."}},
}};

const FindingRow& row_named(std::string_view name) {
    return *std::find_if(table.begin(), table.end(),
                         [&](const FindingRow& row) { return row.name == name; });
}

}  // namespace

std::span<const FindingRow> finding_table() {
    return table;
}

Finding make_finding(std::string_view name, Finding::Severity severity, std::string device,
                     std::string text, Language language, std::string advice) {
    const FindingRow& row = row_named(name);
    return {.name = std::string{name},
            .severity = severity,
            .device = std::move(device),
            .text = std::move(text),
            .advice = advice.empty() ? std::string{row.advice.in(language)} : std::move(advice),
            .source = std::string{row.source}};
}

void sort_by_severity(std::vector<Finding>& findings) {
    std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
        return static_cast<int>(a.severity) > static_cast<int>(b.severity);
    });
}

}  // namespace reports
