#include "reports/cli.hpp"

#include "command.hpp"
#include "engine/input_error.hpp"
#include "engine/reader.hpp"
#include "engine/store.hpp"
#include "engine/unit.hpp"
#include "interrupt.hpp"
#include "reports/provenance.hpp"
#include "reports/whole_percent.hpp"

#include <cstdlib>
#include <exception>
#include <limits>
#include <ostream>
#include <stdexcept>

#include <CLI/CLI.hpp>

namespace reports {

namespace cli {

CLI::Validator set_form() {
    return CLI::Validator{[](std::string& set) {
                              const std::size_t equals = set.find('=');
                              if (equals == std::string::npos || equals == 0) {
                                  return set +
                                         ": expected path=value, e.g. "
                                         "devices.fridge.draws=60W";
                              }
                              return set.find_first_not_of(" \t", equals + 1) == std::string::npos
                                         ? set + ": no value behind =; null takes the key away"
                                         : std::string{};
                          },
                          ""};
}

CLI::Validator whole_percent() {
    return CLI::Validator{[](std::string& text) {
                              try {
                                  text = engine::shortest(whole_percent_of(text));
                              } catch (const std::invalid_argument& mistake) {
                                  return std::string{mistake.what()};
                              }
                              return std::string{};
                          },
                          ""};
}

CLI::Validator output_file() {
    return CLI::Validator{[](std::string& path) {
                              return std::string{path == "-"
                                                     ? "cannot be written to standard output; "
                                                       "expected the name of a file"
                                                     : ""};
                          },
                          ""};
}

void ScenarioOptions::add_to(CLI::App& app) {
    app.add_option("scenario", file, "the scenario file; - reads standard input")->required();
    app.add_option("--set", sets,
                   "change one value: path=value, e.g. devices.fridge.draws=60W, bank.soc_pct=80 "
                   "(may be given several times)")
        ->type_name("PATH=VALUE")
        ->check(set_form())
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--seed", seed, "seed of everything drawn by chance")
        ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()))
        ->type_name("N");
}

engine::LoadOptions ScenarioOptions::load_options() const {
    return {.sets = sets, .seed = seed, .catalogs = user_catalogs()};
}

void add_file(engine::Catalog& catalog, const std::string& name, engine::InputFault fault) {
    catalog.add(engine::read_text_file(name, fault),
                std::make_shared<engine::Source>(engine::Source{
                    .name = name, .author = engine::Author::UserCatalog, .fault = fault}));
}

engine::Catalog whole_catalog(const std::vector<std::string>& files) {
    engine::Catalog catalog = engine::Catalog::shipped();
    for (const std::string& name : user_catalogs()) {
        add_file(catalog, name, engine::InputFault::NamedFile);
    }
    for (const std::string& name : files) {
        add_file(catalog, name, engine::InputFault::Scenario);
    }
    return catalog;
}

void add_catalog_option(CLI::App& app, std::vector<std::string>& files) {
    app.add_option("--catalog", files,
                   "a file of one's own catalogue, as a scenario's catalog names it; may be given "
                   "several times")
        ->type_name("FILE")
        ->take_all()
        ->allow_extra_args(false);
}

namespace {

/// Nothing for what is no time with its unit.
std::optional<engine::SimTime> time_with_unit(const std::string& text) {
    const auto parsed = engine::split_number(text);
    for (const engine::UnitName& name : engine::row_of(engine::Unit::Second).names) {
        if (parsed && name.name == parsed->unit) {
            const double seconds = parsed->number * name.multiply / name.divide;
            if (seconds >= 0.0 && seconds <= 1e9) {
                return engine::SimTime{static_cast<std::int64_t>(seconds * 1000.0 + 0.5)};
            }
        }
    }
    return std::nullopt;
}

}  // namespace

engine::SimTime duration_argument(const std::string& option, const std::string& text) {
    const auto time = time_with_unit(text);
    if (!time || *time <= engine::SimTime{0}) {
        throw UsageMistake(option + " wants a time with its unit, e.g. 1h, 10min, 1d; not \"" +
                           text + "\"");
    }
    return *time;
}

engine::SimTime moment_argument(const std::string& option, const std::string& text) {
    if (const auto time = time_with_unit(text)) {
        return *time;
    }
    throw UsageMistake(option +
                       " wants a time since the start with its unit (4d, 12h), a day (\"day 4.5\") "
                       "or a date (2026-11-20, \"2026-11-20 18:30\"); not \"" +
                       text + "\"");
}

