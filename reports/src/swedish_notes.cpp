// The Swedish of what is told of assumptions: notes of the shipped catalogue, rules by which files
// are read, sources that say more than which requirement it is.

#include "reports/swedish.hpp"
#include "reports/tell.hpp"

#include <array>
#include <optional>
#include <vector>

namespace reports {

namespace {

constexpr std::array note_texts{
    // --- batteries ---
    NoteText{"D-19: cells and the battery's own electronics together, at any temperature: the "
             "cells' 0.3 of it that doubles every 10 K is within the range",
             "D-19: celler och batteriets egen elektronik tillsammans, vid alla temperaturer: "
             "cellernas andel på 0,3, som fördubblas för varje 10 K, ryms mellan gränserna"},
    NoteText{"the maker publishes none", "tillverkaren publicerar inget värde"},
    NoteText{"Lithium Battery Smart: cells balance from 3.50 V",
             "Lithium Battery Smart: cellerna balanseras från 3,50 V"},
    NoteText{"R-BAT-7, Lithium Battery Smart: cells balance from 3.50 V",
             "R-BAT-7, Lithium Battery Smart: cellerna balanseras från 3,50 V"},
    NoteText{"R-BAT-7, Lithium Battery Smart: cells of 3.50 to 3.60 V still converge",
             "R-BAT-7, Lithium Battery Smart: celler på 3,50 till 3,60 V närmar sig fortfarande "
             "varandra"},
    NoteText{"100 Wh/kg at 1 kJ/(kg K)", "100 Wh/kg vid 1 kJ/(kg K)"},
    NoteText{"bare in still air", "fritt i stillastående luft"},
    NoteText{"no release is published", "ingen version är publicerad"},
    NoteText{"the data sheet says 2 mOhm for 100 Ah down to 1 for larger ones",
             "databladet säger 2 mOhm för 100 Ah ner till 1 för större"},
    NoteText{"twice the 12.8 V battery", "dubbelt mot batteriet på 12,8 V"},
    NoteText{"that of {}, by capacity", "som {}, efter kapaciteten"},
    NoteText{"that of {}, by capacity^(2/3), as a surface",
             "som {}, efter kapaciteten^(2/3), som en yta"},

    // --- the BMS ---
    NoteText{"a hysteresis there must be", "en hysteres måste det finnas"},
    NoteText{"starting takes a while", "att starta tar en stund"},
    NoteText{"bms_on_a after the floor", "bms_on_a efter golvet"},
    NoteText{"D-13: the remote is still on", "D-13: fjärrstyrningen är fortfarande på"},

    // --- cells ---
    NoteText{"another maker's 3 Ah cell (Sony US26650, SimSES) from 3 to 98 %, over charge as it "
             "is at any size; D-28 below (2.80 V at 1 %, 2.50 V at 0 %)",
             "en annan tillverkares cell på 3 Ah (Sony US26650, SimSES) från 3 till 98 %, som "
             "funktion av laddningsstatus, lika i alla storlekar; därunder D-28 (2,80 V vid 1 %, "
             "2,50 V vid 0 %)"},
    NoteText{"another maker's 3 Ah cell (Sony US26650, SimSES) from 3 to 98 %, over charge as it "
             "is at any size",
             "en annan tillverkares cell på 3 Ah (Sony US26650, SimSES) från 3 till 98 %, som "
             "funktion av laddningsstatus, lika i alla storlekar"},
    NoteText{"280 Ah prismatic cells", "prismatiska celler på 280 Ah"},
    NoteText{"A123 26650 from -25 to 45 °C", "A123 26650 från -25 till 45 °C"},
    NoteText{"A123 26650", "A123 26650"},
    NoteText{"280 Ah prismatic cells: 12 to 31 mV, part of which the gap above has already",
             "prismatiska celler på 280 Ah: 12 till 31 mV, varav gapet ovan redan har en del"},
    NoteText{"Sony/Murata US26650FTC1", "Sony/Murata US26650FTC1"},
    NoteText{"Sony US26650, discharge at 25 °C; times R0 of a cell, which is the battery's "
             "internal resistance over its cells in series",
             "Sony US26650, urladdning vid 25 °C; gånger R0 för en cell, som är batteriets inre "
             "resistans delad med dess celler i serie"},
    NoteText{"280 Ah prismatic cells, 0.8C pulses; of R0 of a cell",
             "prismatiska celler på 280 Ah, pulser med 0,8C; andel av en cells R0"},
    NoteText{"280 Ah prismatic cells: next to nothing beside the relaxing hysteresis",
             "prismatiska celler på 280 Ah: nästan ingenting vid sidan av den avklingande "
             "hysteresen"},
    NoteText{"one C/20 cycle of a 280 Ah cell", "en cykel med C/20 av en cell på 280 Ah"},
    NoteText{"another maker's 250 Ah cells (BLAST-Lite): 1.1 % in the first year at 25 °C and 50 %",
             "en annan tillverkares celler på 250 Ah (BLAST-Lite): 1,1 % det första året vid "
             "25 °C och 50 %"},
    NoteText{"another maker's 250 Ah cells (BLAST-Lite): 12.5 % in 3000 cycles at 25 °C and 0.3C",
             "en annan tillverkares celler på 250 Ah (BLAST-Lite): 12,5 % på 3000 cykler vid "
             "25 °C och 0,3C"},
    NoteText{"another maker's cell (Naumann 2018): 1.7 % a year at 25 °C and 50 %",
             "en annan tillverkares cell (Naumann 2018): 1,7 % per år vid 25 °C och 50 %"},
    NoteText{"another maker's cell (Naumann 2020)", "en annan tillverkares cell (Naumann 2020)"},
    NoteText{"doi 10.1039/c6ra01677d at 0 and 0.5 V, estimates above",
             "doi 10.1039/c6ra01677d vid 0 och 0,5 V, däröver uppskattningar"},
    NoteText{"an estimate without measurement", "en uppskattning utan mätning"},
    NoteText{"curve", "kurva"},

    // --- climates and enclosures ---
    NoteText{"years differ", "åren är olika"},
    NoteText{"3.9 degC with the clouds it has", "3,9 degC med de moln som finns"},
    NoteText{"of the means of days", "av dygnens medelvärden"},
    NoteText{"by the sum of sun, November to February", "efter solsumman, november till februari"},
    NoteText{"by the sum of sun of a year", "efter solsumman under ett år"},
    NoteText{"fronts come and go within a day", "fronter kommer och går inom ett dygn"},
    NoteText{"warmer in the city", "varmare i staden"},
    NoteText{"-2 to 18 degC by the month", "-2 till 18 degC, månad för månad"},
    NoteText{"by the sea", "vid havet"},
    NoteText{"longer and stronger in winter", "längre och kraftigare på vintern"},
    NoteText{"days", "dygn"},
    NoteText{"and hardly any sun behind it", "och knappt någon sol bakom"},
    NoteText{"about 1,000 kWh/m² in a year", "omkring 1 000 kWh/m² på ett år"},
    NoteText{"by its latitude, as of {} and {}", "efter latituden, som {} och {}"},
    NoteText{"1 m² of 30 mm foam, and the joints", "1 m² cellplast på 30 mm, och skarvarna"},
    NoteText{"10 kg of plywood and trays at 1.2 kJ/(kg K)",
             "10 kg plywood och lådor vid 1,2 kJ/(kg K)"},
    NoteText{"a small room; only its lag counts", "ett litet rum; bara dess tröghet räknas"},
    NoteText{"a small room's inner walls", "innerväggarna i ett litet rum"},
    NoteText{"frost-free to lived in", "frostfritt till bebott"},

    // --- loads and switches ---
    NoteText{"a small device may run down to 8 V; many stop earlier, which delays damage",
             "en liten apparat kan gå ner till 8 V; många stannar tidigare, vilket fördröjer "
             "skadan"},
    NoteText{"above the 5 °C below which CHARGER floats; it comes back at 6 °C",
             "över de 5 °C under vilka CHARGER flyter; den kommer tillbaka vid 6 °C"},
    NoteText{"of a plain thermostat", "som hos en enkel termostat"},
    NoteText{"a mat below the batteries warms the floor as well",
             "en matta under batterierna värmer även underlaget"},
    NoteText{"the coil of a car relay", "spolen i ett bilrelä"},
    NoteText{"what one is made for; 50 mA of a bright one",
             "vad en är gjord för; 50 mA för en ljusstark"},
    NoteText{"a bright one", "en ljusstark"},
    NoteText{"at 12 V a piezo one (CUI CEP-1172) takes 7 mA at most, a magnetic one (CUI "
             "CEM-1212C) 35 mA",
             "vid 12 V tar en piezoelektrisk (CUI CEP-1172) högst 7 mA, en magnetisk (CUI "
             "CEM-1212C) 35 mA"},
    NoteText{"at 12 V: piezo 7 mA, magnetic 35 mA",
             "vid 12 V: piezoelektrisk 7 mA, magnetisk 35 mA"},
    NoteText{"of the 100 A model, with Bluetooth on; {} mA with it off",
             "för modellen på 100 A med Bluetooth på; {} mA med Bluetooth av"},
    NoteText{"the maker says 1.5 mA at most", "tillverkaren säger högst 1,5 mA"},
    NoteText{"not published; a coil of 120 A", "inte publicerat; en spole för 120 A"},
    NoteText{"of its sibling Cyrix-Li-ct", "från syskonet Cyrix-Li-ct"},
    NoteText{"a relay falls off somewhere", "någonstans faller ett relä"},
    NoteText{"the maker's highest; less at small loads",
             "tillverkarens högsta; mindre vid små belastningar"},
    NoteText{"not published", "inte publicerat"},
    NoteText{"not confirmed by the maker", "inte bekräftat av tillverkaren"},
    NoteText{"outputs of older BMSes give no more and switch the same products",
             "utgångarna på äldre BMS ger inte mer och styr samma produkter"},
    NoteText{"powers count at it; --nominal-voltage-v",
             "effekter räknas vid den; --nominal-voltage-v"},

    // --- chargers ---
    NoteText{"fixed for lithium; the balancer needs it",
             "fast för litium; balanseraren behöver "
             "den"},
    NoteText{"a new cycle begins well below float", "en ny cykel börjar en bit under float"},
    NoteText{"mains chargers of the maker", "tillverkarens nätladdare"},
    NoteText{"cable and regulation", "kabel och reglering"},
    NoteText{"2 A in the maker's setting for lead; not published of that for lithium, whose time "
             "is fixed",
             "2 A i tillverkarens inställning för bly; inte publicerat för den för litium, vars "
             "tid är fast"},
    NoteText{"float, 13.5 V per 12 V, less its cable; 0.1 V below it in newer manuals",
             "float, 13,5 V per 12 V, minus dess kabel; 0,1 V under den i nyare manualer"},
    NoteText{"dirt, cables, tracking and conversion", "smuts, kablar, följning och omvandling"},
    NoteText{"crystalline silicon", "kristallint kisel"},
    NoteText{"flat on a roof they become warmer", "platt på ett tak blir de varmare"},
    NoteText{"day and night", "dag och natt"},
    NoteText{"not published, at 12 V; 10 mA of its larger sibling 100/30",
             "inte publicerat, vid 12 V; 10 mA för det större syskonet 100/30"},
    NoteText{"not published, at 24 V", "inte publicerat, vid 24 V"},
    NoteText{"of the one for 250 V and 85 A, its data: less than 35 mA at 12 V, than 20 mA at 48 V",
             "för den på 250 V och 85 A, dess data: mindre än 35 mA vid 12 V och än 20 mA vid "
             "48 V"},
    NoteText{"not published; the default of its siblings Blue Smart IP22",
             "inte publicerat; standardvärdet hos syskonen Blue Smart IP22"},
    NoteText{"with stops_below: 5 degC; not published", "med stops_below: 5 degC; inte publicerat"},
    NoteText{"not published; siblings: 0.7 Ah a month",
             "inte publicerat; syskon: 0,7 Ah i månaden"},
    NoteText{"not published; 0.7 Ah a month, its sibling Blue Smart IP65",
             "inte publicerat; 0,7 Ah i månaden hos syskonet Blue Smart IP65"},

    // --- links, alternators, starter batteries ---
    NoteText{"contact and some metres of 25 mm² cable", "kontakt och några meter kabel på 25 mm²"},
    NoteText{"published: less than 4 mA; from which side is not",
             "publicerat: mindre än 4 mA; men inte från vilken sida"},
    NoteText{"the coil of a relay for 120 A", "spolen i ett relä för 120 A"},
    NoteText{"less is taken up by the starter battery", "mindre tas upp av startbatteriet"},
    NoteText{"13.7 V in the maker's older text, 13.0 V in the newer one",
             "13,7 V i tillverkarens äldre text, 13,0 V i den nyare"},
    NoteText{"4 mA, said by dealers", "4 mA, enligt återförsäljare"},
    NoteText{"35 A at the input for 30 A", "35 A på ingången för 30 A"},
    NoteText{"default for a smart alternator; 13.8 V for a regular one",
             "standardvärde för en smart generator; 13,8 V för en vanlig"},
    NoteText{"twice that at 12 V", "dubbelt mot vid 12 V"},
    NoteText{"of a regular one, warm", "för en vanlig, varm"},
    NoteText{"until its windings are warm", "tills dess lindningar är varma"},
    NoteText{"wet, at 25 °C", "vått, vid 25 °C"},
    NoteText{"of some 70 Ah", "för ett på ungefär 70 Ah"},
    NoteText{"two of some 70 Ah", "för två på ungefär 70 Ah"},
    NoteText{"J. Schiffer et al., J. Power Sources 168 (2007) 66, of another kind",
             "J. Schiffer et al., J. Power Sources 168 (2007) 66, för en annan sort"},
    NoteText{"Schiffer: 20 mA per 100 Ah at 2.23 V per cell",
             "Schiffer: 20 mA per 100 Ah vid 2,23 V per cell"},
    NoteText{"2.23 V per cell", "2,23 V per cell"},
    NoteText{"Schiffer: 11 per volt and cell", "Schiffer: 11 per volt och cell"},
    NoteText{"a cold engine wants more", "en kall motor kräver mer"},

    // --- weather and profiles ---
    NoteText{"by month, day and hour", "efter månad, dag och timme"},
    NoteText{"UTC, of the run's own year where the file has it; behind its end it begins again; 29 "
             "February is the 28th where it has none; a row is the mean of its hour: temperatures "
             "run straight between the middles, sunlight holds",
             "UTC, av körningens eget år där filen har det; efter slutet börjar den om; 29 "
             "februari är den 28:e där den saknas; en rad är sin timmes medelvärde: temperaturer "
             "går rakt mellan timmarnas mitt, solljuset gäller hela timmen"},
    NoteText{"one year, made up by chance", "ett år, framslumpat"},
    NoteText{"the same every year, by its seed, 29 February is the 28th; sun through an open sky "
             "by Haurwitz (1945), through clouds by Kasten and Czeplak (1980); temperatures run "
             "straight between the middles of hours, sunlight holds",
             "likadant varje år, efter sitt frö, 29 februari är den 28:e; sol genom öppen himmel "
             "enligt Haurwitz (1945), genom moln enligt Kasten och Czeplak (1980); temperaturer "
             "går rakt mellan timmarnas mitt, solljuset gäller hela timmen"},
    NoteText{"sky by Hay and Davies", "himmel enligt Hay och Davies"},
    NoteText{"sun on the horizontal turned onto the panel; the ground throws back 20 %",
             "sol på en vågrät yta, vriden till panelens; marken kastar tillbaka 20 %"},
    NoteText{"0 {} before its first row", "0 {} före dess första rad"},
    NoteText{"day {}", "dag {}"},
    NoteText{"its last row holds", "dess sista rad gäller"},
    NoteText{"{} from day {} on", "{} från dag {} och framåt"},
};

/// What stands where a pattern has {}, or nothing when the text is another.
std::optional<std::vector<std::string_view>> taken_apart(std::string_view text,
                                                         std::string_view pattern) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t gap = pattern.find("{}");
        const std::string_view before = pattern.substr(0, gap);
        if (!text.starts_with(before)) {
            return std::nullopt;
        }
        text.remove_prefix(before.size());
        if (gap == std::string_view::npos) {
            return text.empty() ? std::optional{parts} : std::nullopt;
        }
        pattern.remove_prefix(gap + 2);
        const std::string_view after = pattern.substr(0, pattern.find("{}"));
        const std::size_t end = after.empty() ? text.size() : text.find(after);
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

std::string filled_in(std::string_view pattern, const std::vector<std::string_view>& parts) {
    std::string out;
    for (const std::string_view part : parts) {
        const std::size_t gap = pattern.find("{}");
        out +=
            std::string{pattern.substr(0, gap)} + tell_number(Language::Swedish, std::string{part});
        pattern.remove_prefix(gap + 2);
    }
    return out + std::string{pattern};
}

}  // namespace

std::span<const NoteText> swedish_notes() {
    return note_texts;
}

std::string swedish_note(std::string_view english) {
    for (const NoteText& row : note_texts) {
        if (const auto parts = taken_apart(english, row.english)) {
            return filled_in(row.swedish, *parts);
        }
    }
    return "";
}

}  // namespace reports
