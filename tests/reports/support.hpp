#pragma once
// What the tests of the reports share: the program as a function, runs written by hand, and just
// enough JSON Schema to hold an answer against its own.

#include "engine/scenario_loader.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/findings.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <stdlib.h>

namespace reports {

using Json = nlohmann::ordered_json;

// --- the program ---

struct Answer {
    int code;
    std::string out;
    std::string err;
};

inline Answer banktwin(const std::vector<std::string>& args) {
    // The catalogue of whoever runs the tests must not reach into them.
    ::setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    std::ostringstream out;
    std::ostringstream err;
    const int code = run_cli(args, out, err);
    return {code, out.str(), err.str()};
}

/// What the program says when all is well.
inline std::string told(const std::vector<std::string>& args) {
    const Answer answer = banktwin(args);
    EXPECT_EQ(answer.code, Success) << answer.err;
    return answer.out;
}

inline Json json_of(std::vector<std::string> args) {
    args.emplace_back("--json");
    return Json::parse(told(args));
}

// --- runs written by hand ---

constexpr engine::SimTime days(double count) {
    return engine::SimTime{static_cast<std::int64_t>(count * 86'400'000.0 + 0.5)};
}
constexpr engine::SimTime hours(double count) {
    return days(count / 24.0);
}

/// The worked example: 200 Ah from half charge, warning at 15 %, floor at 10 %, and its devices.
inline engine::LoadedScenario van(
    const std::string& devices,
    const std::string& bms = "low_soc_warning_pct: 15, discharge_floor_pct: 10",
    const std::string& more = "") {
    return engine::load_scenario_text(
        "name: A van\nstart: 2026-11-01\nduration: 130 d\n"
        "bank: {battery: lithium_ng_12v8_200ah, soc_pct: 50}\nbms: {" +
            bms + "}\n" + more + (devices.empty() ? "" : "devices:\n" + devices),
        "van.yaml");
}

inline const std::string alarm_on_battery =
    "  alarm: {model: constant_current, draws: 35 mA, connected_to: battery}\n";
inline const std::string alarm_behind_load =
    "  alarm: {model: constant_current, draws: 35 mA, connected_to: load}\n";

/// A run of 130 days from 1 November 2026 in which nothing happens.
inline engine::RunResult quiet_run() {
    engine::RunResult result;
    result.horizon = days(130);
    result.calendar = {.start = *engine::parse_date("2026-11-01"), .utc_offset = {}};
    return result;
}

inline engine::Event event(engine::EventKind kind, engine::SimTime at, const std::string& code = "",
                           const std::string& cause = "") {
    engine::Event out;
    out.at = at;
    out.kind = kind;
    out.code = code;
    out.cause = cause;
    return out;
}

/// The same van as a finished run: the dates of the worked example, alarm on the battery.
inline engine::RunResult ruined_run() {
    using engine::EventKind;
    using engine::Milestone;
    engine::RunResult result = quiet_run();
    result.verdict = engine::Verdict::Damaged;
    const auto warning = days(66.96);
    const auto load_off = days(76.53);
    const auto low_cell = days(93.75);
    const auto damage = days(95.75);
    result.milestones[Milestone::Warning] = warning;
    result.milestones[Milestone::PreAlarm] = warning;
    result.milestones[Milestone::LoadOff] = load_off;
    result.milestones[Milestone::LowCell] = low_cell;
    result.milestones[Milestone::Damage] = damage;
    engine::Event ruin = event(EventKind::BatteryDamaged, damage, "", "reserve_used");
    ruin.battery = 2;
    ruin.cell = 3;
    result.events = {event(EventKind::LoadOn, engine::SimTime{1000}),
                     event(EventKind::CodeRaised, warning, "W-B07", "low_soc_warning"),
                     event(EventKind::PreAlarmOn, warning, "", "low_soc_warning"),
                     event(EventKind::CodeRaised, load_off, "A-B07", "discharge_floor"),
                     event(EventKind::LoadOff, load_off, "", "discharge_floor"),
                     event(EventKind::CodeRaised, low_cell, "A-B01", "low_cell"),
                     ruin};
    return result;
}

/// Those of one name.
inline std::vector<engine::Finding> named(const std::vector<engine::Finding>& findings,
                                          const std::string& name) {
    std::vector<engine::Finding> out;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(out),
                 [&](const engine::Finding& finding) { return finding.name == name; });
    return out;
}

// --- JSON Schema ---

inline bool is_of_type(const Json& value, const std::string& type) {
    return (type == "null" && value.is_null()) || (type == "boolean" && value.is_boolean()) ||
           (type == "integer" && value.is_number_integer()) ||
           (type == "number" && value.is_number()) || (type == "string" && value.is_string()) ||
           (type == "array" && value.is_array()) || (type == "object" && value.is_object());
}

/// What of `value` its schema forbids: "" when nothing. A word of JSON Schema that this does not
/// know is a violation too, so that nothing passes unread.
inline std::string violation(const Json& schema, const Json& value, const std::string& path = "$") {
    for (const auto& [word, said] : schema.items()) {
        if (word == "type") {
            const Json types = said.is_array() ? said : Json::array({said});
            if (std::none_of(types.begin(), types.end(), [&](const Json& type) {
                    return is_of_type(value, type.get<std::string>());
                })) {
                return path + " is not " + said.dump() + ": " + value.dump();
            }
        } else if (word == "const") {
            if (value != said) {
                return path + " is not " + said.dump();
            }
        } else if (word == "anyOf") {
            if (std::none_of(said.begin(), said.end(), [&](const Json& option) {
                    return violation(option, value).empty();
                })) {
                return path + " is none of " + said.dump();
            }
        } else if (word == "required") {
            for (const Json& key : said) {
                if (value.is_object() && !value.contains(key.get<std::string>())) {
                    return path + " lacks " + key.dump();
                }
            }
        } else if (word == "additionalProperties") {
            for (const auto& [key, item] : value.items()) {
                if (value.is_object() && said == false && !schema["properties"].contains(key)) {
                    return path + " has an unknown " + key;
                }
            }
        } else if (word == "properties") {
            for (const auto& [key, below] : said.items()) {
                if (value.is_object() && value.contains(key)) {
                    std::string found = violation(below, value[key], path + "." + key);
                    if (!found.empty()) {
                        return found;
                    }
                }
            }
        } else if (word == "items") {
            for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
                std::string found = violation(said, value[i], path + "[" + std::to_string(i) + "]");
                if (!found.empty()) {
                    return found;
                }
            }
        } else if (word != "$schema" && word != "title" && word != "description") {
            return path + ": this test does not know " + word;
        }
    }
    return "";
}

}  // namespace reports
