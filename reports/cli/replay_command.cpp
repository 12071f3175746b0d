#include "command.hpp"
#include "engine/log_reader.hpp"
#include "engine/replay.hpp"
#include "engine/scenario_loader.hpp"
#include "engine/system.hpp"
#include "engine/trace.hpp"
#include "engine/vcd.hpp"
#include "interrupt.hpp"
#include "reports/cli.hpp"
#include "reports/json.hpp"
#include "reports/replay.hpp"

#include <memory>
#include <ostream>

namespace reports::cli {

namespace {

struct ReplayArguments {
    std::string file;
    std::string scenario;
    std::vector<std::string> sets;
    std::string longest_gap = "60s";
    std::string until;
    std::vector<std::string> breaks;
    std::string vcd;
    std::string language = "en";
    bool dump_state = false;
    bool json = false;
};

engine::ReplayOptions options_of(const ReplayArguments& arguments) {
    engine::ReplayOptions options;
    if (!arguments.until.empty()) {
        options.until = duration_argument("--until", arguments.until);
    }
    for (const std::string& name : arguments.breaks) {
        const auto stop = engine::Breakpoint::parse(name);
        if (!stop) {
            const auto guess = engine::nearest(name, engine::Breakpoint::names());
            throw UsageMistake("--break: nothing is called \"" + name + '"' +
                               (guess ? "; did you mean " + *guess + "?"
                                      : "; it takes a code, an event, load, charger or pre_alarm"));
        }
        options.breaks.push_back(*stop);
    }
    options.progress = [](engine::SimTime) { InterruptGuard::check(); };
    return options;
}

/// A log with the bank and the BMS of a scenario, or a trace, which brings its own.
std::unique_ptr<engine::ReplaySource> source_of(const ReplayArguments& arguments) {
    if (arguments.scenario.empty()) {
        if (arguments.file.ends_with(".csv")) {
            throw UsageMistake(arguments.file +
                               ": a log needs --scenario FILE: the bank and the BMS it is of");
        }
        return std::make_unique<engine::TraceReader>(engine::TextLines{arguments.file});
    }
    if (arguments.file.ends_with(".trace")) {
        throw UsageMistake(arguments.file +
                           ": --scenario goes with a log (.csv); a trace brings its own bank");
    }
    const engine::LoadedScenario loaded = engine::load_scenario(
        arguments.scenario,
        {.sets = arguments.sets, .seed = std::nullopt, .catalogs = user_catalogs()});
    const engine::System system{loaded.scenario};
    return std::make_unique<engine::LogReader>(
        engine::TextLines{arguments.file},
        engine::ReplayHead{.name = loaded.scenario.name,
                           .calendar = loaded.scenario.calendar(),
                           .layout = system.bms().view().layout(),
                           .core = system.bms().core()},
        duration_argument("--gap", arguments.longest_gap));
}

int replay_file(const ReplayArguments& arguments, Streams streams) {
    engine::ReplayOptions options = options_of(arguments);
    const auto source = source_of(arguments);
    std::unique_ptr<engine::VcdWriter> vcd;
    if (!arguments.vcd.empty()) {
        vcd = std::make_unique<engine::VcdWriter>(arguments.vcd);
        vcd->begin(source->head());
        options.watcher = vcd.get();
    }
    const InterruptGuard guard;
    const engine::ReplayResult result = engine::replay(*source, options);
    if (vcd) {
        vcd->finish(result.end);
    }
    const ReplayDocument document =
        replay_document(arguments.file, source->head(), result, arguments.dump_state);
    streams.out << (arguments.json
                        ? to_json(document_value(document))
                        : replay_text(document, arguments.language == "sv" ? Language::Swedish
                                                                           : Language::English));
    if (!arguments.breaks.empty() && !result.stopped_by) {
        for (const std::string& name : arguments.breaks) {
            streams.err << "--break " << name << " never came\n";
        }
    }
    if (result.first_difference) {
        streams.err << "the outputs are not those that were recorded\n";
        return ExpectationError;
    }
    return Success;
}

}  // namespace

Command add_replay(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand(
        "replay", "give the BMS core what a trace or a log recorded, tell what it does, compare");
    app->footer(
        "\nExamples:\n"
        "  banktwin run my.yaml --record my.trace && banktwin replay my.trace\n"
        "  banktwin replay my.trace --break A-B07 --dump-state\n"
        "  banktwin replay my.trace --vcd my.vcd && gtkwave my.vcd\n"
        "  banktwin replay log.csv --scenario my.yaml --set bms.discharge_floor=15%\n\n"
        "A log is a CSV with a row per battery and moment, in any order of columns:\n"
        "  time_s or time, battery (from 1), cell_1_v, cell_2_v, …, voltage_v (or the sum of the\n"
        "  cells), current_a (positive charges), temperature_degc, remote (on, off, empty: as "
        "before)\n\n"
        "Exits with 10 when the outputs are not those that were recorded.");
    auto arguments = std::make_shared<ReplayArguments>();
    app->add_option("file", arguments->file,
                    "a trace of banktwin run --record, or a log (CSV); - reads standard input")
        ->required();
    CLI::Option* scenario =
        app->add_option("--scenario", arguments->scenario,
                        "of a log: its bank, and the BMS with its settings and state of charge")
            ->type_name("FILE");
    app->add_option("--set", arguments->sets, "change the scenario: path=value")
        ->type_name("PATH=VALUE")
        ->needs(scenario)
        ->check(set_form())
        ->take_all()
        ->allow_extra_args(false);
    app->add_option("--gap", arguments->longest_gap,
                    "of a log: for how long a battery keeps sending its last row before it is "
                    "silent")
        ->type_name("TIME")
        ->needs(scenario)
        ->capture_default_str();
    app->add_option("--until", arguments->until, "stop after this time: 3d, 90min, 12345.6s")
        ->type_name("TIME");
    app->add_option("--break", arguments->breaks,
                    "stop at the first tick with this code, event or output: A-B07, load_off, "
                    "load (may be given several times)")
        ->type_name("NAME")
        ->take_all()
        ->allow_extra_args(false);
    app->add_flag("--dump-state", arguments->dump_state,
                  "print every number of the core where the replay ends");
    app->add_option("--vcd", arguments->vcd,
                    "write waveforms to this file, for GTKWave or PulseView")
        ->type_name("FILE");
    app->add_option("--lang", arguments->language,
                    "language of the answer; names of events and causes stay as they are")
        ->check(CLI::IsMember({"en", "sv"}))
        ->capture_default_str();
    app->add_flag("--json", arguments->json, "print one JSON document instead");
    return {.app = app,
            .action = [arguments, streams] { return replay_file(*arguments, streams); }};
}

}  // namespace reports::cli
