#include "command.hpp"
#include "models/fit/known_cell.hpp"
#include "profile_options.hpp"
#include "reports/cell_validation.hpp"
#include "reports/cli.hpp"
#include "reports/json.hpp"
#include "reports/plot.hpp"

#include <cmath>
#include <memory>
#include <ostream>

#include <fmt/format.h>

namespace reports::cli {

namespace {

struct ValidateCellArguments {
    std::string catalog;
    std::string data;
    std::string cell;
    double soc_pct = 100.0;
    std::optional<double> degc;
    std::optional<double> capacity_ah;
    std::string last;
    std::string positive;
    std::string report;
    bool json = false;
};

/// What was assumed before anything was compared.
std::vector<std::string> notes_of(const MeasuredProfile& profile, const CellModel& known,
                                  const CellModel& cell) {
    std::vector<std::string> notes = oddities_of(profile, "as the voltages tell");
    if (const auto doubt = doubt_of_charge(profile, cell.capacity_ah)) {
        notes.push_back(*doubt);
    }
    if (!profile.has_temperature && !profile.is_degc_said) {
        notes.emplace_back("taken as 25 °C, without temperature_degc");
    }
    if (cell.capacity_ah != known.capacity_ah) {
        notes.push_back(fmt::format(
            "the cell of {:g} Ah is taken as one of {:g} Ah, with {:.4g} times its resistance",
            known.capacity_ah, cell.capacity_ah, cell.resistance_ohm / known.resistance_ohm));
    }
    return notes;
}

models::fit::KnownCell known(const CellModel& cell) {
    return {.chemistry = cell.chemistry,
            .capacity_ah = cell.capacity_ah,
            .resistance_ohm = cell.resistance_ohm};
}

models::fit::Profile with_gaps_settled(const models::fit::Profile& samples,
                                       const models::fit::ProfileStart& start,
                                       const CellModel& cell) {
    models::fit::FitProfile profile{.samples = samples, .start = start};
    models::fit::settle_gaps_against(profile, known(cell));
    return profile.samples;
}

/// Where the voltages clearly ask for another start, beside what was found with the one given.
void tell_better_start(ValidateCellDocument& document, const MeasuredProfile& profile,
                       const models::fit::ProfileStart& start, const CellModel& cell) {
    const auto better = models::fit::better_start_against(
        {.samples = profile.samples, .start = start}, known(cell));
    if (!better) {
        return;
    }
    constexpr double percent = 100.0;
    const models::fit::ProfileReplay replay = models::fit::replay_profile(
        profile.samples, cell.chemistry, cell.capacity_ah, cell.resistance_ohm, *better);
    document.best_start_soc_pct = better->soc * percent;
    document.rmse_at_best_start_mv = profile_fit_part(profile, replay).rmse_mv;
    const auto figure = [](const std::optional<double>& value) {
        return value ? fmt::format("{:.2f}", *value) : "-";
    };
    document.notes.push_back(fmt::format(
        "its voltages ask for another start than {:.1f} %: from {:.1f} % on (--soc-pct {:.1f} "
        "--last {}) the error is {} mV full, {} above 5 %, {} from 10 to 95 %",
        start.soc * percent, better->soc * percent, better->soc * percent,
        better->hysteresis > 0.0 ? "charged" : "discharged",
        figure(document.rmse_at_best_start_mv.full), figure(document.rmse_at_best_start_mv.above_5),
        figure(document.rmse_at_best_start_mv.from_10_to_95)));
}

/// Currents that never rest do not show where their zero is; voltages that run away do.
std::string note_on_offset(const MeasuredProfile& profile, const models::fit::ProfileStart& start,
                           const CellModel& cell) {
    const auto lacking_a = models::fit::lacking_current_against(
        {.samples = profile.samples, .start = start}, known(cell));
    if (!lacking_a) {
        return "";
    }
    constexpr double seconds_per_hour = 3600.0;
    const double lacking_ah = *lacking_a * profile.samples.duration_s() / seconds_per_hour;
    return fmt::format(
        "its voltages ask for {:+.3g} A at every moment (positive charges), {:+.3g} "
        "Ah in all, beside what its currents say: has the logger an offset, or is "
        "the cell of another size (--capacity-ah)?",
        *lacking_a, lacking_ah);
}

bool is_at_bound(const ValidateCellDocument& document) {
    constexpr double rounding = 1e-9;
    const double off = std::fabs(document.charge_gain - 1.0);
    return off > 0.0 && off >= document.charge_gain_bound - rounding;
}

int validate_cell(const ValidateCellArguments& arguments, Streams streams) {
    const CellModel known = find_cell_model(arguments.catalog, arguments.cell, user_catalogs());
    const CellModel cell = arguments.capacity_ah ? known.of_size(*arguments.capacity_ah) : known;
    MeasuredProfile profile =
        read_profile(engine::TextLines{arguments.data}, arguments.data, arguments.degc);
    const auto positive = make_charging_positive({&profile}, positive_argument(arguments.positive));
    const auto start =
        models::fit::ProfileStart::at(0.01 * arguments.soc_pct, last_done_argument(arguments.last));
    const auto replay_of = [&](const models::fit::Profile& samples) {
        return models::fit::replay_profile(samples, cell.chemistry, cell.capacity_ah,
                                           cell.resistance_ohm, start);
    };
    profile.samples = with_gaps_settled(profile.samples, start, cell);
    ValidateCellDocument document;
    if (profile.samples.charge_ah.empty()) {
        document.charge_uncertainty_ah = models::fit::charge_uncertainty_ah(profile.samples);
    }
    document.charge_gain = models::fit::charge_gain_of(
        profile.samples, cell.chemistry, cell.capacity_ah, cell.resistance_ohm, start);
    document.charge_gain_bound = models::fit::charge_gain_bound(profile.samples);
    document.notes = notes_of(profile, known, cell);
    const std::string on_offset = note_on_offset(profile, start, cell);
    if (is_at_bound(document)) {
        document.notes.emplace_back(
            "the voltages ask for as much of another charge as charge_gain may give, or more: does "
            "it start elsewhere (--soc-pct), is the cell of another size (--capacity-ah)?");
    }
    if (document.charge_gain != 1.0) {
        document.rmse_as_counted_mv = profile_fit_part(profile, replay_of(profile.samples)).rmse_mv;
        profile.samples = models::fit::with_charge_gain(profile.samples, document.charge_gain);
    }
    const models::fit::ProfileReplay replay = replay_of(profile.samples);
    tell_better_start(document, profile, start, cell);
    if (!document.best_start_soc_pct && !on_offset.empty()) {
        document.notes.push_back(on_offset);
    }
    for (const std::string& doubt : doubts_about(
             profile, replay,
             "does it start elsewhere (--soc-pct), is the cell of another size (--capacity-ah)?")) {
        document.notes.push_back(doubt);
    }
    document.cell = cell.name;
    document.catalog = cell.file;
    document.capacity_ah = cell.capacity_ah;
    document.positive_current = word_of(positive);
    document.profile = profile_fit_part(profile, replay);
    const std::string text = validate_cell_text(document);
    if (!arguments.report.empty()) {
        write_page(arguments.report, report_page(cell.name + " against " + arguments.data,
                                                 "<pre>" + html_text(text) + "</pre>\n" +
                                                     profile_fit_plots(profile, replay)));
    }
    streams.out << (arguments.json ? to_json(document_value(document)) : text);
    return Success;
}

}  // namespace

Command add_validate_cell(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand(
        "validate-cell",
        "send a measured current through a catalogue's cell, compare the voltages");
    app->footer(
        "\nExamples:\n"
        "  banktwin validate-cell cell.yaml drive.csv\n"
        "  banktwin validate-cell cell.yaml pulses.csv --soc-pct 50 --degc 5 --json\n"
        "  banktwin validate-cell cell.yaml drive.csv --report drive.html\n"
        "  banktwin validate-cell lithium_ng_12v8_200ah drive.csv --capacity-ah 280\n\n" +
        std::string{profile_help} +
        "\nCurrents miss what happened between the samples. By how much, their jumps tell; within "
        "three standard\ndeviations of that, and never more than 0.5 %, the charge is the one that "
        "the voltages ask for. The figures\nas counted stand beside.");
    auto arguments = std::make_shared<ValidateCellArguments>();
    app->add_option("cell", arguments->catalog,
                    "a catalogue file, or the name of a cell or battery in the catalogue")
        ->type_name("CELL.yaml|NAME")
        ->required();
    app->add_option("data", arguments->data, "the measured profile; - reads standard input")
        ->type_name("DATA.csv")
        ->required();
    app->add_option("--cell", arguments->cell, "which cell or battery, when the file has several")
        ->type_name("NAME");
    app->add_option("--soc-pct", arguments->soc_pct, "state of charge at the first sample")
        ->transform(whole_percent())
        ->check(CLI::Range(-10.0, 110.0))
        ->type_name("PCT")
        ->capture_default_str();
    app->add_option("--capacity-ah", arguments->capacity_ah,
                    "of the cell that was measured, if it is a larger or smaller one of the kind: "
                    "resistance then goes with 1 / capacity")
        ->check(CLI::Range(0.01, 2000.0))
        ->type_name("AH");
    app->add_option("--last", arguments->last,
                    "what was done with the cell before the first sample, charged or discharged: "
                    "the voltage branch it is on; charged above 50 % if not given")
        ->type_name("WORD")
        ->check(CLI::IsMember({"charged", "discharged"}));
    app->add_option("--degc", arguments->degc,
                    "temperature; else the file's column, or 25 °C without one")
        ->check(CLI::Range(-60.0, 100.0))
        ->type_name("T");
    add_positive(*app, arguments->positive);
    app->add_option("--report", arguments->report, "write a page with plots to this file")
        ->type_name("FILE.html")
        ->check(output_file());
    app->add_flag("--json", arguments->json, "print one JSON document instead");
    return {.app = app,
            .action = [arguments, streams] { return validate_cell(*arguments, streams); }};
}

}  // namespace reports::cli
