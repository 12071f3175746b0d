#include "command.hpp"
#include "engine/run.hpp"
#include "engine/store.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/findings.hpp"
#include "reports/json.hpp"
#include "reports/provenance.hpp"
#include "reports/text_report.hpp"

#include <chrono>
#include <memory>
#include <ostream>

namespace reports::cli {

namespace {

struct RunArguments {
    ScenarioOptions scenario;
    std::string output;
    std::string record;
    bool json = false;
    bool quiet = false;
};

engine::RunRecord record_of(const engine::LoadedScenario& loaded, const RunDocument& document) {
    return {.name = loaded.scenario.name,
            .resolved_scenario = engine::resolved_yaml(loaded, false),
            .scenario_hash = document.provenance.scenario_hash,
            .core_hash = document.provenance.core_hash,
            .catalog_hash = document.provenance.catalog_hash,
            .seed = loaded.scenario.seed,
            .version = document.provenance.version,
            .host = document.provenance.host,
            .wall_s = document.provenance.wall_s,
            .verdict_text = document.verdict_text};
}

int run(const RunArguments& arguments, Streams streams) {
    const engine::LoadedScenario loaded =
        engine::load_scenario(arguments.scenario.file, arguments.scenario.load_options());
    std::unique_ptr<engine::Store> store;
    if (!arguments.output.empty()) {
        store = std::make_unique<engine::Store>(arguments.output);
    }
    std::unique_ptr<engine::TraceWriter> trace;
    if (!arguments.record.empty()) {
        trace = std::make_unique<engine::TraceWriter>(arguments.record);
    }
    const InterruptGuard guard;
    Progress progress{streams.err, arguments.quiet, loaded.scenario.horizon()};
    const auto begin = std::chrono::steady_clock::now();
    const engine::RunResult result = engine::run_fixed(
        loaded,
        {.record = store != nullptr, .trace = trace.get(), .progress = [&](engine::SimTime now) {
             InterruptGuard::check();
             progress.show(now);
         }});
    progress.clear();
    const double wall_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const auto findings = findings_of(loaded.scenario, result);
    const RunDocument document = run_document(loaded, result, findings, wall_s);
    if (store) {
        store->finish(record_of(loaded, document), result, findings);
    }
    streams.out << (arguments.json ? to_json(document_value(document)) : text_report(document));
    if (!result.balance.closes()) {
        streams.err << "the balance does not close: charge to " << result.balance.charge_residual
                    << ", energy to " << result.balance.energy_residual
                    << " of the throughput; this result is not to be trusted\n";
        return BalanceError;
    }
    if (!result.all_expectations_met()) {
        streams.err << "an expectation is not met or undecided\n";
        return ExpectationError;
    }
    return Success;
}

}  // namespace

Command add_run(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand("run", "simulate a scenario and report");
    app->footer(
        "\nExamples:\n"
        "  banktwin run my.yaml\n"
        "  banktwin run my.yaml --set devices.alarm.connected_to=load --set duration=200d\n"
        "  banktwin run my.yaml --json | jq .milestones.damage.day\n"
        "  banktwin run my.yaml -o result.sqlite   # then: banktwin export result.sqlite --every "
        "1h --csv");
    auto arguments = std::make_shared<RunArguments>();
    arguments->scenario.add_to(*app);
    app->add_option("-o,--output", arguments->output,
                    "write everything to this SQLite file (overwrites only files of its own kind)")
        ->type_name("FILE");
    app->add_option("--record", arguments->record,
                    "write a trace of what the BMS core is given and shows, for banktwin replay")
        ->type_name("FILE");
    app->add_flag("--json", arguments->json, "print one JSON document instead of the report");
    app->add_flag("--quiet", arguments->quiet, "no progress bar");
    return {.app = app, .action = [arguments, streams] { return run(*arguments, streams); }};
}

}  // namespace reports::cli
