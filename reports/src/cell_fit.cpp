#include "reports/cell_fit.hpp"

#include "engine/catalog.hpp"
#include "engine/reader.hpp"
#include "engine/system.hpp"
#include "engine/unit.hpp"
#include "reports/whole_percent.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

namespace reports {

namespace {

using engine::CellEntry;
using engine::field;
using engine::InputError;
using engine::PointList;
using engine::Table;
using models::fit::FitProfile;
using models::fit::ProfileStart;

constexpr double percent = 100.0;
/// What stands in where nothing was measured: entropy, ageing, the temperature if there is but one.
constexpr std::string_view stands_in = "lithium_ng";

double number_of(const std::string& text, const std::string& what) {
    double value = 0.0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || !std::isfinite(value)) {
        throw std::invalid_argument("\"" + text + "\" is no " + what);
    }
    return value;
}

/// A file with its samples, and where the cell stands at the first.
struct Learned {
    MeasuredProfile profile;
    ProfileStart start;
};

std::vector<MeasuredProfile> read_files(const std::vector<FitFile>& files) {
    std::vector<MeasuredProfile> profiles;
    for (const FitFile& file : files) {
        profiles.push_back(read_profile(engine::TextLines{file.file}, file.file, file.degc));
    }
    return profiles;
}

/// Slow cycles start where their first current says, the one that charges where the one that
/// discharged left it.
std::vector<Learned> with_starts(std::vector<MeasuredProfile> profiles,
                                 const std::vector<FitFile>& files, double capacity_ah,
                                 bool are_slow_cycles) {
    std::vector<Learned> out(profiles.size());
    std::optional<double> empty_soc;
    for (const bool discharges : {true, false}) {
        for (std::size_t i = 0; i < profiles.size(); ++i) {
            const models::fit::Profile& samples = profiles[i].samples;
            ProfileStart start =
                ProfileStart::at(files[i].soc_pct.value_or(percent) / percent, files[i].last);
            if (are_slow_cycles && !files[i].soc_pct) {
                start = models::fit::start_of_slow_cycle(samples, capacity_ah, empty_soc);
            }
            if (discharges) {
                const double end = start.soc + models::fit::net_charge_ah(samples) / capacity_ah;
                if (end < 0.5 * start.soc && !empty_soc) {
                    empty_soc = end;
                }
            } else {
                out[i].start = start;
            }
        }
    }
    for (std::size_t i = 0; i < profiles.size(); ++i) {
        out[i].profile = std::move(profiles[i]);
    }
    return out;
}

CellEntry entry_that_stands_in() {
    const engine::Catalog catalog = engine::Catalog::shipped();
    engine::Node word;
    word.kind = engine::Node::Kind::Scalar;
    word.text = stands_in;
    engine::Provenance provenance;
    engine::Reader reader{provenance};
    CellEntry entry;
    reader.record(catalog.resolve("cells", word, word.text), word.text, entry);
    return entry;
}

/// Rounded to what a measurement can tell.
double rounded(double value, int digits) {
    return number_of(fmt::format("{:.{}e}", value, digits - 1), "number");
}

PointList list_of(const std::vector<models::CurvePoint>& points, double step) {
    PointList list;
    for (const models::CurvePoint& point : points) {
        list.points.emplace_back(std::round(point.at * 1000.0) / 10.0,
                                 rounded(std::round(point.value / step) * step, 9));
    }
    return list;
}

/// A branch rises from point to point, if only by a step where it is flat.
PointList rising(PointList list, double step) {
    for (std::size_t i = 1; i < list.points.size(); ++i) {
        const double lowest = rounded(list.points[i - 1].second + step, 9);
        list.points[i].second = std::max(list.points[i].second, lowest);
    }
    return list;
}

/// Of two branches over the same places, the upper one.
PointList nowhere_below(PointList upper, const PointList& lower) {
    for (std::size_t i = 0; i < std::min(upper.points.size(), lower.points.size()); ++i) {
        if (upper.points[i].first == lower.points[i].first) {
            upper.points[i].second = std::max(upper.points[i].second, lower.points[i].second);
        }
    }
    return upper;
}

CellEntry entry_of(const models::fit::CellFit& fit, const CellFitQuestion& question,
                   const std::vector<Learned>& learned) {
    const models::Chemistry& chemistry = fit.chemistry;
    CellEntry entry;
    entry.name = fmt::format("cell of {:g} Ah, fitted to measurements", question.capacity_ah);
    std::string files;
    for (const Learned& one : learned) {
        const std::string& file = one.profile.file;
        files += (files.empty() ? "" : ", ") + file.substr(file.find_last_of('/') + 1);
    }
    entry.source = "banktwin fit of " + files;
    entry.capacity_ah = question.capacity_ah;
    entry.resistance_ohm = rounded(fit.resistance_ohm, 4);
    constexpr double branch_step_v = 1e-4;
    entry.ocv_discharge_v =
        rising(list_of(chemistry.ocv_discharge_v, branch_step_v), branch_step_v);
    entry.ocv_charge_v =
        nowhere_below(rising(list_of(chemistry.ocv_charge_v, branch_step_v), branch_step_v),
                      entry.ocv_discharge_v);
    entry.hysteresis_rate = rounded(chemistry.hysteresis_rate, 4);
    entry.hysteresis_fixed_share = rounded(chemistry.hysteresis.fixed_share, 4);
    entry.hysteresis_activation_k = rounded(chemistry.hysteresis.activation_k, 4);
    entry.relaxing_v = list_of(chemistry.relaxing_v, 1e-5);
    entry.relaxing_rate = rounded(chemistry.relaxing_rate, 4);
    entry.relaxes_in_s = rounded(chemistry.relaxes_in_s, 4);
    entry.resistance_factor = list_of(chemistry.r0_factor, 1e-4);
    entry.resistance_fixed_share = rounded(chemistry.resistance.fixed_share, 4);
    entry.resistance_activation_k = rounded(chemistry.resistance.activation_k, 4);
    entry.rc1_factor = list_of(chemistry.rc1_factor, 1e-4);
    entry.rc1_s = rounded(chemistry.rc1_s, 4);
    entry.rc2_factor = list_of(chemistry.rc2_factor, 1e-4);
    entry.rc2_s = rounded(chemistry.rc2_s, 4);
    entry.rc2_saturates_at_c = rounded(chemistry.rc2_saturates_at_c, 4);
    return entry;
}

constexpr std::array<std::string_view, 16> fitted_keys{"name",
                                                       "source",
                                                       "capacity_ah",
                                                       "resistance_ohm",
                                                       "ocv_discharge_v",
                                                       "ocv_charge_v",
                                                       "hysteresis_rate",
                                                       "relaxing_v",
                                                       "relaxing_rate",
                                                       "relaxes_in_s",
                                                       "resistance_factor",
                                                       "rc1_factor",
                                                       "rc1_s",
                                                       "rc2_factor",
                                                       "rc2_s",
                                                       "rc2_saturates_at_c"};
constexpr std::array<std::string_view, 4> thermal_keys{
    "hysteresis_fixed_share", "hysteresis_activation_k", "resistance_fixed_share",
    "resistance_activation_k"};

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& keys, const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string scalar_text(const engine::Value& value) {
    if (const auto* number = std::get_if<double>(&value.data())) {
        return engine::shortest(*number);
    }
    return '"' + std::get<std::string>(value.data()) + '"';
}

/// `{0: 2.5, 1: 2.8, …}` over as many lines as it takes.
std::string value_text(const engine::Value& value, std::size_t indent) {
    const auto* map = std::get_if<engine::ValueMap>(&value.data());
    if (map == nullptr) {
        return scalar_text(value);
    }
    constexpr std::size_t width = 110;
    std::string out = "{";
    std::size_t column = indent + 20;
    for (std::size_t i = 0; i < map->size(); ++i) {
        const auto& [at, number] = (*map)[i];
        const std::string item =
            at + ": " + scalar_text(number) + (i + 1 < map->size() ? "," : "}");
        if (column + item.size() + 1 > width) {
            out += '\n' + std::string(indent, ' ');
            column = indent;
        } else if (i > 0) {
            out += ' ';
        }
        out += item;
        column += item.size() + 1;
    }
    return out;
}

/// What was fitted; the rest is that of the cell that stands in, with its own notes.
std::string yaml_of(const std::string& name, const CellEntry& entry, bool knows_temperature) {
    std::string out = fmt::format("{}cells:\n  {}:\n    like: {}  # for all that is not below\n",
                                  cell_file_mark, name, stands_in);
    const engine::Value all = engine::to_value(entry, engine::Absent::LeaveOut);
    for (const auto& [key, value] : std::get<engine::ValueMap>(all.data())) {
        if (contains(fitted_keys, key) || (knows_temperature && contains(thermal_keys, key))) {
            out += fmt::format("    {}: {}\n", key, value_text(value, 6));
        }
    }
    return out;
}

/// From the lowest to the highest charge that a profile comes to, Ah.
double swing_ah(const models::fit::Profile& samples) {
    double now_ah = 0.0;
    double lowest_ah = 0.0;
    double highest_ah = 0.0;
    for (std::size_t i = 1; i < samples.size(); ++i) {
        const models::fit::ProfileStep step = models::fit::step_to(samples, i);
        now_ah += step.current_a * step.dt_s / 3600.0;
        lowest_ah = std::min(lowest_ah, now_ah);
        highest_ah = std::max(highest_ah, now_ah);
    }
    return highest_ah - lowest_ah;
}

void refuse_too_little(const std::vector<Learned>& learned, double capacity_ah) {
    constexpr double least = 0.02;
    double most_ah = 0.0;
    for (const Learned& one : learned) {
        most_ah = std::max(most_ah, swing_ah(one.profile.samples));
    }
    if (most_ah < least * capacity_ah) {
        throw InputError({.file = learned.front().profile.file}, "",
                         fmt::format("no profile moves more than {:.2g} Ah, {:.2g} % of the "
                                     "capacity; a cell cannot be told from less than {:g} %",
                                     most_ah, most_ah / capacity_ah * percent, least * percent));
    }
}

/// Does any current change at once, so that a resistance can be told?
bool have_edges(const std::vector<Learned>& learned) {
    constexpr double edge = 0.1;
    constexpr double longest_s = 61.0;
    return std::any_of(learned.begin(), learned.end(), [&](const Learned& one) {
        const models::fit::Profile& samples = one.profile.samples;
        double largest_a = 0.0;
        for (const double current_a : samples.current_a) {
            largest_a = std::max(largest_a, std::fabs(current_a));
        }
        for (std::size_t i = 1; i < samples.size(); ++i) {
            if (samples.time_s[i] - samples.time_s[i - 1] <= longest_s &&
                std::fabs(samples.current_a[i] - samples.current_a[i - 1]) >= edge * largest_a) {
                return true;
            }
        }
        return false;
    });
}

std::vector<std::string> notes_of(const CellFitQuestion& question,
                                  const std::vector<Learned>& learned, std::size_t slow_cycles,
                                  const models::fit::CellFit& fit) {
    std::vector<std::string> notes;
    constexpr double whole = 0.02;  // nearer to an end than this is there
    std::string beyond;
    if (fit.covered_from_soc > whole) {
        beyond = fmt::format("below {:.1f} %", fit.covered_from_soc * percent);
    }
    if (fit.covered_to_soc < 1.0 - whole) {
        // Not "-0.0": an empty cell is at 0.
        const double to_pct = std::max(0.0, fit.covered_to_soc * percent);
        beyond += fmt::format("{}above {:.1f} %", beyond.empty() ? "" : " or ", to_pct);
    }
    if (!beyond.empty()) {
        notes.push_back(fmt::format(
            "nothing was measured {} of charge: there the branches bend as those of {}, and "
            "resistances stay level",
            beyond, stands_in));
    }
    if (!have_edges(learned)) {
        notes.emplace_back(
            "the current never changes by a tenth of what it reaches: how much of the voltage is "
            "resistance is not told, and taken as usual; pulses would tell");
    }
    std::string of_no_temperature;
    for (const Learned& one : learned) {
        for (const std::string& odd : oddities_of(one.profile, "as the voltages tell")) {
            notes.push_back(odd);
        }
        if (!one.profile.has_temperature && !one.profile.is_degc_said) {
            of_no_temperature += (of_no_temperature.empty() ? "" : ", ") + one.profile.file;
        }
    }
    if (!of_no_temperature.empty()) {
        notes.push_back("taken as 25 °C, without temperature_degc: " + of_no_temperature);
    }
    bool has_discharge = false;
    bool has_charge = false;
    for (std::size_t i = 0; i < slow_cycles; ++i) {
        const models::fit::Profile& samples = learned[i].profile.samples;
        double lowest_ah = 0.0;
        double now_ah = 0.0;
        for (std::size_t k = 1; k < samples.size(); ++k) {
            const models::fit::ProfileStep step = models::fit::step_to(samples, k);
            now_ah += step.current_a * step.dt_s / 3600.0;
            lowest_ah = std::min(lowest_ah, now_ah);
        }
        has_discharge |= -lowest_ah > 0.5 * question.capacity_ah;
        has_charge |= now_ah - lowest_ah > 0.5 * question.capacity_ah;
        const double share = -lowest_ah / question.capacity_ah;
        if (share > 0.5 && std::fabs(share - 1.0) > 0.01) {
            notes.push_back(fmt::format("{} takes out {:.2f} Ah, {:.1f} % of the capacity given",
                                        learned[i].profile.file, -lowest_ah, share * percent));
        }
    }
    if (!has_discharge || !has_charge) {
        notes.push_back(
            std::string{has_discharge ? "no slow charge"
                        : has_charge  ? "no slow discharge"
                                      : "no whole slow cycle"} +
            " was given: what lies between the branches is as usual where the rest does not tell");
    }
    if (slow_cycles == learned.size()) {
        notes.emplace_back("only slow cycles were given: resistances are as usual");
    }
    if (!fit.knows_temperature) {
        notes.push_back("all of one temperature: over others as " + std::string{stands_in});
    }
    return notes;
}

}  // namespace

