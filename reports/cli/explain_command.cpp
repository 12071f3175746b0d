#include "command.hpp"
#include "engine/catalog.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/explain.hpp"
#include "reports/json.hpp"

#include <algorithm>
#include <memory>
#include <ostream>

#include <fmt/format.h>

namespace reports::cli {

namespace {

struct ExplainArguments {
    std::vector<std::string> words;
    std::string language = "en";
    bool json = false;
};

/// All terms, a line each, by kind.
std::string list_of(const std::vector<ExplainPart>& parts, Language language) {
    std::string out;
    std::string kind;
    for (const ExplainPart& part : parts) {
        if (part.kind != kind) {
            kind = part.kind;
            out += fmt::format("{}{}:\n", out.empty() ? "" : "\n", title_of_kind(kind, language));
        }
        out += fmt::format("  {:<44} {}\n", part.term, part.title.empty() ? part.text : part.title);
    }
    return out;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) {
        out += (out.empty() ? "" : " ") + word;
    }
    return out;
}

bool is_in_catalog(const std::string& name) {
    const engine::Catalog catalog = whole_catalog();
    return std::any_of(
        engine::catalog_sections.begin(), engine::catalog_sections.end(),
        [&](std::string_view section) { return catalog.find(section, name) != nullptr; });
}

/// In the language of the answer.
std::string not_known(const std::string& term, Language language) {
    const bool swedish = language == Language::Swedish;
    if (is_in_catalog(term)) {
        return fmt::format(
            fmt::runtime(swedish ? "{} finns i katalogen: banktwin catalog show {}"
                                 : "{} is in the catalogue: banktwin catalog show {}"),
            term, term);
    }
    const auto guess = nearest_term(term);
    const std::string nothing = fmt::format(
        fmt::runtime(swedish ? "inget heter \"{}\"" : "nothing is called \"{}\""), term);
    if (!guess) {
        return nothing +
               (swedish ? "; banktwin explain listar allt" : "; banktwin explain lists everything");
    }
    return nothing + (swedish ? "; menade du " : "; did you mean ") + *guess + "?";
}

int explain_term(const ExplainArguments& arguments, Streams streams) {
    const Language language = arguments.language == "sv" ? Language::Swedish : Language::English;
    const std::string term = joined(arguments.words);
    const auto parts = term.empty() ? explain_all(language) : explain(term, language);
    if (parts.empty()) {
        throw UsageMistake(not_known(term, language));
    }
    if (arguments.json) {
        ExplainDocument document;
        document.entries = parts;
        streams.out << to_json(document_value(document));
        return Success;
    }
    if (term.empty()) {
        streams.out << list_of(parts, language);
        return Success;
    }
    for (const ExplainPart& part : parts) {
        streams.out << text_of(part, language);
    }
    return Success;
}

}  // namespace

Command add_explain(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand(
        "explain", "tell what a word of the program, of its results or of the app means");
    app->footer(
        "\nExamples:\n  banktwin explain A-B07 --lang sv\n  banktwin explain discharge_floor\n"
        "  banktwin explain LOAD\n  banktwin explain low_cell+remote_off   # causes of an event\n"
        "  banktwin explain \"damage.day > 90\"    # an expectation\n"
        "  banktwin explain R-OUT-4                # what an answer cites\n"
        "  banktwin explain devices\n  banktwin explain          # everything");
    auto arguments = std::make_shared<ExplainArguments>();
    app->add_option("term", arguments->words, "what to explain; nothing lists everything");
    app->add_option("--lang", arguments->language, "language of the texts")
        ->check(CLI::IsMember({"en", "sv"}))
        ->capture_default_str();
    app->add_flag("--json", arguments->json, "print one JSON document");
    return {.app = app,
            .action = [arguments, streams] { return explain_term(*arguments, streams); }};
}

}  // namespace reports::cli
