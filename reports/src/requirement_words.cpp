#include "requirement_words.hpp"

#include <array>

namespace reports {

namespace {

constexpr auto rows = std::to_array<RequirementWord>({
    {"R-BAT-1",
     "§2.1, §4.1",
     {"The catalogue has every Lithium NG battery with its limits of current.",
      "Katalogen har alla Lithium NG-batterier med sina strömgränser."}},
    {"R-BAT-2",
     "§2.1",
     {"One BMS has at most 50 batteries of 12.8 or 25.6 V, or 25 of 51.2 V, all alike, in series "
      "and in parallel for 12, 24 or 48 V.",
      "En BMS har högst 50 batterier på 12,8 eller 25,6 V, eller 25 på 51,2 V, alla lika, i serie "
      "och parallellt för 12, 24 eller 48 V."}},
    {"R-BAT-3",
     "§4.1",
     {"A battery takes and gives 1C for ever, and gives 2C for at most 10 s; it is charged from 5 "
      "to 50 "
      "°C and discharged from -20 to 50 °C.",
      "Ett batteri tar och ger 1C för jämnan, och ger 2C i högst 10 s; det laddas från 5 till 50 "
      "°C och "
      "laddas ur från -20 till 50 °C."}},
    {"R-BAT-4",
     "§4.3, §5.1",
     {"The BMS finds out by itself how many batteries there are and of which kind; nobody sets it.",
      "BMS tar själv reda på hur många batterier det finns och av vilket slag; ingen ställer in "
      "det."}},
    {"R-BAT-5",
     "§5.1",
     {"Of each battery the app shows serial number, capacity, firmware, temperature, voltage, "
      "current and cells.",
      "För varje batteri visar appen serienummer, kapacitet, firmware, temperatur, spänning, ström "
      "och celler."}},
    {"R-BAT-6",
     "§5.1",
     {"Voltage and current of the bank are as its batteries report them; there is no shunt.",
      "Bankens spänning och ström är vad batterierna rapporterar; det finns ingen shunt."}},
    {"R-BAT-7",
     "§5.1",
     {"The status of balancing is Unknown, Balanced, Imbalance or Balancing; unknown after 30 days "
      "without a full charge.",
      "Balanseringens status är okänd, balanserad, obalans eller balanserar; okänd efter 30 dagar "
      "utan full laddning."}},
    {"R-BAT-8",
     "§3.1",
     {"About 1 Ah per 100 Ah is left after a low-cell shutdown, and drawing it damages the "
      "battery: at 10 mA in all, the BMS included, 200 Ah last 8.33 days.",
      "Ungefär 1 Ah per 100 Ah är kvar efter en frånkoppling för låg cell, och att dra ur den "
      "skadar batteriet: med 10 mA sammanlagt, BMS inräknad, räcker 200 Ah i 8,33 dagar."}},
    {"R-BAT-9",
     "§1, §4.1",
     {"A charger or a load that the BMS cannot switch off can destroy the battery.",
      "En laddare eller belastning som BMS inte kan stänga av kan förstöra batteriet."}},
    {"R-BAT-10",
     "§2.1",
     {"Only Lithium NG batteries go with it; Lithium Battery Smart does not.",
      "Bara Lithium NG-batterier passar till den; Lithium Battery Smart gör det inte."}},
    {"R-BAT-11",
     "§3.2.4, §3.4",
     {"The BMS cables form one chain with both ends at the BMS; wherever it is open, LOAD and "
      "CHARGER float.",
      "BMS-kablarna bildar en kedja med båda ändarna i BMS; var den än är bruten flyter LOAD och "
      "CHARGER."}},
    {"R-BAT-12",
     "§1",
     {"A new battery is charged full once before it is discharged.",
      "Ett nytt batteri laddas fullt en gång innan det laddas ur."}},
    {"R-OUT-1",
     "§2.2, §6",
     {"LOAD is High (up to 1 A) while the bank may be discharged, and floats otherwise.",
      "LOAD är hög (upp till 1 A) medan banken får laddas ur, och flyter annars."}},
    {"R-OUT-2",
     "§3.2.3, §6",
     {"CHARGER is High (up to 500 mA) while the bank may be charged, and floats for a full cell, "
      "cold, heat and updates; it drives no coils.",
      "CHARGER är hög (upp till 500 mA) medan banken får laddas, och flyter för full cell, kyla, "
      "värme och uppdateringar; den driver inga spolar."}},
    {"R-OUT-3",
     "§2.2, §6",
     {"PRE-ALARM goes High for a low cell or a low state of charge, at least 30 s before LOAD "
      "opens for the cell.",
      "PRE-ALARM blir hög för låg cell eller låg laddningsstatus, minst 30 s innan LOAD öppnar för "
      "cellen."}},
    {"R-OUT-4",
     "§2.2, §4.3",
     {"At the discharge floor LOAD opens at once with A-B07; a floor of 0 turns that off. The "
      "low-SoC warning above it gives W-B07 and PRE-ALARM.",
      "Vid urladdningsgolvet öppnar LOAD genast med A-B07; golvet 0 stänger av det. Varningen för "
      "låg laddningsstatus däröver ger W-B07 och PRE-ALARM."}},
    {"R-OUT-5",
     "§5.2",
     {"Loads come back by themselves when the battery has been charged enough.",
      "Belastningarna kommer tillbaka av sig själva när batteriet har laddats nog."}},
    {"R-OUT-6",
     "§2.2, §6",
     {"No output is short-circuit proof: what hangs on each counts together, and the supply fuse "
      "of 0.3 to 2.5 A is chosen by it.",
      "Ingen utgång är kortslutningssäker: det som sitter på var och en räknas ihop, och "
      "matningens säkring på 0,3 till 2,5 A väljs efter det."}},
    {"R-OUT-7",
     "§4.3",
     {"A discharge floor of 0 is not recommended: the floor must hold what the bank loses until "
      "it can be charged again.",
      "Urladdningsgolvet 0 rekommenderas inte: golvet måste rymma vad banken förlorar tills den "
      "kan laddas igen."}},
    {"R-REM-1",
     "§2.2, §6",
     {"The remote is on when L and H are joined, L is low or H is high; else all three outputs "
      "float.",
      "Fjärringången är på när L och H är förbundna, L är låg eller H är hög; annars flyter alla "
      "tre utgångarna."}},
    {"R-REM-2",
     "§4.2",
     {"The BMS starts when it has its supply and the remote is on.",
      "BMS startar när den har sin matning och fjärringången är på."}},
    {"R-REM-3",
     "§5.1",
     {"The app switches the mode; the system is on when remote and mode both are.",
      "Appen växlar läget; systemet är på när både fjärringången och läget är det."}},
    {"R-SUP-1",
     "§6",
     {"The BMS works from 8 to 70 V and draws 3 mA with its remote on, 1.2 mA after a low cell or "
      "with its remote off.",
      "BMS går från 8 till 70 V och drar 3 mA med fjärringången på, 1,2 mA efter en låg cell eller "
      "med fjärringången av."}},
    {"R-SUP-2", "§6", {"The BMS works from -20 to 50 °C.", "BMS fungerar från -20 till 50 °C."}},
    {"R-MON-1",
     "§4.3",
     {"The state of charge goes to 100 % when the voltage has been above the charged voltage and "
      "the current below the tail current for the detection time.",
      "Laddningsstatus går till 100 % när spänningen har varit över laddad spänning och strömmen "
      "under svansströmmen i detekteringstiden."}},
    {"R-MON-2",
     "§4.3",
     {"The state of charge can be set and synchronised by hand.",
      "Laddningsstatus kan ställas in och synkroniseras för hand."}},
    {"R-MON-3",
     "§4.3, §5.1",
     {"The remaining time is that at the present consumption, down to the discharge floor.",
      "Återstående tid är den vid nuvarande förbrukning, ner till urladdningsgolvet."}},
    {"R-MON-4",
     "§5.1",
     {"The status page shows state of charge, mode, what is allowed, voltage, current, power, "
      "consumed Ah and remaining time.",
      "Statussidan visar laddningsstatus, läge, vad som är tillåtet, spänning, ström, effekt, "
      "förbrukade Ah och återstående tid."}},
    {"R-MON-5",
     "§5.1",
     {"Of the bank the app shows balancing, the extreme cells, and how many batteries and cells "
      "there are.",
      "Om banken visar appen balansering, de yttersta cellerna och hur många batterier och celler "
      "som finns."}},
    {"R-MON-6",
     "§5.1",
     {"The history counts discharges, Ah, energy, cycles, synchronisations and extremes, and can "
      "be reset.",
      "Historiken räknar urladdningar, Ah, energi, cykler, synkroniseringar och ytterligheter, och "
      "kan nollställas."}},
    {"R-MON-7",
     "§5.1.1",
     {"Instant Readout shows the main figures, warnings, alarms and errors without a connection.",
      "Omedelbar avläsning visar huvudvärden, varningar, larm och fel utan anslutning."}},
    {"R-MON-8",
     "§5.1.2",
     {"A factory reset restores charged voltage, tail current, detection time, low-SoC warning and "
      "discharge floor, and nothing else.",
      "Fabriksåterställning återställer laddad spänning, svansström, detekteringstid, varning för "
      "låg laddningsstatus och urladdningsgolv, och inget annat."}},
    {"R-MON-9",
     "§5.1",
     {"Balancing that is Unknown or Imbalance comes with advice: a full charge.",
      "Balansering som är okänd eller i obalans kommer med ett råd: en full laddning."}},
    {"R-COD-1",
     "§5.2",
     {"A warning says what will shut the system down, an alarm what has.",
      "En varning säger vad som kommer att stänga av systemet, ett larm vad som har gjort det."}},
    {"R-COD-2",
     "§5.2",
     {"The warnings are W-B01, W-B05 and W-B07.", "Varningarna är W-B01, W-B05 och W-B07."}},
    {"R-COD-3",
     "§5.2",
     {"The alarms are A-B01, A-B05, A-B07, A-B08 and A-B09.",
      "Larmen är A-B01, A-B05, A-B07, A-B08 och A-B09."}},
    {"R-COD-4",
     "§5.2",
     {"The errors are E-B01, E-B05, E-B09 and E-B11.", "Felen är E-B01, E-B05, E-B09 och E-B11."}},
    {"R-COD-5",
     "§2.2, §5.2",
     {"The red light blinks for a warning and is on for an alarm or an error; the blue one tells "
      "of Bluetooth.",
      "Den röda lampan blinkar vid varning och lyser vid larm eller fel; den blå visar "
      "Bluetooth."}},
    {"R-COD-6",
     "§5.2",
     {"Each code has its text and its advice, in English and Swedish.",
      "Varje kod har sin text och sitt råd, på engelska och svenska."}},
    {"R-UPD-1",
     "§4.4",
     {"A firmware update does not shut the system down, but CHARGER floats throughout.",
      "En firmwareuppdatering stänger inte av systemet, men CHARGER flyter hela tiden."}},
    {"R-UPD-2",
     "§4.4",
     {"When an update has failed, LOAD floats after 120 s, which leaves time to try again.",
      "När en uppdatering har misslyckats flyter LOAD efter 120 s, vilket ger tid att försöka "
      "igen."}},
    {"R-BLE-1",
     "§4.5",
     {"Bluetooth that was disabled is active for about 30 s after a start, to be enabled again.",
      "Bluetooth som stängts av är aktivt i ungefär 30 s efter en start, för att kunna slås på "
      "igen."}},
    {"R-SYS-1",
     "§3.3.1",
     {"The manual's first example: a solar charger, and loads behind a Smart BatteryProtect.",
      "Manualens första exempel: en solcellsladdare, och belastningar bakom en Smart "
      "BatteryProtect."}},
    {"R-SYS-2",
     "§3.3.2",
     {"The manual's second example: a Cyrix-Li-ct joins starter battery and alternator to the "
      "bank.",
      "Manualens andra exempel: en Cyrix-Li-ct kopplar startbatteri och generator till banken."}},
    {"R-SYS-3",
     "§3.3.3",
     {"The manual's third example: a solar charger, and an inverter whose remote listens to LOAD.",
      "Manualens tredje exempel: en solcellsladdare, och en växelriktare vars fjärringång lyssnar "
      "på LOAD."}},
    {"R-SYS-4",
     "§3.2.1, Appendix A",
     {"Each product is wired to LOAD or CHARGER at its own terminal, by its own cable; banktwin "
      "wiring tells them.",
      "Varje produkt kopplas till LOAD eller CHARGER på sin egen terminal, med sin egen kabel; "
      "banktwin wiring talar om dem."}},
    {"R-SYS-5",
     "§3.2.2",
     {"A BatteryProtect opens below its preset voltage, or when its remote is low or floats.",
      "En BatteryProtect öppnar under sin inställda spänning, eller när dess fjärringång är låg "
      "eller flyter."}},
    {"R-SYS-6",
     "§3.2.3",
     {"A Cyrix-Li-Charge closes only when there is something to charge with and CHARGER lets it.",
      "En Cyrix-Li-Charge sluter bara när det finns något att ladda med och CHARGER tillåter "
      "det."}},
    {"R-SYS-7",
     "§3.1",
     {"Alarms, relays, standby currents and what chargers take back go on draining a bank whose "
      "loads are off.",
      "Larm, reläer, viloströmmar och det som laddare tar tillbaka fortsätter att tömma en bank "
      "vars belastningar är av."}},
    {"R-SYS-8",
     "§2.1",
     {"It has no VE.Bus: MultiPlus, Quattro and EasySolar want a VE.Bus BMS NG or a Lynx Smart BMS "
      "NG.",
      "Den har ingen VE.Bus: MultiPlus, Quattro och EasySolar vill ha en VE.Bus BMS NG eller en "
      "Lynx Smart BMS NG."}},
    {"R-SYS-9",
     "§2.2",
     {"CHARGER also drives a BatteryProtect in a charge line and a Cyrix-Li-ct; PRE-ALARM drives a "
      "relay, LED or buzzer.",
      "CHARGER driver även en BatteryProtect i en laddledning och en Cyrix-Li-ct; PRE-ALARM driver "
      "ett relä, en LED eller en summer."}},
    {"R-SYS-10",
     "§3.1, §3.3",
     {"A main switch, a fuse or a lifted lead isolates a bank whose residual drain is in doubt.",
      "En huvudströmbrytare, en säkring eller en lossad kabel isolerar en bank vars "
      "restförbrukning "
      "är osäker."}},
    {"R-SYS-11",
     "§3.1, §5.2",
     {"After a low-cell shutdown charge at once; the report gives the hours that are left.",
      "Ladda genast efter en frånkoppling för låg cell; rapporten säger hur många timmar som är "
      "kvar."}},
    {"R-SYS-12",
     "§4.1",
     {"All chargers together, and all loads together, must stay within the bank's limits.",
      "Alla laddare tillsammans, och alla belastningar tillsammans, måste hålla sig inom bankens "
      "gränser."}},
    {"R-SYS-13",
     "§3.2.1",
     {"What is high to run listens to an output directly, what is low to run through the inverting "
      "cable.",
      "Det som är högt för att gå lyssnar på en utgång direkt, det som är lågt för att gå genom "
      "den "
      "inverterande kabeln."}},
    {"D-1",
     "",
     {"PRE-ALARM gives 500 mA (§6), not the 1 A of §2.2.",
      "PRE-ALARM ger 500 mA (§6), inte 1 A som i §2.2."}},
    {"D-2",
     "",
     {"CHARGER floats for a cell that is too high (§3.2.3), not too low as §2.2 says.",
      "CHARGER flyter för en cell som är för hög (§3.2.3), inte för låg som §2.2 säger."}},
    {"D-3",
     "",
     {"E-B09 is below 9 V or above 60 V, although the hardware lives from 8 to 70 V.",
      "E-B09 är under 9 V eller över 60 V, fast hårdvaran klarar 8 till 70 V."}},
    {"D-4",
     "",
     {"The cells' limits are not published: assumed are 2.80 V for discharge, 3.10 V for the "
      "pre-alarm and 3.75 V for charge.",
      "Cellernas gränser är inte publicerade: antagna är 2,80 V för urladdning, 3,10 V för "
      "förlarmet och 3,75 V för laddning."}},
    {"D-5",
     "",
     {"LOAD opens for a low cell 30 s after PRE-ALARM has risen; nothing else waits.",
      "LOAD öppnar för en låg cell 30 s efter att PRE-ALARM har blivit hög; inget annat väntar."}},
    {"D-6",
     "",
     {"Charging is off below 5 °C (assumed back at 6) and, with A-B09, above 50 °C (assumed back "
      "at 45).",
      "Laddning är av under 5 °C (antas tillbaka vid 6) och, med A-B09, över 50 °C (antas tillbaka "
      "vid 45)."}},
    {"D-7",
     "",
     {"After A-B07 the loads come back at the floor + 5 % (assumed).",
      "Efter A-B07 kommer belastningarna tillbaka vid golvet + 5 % (antaget)."}},
    {"D-8",
     "",
     {"A-B08 is a bank at 2.5 V per cell in series or below (assumed).",
      "A-B08 är en bank på 2,5 V per cell i serie eller lägre (antaget)."}},
    {"D-9",
     "",
     {"A battery that is silent for 5 s gives W-B05, for 30 s A-B05 (assumed); an open cable is "
      "known at once.",
      "Ett batteri som är tyst i 5 s ger W-B05, i 30 s A-B05 (antaget); en bruten kabel märks "
      "genast."}},
    {"D-10",
     "",
     {"E-B01 is a set of batteries that can be no bank, E-B05 one that is not the set in service.",
      "E-B01 är en uppsättning batterier som inte kan vara en bank, E-B05 en annan uppsättning än "
      "den i drift."}},
    {"D-11",
     "",
     {"The low-SoC warning is at 20 % and the discharge floor at 10 % (assumed).",
      "Varningen för låg laddningsstatus är vid 20 % och urladdningsgolvet vid 10 % (antaget)."}},
    {"D-12",
     "",
     {"The charged voltage is 3.50 V per cell (assumed).",
      "Laddad spänning är 3,50 V per cell (antaget)."}},
    {"D-13",
     "",
     {"At the floor the BMS still draws its 3 mA, for its remote is on (assumed).",
      "Vid golvet drar BMS fortfarande sina 3 mA, för fjärringången är på (antaget)."}},
    {"D-14",
     "",
     {"Batteries measure currents in steps of 10 mA, above 200 Ah of 20 mA (assumed), voltages in "
      "1 mV and temperatures in 0.1 °C.",
      "Batterierna mäter ström i steg om 10 mA, över 200 Ah om 20 mA (antaget), spänning i 1 mV "
      "och temperatur i 0,1 °C."}},
    {"D-15",
     "",
     {"The remaining time goes by a mean of 3 min (assumed) and is at most 10 days.",
      "Återstående tid går efter ett medelvärde över 3 min (antaget) och är högst 10 dagar."}},
    {"D-16",
     "",
     {"The monitor counts 99 % of what is charged (assumed), without a Peukert correction.",
      "Övervakaren räknar 99 % av det som laddas (antaget), utan Peukert-korrigering."}},
    {"D-17",
     "",
     {"Instant Readout has the layout of record 0x0A (assumed).",
      "Omedelbar avläsning har samma uppställning som post 0x0A (antaget)."}},
    {"D-18",
     "",
     {"Cycles, synchronisations and the deepest discharge are counted as a battery monitor of the "
      "same maker does.",
      "Cykler, synkroniseringar och djupaste urladdning räknas som en batteriövervakare från samma "
      "tillverkare gör."}},
    {"D-19",
     "",
     {"A battery loses 2 % of its nominal capacity in 30 days by itself (assumed), which no "
      "measurement sees.",
      "Ett batteri förlorar 2 % av sin nominella kapacitet på 30 dagar av sig självt (antaget), "
      "vilket ingen mätning ser."}},
    {"D-20",
     "",
     {"Where §3.2.3 says LOAD for a charger, CHARGER is meant.",
      "Där §3.2.3 säger LOAD om en laddare menas CHARGER."}},
    {"D-21",
     "",
     {"A battery that is being updated sends nothing, and W-B05 and A-B05 are held back "
      "meanwhile.",
      "Ett batteri som uppdateras sänder inget, och W-B05 och A-B05 hålls tillbaka under tiden."}},
    {"D-22",
     "",
     {"PRE-ALARM floats once LOAD has opened, and an alarm takes the place of its warning "
      "(assumed).",
      "PRE-ALARM flyter när LOAD väl har öppnat, och ett larm tar sin varnings plats "
      "(antaget)."}},
    {"D-23",
     "",
     {"Levels and times of warnings and alarms that the manual does not give are assumed; all of "
      "them can be set.",
      "Nivåer och tider för varningar och larm som manualen inte anger är antagna; alla kan "
      "ställas in."}},
    {"D-24",
     "",
     {"With an error, and at the start until all batteries have been heard, LOAD and CHARGER "
      "float.",
      "Vid ett fel, och vid start tills alla batterier har hörts, flyter LOAD och CHARGER."}},
    {"D-25",
     "",
     {"At the start of a run the BMS knows the true state of charge, unless the scenario says "
      "otherwise or unknown.",
      "När en körning börjar vet BMS den verkliga laddningsstatusen, om inte scenariot säger något "
      "annat eller unknown."}},
    {"D-26",
     "",
     {"A remote terminal is open, joined or at a voltage; one that is tied to the battery is on.",
      "En fjärrterminal är öppen, förbunden eller har en spänning; en som är ansluten till "
      "batteriet är på."}},
    {"D-27",
     "",
     {"A battery silent for 5 to 30 s is taken to carry its last current, then the mean of the "
      "other strings.",
      "Ett batteri som är tyst i 5 till 30 s antas bära sin senaste ström, sedan de andra "
      "strängarnas medelvärde."}},
    {"D-28",
     "",
     {"A cell at rest has 2.80 V at 1 % and 2.50 V at 0 % (assumed); damage begins below 0 %.",
      "En cell i vila har 2,80 V vid 1 % och 2,50 V vid 0 % (antaget); skada börjar under 0 %."}},
});

}  // namespace

std::span<const RequirementWord> requirement_words() {
    return rows;
}

}  // namespace reports
