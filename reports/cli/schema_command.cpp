#include "command.hpp"
#include "engine/field.hpp"
#include "engine/schema.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/json.hpp"

#include <algorithm>
#include <memory>
#include <ostream>

namespace reports::cli {

namespace {

/// One of the words, or the nearest of them is told.
CLI::Validator one_of(const std::vector<std::string>& words) {
    return CLI::Validator{[words](const std::string& text) {
                              if (std::find(words.begin(), words.end(), text) != words.end()) {
                                  return std::string{};
                              }
                              const auto guess = engine::nearest(text, words);
                              return '"' + text + "\" has no schema" +
                                     (guess ? "; did you mean " + *guess + "?" : "");
                          },
                          CLI::IsMember(words).get_description()};
}

}  // namespace

Command add_schema(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand(
        "schema", "print the JSON Schema (draft-07) of a file or of a JSON answer");
    app->footer(
        "\nFor an editor, put this above a scenario:\n"
        "  # yaml-language-server: $schema=scenario.schema.json");
    auto word = std::make_shared<std::string>();
    std::vector<std::string> words{"scenario", "catalog", "sweep"};
    for (const DocumentRow& row : document_table()) {
        words.emplace_back(row.word);
    }
    app->add_option(
           "of", *word,
           "scenario, catalog, sweep: files; the rest: what the command prints with --json")
        ->required()
        ->check(one_of(words));
    return {.app = app, .action = [word, streams] {
                engine::Catalog catalog = engine::Catalog::shipped();
                if (*word == "scenario") {
                    streams.out << to_json(engine::scenario_schema(catalog));
                } else if (*word == "catalog") {
                    streams.out << to_json(engine::catalog_schema(catalog));
                } else if (*word == "sweep") {
                    streams.out << to_json(engine::sweep_schema());
                }
                for (const DocumentRow& row : document_table()) {
                    if (row.word == *word) {
                        engine::Value object = engine::output_schema(row.table());
                        // The document says which schema it follows.
                        engine::Value properties = *object.find("properties");
                        properties.set("schema", engine::ValueMap{{"const", row.name}});
                        object.set("properties", properties);
                        streams.out << to_json(engine::schema_document(row.name, object));
                    }
                }
                return static_cast<int>(Success);
            }};
}

}  // namespace reports::cli
