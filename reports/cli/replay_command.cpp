#include "command.hpp"
#include "engine/log_reader.hpp"
#include "engine/replay.hpp"
#include "engine/scenario_loader.hpp"
#include "engine/system.hpp"
#include "engine/trace.hpp"
#include "engine/vcd.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "reports/cli.hpp"
#include "reports/json.hpp"
#include "reports/replay.hpp"

#include <algorithm>
#include <memory>
#include <ostream>

#include <fmt/format.h>

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
    bool quiet = false;
};

/// What is read from.
struct Recording {
    std::unique_ptr<engine::ReplaySource> source;
    std::vector<std::string> columns_not_read{};
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
    return options;
}

/// A log with the bank and the BMS of a scenario, or a trace, which brings its own.
Recording recording_of(const ReplayArguments& arguments) {
    if (arguments.scenario.empty()) {
        if (arguments.file.ends_with(".csv")) {
            throw UsageMistake(arguments.file +
                               ": a log needs --scenario FILE: the bank and the BMS it is of");
        }
        return {std::make_unique<engine::TraceReader>(engine::TextLines{arguments.file})};
    }
    if (arguments.file.ends_with(".trace")) {
        throw UsageMistake(arguments.file +
                           ": --scenario goes with a log (.csv); a trace brings its own bank");
    }
    const engine::LoadedScenario loaded = engine::load_scenario(
        arguments.scenario,
        {.sets = arguments.sets, .seed = std::nullopt, .catalogs = user_catalogs()});
    const engine::System system{loaded.scenario};
    auto log = std::make_unique<engine::LogReader>(
        engine::TextLines{arguments.file},
        engine::ReplayHead{.name = loaded.scenario.name,
                           .calendar = loaded.scenario.calendar(),
                           .layout = system.bms().view().layout(),
                           .core = system.bms().core()},
        duration_argument("--gap", arguments.longest_gap));
    std::vector<std::string> columns_not_read = log->columns_not_read();
    return {std::move(log), std::move(columns_not_read)};
}

/// Of 1: of what is read, or of the time until which it is; nothing where neither is known.
std::optional<double> part_done(const engine::ReplaySource& source,
                                const engine::ReplayOptions& options, engine::SimTime now) {
    const std::optional<double> read = source.part_read();
    if (!options.until) {
        return read;
    }
    return std::max(read.value_or(0.0), engine::to_days(now) / engine::to_days(*options.until));
}

int replay_file(const ReplayArguments& arguments, Streams streams) {
    engine::ReplayOptions options = options_of(arguments);
    const Recording recording = recording_of(arguments);
    const auto& source = recording.source;
    std::unique_ptr<engine::VcdWriter> vcd;
    if (!arguments.vcd.empty()) {
        vcd = std::make_unique<engine::VcdWriter>(arguments.vcd);
        vcd->begin(source->head());
        options.watcher = vcd.get();
    }
    const InterruptGuard guard;
    Progress progress{streams.err, arguments.quiet};
    options.progress = [&](engine::SimTime now) {
        InterruptGuard::check();
        if (const auto part = part_done(*source, options, now)) {
            progress.show(*part, [&] { return fmt::format("day {:.1f}", engine::to_days(now)); });
        }
    };
    const engine::ReplayResult result = engine::replay(*source, options);
    progress.clear();
    if (vcd) {
        vcd->finish(result.end);
    }
    ReplayDocument document =
        replay_document(arguments.file, source->head(), result, arguments.dump_state);
    document.columns_not_read = recording.columns_not_read;
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
        "before)\n"
        "Its first row is the beginning, whatever it counts seconds from. A time is a date and a "
        "time\n"
        "of day, 2026-06-05 18:00:00.5, with Z or an offset behind, or in the scenario's "
        "utc_offset.\n"
        "Columns with other names are told and not read, unless they look like a slip.\n\n"
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
                  "print every number of the core where the replay ends, and of a log every "
                  "battery as it was last heard");
    app->add_option("--vcd", arguments->vcd,
                    "write waveforms to this file, for GTKWave or PulseView")
        ->type_name("FILE")
        ->check(output_file());
    app->add_option("--lang", arguments->language,
                    "language of the answer; names of events and causes stay as they are")
        ->check(CLI::IsMember({"en", "sv"}))
        ->capture_default_str();
    app->add_flag("--json", arguments->json, "print one JSON document instead");
    app->add_flag("--quiet", arguments->quiet, "no progress bar");
    return {.app = app,
            .action = [arguments, streams] { return replay_file(*arguments, streams); }};
}

}  // namespace reports::cli
