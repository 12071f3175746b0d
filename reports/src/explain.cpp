#include "reports/explain.hpp"

#include "engine/reader.hpp"
#include "explain_terms.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

namespace reports {

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> words(1);
    for (const char c : text) {
        if (c == at) {
            words.emplace_back();
        } else {
            words.back() += c;
        }
    }
    return words;
}

namespace {

/// As two spellings are compared: small letters, Swedish ones too, and "pre-alarm" as "pre_alarm".
std::string plain(std::string text) {
    bool is_latin = false;  // behind the first byte of a letter such as Å
    for (char& c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte >= 'A' && byte <= 'Z') || (is_latin && byte >= 0x80 && byte <= 0x9E)) {
            c = static_cast<char>(byte + 0x20);
        } else if (byte == '-' || byte == ' ') {
            c = '_';
        }
        is_latin = byte == 0xC3;
    }
    return text;
}

/// "discharge_floor" for "discharge_floor_pct".
std::string without_unit(const std::string& key) {
    for (const engine::UnitRow& row : engine::unit_table) {
        const std::string suffix = '_' + std::string{row.suffix};
        if (!row.suffix.empty() && key.ends_with(suffix)) {
            return key.substr(0, key.size() - suffix.size());
        }
    }
    return key;
}

/// "load disconnect (ATD)" is called that, "load disconnect" and "ATD".
bool is_called(const std::string& name, const std::string& asked) {
    const std::string known = plain(name);
    const std::size_t open = known.find("_(");
    if (known.empty() || known == asked || open == std::string::npos) {
        return !known.empty() && known == asked;
    }
    const std::size_t inside = open + 2;
    return known.substr(0, open) == asked ||
           known.substr(inside, known.find(')', inside) - inside) == asked;
}

/// "events.link" of "events[1].link": which of a list it is does not matter.
std::string without_indices(const std::string& path) {
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const std::size_t end = path[i] == '[' ? path.find_first_not_of("0123456789", i + 1) : i;
        const bool is_index = end != std::string::npos && path[end] == ']' && end > i + 1;
        i = is_index ? end : i;
        out += is_index ? "" : std::string(1, path[i]);
    }
    return out;
}

/// Whether a path ends in the term, with or without its unit: "bms.discharge_floor_pct" answers to
/// "discharge_floor_pct", "discharge_floor" and to its name in the app.
bool answers_to(const ExplainPart& part, const std::string& asked) {
    const auto ends_with_step = [&](const std::string& path) {
        return path == asked || path.ends_with('.' + asked);
    };
    const std::string known = plain(part.term);
    return ends_with_step(known) || ends_with_step(without_unit(known)) ||
           std::any_of(part.also.begin(), part.also.end(),
                       [&](const std::string& name) { return is_called(name, asked); });
}

/// Right below a key, or what a list of all keys or of all that can be expected is about.
bool belongs_to(const ExplainPart& part, const std::string& asked) {
    const bool is_key = part.kind == "field" || part.kind == "setting";
    const bool is_below = is_key && part.term.starts_with(asked + '.') &&
                          part.term.find('.', asked.size() + 1) == std::string::npos;
    const bool is_top =
        asked == "scenario" && part.kind == "field" && part.term.find('.') == std::string::npos;
    const bool is_expected =
        asked == "expect" && (part.kind == "milestone" || part.kind == "event" ||
                              part.kind == "metric" || part.kind == "expectation");
    return is_below || is_top || is_expected;
}

template <class Belongs>
std::vector<ExplainPart> those(const std::vector<ExplainPart>& all, Belongs belongs) {
    std::vector<ExplainPart> out;
    std::copy_if(all.begin(), all.end(), std::back_inserter(out), belongs);
    return out;
}

/// Word by word; nothing when one of them is unknown.
std::vector<ExplainPart> explain_each(const std::vector<ExplainPart>& all, const std::string& asked,
                                      std::string_view separators) {
    std::vector<ExplainPart> out;
    for (const std::string& word : split(asked, separators.front())) {
        auto known = those(all, [&](const ExplainPart& part) { return answers_to(part, word); });
        if (known.empty() && separators.size() > 1) {
            known = explain_each(all, word, separators.substr(1));
        }
        if (known.empty()) {
            return {};
        }
        std::move(known.begin(), known.end(), std::back_inserter(out));
    }
    return out;
}

