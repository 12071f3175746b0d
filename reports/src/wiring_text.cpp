// The wiring of a system for people reading a terminal.

#include "columns.hpp"
#include "report_parts.hpp"
#include "reports/tell.hpp"
#include "reports/wiring.hpp"
#include "reports/words.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace reports {

namespace {

constexpr std::array<BothLanguages, 10> terminal_texts{{
    {"H of its two-pole connector", "H på dess tvåpoliga kontakt"},
    {"right terminal of its two-pole connector", "höger terminal på dess tvåpoliga kontakt"},
    {"right (+) or left (H) terminal of its two-pole connector",
     "höger (+) eller vänster (H) terminal på dess tvåpoliga kontakt"},
    {"terminal 2.1, the right one", "terminal 2.1, den högra"},
    {"its control input", "dess styringång"},
    {"pin 85", "stift 85"},
    {"its VE.Direct port", "dess VE.Direct-port"},
    {"its remote on-off connector", "dess kontakt för fjärrstyrd på/av"},
    {"control input of a Cyrix-Li-Charge in its line",
     "styringången på en Cyrix-Li-Charge i dess ledning"},
    {"its coil", "dess spole"},
}};
static_assert(terminal_texts.size() == engine::terminal_words.size());

constexpr std::array<BothLanguages, 6> cable_texts{{
    {"a plain wire", "en vanlig ledare"},
    {"inverting remote on-off cable", "inverterande kabel för fjärrstyrd på/av"},
    {"non-inverting remote on-off cable", "icke-inverterande kabel för fjärrstyrd på/av"},
    {"VE.Direct non-inverting remote on-off cable",
     "VE.Direct icke-inverterande kabel för fjärrstyrd på/av"},
    {"Skylla-i remote on-off cable", "Skylla-i-kabel för fjärrstyrd på/av"},
    {"a plain wire, and the Cyrix-Li-Charge", "en vanlig ledare, och Cyrix-Li-Charge"},
}};
static_assert(cable_texts.size() == engine::cable_words.size());

/// The enumerator that a document spells so.
template <class Choice>
Choice choice_of(const std::string& word) {
    const auto words = choice_words(Choice{});
    return static_cast<Choice>(std::find(words.begin(), words.end(), word) - words.begin());
}

/// As it is printed on the BMS: "PRE-ALARM".
std::string upper_case(std::string word) {
    std::transform(word.begin(), word.end(), word.begin(), [](char c) {
        return c == '_' ? '-' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    });
    return word;
}

std::string device_text(const WiredPart& part, Language language) {
    if (part.output == "nothing") {
        const std::string& place = part.connected_to;
        return place == engine::on_load ? tell(language, "behind LOAD", "bakom LOAD")
               : place == engine::on_battery
                   ? tell(language, "nothing switches it", "inget styr den")
                   : tell(language, "behind {}", "bakom {}", place);
    }
    const auto terminal = text_of(choice_of<engine::Terminal>(part.terminal), language);
    const auto cable = text_of(choice_of<engine::Cable>(part.right_through), language);
    std::string out = tell(language, "from {} to {}, by {}", "från {} till {}, med {}",
                           upper_case(part.output), terminal, cable);
    if (!part.articles.empty()) {
        out += fmt::format(" ({})", part.articles);
    }
    if (part.connected_to != engine::on_battery && part.connected_to != engine::on_load) {
        out += tell(language, "; behind {}", "; bakom {}", part.connected_to);
    }
    return out;
}

constexpr std::array<BothLanguages, 7> kind_texts{{
    {"", ""},
    {"on average, by its schedule", "i medeltal, enligt dess schema"},
    {"at most: its thermostat decides", "högst: dess termostat avgör"},
    {"for itself, while it does not charge", "för sig själv, medan den inte laddar"},
    {"open, as it is while nothing charges", "öppen, som den är medan inget laddar"},
    {"off", "av"},
    {"the BMS itself, with its remote on", "BMS själv, med fjärringången på"},
}};
static_assert(kind_texts.size() == drain_kind_words.size());

/// What drains a bank that nobody looks after.
void add_what_stays_on(std::string& out, const WiringDocument& document, Language language) {
    if (document.stays_on.empty()) {
        return;
    }
    out += tell(language, "What stays on the battery when the loads are off\n",
                "Vad som blir kvar på batteriet när belastningarna är av\n");
    const auto add = [&](const std::string& name, double current_a, double ah_per_30d,
                         std::string_view word) {
        const std::string line = tell_numbers(language, "  {} {:>8.4g} mA {:>8.4g} Ah ",
                                              padded(name, 20), current_a * 1000.0, ah_per_30d) +
                                 tell(language, "in 30 days", "på 30 dagar");
        out += line + (word.empty() ? "" : ", ") + std::string{word} + '\n';
    };
    for (const StaysOnPart& part : document.stays_on) {
        const auto kind = static_cast<std::size_t>(choice_of<DrainKind>(part.counts_as));
        add(part.device, part.current_a, part.ah_per_30d, kind_texts[kind].in(language));
    }
    add(tell(language, "together", "tillsammans"), document.after_loads_off_a,
        document.after_loads_off_ah_per_30d, "");
    out += "  " +
           wrapped(tell(language,
                        "After a low-cell shutdown about 1 Ah per 100 Ah remains, and drawing it "
                        "damages the battery. [R-BAT-8, R-SYS-7, manual §3.1]",
                        "Efter en frånkoppling för låg cell återstår ungefär 1 Ah per 100 Ah, och "
                        "att dra ur den skadar batteriet. [R-BAT-8, R-SYS-7, manual §3.1]"),
                   2) +
           "\n\n";
}

}  // namespace

