#include "command.hpp"
#include "engine/resolved.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/json.hpp"

#include <memory>
#include <ostream>

#include <fmt/format.h>

namespace reports::cli {

namespace {

struct ValidateArguments {
    ScenarioOptions scenario;
    bool resolved = false;
    bool json = false;
};

/// What is valid but never happens, where it is written.
std::string remarks_on(const engine::LoadedScenario& loaded) {
    const engine::Scenario& scenario = loaded.scenario;
    std::string out;
    for (std::size_t i = 0; i < scenario.events.size(); ++i) {
        const engine::SimTime at = scenario.time_of(scenario.events[i].at);
        if (at > scenario.horizon()) {
            const std::string path = fmt::format("events[{}].at", i + 1);
            const auto origin = loaded.provenance.find(path);
            const std::string place =
                origin != loaded.provenance.end() && origin->second.source
                    ? fmt::format("{}:{}: ", origin->second.source->name, origin->second.line)
                    : std::string{};
            out += fmt::format(
                "{}{}: day {:g} is after the end of the run (day {:g}): it never happens\n", place,
                path, engine::to_days(at), engine::to_days(scenario.horizon()));
        }
    }
    return out;
}

int validate(const ValidateArguments& arguments, Streams streams) {
    const engine::LoadedScenario loaded =
        engine::load_scenario(arguments.scenario.file, arguments.scenario.load_options());
    const auto assumptions = engine::assumptions_of(loaded);
    if (arguments.json) {
        ValidateDocument document;
        document.file = arguments.scenario.file;
        document.name_of_scenario = loaded.scenario.name;
        document.horizon_day = engine::to_days(loaded.scenario.horizon());
        document.scenario_hash = engine::scenario_hash(loaded);
        document.resolved = arguments.resolved ? engine::resolved_yaml(loaded, true) : "";
        document.assumptions = assumption_parts(assumptions);
        streams.out << to_json(document_value(document));
    } else if (arguments.resolved) {
        streams.out << engine::resolved_yaml(loaded, true);
    } else {
        streams.out << fmt::format(
            "{}: valid: {} device{}, {:g} days, {} assumed value{} (see --resolved)\n",
            arguments.scenario.file, loaded.scenario.devices.size(),
            loaded.scenario.devices.size() == 1 ? "" : "s",
            engine::to_days(loaded.scenario.horizon()), assumptions.size(),
            assumptions.size() == 1 ? "" : "s");
        streams.out << remarks_on(loaded);
    }
    return Success;
}

}  // namespace

Command add_validate(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand("validate", "check a scenario without running it");
    app->footer(
        "\nExamples:\n  banktwin validate my.yaml\n"
        "  banktwin validate my.yaml --resolved   # every value, and where it is from");
    auto arguments = std::make_shared<ValidateArguments>();
    arguments->scenario.add_to(*app);
    app->add_flag("--resolved", arguments->resolved,
                  "print the full scenario with every default and its source");
    app->add_flag("--json", arguments->json, "print one JSON document");
    return {.app = app, .action = [arguments, streams] { return validate(*arguments, streams); }};
}

}  // namespace reports::cli
