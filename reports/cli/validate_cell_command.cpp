#include "command.hpp"
#include "profile_options.hpp"
#include "reports/cell_validation.hpp"
#include "reports/cli.hpp"
#include "reports/json.hpp"
#include "reports/plot.hpp"

#include <memory>
#include <ostream>

namespace reports::cli {

namespace {

struct ValidateCellArguments {
    std::string catalog;
    std::string data;
    std::string cell;
    double soc_pct = 100.0;
    std::optional<double> degc;
    std::string last;
    std::string positive;
    std::string report;
    bool json = false;
};

int validate_cell(const ValidateCellArguments& arguments, Streams streams) {
    const CellModel cell = find_cell_model(arguments.catalog, arguments.cell, user_catalogs());
    MeasuredProfile profile =
        read_profile(engine::TextLines{arguments.data}, arguments.data, arguments.degc);
    const auto positive = make_charging_positive({&profile}, positive_argument(arguments.positive));
    const auto start =
        models::fit::ProfileStart::at(0.01 * arguments.soc_pct, last_done_argument(arguments.last));
    const auto replay_of = [&](const models::fit::Profile& samples) {
        return models::fit::replay_profile(samples, cell.chemistry, cell.capacity_ah,
                                           cell.resistance_ohm, start);
    };
    ValidateCellDocument document;
    if (profile.samples.charge_ah.empty()) {
        document.charge_uncertainty_ah = models::fit::charge_uncertainty_ah(profile.samples);
    }
    document.charge_gain = models::fit::charge_gain_of(
        profile.samples, cell.chemistry, cell.capacity_ah, cell.resistance_ohm, start);
    document.notes = oddities_of(profile, "as the samples on both sides tell");
    if (!profile.has_temperature && !profile.is_degc_said) {
        document.notes.emplace_back("taken as 25 °C, without temperature_degc");
    }
    if (document.charge_gain != 1.0) {
        document.rmse_as_counted_mv = profile_fit_part(profile, replay_of(profile.samples)).rmse_mv;
        profile.samples = models::fit::with_charge_gain(profile.samples, document.charge_gain);
    }
    const models::fit::ProfileReplay replay = replay_of(profile.samples);
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
        "  banktwin validate-cell lithium_ng_12v8_200ah drive.csv\n\n" +
        std::string{profile_help} +
        "\nIts charge is its own charge_ah, or what the currents add up to. That misses what "
        "happened between the\nsamples: by how much, the jumps of the current tell, and within "
        "that the charge is the one its voltages\nask for, at most 0.5 %. The figures as counted "
        "stand beside.");
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
        ->type_name("FILE.html");
    app->add_flag("--json", arguments->json, "print one JSON document instead");
    return {.app = app,
            .action = [arguments, streams] { return validate_cell(*arguments, streams); }};
}

}  // namespace reports::cli