std::string_view text_of(engine::Terminal terminal, Language language) {
    return terminal_texts[static_cast<std::size_t>(terminal)].in(language);
}

std::string_view text_of(engine::Cable cable, Language language) {
    return cable_texts[static_cast<std::size_t>(cable)].in(language);
}

std::string text_report(const WiringDocument& document, Language language) {
    std::string out = tell(language, "How it is wired to a smallBMS NG\n",
                           "Så kopplas det till en smallBMS NG\n");
    for (const WiredPart& part : document.devices) {
        const bool says_more = part.device != part.product && !part.product.empty();
        out += "  " + part.device + (says_more ? " (" + part.product + ")" : "") + '\n';
        out += "    " +
               wrapped(device_text(part, language) +
                           (part.source.empty() ? "" : " [" + part.source + "]"),
                       6) +
               '\n';
    }
    out += tell(language, "\nWhat the outputs give\n", "\nVad utgångarna ger\n");
    for (const OutputPart& output : document.outputs) {
        out += tell_numbers(language, "  {} {:>7.4g} A", padded(upper_case(output.output), 10),
                            output.sourced_a) +
               tell(language, " of {:g} A\n", " av {:g} A\n", output.gives_a);
    }
    const OutputPart& load = document.outputs.front();
    if (document.behind_load_a > load.gives_a) {
        out += "  " +
               wrapped(tell(language,
                            "behind LOAD all at once {:.4g} A: more than it gives, so through "
                            "a Smart BatteryProtect or a Cyrix-Li-Load",
                            "bakom LOAD allt på en gång {:.4g} A: mer än den ger, alltså via "
                            "en Smart BatteryProtect eller en Cyrix-Li-Load",
                            document.behind_load_a),
                       4) +
               '\n';
    }
    out += tell(language,
                "  fuse in the supply of the BMS: {:g} A (0.3 to 2.5 A; 80 % of it at most)\n\n",
                "  säkring i BMS-matningen: {:g} A (0,3 till 2,5 A; högst 80 % av den)\n\n",
                document.supply_fuse_a);
    add_what_stays_on(out, document, language);
    add_findings(out, document.findings, language);
    add_assumptions(out, document.assumptions, language);
    return out;
}

}  // namespace reports
