#include "command.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/explain.hpp"
#include "reports/json.hpp"

#include <memory>
#include <ostream>

#include <fmt/format.h>

namespace reports::cli {

namespace {

struct ExplainArguments {
    std::string term;
    std::string language = "en";
    bool json = false;
};

/// All terms, a line each, by kind.
std::string list_of(const std::vector<ExplainPart>& parts) {
    std::string out;
    std::string kind;
    for (const ExplainPart& part : parts) {
        if (part.kind != kind) {
            kind = part.kind;
            out += fmt::format("{}{}:\n", out.empty() ? "" : "\n", kind);
        }
        out += fmt::format("  {:<44} {}\n", part.term, part.title.empty() ? part.text : part.title);
    }
    return out;
}

int explain_term(const ExplainArguments& arguments, Streams streams) {
    const Language language = arguments.language == "sv" ? Language::Swedish : Language::English;
    const auto parts =
        arguments.term.empty() ? explain_all(language) : explain(arguments.term, language);
    if (parts.empty()) {
        const auto guess = nearest_term(arguments.term);
        throw UsageMistake(
            "nothing is called \"" + arguments.term + "\"" +
            (guess ? "; did you mean " + *guess + "?" : "; banktwin explain lists everything"));
    }
    if (arguments.json) {
        ExplainDocument document;
        document.entries = parts;
        streams.out << to_json(document_value(document));
        return Success;
    }
    if (arguments.term.empty()) {
        streams.out << list_of(parts);
        return Success;
    }
    for (const ExplainPart& part : parts) {
        streams.out << text_of(part);
    }
    return Success;
}

}  // namespace

Command add_explain(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand(
        "explain", "tell what a code, setting, key, event, metric or finding means");
    app->footer(
        "\nExamples:\n  banktwin explain A-B07 --lang sv\n  banktwin explain discharge_floor\n"
        "  banktwin explain devices\n  banktwin explain          # everything");
    auto arguments = std::make_shared<ExplainArguments>();
    app->add_option("term", arguments->term, "what to explain; nothing lists everything");
    app->add_option("--lang", arguments->language, "language of the texts")
        ->check(CLI::IsMember({"en", "sv"}))
        ->capture_default_str();
    app->add_flag("--json", arguments->json, "print one JSON document");
    return {.app = app,
            .action = [arguments, streams] { return explain_term(*arguments, streams); }};
}

}  // namespace reports::cli