std::vector<std::string> user_catalogs() {
    const char* config = std::getenv("XDG_CONFIG_HOME");
    const char* home = std::getenv("HOME");
    std::string directory;
    if (config != nullptr && *config != '\0') {
        directory = config;
    } else if (home != nullptr && *home != '\0') {
        directory = std::string{home} + "/.config";
    } else {
        return {};
    }
    return engine::catalog_files_in(directory + "/banktwin/catalog");
}

}  // namespace cli

namespace {

/// Nothing when the first word is no name of a command that might be meant.
std::optional<std::string> why_no_command(const std::vector<std::string>& args,
                                          const std::vector<cli::Command>& commands) {
    if (args.empty() || args.front().starts_with('-')) {
        return std::nullopt;
    }
    std::vector<std::string> names;
    for (const cli::Command& command : commands) {
        names.push_back(command.app->get_name());
    }
    const auto guess = engine::nearest(args.front(), names);
    return '"' + args.front() + "\" is no command" +
           (guess ? "; did you mean " + *guess + "?" : "");
}

constexpr const char* description =
    "banktwin simulates a small DC power system around a LiFePO4 battery bank with the real BMS "
    "core in\n"
    "the loop: when does the warning come, when do the loads go off, how long until the bank is "
    "damaged.\n";

constexpr const char* footer = R"(
A first answer without a file:
  banktwin drain --capacity-ah 200 --soc-pct 50 --drain alarm=35mA:battery
A first scenario:
  banktwin new campervan > my.yaml && banktwin run my.yaml
What a word means:
  banktwin explain A-B07

Exit codes: 0 ok, 1 internal, 2 usage, 3 the file given is invalid or unreadable, 4 a file it names is,
5 the balance does not close, 10 an expectation not met or undecided, 130 interrupted.)";

}  // namespace

int run_cli(const std::vector<std::string>& args, std::ostream& out, std::ostream& err) {
    CLI::App program{description, "banktwin"};
    program.footer(footer);
    program.set_version_flag("--version", version_text());
    program.require_subcommand(1);
    const cli::Streams streams{out, err};
    const std::vector<cli::Command> commands{
        cli::add_run(program, streams),           cli::add_validate(program, streams),
        cli::add_new(program, streams),           cli::add_drain(program, streams),
        cli::add_export(program, streams),        cli::add_explain(program, streams),
        cli::add_replay(program, streams),        cli::add_core_info(program, streams),
        cli::add_schema(program, streams),        cli::add_catalog(program, streams),
        cli::add_decode(program, streams),        cli::add_fit(program, streams),
        cli::add_validate_cell(program, streams), cli::add_sweep(program, streams),
        cli::add_import(program, streams),        cli::add_wiring(program, streams)};
    try {
        // CLI11 takes the arguments from the back.
        std::vector<std::string> reversed{args.rbegin(), args.rend()};
        program.parse(reversed);
        for (const cli::Command& command : commands) {
            if (command.app->parsed()) {
                const int code = command.action();
                out.flush();
                if (!out) {
                    err << "banktwin: the answer could not be written\n";
                    return InternalError;
                }
                return code;
            }
        }
        return UsageError;
    } catch (const CLI::Success& success) {
        return program.exit(success, out, err);
    } catch (const CLI::ParseError& error) {
        for (const cli::Command& command : commands) {
            if (command.app->parsed()) {
                err << "banktwin: " << error.what() << "\nSee banktwin " << command.app->get_name()
                    << " --help\n";
                return UsageError;
            }
        }
        err << "banktwin: " << why_no_command(args, commands).value_or(error.what()) << '\n';
        err << "See banktwin --help\n";
        return UsageError;
    } catch (const cli::UsageMistake& mistake) {
        err << "banktwin: " << mistake.what() << '\n';
        return UsageError;
    } catch (const engine::InputError& error) {
        err << error.what() << '\n';
        return error.fault() == engine::InputFault::Scenario ? ScenarioError : NamedFileError;
    } catch (const engine::StoreError& error) {
        err << error.what() << '\n';
        return UsageError;
    } catch (const cli::InterruptedRun&) {
        err << "interrupted\n";
        return Interrupted;
    } catch (const std::exception& error) {
        err << "banktwin: internal error: " << error.what() << '\n';
        return InternalError;
    }
}

}  // namespace reports
