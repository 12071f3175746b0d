#include "reports/cell_fit.hpp"

#include "engine/bank_builder.hpp"
#include "engine/catalog.hpp"
#include "engine/reader.hpp"
#include "engine/scenario_loader.hpp"
#include "fitted_catalog.hpp"
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
using engine::Table;
using models::fit::FitProfile;
using models::fit::ProfileStart;

constexpr double percent = 100.0;
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
    bool is_start_said = true;
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
            out[i].is_start_said = are_slow_cycles || files[i].soc_pct.has_value();
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

std::vector<std::string> names_of(const std::vector<Learned>& learned) {
    std::vector<std::string> names;
    for (const Learned& one : learned) {
        names.push_back(one.profile.file.substr(one.profile.file.find_last_of('/') + 1));
    }
    return names;
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

std::string text_of(const ProfileStart& start) {
    return fmt::format("{:.1f} %, {} last", start.soc * percent,
                       start.hysteresis > 0.0 ? "charged" : "discharged");
}

/// What was taken of a profile's charge that no file says, and what its voltages say against what
/// was said.
std::vector<std::string> notes_on_charge(const Learned& given, const FitProfile& taken,
                                         const std::optional<ProfileStart>& asked,
                                         double capacity_ah) {
    std::vector<std::string> notes;
    const std::string& file = given.profile.file;
    if (taken.start.soc != given.start.soc) {
        notes.push_back(
            fmt::format("{}: is taken to start at {}, as its voltages tell (FILE@soc_pct says it)",
                        file, text_of(taken.start)));
    }
    if (asked) {
        notes.push_back(fmt::format("{}: is said to start at {:.1f} %, but its voltages ask for {}",
                                    file, given.start.soc * percent, text_of(*asked)));
    }
    if (taken.samples.missed_share != 0.0) {
        const double counted_ah = models::fit::net_charge_ah(given.profile.samples);
        const double missed_ah = models::fit::net_charge_ah(taken.samples) - counted_ah;
        notes.push_back(fmt::format(
            "{}: {:.3g} Ah more are taken to have gone {} than its currents add up to ({:.4g} Ah "
            "{}), as the voltages of all profiles tell: what went on between the samples",
            file, std::fabs(missed_ah), missed_ah > 0.0 ? "in" : "out", std::fabs(counted_ah),
            counted_ah > 0.0 ? "in" : "out"));
    }
    if (const auto doubt = doubt_of_charge(given.profile, capacity_ah)) {
        notes.push_back(*doubt);
    }
    return notes;
}

/// The longest time for which a current or a rest stays, a rest at the beginning or the end not
/// counted.
double longest_steady_s(const models::fit::Profile& samples) {
    constexpr double as_good_as = 0.05;  // of the largest current
    double largest_a = 0.0;
    for (const double current_a : samples.current_a) {
        largest_a = std::max(largest_a, std::fabs(current_a));
    }
    double longest_s = 0.0;
    std::size_t from = 0;
    for (std::size_t i = 1; i < samples.size(); ++i) {
        const bool stays =
            std::fabs(samples.current_a[i] - samples.current_a[from]) < as_good_as * largest_a;
        const bool rests = std::fabs(samples.current_a[from]) < as_good_as * largest_a;
        if (stays && !(rests && (from == 0 || i + 1 == samples.size()))) {
            longest_s = std::max(longest_s, samples.time_s[i] - samples.time_s[from]);
        } else if (!stays) {
            from = i;
        }
    }
    return longest_s;
}

/// What the profiles cannot tell of the resistances, though they have edges.
std::vector<std::string> notes_on_resistance(const std::vector<Learned>& learned,
                                             std::size_t slow_cycles,
                                             const models::fit::CellFit& fit) {
    constexpr double long_s = 600.0;
    std::vector<std::string> notes;
    const bool is_any_steady = std::any_of(
        learned.begin() + static_cast<std::ptrdiff_t>(slow_cycles), learned.end(),
        [](const Learned& one) { return longest_steady_s(one.profile.samples) >= long_s; });
    if (!is_any_steady && slow_cycles < learned.size()) {
        notes.emplace_back(
            "no current, and no rest after one, stays for ten minutes: what the voltage does "
            "slowly "
            "is hardly told, and near what is usual; long pulses with long rests would tell");
    }
    constexpr double soc_grid = 0.005;
    constexpr double half = 0.5;
    constexpr double least_share = 0.2;
    const auto factor_at_half = [](const std::vector<models::CurvePoint>& points) {
        return models::Curve{points, soc_grid, models::Ends::Level}.value(half);
    };
    const double r0 = factor_at_half(fit.chemistry.r0_factor);
    const double r1 = factor_at_half(fit.chemistry.rc1_factor);
    if (r0 < least_share * (r0 + r1)) {
        notes.push_back(fmt::format(
            "R0 is but {:.0f} % of R0 and R1 together at 50 %: the voltages hardly answer to the "
            "current of their own row; are they a part of a row late, or means over the interval?",
            r0 / (r0 + r1) * percent));
    }
    return notes;
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
    if (fit.falls_below_soc) {
        notes.push_back(fmt::format(
            "below {:.1f} % the branches fall as those of {} do below empty: to 0 V within "
            "about a percent, then along the copper plateau",
            *fit.falls_below_soc * percent, stands_in));
    }
    if (!have_edges(learned)) {
        notes.emplace_back(
            "the current never changes by a tenth of what it reaches: how much of the voltage is "
            "resistance is not told, and taken as usual; pulses would tell");
    }
    for (const std::string& note : notes_on_resistance(learned, slow_cycles, fit)) {
        notes.push_back(note);
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
            notes.push_back(fmt::format(
                "{} takes out {:.2f} Ah, {:.1f} % of the capacity given: is --capacity-ah right?",
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
    notes.push_back(fmt::format(
        "the battery of the same name has {} of these cells; its limits, electronics, balancer and "
        "heat are those of {}, by capacity where they go with the size",
        cells_of_its_battery, like_its_battery));
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

/// The cell as others will read it, after all checks that a scenario makes: what the program then
/// refused would be no use to anybody. What no cell can have is told of the files, not of a
/// catalogue that nobody has written.
CellModel cell_of(const std::string& yaml, const std::string& name,
                  const std::vector<Learned>& learned, const models::fit::CellFit& fit) {
    const std::string file = name + ".yaml";
    try {
        engine::Catalog catalog = engine::Catalog::shipped();
        catalog.add(yaml, std::make_shared<engine::Source>(
                              engine::Source{.name = file, .author = engine::Author::UserCatalog}));
        engine::check_catalog(catalog);
        return cell_model_from(yaml, file, name);
    } catch (const InputError& mistake) {
        std::string odd;
        for (const Learned& one : learned) {
            for (const std::string& note : oddities_of(one.profile, "as the voltages tell")) {
                odd += ". " + note;
            }
        }
        // How far beyond empty or full a cell may seem to get by its charge.
        constexpr double most_beyond = 0.05;
        if (fit.covered_from_soc < -most_beyond || fit.covered_to_soc > 1.0 + most_beyond) {
            odd += fmt::format(
                "; by their charge they go from {:.1f} to {:.1f} %, where no cell gets: is the "
                "capacity right, and where they begin (FILE@soc_pct)?",
                fit.covered_from_soc * percent, fit.covered_to_soc * percent);
        }
        throw InputError({.file = learned.front().profile.file}, "",
                         "no cell answers to its currents with such voltages: " + mistake.key() +
                             " " + mistake.message() + odd);
    }
}

models::fit::CellFit fitted(const models::fit::FitQuestion& question,
                            const std::vector<Learned>& learned) {
    try {
        return models::fit::fit_cell(question);
    } catch (const models::fit::ChargeBeyondReach& beyond) {
        const MeasuredProfile& profile = learned[beyond.profile].profile;
        std::string text = fmt::format(
            "by its charge the cell goes from {:.1f} to {:.1f} %, where no cell gets: does it "
            "start "
            "elsewhere (FILE@soc_pct), is --capacity-ah right, has it rests that the rows leave "
            "out?",
            beyond.from_soc * percent, beyond.to_soc * percent);
        text += question_of_ms(beyond.to_soc);
        if (beyond.asked_start) {
            text += " Its voltages ask for a start at " + text_of(*beyond.asked_start);
        }
        for (const std::string& odd : oddities_of(profile, "as the voltages tell")) {
            text += ". " + odd;
        }
        throw InputError({.file = profile.file}, "", text);
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
        fit_question.profiles.push_back({one.profile.samples, one.start, one.is_start_said});
    }
    const models::fit::CellFit fit = fitted(fit_question, learned);
    FitDocument& document = answer.document;
    for (std::size_t i = 0; i < learned.size(); ++i) {
        for (const std::string& note : notes_on_charge(learned[i], fit.profiles[i],
                                                       fit.asked_starts[i], question.capacity_ah)) {
            document.notes.push_back(note);
        }
        learned[i].profile.samples = fit.profiles[i].samples;
        learned[i].start = fit.profiles[i].start;
    }
    answer.yaml = fitted_catalog(fit, question.name, question.capacity_ah, names_of(learned));
    const CellModel cell = cell_of(answer.yaml, question.name, learned, fit);

    document.cell = question.name;
    document.capacity_ah = question.capacity_ah;
    document.resistance_ohm = cell.resistance_ohm;
    document.evaluations = fit.evaluations;
    document.covered_from_soc_pct = fit.covered_from_soc * percent;
    document.covered_to_soc_pct = fit.covered_to_soc * percent;
    for (const std::string& note : notes_of(question, learned, slow_cycles, fit)) {
        document.notes.push_back(note);
    }
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
            "Charge by currents is what they add up to, and what the notes tell of; validate-cell "
            "allows for what the samples miss, and may so tell less error.\n";
    }
    for (const std::string& note : document.notes) {
        out += "Note: " + note + '\n';
    }
    return out +
           fmt::format("\nA scenario uses it with\n  catalog: [{}]\n  bank: {{battery: {}}}\n",
                       document.catalog, document.cell);
}

}  // namespace reports
