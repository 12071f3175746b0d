#include "command.hpp"
#include "engine/resolved.hpp"
#include "engine/scenario_loader.hpp"
#include "engine/unit.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/drain.hpp"
#include "reports/json.hpp"
#include "reports/text_report.hpp"

#include <algorithm>
#include <memory>
#include <ostream>

#include <fmt/format.h>

namespace reports::cli {

namespace {

struct DrainArguments {
    std::optional<double> capacity_ah;
    std::string battery;
    std::vector<std::string> catalogs;
    int parallel = 1;
    int series = 1;
    std::optional<double> nominal_voltage_v;
    double soc_pct = 100.0;
    std::optional<double> warning_pct;
    std::optional<double> floor_pct;
    std::optional<double> low_cell_pct;
    std::optional<double> self_discharge_pct_per_30d;
    std::vector<std::string> drains;
    std::string start = "2026-01-01";
    std::string from;
    std::string solve;
    std::optional<double> days;
    std::string until = "damage";
    bool json = false;
    std::string language = "en";
};

struct ParsedDrain {
    Drain drain;
    bool is_power;
};

/// "alarm=35mA:battery"
ParsedDrain parse_drain(const std::string& text, std::size_t number, double nominal_voltage_v) {
    const auto mistake = [&](const std::string& why) {
        return UsageMistake("--drain " + text + ": " + why +
                            "; write name=35mA:battery or name=2W:load");
    };
    const std::size_t equals = text.find('=');
    const std::string name =
        equals == std::string::npos ? fmt::format("drain{}", number) : text.substr(0, equals);
    const std::string rest = equals == std::string::npos ? text : text.substr(equals + 1);
    const std::size_t colon = rest.rfind(':');
    if (colon == std::string::npos) {
        throw mistake("where does it hang? :battery (nothing cuts it off) or :load (behind LOAD)");
    }
    const std::string where = rest.substr(colon + 1);
    const bool is_controlled = where == "load" || where == "controlled";
    if (!is_controlled && where != "battery" && where != "uncontrolled") {
        throw mistake("\"" + where + "\" is neither battery nor load");
    }
    const std::string amount = rest.substr(0, colon);
    const auto parsed = engine::split_number(amount);
    if (!parsed || parsed->number < 0.0) {
        throw mistake("\"" + amount + "\" is not a current or a power");
    }
    for (const engine::Unit unit : {engine::Unit::Ampere, engine::Unit::Watt}) {
        for (const engine::UnitName& known : engine::row_of(unit).names) {
            if (known.name == parsed->unit) {
                const double value = parsed->number * known.multiply / known.divide;
                const bool is_power = unit == engine::Unit::Watt;
                const double current = is_power ? value / nominal_voltage_v : value;
                return {{.name = name, .draws_a = current, .is_controlled = is_controlled},
                        is_power};
            }
        }
    }
    throw mistake("\"" + amount + "\" has no unit of current (A, mA, µA) or power (W, mW)");
}

DrainMilestone milestone_named(const std::string& word) {
    if (word == "warning") {
        return DrainMilestone::Warning;
    }
    if (word == "load_off") {
        return DrainMilestone::LoadOff;
    }
    return word == "low_cell" ? DrainMilestone::LowCell : DrainMilestone::Damage;
}

/// The question, its nominal voltage, and the assumptions behind what was not given.
struct Posed {
    DrainQuestion question;
    std::vector<AssumptionPart> assumptions;
};

double standard_pct(bms::Setting setting) {
    return bms::row_of(setting).standard / 10.0;
}

Posed pose(const DrainArguments& arguments) {
    if (arguments.capacity_ah.has_value() == !arguments.battery.empty()) {
        throw UsageMistake("drain wants either --capacity-ah or --battery");
    }
    if (arguments.capacity_ah && arguments.parallel != 1) {
        throw UsageMistake("--parallel goes with --battery; --capacity-ah is the whole bank");
    }
    const engine::Catalog catalog = whole_catalog(arguments.catalogs);
    // Without a battery by name, the 12.8 V 200 Ah one stands in for what all of them share.
    const std::string battery_name =
        arguments.battery.empty() ? "lithium_ng_12v8_200ah" : arguments.battery;
    if (catalog.find("batteries", battery_name) == nullptr) {
        const auto guess = engine::nearest(battery_name, catalog.names("batteries"));
        throw UsageMistake(
            "--battery " + battery_name + " is not in the catalogue" +
            (guess ? "; did you mean " + *guess + "?" : "; see banktwin catalog list"));
    }
    engine::Provenance provenance;
    const engine::BatteryEntry battery = engine::read_battery(catalog, battery_name, provenance);
    const engine::BmsEntry bms = engine::read_bms(catalog, engine::BmsEntry{}.model, provenance);

    Posed posed;
    const auto assume = [&](bool assumed, std::string path, double value, std::string unit,
                            std::string note) {
        if (assumed) {
            posed.assumptions.push_back({.path = std::move(path),
                                         .value = engine::shortest(value),
                                         .low = std::nullopt,
                                         .high = std::nullopt,
                                         .unit = std::move(unit),
                                         .note = std::move(note)});
        }
    };
    const double nominal_v =
        arguments.nominal_voltage_v.value_or(battery.nominal_voltage_v * arguments.series);
    DrainQuestion& question = posed.question;
    question.capacity_ah = arguments.capacity_ah.value_or(battery.capacity_ah * arguments.parallel);
    question.soc_pct = arguments.soc_pct;
    question.floor_pct = arguments.floor_pct.value_or(standard_pct(bms::Setting::DischargeFloor));
    question.warning_pct =
        arguments.warning_pct.value_or(standard_pct(bms::Setting::LowSocWarning));
    question.low_cell_pct = arguments.low_cell_pct.value_or(battery.low_cell_soc_pct);
    question.self_discharge_pct_per_30d =
        arguments.self_discharge_pct_per_30d.value_or(battery.self_discharge_pct_per_30d);
    question.bms_on_a = bms.draws_on_a;
    question.bms_low_cell_a = bms.draws_low_cell_a;
    question.from_low_cell = arguments.from == "low_cell";
    bool has_power = false;
    for (std::size_t i = 0; i < arguments.drains.size(); ++i) {
        auto [drain, is_power] = parse_drain(arguments.drains[i], i + 1, nominal_v);
        if (std::any_of(question.drains.begin(), question.drains.end(),
                        [&name = drain.name](const Drain& other) { return other.name == name; })) {
            throw UsageMistake("--drain " + arguments.drains[i] + ": there is a drain " +
                               drain.name + " already; take another name");
        }
        question.drains.push_back(std::move(drain));
        has_power = has_power || is_power;
    }
    assume(!arguments.warning_pct && !question.from_low_cell, "warning_pct", question.warning_pct,
           "%", "D-11; --warning-pct");
    assume(!arguments.floor_pct && !question.from_low_cell, "floor_pct", question.floor_pct, "%",
           "D-11; --floor-pct");
    assume(!arguments.self_discharge_pct_per_30d, "self_discharge_pct_per_30d",
           question.self_discharge_pct_per_30d, "%/30d", "D-19; --self-discharge-pct-per-30d");
    assume(!question.from_low_cell, "bms_on_a after the floor", question.bms_on_a * 1000.0, "mA",
           "D-13: the remote is still on");
    assume(has_power && !arguments.nominal_voltage_v && arguments.battery.empty(),
           "nominal_voltage_v", nominal_v, "V", "powers count at it; --nominal-voltage-v");
    if (question.warning_pct > 0.0 && question.floor_pct > 0.0 &&
        question.warning_pct <= question.floor_pct) {
        throw UsageMistake(fmt::format("the warning ({:g} %) must be above the floor ({:g} %)",
                                       question.warning_pct, question.floor_pct));
    }
    return posed;
}

/// Days as a moment; beyond the calendar it is as good as never.
std::optional<MomentPart> moment_of(const engine::Calendar& calendar, std::optional<double> days) {
    constexpr double longest = 36'500.0;
    if (!days || *days > longest) {
        return std::nullopt;
    }
    const auto at = engine::SimTime{static_cast<std::int64_t>(*days * 86'400'000.0 + 0.5)};
    return MomentPart{.t_s = *days * 86'400.0, .day = *days, .date = calendar.iso(at)};
}

int answer(const DrainArguments& arguments, Streams streams) {
    const auto start = engine::parse_date(arguments.start);
    if (!start) {
        throw UsageMistake("--start wants a date like 2026-11-01, not \"" + arguments.start + "\"");
    }
    if (!arguments.solve.empty() && !arguments.days) {
        throw UsageMistake("--solve " + arguments.solve + " wants --days");
    }
    if (arguments.solve.empty() && arguments.days) {
        throw UsageMistake("--days goes with --solve drain or --solve soc");
    }
    Posed posed = pose(arguments);
    DrainQuestion& question = posed.question;
    DrainDocument document;
    if (!arguments.solve.empty()) {
        const DrainMilestone milestone = milestone_named(arguments.until);
        SolvedPart solved{
            .solve = arguments.solve, .until = arguments.until, .days = *arguments.days};
        if (question.from_low_cell && milestone != DrainMilestone::Damage) {
            throw UsageMistake("--from low_cell begins behind " + arguments.until +
                               "; only damage is left to solve for");
        }
        if (milestone == DrainMilestone::Warning && question.warning_pct == 0.0) {
            throw UsageMistake("--until warning: the warning is off (--warning-pct 0)");
        }
        if (arguments.solve == "drain") {
            solved.drain_a = largest_drain_a(question, milestone, *arguments.days);
            if (solved.drain_a) {
                question.drains.push_back({.name = "solved", .draws_a = *solved.drain_a});
            }
        } else {
            if (question.from_low_cell) {
                throw UsageMistake(
                    "--from low_cell begins with the reserve; there is no soc to solve for");
            }
            solved.soc_pct = lowest_soc_pct(question, milestone, *arguments.days);
            question.soc_pct = solved.soc_pct.value_or(question.soc_pct);
        }
        document.solved = solved;
    }
    const DrainDays days = drain(question);
    const engine::Calendar calendar{.start = *start, .utc_offset = {}};
    document.capacity_ah = question.capacity_ah;
    document.soc_pct = question.from_low_cell ? question.low_cell_pct : question.soc_pct;
    document.warning_pct = question.warning_pct;
    document.floor_pct = question.floor_pct;
    document.low_cell_pct = question.low_cell_pct;
    document.self_discharge_pct_per_30d = question.self_discharge_pct_per_30d;
    document.bms_on_a = question.bms_on_a;
    document.bms_low_cell_a = question.bms_low_cell_a;
    document.from_low_cell = question.from_low_cell;
    for (const Drain& row : question.drains) {
        document.drains.push_back({.name = row.name,
                                   .draws_a = row.draws_a,
                                   .connected_to = row.is_controlled ? "load" : "battery"});
    }
    document.days = {.warning = days.warning,
                     .load_off = days.load_off,
                     .low_cell = days.low_cell,
                     .damage = days.damage};
    document.milestones = {.warning = moment_of(calendar, days.warning),
                           .pre_alarm = moment_of(calendar, days.warning),
                           .load_off = moment_of(calendar, days.load_off),
                           .low_cell = moment_of(calendar, days.low_cell),
                           .damage = moment_of(calendar, days.damage)};
    document.latest_recharge = document.milestones.damage;
    document.assumptions = std::move(posed.assumptions);
    streams.out << (arguments.json
                        ? to_json(document_value(document))
                        : text_report(document, arguments.language == "sv" ? Language::Swedish
                                                                           : Language::English));
    return Success;
}

}  // namespace

Command add_drain(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand(
        "drain", "closed form: a bank left alone with constant drains, and its four dates");
    app->footer(
        "\nExamples:\n"
        "  banktwin drain --capacity-ah 200 --soc-pct 50 --drain alarm=35mA:battery --start "
        "2026-11-01\n"
        "  banktwin drain --battery lithium_ng_12v8_200ah --parallel 2 --drain radio=2W:load\n"
        "  banktwin drain --capacity-ah 200 --from low_cell --self-discharge-pct-per-30d 0 "
        "--drain rest=8.8mA:battery\n"
        "  banktwin drain --capacity-ah 200 --soc-pct 80 --solve drain --days 90");
    auto a = std::make_shared<DrainArguments>();
    const CLI::Range percent{0.0, 100.0};
    const CLI::Range positive{1e-3, 1e6};
    app->add_option("--capacity-ah", a->capacity_ah, "capacity of the whole bank")
        ->type_name("AH")
        ->check(positive);
    app->add_option("--battery", a->battery, "or a battery of the catalogue")->type_name("NAME");
    add_catalog_option(*app, a->catalogs);
    app->add_option("--parallel", a->parallel, "so many strings of it")->check(CLI::Range(1, 50));
    app->add_option("--series", a->series, "so many of it in series")->check(CLI::Range(1, 4));
    app->add_option("--nominal-voltage-v", a->nominal_voltage_v,
                    "voltage at which drains in watts count; the battery's, else 12.8")
        ->type_name("V")
        ->check(positive);
    app->add_option("--soc-pct", a->soc_pct, "state of charge at the start")
        ->type_name("PCT")
        ->transform(whole_percent())
        ->check(percent)
        ->capture_default_str();
    app->add_option("--warning-pct", a->warning_pct, "low-SoC warning (20)")
        ->type_name("PCT")
        ->check(percent);
    app->add_option("--floor-pct", a->floor_pct, "discharge floor; 0 turns it off (10)")
        ->type_name("PCT")
        ->check(percent);
    app->add_option("--low-cell-pct", a->low_cell_pct, "what is left at the low-cell cut-off (1)")
        ->type_name("PCT")
        ->check(percent);
    app->add_option("--self-discharge-pct-per-30d", a->self_discharge_pct_per_30d,
                    "of nominal capacity (2)")
        ->type_name("PCT")
        ->check(percent);
    app->add_option(
           "--drain", a->drains,
           "what draws, and what cuts it: name=35mA:battery (nothing does) or name=2W:load; "
           "uncontrolled and controlled mean the same")
        ->type_name("NAME=AMOUNT:WHERE")
        ->take_all()
        ->allow_extra_args(false);
    app->add_option("--start", a->start, "date of the start")
        ->type_name("DATE")
        ->capture_default_str();
    app->add_option("--from", a->from, "begin with the reserve, right after the low-cell cut-off")
        ->check(CLI::IsMember({"low_cell"}));
    app->add_option("--solve", a->solve,
                    "drain: how much more may draw from the battery; soc: how full must it be")
        ->check(CLI::IsMember({"drain", "soc"}));
    app->add_option("--days", a->days, "for --solve: the milestone must not come earlier")
        ->type_name("N")
        ->check(CLI::Range(0.0, 36'500.0));
    app->add_option("--until", a->until, "for --solve: which milestone")
        ->check(CLI::IsMember({"warning", "load_off", "low_cell", "damage"}))
        ->capture_default_str();
    app->add_option("--lang", a->language, "language of the answer")
        ->check(CLI::IsMember({"en", "sv"}))
        ->capture_default_str();
    app->add_flag("--json", a->json, "print one JSON document");
    return {.app = app, .action = [a, streams] { return answer(*a, streams); }};
}

}  // namespace reports::cli
