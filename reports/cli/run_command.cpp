#include "command.hpp"
#include "engine/run.hpp"
#include "engine/store.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "reports/app_pages.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/findings.hpp"
#include "reports/json.hpp"
#include "reports/provenance.hpp"
#include "reports/text_report.hpp"
#include "reports/verdict.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <ostream>

#include <fmt/format.h>

namespace reports::cli {

namespace {

struct RunArguments {
    ScenarioOptions scenario;
    std::string output;
    std::string record;
    std::vector<std::string> show_app_at;
    ReadoutSender readout;
    std::string language = "en";
    std::string driver{engine::name_of(engine::Driver::Leap)};
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

/// "4d" since the start, "2026-11-20" or "2026-11-20 18:30" in local time, or "day 4.5".
engine::SimTime moment_of(const std::string& text, const engine::Scenario& scenario) {
    constexpr std::string_view day_word = "day ";
    if (const auto date = engine::parse_date(text)) {
        return *date - scenario.start;
    }
    const bool is_day = text.starts_with(day_word);
    return moment_argument("--show-app-at", is_day ? text.substr(day_word.size()) + "d" : text);
}

/// When the app is to be shown, in rising order.
std::vector<engine::SimTime> moments_of(const RunArguments& arguments,
                                        const engine::Scenario& scenario) {
    std::vector<engine::SimTime> moments;
    for (const std::string& text : arguments.show_app_at) {
        moments.push_back(moment_of(text, scenario));
        if (moments.back() < engine::SimTime{0}) {
            throw UsageMistake("--show-app-at " + text + ": the run starts on " +
                               scenario.calendar().date(engine::SimTime{0}));
        }
        if (moments.back() > scenario.horizon()) {
            throw UsageMistake("--show-app-at " + text + ": the run ends after " +
                               engine::shortest(engine::to_days(scenario.horizon())) + " d, on " +
                               scenario.calendar().date(scenario.horizon()));
        }
    }
    std::sort(moments.begin(), moments.end());
    return moments;
}

/// What the app shows wherever it was looked at; each advertisement has a nonce of its own.
std::vector<AppPagesPart> pages_of(const engine::RunResult& result, const ReadoutSender& sender,
                                   Language language) {
    std::vector<AppPagesPart> all;
    for (const engine::AppLook& look : result.app_looks) {
        AppPagesPart& pages = all.emplace_back(app_pages(look, result.calendar, language));
        if (look.is_powered && !sender.key.empty()) {
            pages.advertisement = advertisement_of(bms::readout(look.core, look.sample), sender,
                                                   static_cast<std::uint16_t>(all.size()));
        }
    }
    return all;
}

/// A mistake in the key is told before the run.
void check(const ReadoutSender& sender) {
    if (!sender.key.empty()) {
        try {
            advertisement_of(bms::ReadoutRecord{}, sender, 0);
        } catch (const DecodeError& error) {
            throw UsageMistake(std::string{"--readout-key: "} + error.what());
        }
    }
}

int run(const RunArguments& arguments, Streams streams) {
    check(arguments.readout);
    const engine::LoadedScenario loaded =
        engine::load_scenario(arguments.scenario.file, arguments.scenario.load_options());
    const std::vector<engine::SimTime> look_at = moments_of(arguments, loaded.scenario);
    std::unique_ptr<engine::Store> store;
    if (!arguments.output.empty()) {
        store = std::make_unique<engine::Store>(arguments.output);
    }
    std::unique_ptr<engine::TraceWriter> trace;
    if (!arguments.record.empty()) {
        trace = std::make_unique<engine::TraceWriter>(arguments.record);
    }
    const InterruptGuard guard;
    Progress progress{streams.err, arguments.quiet};
    const double horizon_day = engine::to_days(loaded.scenario.horizon());
    const engine::Driver driver = arguments.driver == engine::name_of(engine::Driver::Leap)
                                      ? engine::Driver::Leap
                                      : engine::Driver::Fixed;
    const auto begin = std::chrono::steady_clock::now();
    const engine::RunResult result = engine::run(
        loaded, driver,
        {.record = store != nullptr,
         .trace = trace.get(),
         .look_at = look_at,
         .progress = [&](engine::SimTime now) {
             InterruptGuard::check();
             const double day = engine::to_days(now);
             progress.show(day / horizon_day,
                           [&] { return fmt::format("day {:.0f} of {:.0f}", day, horizon_day); });
         }});
    progress.clear();
    const double wall_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const Language language = arguments.language == "sv" ? Language::Swedish : Language::English;
    const auto findings = findings_of(loaded.scenario, result, language);
    RunDocument document = run_document(loaded, result, findings, wall_s);
    document.verdict_text = verdict_text(result, language);
    document.app_pages = pages_of(result, arguments.readout, language);
    if (store) {
        store->finish(record_of(loaded, document), result, findings);
    }
    streams.out << (arguments.json ? to_json(document_value(document))
                                   : text_report(document, language));
    for (const AppPagesPart& pages : document.app_pages) {
        streams.out << (arguments.json ? "" : app_pages_text(pages, language));
    }
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
        "  banktwin run my.yaml --show-app-at 30d --lang sv\n"
        "  banktwin run my.yaml -o result.sqlite   # then: banktwin export result.sqlite --every "
        "1h --csv");
    auto arguments = std::make_shared<RunArguments>();
    arguments->scenario.add_to(*app);
    app->add_option("-o,--output", arguments->output,
                    "write everything to this SQLite file (overwrites only files of its own kind)")
        ->type_name("FILE")
        ->check(output_file());
    app->add_option("--record", arguments->record,
                    "write a trace of what the BMS core is given and shows, for banktwin replay")
        ->type_name("FILE")
        ->check(output_file());
    app->add_option(
           "--show-app-at", arguments->show_app_at,
           "print what the app's pages show at this time: 30d, 12h, \"day 30\", 2026-11-20, "
           "\"2026-11-20 18:30\" (may be given several times)")
        ->type_name("TIME")
        ->take_all()
        ->allow_extra_args(false);
    app->add_option("--readout-key", arguments->readout.key,
                    "with --show-app-at: print the advertisement of Instant Readout under this "
                    "key (32 digits), for banktwin decode")
        ->type_name("KEY")
        ->needs("--show-app-at");
    app->add_option("--product-id", arguments->readout.product_id,
                    "the advertisement's product id; this BMS's own is not published")
        ->type_name("ID")
        ->needs("--readout-key")
        ->capture_default_str();
    app->add_option(
           "--driver", arguments->driver,
           "leap: steps as long as nothing happens; fixed: the reference, every control tick is "
           "executed (so is every run with --record)")
        ->check(CLI::IsMember(
            std::vector<std::string>{engine::driver_words.begin(), engine::driver_words.end()}))
        ->capture_default_str();
    app->add_option("--lang", arguments->language,
                    "language of the report, its findings and the app's pages")
        ->check(CLI::IsMember({"en", "sv"}))
        ->capture_default_str();
    app->add_flag("--json", arguments->json, "print one JSON document instead of the report");
    app->add_flag("--quiet", arguments->quiet, "no progress bar");
    return {.app = app, .action = [arguments, streams] { return run(*arguments, streams); }};
}

}  // namespace reports::cli
