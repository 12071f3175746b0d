#include "command.hpp"
#include "engine/catalog.hpp"
#include "engine/output_file.hpp"
#include "engine/scenario_checks.hpp"
#include "interrupt.hpp"
#include "profile_options.hpp"
#include "progress.hpp"
#include "reports/cell_fit.hpp"
#include "reports/cli.hpp"
#include "reports/json.hpp"
#include "reports/plot.hpp"

#include <filesystem>
#include <memory>
#include <ostream>

namespace reports::cli {

namespace {

struct FitArguments {
    std::vector<std::string> ocv;
    std::vector<std::string> dynamic;
    double capacity_ah = 0.0;
    std::string output;
    std::string name;
    std::string positive;
    std::string report;
    int most_evaluations = CellFitQuestion{}.most_evaluations;
    bool quiet = false;
    bool json = false;
};

std::vector<FitFile> files_of(const std::string& option, const std::vector<std::string>& texts) {
    std::vector<FitFile> files;
    for (const std::string& text : texts) {
        try {
            files.push_back(FitFile::parse(text));
        } catch (const std::invalid_argument& mistake) {
            throw UsageMistake(option + " " + text + ": " + mistake.what());
        }
    }
    return files;
}

/// A name for the catalogue from that of the file: small letters, digits and underscores.
std::string name_from(const std::string& output) {
    std::string name = std::filesystem::path{output}.stem().string();
    for (char& letter : name) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
        const bool is_plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        letter = is_plain ? letter : '_';
    }
    return name.empty() || (name.front() >= '0' && name.front() <= '9') ? "cell_" + name : name;
}

/// Refused before the work, too.
void check_name(const std::string& name) {
    if (!engine::is_a_name(name)) {
        throw UsageMistake("--name " + name + ": " + std::string{engine::what_a_name_is});
    }
    const engine::Catalog shipped = engine::Catalog::shipped();
    for (const std::string_view section : {"cells", "batteries"}) {
        if (shipped.find(section, name) != nullptr) {
            throw UsageMistake("--name " + name + ": is in the shipped catalogue; take another");
        }
    }
}

int fit(const FitArguments& arguments, Streams streams) {
    CellFitQuestion question{
        .ocv = files_of("--ocv", arguments.ocv),
        .dynamic = files_of("--dynamic", arguments.dynamic),
        .capacity_ah = arguments.capacity_ah,
        .name = arguments.name.empty() ? name_from(arguments.output) : arguments.name,
        .positive = positive_argument(arguments.positive),
        .most_evaluations = arguments.most_evaluations,
        .progress = {}};
    if (question.ocv.empty() && question.dynamic.empty()) {
        throw UsageMistake("fit needs profiles: --ocv, --dynamic or both");
    }
    check_name(question.name);
    // Refused before the work, not after it.
    engine::OutputFile file{arguments.output, {.name = "banktwin cell", .mark = cell_file_mark}};
    const InterruptGuard guard;
    Progress progress{streams.err, arguments.quiet || arguments.json};
    question.progress = [&](int evaluations) {
        InterruptGuard::check();
        progress.show(evaluations / (2.0 * arguments.most_evaluations),
                      [&] { return std::to_string(evaluations) + " trials"; });
    };
    CellFitAnswer answer = fit_cell_from_files(question);
    progress.clear();
    answer.document.catalog = arguments.output;
    file.write(answer.yaml);
    file.finish();
    const std::string text = fit_text(answer.document);
    if (!arguments.report.empty()) {
        write_page(arguments.report,
                   report_page(answer.document.cell + ", fitted",
                               "<pre>" + html_text(text) + "</pre>\n" + answer.plots));
    }
    streams.out << (arguments.json ? to_json(document_value(answer.document)) : text);
    return Success;
}

}  // namespace

Command add_fit(CLI::App& program, Streams streams) {
    CLI::App* app =
        program.add_subcommand("fit", "make a catalogue's cell from measured voltage and current");
    app->footer(
        "\nExamples:\n"
        "  banktwin fit --ocv slow.csv --dynamic pulses.csv,drive.csv --capacity-ah 280 -o "
        "cell.yaml\n"
        "  banktwin fit --ocv out.csv,in.csv --dynamic cold.csv@100@5,warm.csv@100@45 \\\n"
        "      --capacity-ah 2.05 -o cell.yaml --report fit.html\n\n" +
        std::string{profile_help} +
        "\nA file may say where the cell stands at its first row, and how warm it is: "
        "FILE@soc_pct@degc.\nElse a slow cycle starts full, or empty if it charges; any other "
        "profile full, unless its\nvoltages clearly tell of another start; 25 °C or the file's "
        "column. Behind that @charged or @discharged\nsays what was done with the cell before, "
        "which is the voltage branch it starts on; charged above "
        "50 % if not given.\n\n"
        "What comes out has the cell, and a 12.8 V battery of four of them with their capacity "
        "and\n"
        "resistance; limits, electronics and the like are those of a shipped one. A scenario uses "
        "it "
        "with\n\n"
        "  catalog: [cell.yaml]\n"
        "  bank: {battery: cell, parallel: 2, soc_pct: 80}\n\n"
        "A battery that says like: a shipped one, cell: this one keeps capacity and resistance of "
        "the "
        "shipped one.");
    auto arguments = std::make_shared<FitArguments>();
    app->add_option("--ocv", arguments->ocv,
                    "slow cycles (C/20 or slower): discharge from full, charge from empty, or both")
        ->type_name("FILE[@soc_pct[@degc]][@charged],…")
        ->delimiter(',');
    app->add_option("--dynamic", arguments->dynamic,
                    "pulses, constant currents, drive cycles, at one temperature or several")
        ->type_name("FILE[@soc_pct[@degc]][@charged],…")
        ->delimiter(',');
    app->add_option("--capacity-ah", arguments->capacity_ah, "capacity of the cell at 25 °C")
        ->required()
        ->check(CLI::Range(0.1, 2000.0))
        ->type_name("AH");
    app->add_option("-o,--output", arguments->output, "the catalogue file to write")
        ->required()
        ->type_name("CELL.yaml")
        ->check(output_file());
    app->add_option("--name", arguments->name,
                    "name of the cell in the catalogue; else that of the file")
        ->type_name("NAME");
    add_positive(*app, arguments->positive);
    app->add_option("--report", arguments->report, "write a page with plots to this file")
        ->type_name("FILE.html")
        ->check(output_file());
    app->add_option("--evaluations", arguments->most_evaluations,
                    "how many dynamics to try at most, of each of two kinds of cell")
        ->check(CLI::Range(1, 10'000))
        ->type_name("N")
        ->capture_default_str();
    app->add_flag("--quiet", arguments->quiet, "no progress bar");
    app->add_flag("--json", arguments->json, "print one JSON document instead");
    return {.app = app, .action = [arguments, streams] { return fit(*arguments, streams); }};
}

}  // namespace reports::cli
