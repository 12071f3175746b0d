#include "command.hpp"
#include "engine/input_error.hpp"
#include "engine/measured_power.hpp"
#include "engine/output_file.hpp"
#include "engine/weather.hpp"
#include "engine/whole_text.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/json.hpp"
#include "reports/power_import.hpp"
#include "reports/weather_import.hpp"

#include <algorithm>
#include <memory>
#include <ostream>

namespace reports::cli {

namespace {

struct ImportArguments {
    std::string file;
    std::string output;
    std::string what;
    std::string utc_offset;
    std::optional<double> latitude_deg;
    bool json = false;
};

void write_file(const std::string& path, const engine::FileKind& kind, const std::string& text) {
    engine::OutputFile file{path, kind};
    file.write(text);
    file.finish();
}

template <class Document>
int answer(const Document& document, bool as_json, std::ostream& out) {
    out << (as_json ? to_json(document_value(document)) : text_report(document));
    return Success;
}

int import_weather(const ImportArguments& arguments, const std::string& text, std::ostream& out) {
    for (const auto& [option, is_given] :
         {std::pair{"--what", !arguments.what.empty()},
          {"--utc-offset", !arguments.utc_offset.empty()},
          {"--latitude-deg", arguments.latitude_deg.has_value()}}) {
        if (is_given) {
            throw UsageMistake(std::string{option} + " is for what was measured, not for weather");
        }
    }
    const engine::Weather weather =
        engine::read_weather(text, engine::name_in_messages(arguments.file));
    if (!arguments.output.empty()) {
        write_file(arguments.output, {"banktwin weather file", engine::weather_mark},
                   engine::weather_csv(weather));
    }
    return answer(import_document(weather, arguments.file), arguments.json, out);
}

engine::MeasuredLog read_log(const ImportArguments& arguments, const std::string& text) {
    engine::MeasuredLog log =
        engine::read_measured_log(text, engine::name_in_messages(arguments.file));
    if (!arguments.latitude_deg) {
        return log;
    }
    if (log.format != engine::MeasuredFormat::MpptHistory) {
        throw UsageMistake("--latitude-deg is for a history of days; this log has its own hours");
    }
    return engine::with_sun_by_the_hour(log, *arguments.latitude_deg);
}

/// What a profile is to be made of: what was asked for, or the only power that there is.
engine::PowerKind chosen_power(const ImportArguments& arguments,
                               const PowerImportDocument& document) {
    std::string all;
    for (const MeasuredPowerPart& part : document.powers) {
        all += (all.empty() ? "" : ", ") + part.power;
    }
    if (all.empty()) {
        throw engine::InputError({.file = engine::name_in_messages(arguments.file)}, "",
                                 "tells no power that a profile could be made of");
    }
    const std::string what = document.powers.size() == 1 && arguments.what.empty()
                                 ? document.powers.front().power
                                 : arguments.what;
    if (what.empty()) {
        throw UsageMistake("say with --what which of its powers the profile is: " + all);
    }
    const bool has_it =
        std::any_of(document.powers.begin(), document.powers.end(),
                    [&](const MeasuredPowerPart& part) { return part.power == what; });
    if (!has_it) {
        throw UsageMistake("--what " + what + ": " + arguments.file + " has " + all);
    }
    const auto word =
        std::find(engine::power_kind_words.begin(), engine::power_kind_words.end(), what);
    return static_cast<engine::PowerKind>(word - engine::power_kind_words.begin());
}

WrittenProfilePart write_profile(const ImportArguments& arguments, const engine::MeasuredLog& log,
                                 const PowerImportDocument& document,
                                 const std::optional<std::chrono::minutes>& ahead_of_utc) {
    const engine::PowerKind kind = chosen_power(arguments, document);
    const engine::MeasuredPower power = *power_of(log, kind);
    WrittenProfilePart written{.file = arguments.output,
                               .power = std::string{engine::name_of(kind)},
                               .clock = clock_of_profile(ahead_of_utc),
                               .rows = static_cast<int>(power.rows.size())};
    std::vector<std::string> remarks{written.power + " of " + arguments.file,
                                     "clock: " + written.clock};
    remarks.insert(remarks.end(), log.notes.begin(), log.notes.end());
    write_file(arguments.output, {"banktwin profile", engine::profile_mark},
               engine::profile_csv(power, ahead_of_utc.value_or(std::chrono::minutes{0}), remarks));
    return written;
}

int import_log(const ImportArguments& arguments, const std::string& text, std::ostream& out) {
    const bool has_offset = !arguments.utc_offset.empty();
    if (arguments.output.empty() && (has_offset || !arguments.what.empty())) {
        throw UsageMistake(std::string{has_offset ? "--utc-offset" : "--what"} +
                           " is for the profile that -o writes");
    }
    const auto ahead_of_utc =
        has_offset ? engine::parse_utc_offset(arguments.utc_offset) : std::nullopt;
    if (has_offset && !ahead_of_utc) {
        throw UsageMistake("--utc-offset wants an offset like +01:00; not \"" +
                           arguments.utc_offset + '"');
    }
    const engine::MeasuredLog log = read_log(arguments, text);
    PowerImportDocument document = power_import_document(log, arguments.file);
    if (!arguments.output.empty()) {
        document.written = write_profile(arguments, log, document, ahead_of_utc);
    }
    return answer(document, arguments.json, out);
}

int import_file(const ImportArguments& arguments, Streams streams) {
    const std::string text = engine::whole_text(arguments.file);
    return engine::is_measured_log(text) ? import_log(arguments, text, streams.out)
                                         : import_weather(arguments, text, streams.out);
}

}  // namespace

Command add_import(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand(
        "import", "read a file of weather or of measurements, tell what it is, and convert it");
    app->footer(
        "\nWeather: PVGIS hourly series (CSV, JSON), PVGIS typical years (CSV) and EPW. "
        "Measurements: the log of\na VRM portal (CSV) and the history of a solar charger from "
        "VictronConnect (CSV). Which it is shows in\nthe file. PVGIS: "
        "https://re.jrc.ec.europa.eu/api/v5_3/tmy?lat=59&lon=18&outputformat=csv\n\n"
        "Of measurements -o writes a profile, which profile_load (load, discharge) or "
        "profile_charger (solar,\ncharge) of a scenario reads. Its times are by the clock at the "
        "system, as in the file; give the scenario\nthe same utc_offset, or say with --utc-offset "
        "how far that clock is ahead of UTC, and the profile is in\nUTC. A clock that changes to "
        "summer time leaves a gap; when it changes back, the second of the two\nsame hours is "
        "left out. Gaps have the mean of their hour of the day.\n\n"
        "Examples:\n"
        "  banktwin import tmy_59.000_18.000.csv\n"
        "  banktwin import tmy.epw -o weather.csv --json\n"
        "  banktwin import log.csv --what load -o house.csv\n"
        "  banktwin import SolarHistory.csv --latitude-deg 59 -o sun.csv");
    auto arguments = std::make_shared<ImportArguments>();
    app->add_option("file", arguments->file, "the file; - reads standard input")->required();
    app->add_option("-o,--output", arguments->output,
                    "write the hours, or the profile, to this CSV (overwrites only files of its "
                    "own kind)")
        ->type_name("FILE")
        ->check(output_file());
    app->add_option("--what", arguments->what,
                    "power of the profile: load, solar (what the sun gave), charge or discharge "
                    "(of the battery); may be left out where there is only one")
        ->check(CLI::IsMember({"load", "solar", "charge", "discharge"}));
    app->add_option("--utc-offset", arguments->utc_offset,
                    "how far the file's clock is ahead of UTC, throughout: +01:00; the profile is "
                    "then in UTC")
        ->type_name("OFFSET");
    app->add_option("--latitude-deg", arguments->latitude_deg,
                    "of a history: lay each day's sun over its hours as it stands there without "
                    "clouds, not evenly")
        ->type_name("DEG")
        ->check(CLI::Range(-90.0, 90.0));
    app->add_flag("--json", arguments->json, "print one JSON document");
    return {.app = app,
            .action = [arguments, streams] { return import_file(*arguments, streams); }};
}

}  // namespace reports::cli
