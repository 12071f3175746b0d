#include "command.hpp"
#include "engine/catalog.hpp"
#include "engine/reader.hpp"
#include "engine/resolved.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/json.hpp"

#include <memory>
#include <ostream>

#include <fmt/format.h>

namespace reports::cli {

namespace {

struct CatalogArguments {
    std::string entry;
    std::vector<std::string> files;
    bool json = false;
};

engine::Node scalar(const std::string& text) {
    engine::Node node;
    node.kind = engine::Node::Kind::Scalar;
    node.text = text;
    return node;
}

std::string text_at(const engine::Node& node, std::string_view key) {
    const engine::Node* found = node.find(key);
    return found != nullptr && found->is_scalar() ? found->text : std::string{};
}

CatalogPart part_of(const engine::Catalog& catalog, std::string_view section,
                    const std::string& entry) {
    const engine::Node node = catalog.resolve(section, scalar(entry), entry);
    return {.section = std::string{section},
            .entry = entry,
            .name = text_at(node, "name"),
            .source = text_at(node, "source"),
            .file = catalog.find(section, entry)->source->name};
}

int list(const CatalogArguments& arguments, Streams streams) {
    const engine::Catalog catalog = whole_catalog(arguments.files);
    CatalogDocument document;
    for (const std::string_view section : engine::catalog_sections) {
        for (const std::string& entry : catalog.names(section)) {
            document.entries.push_back(part_of(catalog, section, entry));
        }
    }
    if (arguments.json) {
        streams.out << to_json(document_value(document));
        return Success;
    }
    std::string section;
    for (const CatalogPart& part : document.entries) {
        if (part.section != section) {
            section = part.section;
            streams.out << section << ":\n";
        }
        streams.out << fmt::format("  {:<26} {}\n", part.entry, part.name);
    }
    return Success;
}

int show(const CatalogArguments& arguments, Streams streams) {
    const engine::Catalog catalog = whole_catalog(arguments.files);
    std::vector<std::string> known;
    for (const std::string_view section : engine::catalog_sections) {
        for (const std::string& name : catalog.names(section)) {
            known.push_back(name);
        }
        if (catalog.find(section, arguments.entry) == nullptr) {
            continue;
        }
        CatalogDocument document;
        document.entries = {part_of(catalog, section, arguments.entry)};
        document.yaml =
            engine::node_yaml(catalog.resolve(section, scalar(arguments.entry), arguments.entry));
        streams.out << (arguments.json ? to_json(document_value(document)) : document.yaml);
        return Success;
    }
    const auto guess = engine::nearest(arguments.entry, known);
    throw UsageMistake("\"" + arguments.entry + "\" is not in the catalogue" +
                       (guess ? "; did you mean " + *guess + "?" : "; see banktwin catalog list"));
}

int check(const CatalogArguments& arguments, Streams streams) {
    engine::Catalog catalog = engine::Catalog::shipped();
    // Without a file, what every scenario would read; with files, those.
    const bool are_given = !arguments.files.empty();
    for (const std::string& file : are_given ? arguments.files : user_catalogs()) {
        add_file(catalog, file,
                 are_given ? engine::InputFault::Scenario : engine::InputFault::NamedFile);
    }
    engine::check_catalog(catalog);
    std::size_t entries = 0;
    for (const std::string_view section : engine::catalog_sections) {
        entries += catalog.names(section).size();
    }
    streams.out << fmt::format("{} entries: valid\n", entries);
    return Success;
}

}  // namespace

Command add_catalog(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand("catalog", "what scenarios can use: list, show, check");
    app->footer(
        "\nExamples:\n  banktwin catalog list\n  banktwin catalog show lithium_ng_12v8_200ah\n"
        "  banktwin catalog show my_battery --catalog mine.yaml\n"
        "  banktwin catalog check mine.yaml\n\n"
        "~/.config/banktwin/catalog/*.yaml is read too.");
    app->require_subcommand(1);
    auto arguments = std::make_shared<CatalogArguments>();
    CLI::App* list_app = app->add_subcommand("list", "all entries");
    add_catalog_option(*list_app, arguments->files);
    list_app->add_flag("--json", arguments->json, "print one JSON document");
    CLI::App* show_app = app->add_subcommand("show", "one entry with everything it is like");
    show_app->add_option("entry", arguments->entry, "its name")->required();
    add_catalog_option(*show_app, arguments->files);
    show_app->add_flag("--json", arguments->json, "print one JSON document");
    CLI::App* check_app = app->add_subcommand("check", "check catalogue files");
    check_app->add_option("files", arguments->files,
                          "files of one's own; none: those that are read anyway");
    return {.app = app, .action = [=] {
                if (list_app->parsed()) {
                    return list(*arguments, streams);
                }
                return show_app->parsed() ? show(*arguments, streams) : check(*arguments, streams);
            }};
}

}  // namespace reports::cli
