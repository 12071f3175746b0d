#include "command.hpp"
#include "engine/replay.hpp"
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
    std::string until;
    std::vector<std::string> breaks;
    std::string vcd;
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

int replay_file(const ReplayArguments& arguments, Streams streams) {
    engine::ReplayOptions options = options_of(arguments);
    const auto source = std::make_unique<engine::TraceReader>(engine::TextLines{arguments.file});
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
    streams.out << (arguments.json ? to_json(document_value(document)) : replay_text(document));
    if (result.first_difference) {
        streams.err << "the outputs are not those that were recorded\n";
        return ExpectationError;
    }
    return Success;
}

}  // namespace

Command add_replay(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand(
        "replay", "give the BMS core what a trace recorded, tell what it does, compare");
    app->footer(
        "\nExamples:\n"
        "  banktwin run my.yaml --record my.trace && banktwin replay my.trace\n"
        "  banktwin replay my.trace --break A-B07 --dump-state\n"
        "  banktwin replay my.trace --vcd my.vcd && gtkwave my.vcd\n"
        "Exits with 10 when the outputs are not those that were recorded.");
    auto arguments = std::make_shared<ReplayArguments>();
    app->add_option("file", arguments->file,
                    "a trace of banktwin run --record; - reads standard input")
        ->required();
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
    app->add_flag("--json", arguments->json, "print one JSON document instead");
    return {.app = app,
            .action = [arguments, streams] { return replay_file(*arguments, streams); }};
}

}  // namespace reports::cli