/// Whether a word is written with one letter wrong, missing or too much, or two of them swapped,
/// but begins and ends as it should: "drwas", not "charger", which is no slip of "charges". Of
/// three letters, as "two" beside "to", nobody can tell.
bool is_slip_of(std::string_view meant, std::string_view written) {
    const auto ahead =
        std::mismatch(written.begin(), written.end(), meant.begin(), meant.end()).first;
    const auto begin = static_cast<std::size_t>(ahead - written.begin());
    const std::string_view rest = written.substr(begin);
    const std::string_view known = meant.substr(begin);
    const auto back = std::mismatch(rest.rbegin(), rest.rend(), known.rbegin(), known.rend()).first;
    const auto end = static_cast<std::size_t>(back - rest.rbegin());
    const std::string_view wrong = rest.substr(0, rest.size() - end);
    const std::string_view right = known.substr(0, known.size() - end);
    const bool is_swapped = wrong.size() == 2 && right.size() == 2 &&
                            wrong.front() == right.back() && wrong.back() == right.front();
    return written.size() > 3 && begin > 0 && end > 0 &&
           (std::max(wrong.size(), right.size()) == 1 || is_swapped);
}

/// A path that ends in a name which somebody gave, as "devices.alarm", is told at `path`; the name
/// may be a slip of one of the keys there.
bool names_a_key(const std::vector<ExplainPart>& all, const std::string& asked,
                 const std::string& path) {
    const std::string name = asked.substr(asked.rfind('.') + 1);
    return std::any_of(all.begin(), all.end(), [&](const ExplainPart& part) {
        const std::string key = part.term.substr(part.term.rfind('.') + 1);
        return part.term == engine::join(path, key) &&
               (is_slip_of(key, name) || is_slip_of(without_unit(key), name));
    });
}

/// What an expectation is about: "damage.day" of "damage.day_>_90".
std::string subject_of(const std::string& asked) {
    const std::string subject = asked.substr(0, asked.find_first_of("<>=!"));
    const std::size_t last = subject.find_last_not_of('_');
    return subject.substr(0, last == std::string::npos ? 0 : last + 1);
}

}  // namespace

std::vector<ExplainPart> explain(const std::string& term, Language language) {
    const std::string asked = without_indices(plain(term));
    const std::vector<ExplainPart> all = explain_all(language);
    const auto about = [&](const std::string& path) {
        return those(all, [&](const ExplainPart& part) {
            return answers_to(part, path) || belongs_to(part, path);
        });
    };
    auto out = about(asked);
    const auto elsewhere = told_at(asked);
    if (elsewhere && (out.empty() || is_told_elsewhere(asked)) &&
        !names_a_key(all, asked, *elsewhere)) {
        const auto same = about(*elsewhere);
        out.insert(out.end(), same.begin(), same.end());
    }
    if (!out.empty() || asked.empty()) {
        return out;
    }
    // The causes of an event, and an expectation with its attributes.
    out = explain_each(all, subject_of(asked), "+.");
    if (!out.empty()) {
        return out;
    }
    out = those(state_numbers(language),
                [&](const ExplainPart& part) { return answers_to(part, asked); });
    if (!out.empty()) {
        return out;
    }
    // A word of a key's choices: "diagonal" is one of bank.wiring.
    out = those(all, [&](const ExplainPart& part) {
        return std::any_of(part.choices.begin(), part.choices.end(), [&](std::string_view word) {
            return plain(std::string{word}) == asked;
        });
    });
    if (!out.empty()) {
        return out;
    }
    // What a name begins with: "balancer" leads to "balancer_status".
    return those(all, [&](const ExplainPart& part) {
        const std::string name = plain(part.term.substr(part.term.rfind('.') + 1));
        return name.rfind(asked + '_', 0) == 0;
    });
}

