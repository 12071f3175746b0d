#include "command.hpp"
#include "engine/reader.hpp"
#include "engine/unit.hpp"
#include "engine/wide_table.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/json.hpp"

#include <memory>
#include <ostream>

#include <fmt/format.h>

namespace reports::cli {

namespace {

/// A JSON document is built as a whole; CSV is written row by row.
constexpr std::int64_t most_json_rows = 100'000;

struct ExportArguments {
    std::string file;
    std::string every = "1h";
    bool csv = false;
    bool json = false;
};

/// RFC 4180: quoted where a comma or a quote stands in it.
std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + '"';
}

void write_csv(const engine::WideTable& table, engine::SimTime every, std::ostream& out) {
    std::string line;
    for (const std::string& column : table.columns()) {
        line += (line.empty() ? "" : ",") + csv_cell(column);
    }
    out << line << "\r\n";
    table.rows(every, [&](const engine::WideTable::Row& row) {
        line = engine::shortest(row.day) + ',' + row.date;
        for (const auto& value : row.values) {
            line += ',' + (value ? engine::shortest(*value) : std::string{});
        }
        out << line << "\r\n";
    });
}

ExportDocument export_document(const engine::WideTable& table, engine::SimTime every) {
    ExportDocument document;
    document.columns = table.columns();
    table.rows(every, [&](const engine::WideTable::Row& row) {
        engine::ValueList cells{row.day, row.date};
        for (const auto& value : row.values) {
            value ? cells.emplace_back(*value) : cells.emplace_back();
        }
        document.rows.emplace_back(std::move(cells));
    });
    return document;
}

int export_result(const ExportArguments& arguments, Streams streams) {
    const engine::SimTime every = duration_argument("--every", arguments.every);
    const engine::WideTable table{arguments.file};
    if (!arguments.json) {
        write_csv(table, every, streams.out);
        return Success;
    }
    if (const std::int64_t rows = table.row_count(every); rows > most_json_rows) {
        throw UsageMistake(
            fmt::format("{} rows are too many for one JSON document of at most {}; "
                        "ask for a longer --every, or for --csv",
                        rows, most_json_rows));
    }
    streams.out << to_json(document_value(export_document(table, every)));
    return Success;
}

}  // namespace

Command add_export(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand(
        "export", "print a result file as a wide table, a column per signal");
    app->footer(
        "\nExample:\n  banktwin run my.yaml -o r.sqlite && banktwin export r.sqlite --every 1h "
        "--csv > r.csv");
    auto arguments = std::make_shared<ExportArguments>();
    app->add_option("result", arguments->file, "the SQLite file of banktwin run -o")->required();
    app->add_option("--every", arguments->every, "one row per this time: 1h, 10min, 1d")
        ->type_name("TIME")
        ->capture_default_str();
    auto* csv = app->add_flag("--csv", arguments->csv, "CSV (RFC 4180); the default");
    app->add_flag("--json", arguments->json, "one JSON document")->excludes(csv);
    return {.app = app,
            .action = [arguments, streams] { return export_result(*arguments, streams); }};
}

}  // namespace reports::cli
