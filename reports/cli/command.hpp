#pragma once
// What every command has: its options, and what it does once they are parsed.

#include "engine/scenario_loader.hpp"

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace reports::cli {

struct Streams {
    std::ostream& out;
    std::ostream& err;
};

/// A mistake on the command line that the parser cannot see.
class UsageMistake : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Adds itself to the program; its action returns the exit code.
using Action = std::function<int()>;
struct Command {
    CLI::App* app;
    Action action;
};

Command add_run(CLI::App& program, Streams streams);
Command add_validate(CLI::App& program, Streams streams);
Command add_new(CLI::App& program, Streams streams);
Command add_decode(CLI::App& program, Streams streams);
Command add_import(CLI::App& program, Streams streams);
Command add_drain(CLI::App& program, Streams streams);
Command add_export(CLI::App& program, Streams streams);
Command add_core_info(CLI::App& program, Streams streams);
Command add_explain(CLI::App& program, Streams streams);
Command add_replay(CLI::App& program, Streams streams);
Command add_fit(CLI::App& program, Streams streams);
Command add_validate_cell(CLI::App& program, Streams streams);
Command add_sweep(CLI::App& program, Streams streams);
Command add_schema(CLI::App& program, Streams streams);
Command add_catalog(CLI::App& program, Streams streams);
Command add_wiring(CLI::App& program, Streams streams);

/// A time with its unit, as an option takes it: "1h", "3d", "12345.6s". Throws UsageMistake.
engine::SimTime duration_argument(const std::string& option, const std::string& text);
/// The same, from zero on, for an option that takes dates besides and says so in its error.
engine::SimTime moment_argument(const std::string& option, const std::string& text);

/// Checks of what an option is given; a mistake is one of usage. `set_form`: path=value, both
/// there. `whole_percent`: a state of charge in percent, and not the slip 0.5 for 50; "0.5 %" is
/// meant. `output_file`: a name, and not - as for standard input: a file is written beside its name
/// and renamed when it is whole, and standard output has the answer.
CLI::Validator set_form();
CLI::Validator whole_percent();
CLI::Validator output_file();

/// The scenario file and what may change it, for commands that read one.
struct ScenarioOptions {
    std::string file;
    std::vector<std::string> sets;
    std::optional<std::int64_t> seed;

    void add_to(CLI::App& app);
    engine::LoadOptions load_options() const;
};

/// The files of the user's own catalogue ($XDG_CONFIG_HOME or ~/.config, banktwin/catalog).
std::vector<std::string> user_catalogs();
/// The shipped catalogue, the user's own, and files that were named besides.
engine::Catalog whole_catalog(const std::vector<std::string>& files = {});
/// `--catalog FILE`: such files, for commands without a scenario that could name them.
void add_catalog_option(CLI::App& app, std::vector<std::string>& files);
/// Adds a file to it.
void add_file(engine::Catalog& catalog, const std::string& name, engine::InputFault fault);

}  // namespace reports::cli