FitFile FitFile::parse(const std::string& text) {
    FitFile out;
    // From the right: a path may have @ in it.
    std::vector<std::string> parts{text};
    for (const auto& [ending, last] :
         {std::pair{"@charged", models::fit::LastDone::Charged},
          std::pair{"@discharged", models::fit::LastDone::Discharged}}) {
        if (parts.front().ends_with(ending)) {
            parts.front().resize(parts.front().size() - std::string_view{ending}.size());
            out.last = last;
            break;
        }
    }
    while (parts.size() < 3) {
        const std::string& head = parts.front();
        const std::size_t at = head.rfind('@');
        if (at == std::string::npos || at + 1 == head.size() ||
            head.find_first_not_of("0123456789.-+eE% ", at + 1) != std::string::npos) {
            break;
        }
        const std::string tail = head.substr(at + 1);
        parts.front() = head.substr(0, at);
        parts.insert(parts.begin() + 1, tail);
    }
    out.file = parts[0];
    if (parts.size() > 1) {
        out.soc_pct = whole_percent_of(parts[1]);
        if (*out.soc_pct < -10.0 || *out.soc_pct > 110.0) {
            throw std::invalid_argument("a state of charge of " + parts[1] + " %");
        }
    }
    if (parts.size() > 2) {
        out.degc = number_of(parts[2], "temperature in °C");
        if (*out.degc < -60.0 || *out.degc > 100.0) {
            throw std::invalid_argument("a temperature of " + parts[2] + " °C");
        }
    }
    return out;
}

