#include "command.hpp"
#include "engine/output_file.hpp"
#include "engine/weather.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/json.hpp"
#include "reports/weather_import.hpp"

#include <memory>
#include <ostream>

namespace reports::cli {

namespace {

struct ImportArguments {
    std::string file;
    std::string output;
    bool json = false;
};

void write_weather(const std::string& path, const std::string& text) {
    engine::OutputFile file{path, {"banktwin weather file", engine::weather_mark}};
    file.write(text);
    file.finish();
}

int import_weather(const ImportArguments& arguments, Streams streams) {
    const engine::Weather weather = engine::read_weather(arguments.file);
    if (!arguments.output.empty()) {
        write_weather(arguments.output, engine::weather_csv(weather));
    }
    const ImportDocument document = import_document(weather, arguments.file);
    streams.out << (arguments.json ? to_json(document_value(document)) : text_report(document));
    return Success;
}

}  // namespace

Command add_import(CLI::App& program, Streams streams) {
    CLI::App* app =
        program.add_subcommand("import", "read a file of weather, tell what it is, and convert it");
    app->footer(
        "\nReads PVGIS hourly series (CSV, JSON), PVGIS typical years (CSV) and EPW, and tells "
        "which by\nthemselves. PVGIS: https://re.jrc.ec.europa.eu/api/v5_3/tmy?lat=59&lon=18&"
        "outputformat=csv\n\n"
        "Examples:\n"
        "  banktwin import tmy_59.000_18.000.csv\n"
        "  banktwin import tmy.epw -o weather.csv --json");
    auto arguments = std::make_shared<ImportArguments>();
    app->add_option("file", arguments->file, "the file; - reads standard input")->required();
    app->add_option("-o,--output", arguments->output,
                    "write the hours to this CSV (overwrites only files of its own kind)")
        ->type_name("FILE")
        ->check(output_file());
    app->add_flag("--json", arguments->json, "print one JSON document");
    return {.app = app,
            .action = [arguments, streams] { return import_weather(*arguments, streams); }};
}

}  // namespace reports::cli