std::optional<std::string> nearest_term(const std::string& term) {
    std::vector<std::string> known;
    std::vector<std::string> spelled;
    const auto add_as = [&](const std::string& word, const std::string& spelling) {
        if (!word.empty()) {
            known.push_back(plain(word));
            spelled.push_back(spelling);
        }
    };
    const auto add = [&](const std::string& word) { add_as(word, word); };
    for (const ExplainPart& part : explain_all(Language::English)) {
        const std::string last = part.term.substr(part.term.rfind('.') + 1);
        add(part.term);
        add_as(without_unit(part.term), part.term);
        add(last);
        add(without_unit(last));
        std::for_each(part.also.begin(), part.also.end(), add);
    }
    const auto guess = engine::nearest(without_indices(plain(term)), known);
    const auto at = guess ? std::find(known.begin(), known.end(), *guess) : known.end();
    return guess ? std::optional{spelled[static_cast<std::size_t>(at - known.begin())]}
                 : std::nullopt;
}

namespace {

struct KindName {
    std::string_view kind;
    BothLanguages name;
};
constexpr std::array<KindName, 25> kind_names{{
    {"code", {"code", "kod"}},
    {"setting", {"setting", "inställning"}},
    {"field", {"field", "nyckel"}},
    {"app_field", {"field of the app", "fält i appen"}},
    {"milestone", {"milestone", "milstolpe"}},
    {"event", {"event", "händelse"}},
    {"metric", {"metric", "mått"}},
    {"signal", {"signal", "signal"}},
    {"ledger", {"row of the ledger", "rad i laddningsbalansen"}},
    {"difference",
     {"reported against true state of charge", "rapporterad mot verklig laddningsstatus"}},
    {"expectation", {"word of an expectation", "ord i en förväntan"}},
    {"finding", {"finding", "anmärkning"}},
    {"verdict", {"verdict", "utfall"}},
    {"figure", {"figure of a fitted or compared cell", "tal om en anpassad eller jämförd cell"}},
    {"cause", {"cause", "orsak"}},
    {"limit", {"limit", "gräns"}},
    {"output", {"output", "utgång"}},
    {"state", {"state", "tillstånd"}},
    {"outcome", {"answer to a command", "svar på ett kommando"}},
    {"flag", {"flag of a trace", "flagga i ett spår"}},
    {"balancer_status", {"balancer status", "balanserarstatus"}},
    {"command", {"command", "kommando"}},
    {"state_number", {"number of the core", "tal i kärnan"}},
    {"requirement", {"requirement of the manual", "manualens krav"}},
    {"decision", {"decision", "beslut"}},
}};

}  // namespace

std::string title_of_kind(std::string_view kind, Language language) {
    const auto* row = std::find_if(kind_names.begin(), kind_names.end(),
                                   [&](const KindName& each) { return each.kind == kind; });
    return row == kind_names.end() ? in_language("term", "begrepp", language)
                                   : in_language(row->name, language);
}

std::string text_of(const ExplainPart& part, Language language) {
    std::string out = part.term;
    if (!part.title.empty()) {
        out += "  " + part.title;
    }
    out += fmt::format("  [{}]\n", title_of_kind(part.kind, language));
    const auto line = [&](const BothLanguages& label, const std::string& text) {
        if (!text.empty()) {
            out += fmt::format("    {}{}\n", in_language(label, language), text);
        }
    };
    line({"", ""}, part.text);
    line({"", ""}, part.advice);
    line({"settings: ", "inställningar: "}, part.settings);
    line({"expects: ", "anges som: "}, part.expects);
    line({"default: ", "standardvärde: "}, part.standard);
    line({"unit: ", "enhet: "}, part.unit);
    line({"in VictronConnect: ", "i VictronConnect: "}, part.app_name);
    line({"VE register: ", "VE-register: "}, part.ve_register);
    line({"signal of a result file: ", "signal i en resultatfil: "}, part.signal);
    line({"source: ", "källa: "}, part.source);
    return out;
}

}  // namespace reports