Table table_of(const FitDocument*) {
    static constexpr std::array table{
        field<&FitDocument::schema>("schema", "banktwin.fit/1"),
        field<&FitDocument::cell>("cell", "its name in the catalogue"),
        field<&FitDocument::catalog>("catalog", "the file that was written"),
        field<&FitDocument::capacity_ah>("capacity_ah", "as given"),
        field<&FitDocument::resistance_ohm>("resistance_ohm", "R0 at 50 % and 25 °C"),
        field<&FitDocument::positive_current>(
            "positive_current", "what positive current does in the files: charge or discharge"),
        field<&FitDocument::evaluations>("evaluations", "dynamics that were tried"),
        field<&FitDocument::covered_from_soc_pct>(
            "covered_from_soc_pct", "lowest state of charge that the profiles came to"),
        field<&FitDocument::covered_to_soc_pct>(
            "covered_to_soc_pct", "the highest; beyond both the branches are as usual"),
        field<&FitDocument::ocv>("ocv", "the slow cycles, and how well the cell tells them"),
        field<&FitDocument::dynamic>("dynamic", "the same of the other profiles"),
        field<&FitDocument::notes>("notes", "what was not measured, and what is odd"),
    };
    return table;
}

namespace {

/// The cell as others will read it. What no cell can have is told of the files, not of a catalogue
/// that nobody has written.
CellModel cell_of(const std::string& yaml, const std::string& name,
                  const std::vector<Learned>& learned) {
    try {
        return cell_model_from(yaml, name + ".yaml", name);
    } catch (const InputError& mistake) {
        std::string odd;
        for (const Learned& one : learned) {
            for (const std::string& note : oddities_of(one.profile, "as the voltages tell")) {
                odd += ". " + note;
            }
        }
        throw InputError({.file = learned.front().profile.file}, "",
                         "no cell answers to its currents with such voltages: " + mistake.key() +
                             " " + mistake.message() + odd);
    }
}

}  // namespace

CellFitAnswer fit_cell_from_files(const CellFitQuestion& question) {
    std::vector<MeasuredProfile> slow = read_files(question.ocv);
    std::vector<MeasuredProfile> others = read_files(question.dynamic);
    std::vector<MeasuredProfile*> all;
    for (std::vector<MeasuredProfile>* list : {&slow, &others}) {
        for (MeasuredProfile& profile : *list) {
            all.push_back(&profile);
        }
    }
    CellFitAnswer answer;
    answer.document.positive_current = word_of(make_charging_positive(all, question.positive));
    std::vector<Learned> learned =
        with_starts(std::move(slow), question.ocv, question.capacity_ah, true);
    const std::size_t slow_cycles = learned.size();
    for (Learned& one :
         with_starts(std::move(others), question.dynamic, question.capacity_ah, false)) {
        learned.push_back(std::move(one));
    }

    refuse_too_little(learned, question.capacity_ah);
    models::fit::FitQuestion fit_question{.capacity_ah = question.capacity_ah,
                                          .profiles = {},
                                          .like = engine::chemistry_of(entry_that_stands_in()),
                                          .most_evaluations = question.most_evaluations,
                                          .progress = question.progress};
    for (const Learned& one : learned) {
        fit_question.profiles.push_back({one.profile.samples, one.start});
    }
    const models::fit::CellFit fit = models::fit::fit_cell(fit_question);
    for (std::size_t i = 0; i < learned.size(); ++i) {
        learned[i].profile.samples.gaps = fit.gaps[i];
    }
    answer.yaml = yaml_of(question.name, entry_of(fit, question, learned), fit.knows_temperature);
    const CellModel cell = cell_of(answer.yaml, question.name, learned);

    FitDocument& document = answer.document;
    document.cell = question.name;
    document.capacity_ah = question.capacity_ah;
    document.resistance_ohm = cell.resistance_ohm;
    document.evaluations = fit.evaluations;
    document.covered_from_soc_pct = fit.covered_from_soc * percent;
    document.covered_to_soc_pct = fit.covered_to_soc * percent;
    document.notes = notes_of(question, learned, slow_cycles, fit);
    for (std::size_t i = 0; i < learned.size(); ++i) {
        const models::fit::ProfileReplay replay =
            models::fit::replay_profile(learned[i].profile.samples, cell.chemistry,
                                        cell.capacity_ah, cell.resistance_ohm, learned[i].start);
        (i < slow_cycles ? document.ocv : document.dynamic)
            .push_back(profile_fit_part(learned[i].profile, replay));
        for (const std::string& doubt :
             doubts_about(learned[i].profile, replay,
                          "does it start elsewhere (FILE@soc_pct), is --capacity-ah right?")) {
            document.notes.push_back(doubt);
        }
        answer.plots += profile_fit_plots(learned[i].profile, replay);
    }
    return answer;
}

std::string fit_text(const FitDocument& document) {
    std::string out = fmt::format("{}: {:g} Ah, {:.3g} mOhm at 50 % and 25 °C\n\n", document.cell,
                                  document.capacity_ah, document.resistance_ohm * 1000.0);
    for (const std::vector<ProfileFitPart>* list : {&document.ocv, &document.dynamic}) {
        for (const ProfileFitPart& part : *list) {
            out += profile_fit_text(part);
        }
    }
    out += fmt::format(
        "\nMeasured less model; positive current {}s in the files. "
        "A profile that was held back tells more: banktwin validate-cell.\n",
        document.positive_current);
    const auto is_summed = [](const ProfileFitPart& part) {
        return part.charge_from == "currents";
    };
    if (std::any_of(document.ocv.begin(), document.ocv.end(), is_summed) ||
        std::any_of(document.dynamic.begin(), document.dynamic.end(), is_summed)) {
        out +=
            "Charge by currents is what they add up to; validate-cell allows for what they miss "
            "between the samples, and may so tell less error.\n";
    }
    for (const std::string& note : document.notes) {
        out += "Note: " + note + '\n';
    }
    return out;
}

}  // namespace reports
