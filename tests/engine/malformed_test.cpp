// Every mistake in a file is one InputError with its place: file:line:col: key: message.

#include "tests/engine/mutated.hpp"
#include "tests/engine/support.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace engine {
namespace {

using testing::HasSubstr;

struct Malformed {
    const char* what;
    std::string text;
    int line;    // 0: it does not matter here
    int column;  // the same
    const char* key;
    const char* fragment;
};

/// Three sound lines; a row's own text begins at line 4.
const std::string sound =
    "name: x\n"
    "duration: 1 d\n"
    "bank: {battery: lithium_ng_12v8_100ah, soc_pct: 50}\n";

/// A battery of one's own on line 3, with one more entry.
std::string battery_with(const std::string& entry) {
    return "name: x\nduration: 1 d\nbank: {battery: {like: lithium_ng_12v8_100ah,\n" + entry +
           "}}\n";
}

std::string cell_with(const std::string& entry) {
    return battery_with("cell: {like: lithium_ng,\n" + entry + "}");
}

std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) {
        out += text;
    }
    return out;
}

/// Ten lists of ten aliases each to the one before: 10^10 values if somebody expands them.
std::string alias_bomb() {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i <= 9; ++i) {
        const std::string below = "*a" + std::to_string(i - 1);
        const std::string name = "a" + std::to_string(i);
        text += name + ": &" + name + " [" + below + repeated(", " + below, 9) + "]\n";
    }
    return text;
}

std::vector<Malformed> structural_mistakes() {
    return {
        {"empty file", "", 1, 1, "", "is empty"},
        {"comments alone", "# nothing\n# here\n", 1, 1, "", "is empty"},
        {"a null document", "---\n...\n", 2, 1, "", "is empty"},
        {"list at the top", "- name: x\n", 1, 1, "", "expected a map"},
        {"text at the top", "hello\n", 1, 1, "", "expected a map"},
        {"a sweep", "name: x\nbase: my.yaml\ngrid: {bank.soc_pct: [30, 60]}\n", 2, 1, "base",
         "banktwin sweep runs"},
        {"tab in the indentation", "name: x\nbank:\n\tbattery: y\n", 3, 1, "", "tab"},
        {"tab behind spaces", "name: x\nbank:\n  \tbattery: y\n", 3, 3, "", "tab"},
        {"NUL byte", std::string("name: x\nna\0me: y\n", 17), 2, 3, "", "NUL"},
        {"Latin-1", "name: x\nseed: \xE5\n", 2, 7, "", "not UTF-8"},
        {"overlong UTF-8", "name: \xC0\xAF\n", 1, 7, "", "not UTF-8"},
        {"UTF-16 surrogate", "name: \xED\xA0\x80\n", 1, 7, "", "not UTF-8"},
        {"cut-off UTF-8", "name: x\xC3", 1, 8, "", "not UTF-8"},
        {"escape sequence", "name: x\nseed: \x1b[31m\n", 2, 7, "", "control character"},
        {"DEL", "name: \x7f\n", 1, 7, "", "control character"},
        {"two documents", "name: x\n---\nname: y\n", 3, 1, "", "second document"},
        {"cut off in a flow map", "bank: {battery: lith", 0, 0, "", "not YAML"},
        {"cut off in a quote", "name: 'x", 0, 0, "", "not YAML"},
        {"indentation off", "bank:\n    series: 1\n  parallel: 1\n", 3, 3, "", "not YAML"},
        {"stray bracket", "name: ]\n", 1, 7, "", "not YAML"},
        {"bad escape", "name: \"\\q\"\n", 1, 0, "", "not YAML"},
        {"tag on a value", "name: !!binary aGk=\n", 1, 7, "", "tag"},
        {"tag on a map", "name: x\nbank: !mine {series: 1}\n", 2, 7, "", "tag"},
        {"tag on a list", "name: x\nexpect: !!set [a]\n", 2, 9, "", "tag"},
        {"merge key", "a: &a {b: 1}\nc:\n  <<: *a\n", 3, 3, "<<", "extends"},
        {"a list for a key", "name: x\n? [a, b]\n: c\n", 2, 3, "", "key must be"},
        {"a map for a key", "name: x\n{a: b}: c\n", 2, 1, "", "key must be"},
        {"null for a key", "name: x\n~: c\n", 2, 1, "", "key must be"},
        {"key given twice", "name: x\nseed: 1\nname: y\n", 3, 1, "name", "line 1"},
        {"key given twice in a flow map", "bank: {series: 1, series: 2}\n", 1, 19, "series",
         "twice"},
        {"alias to nothing", "name: *nobody\n", 1, 7, "", "not YAML"},
        {"alias to itself", "a: &a [*a]\n", 1, 8, "", "contains it"},
        {"alias bomb", alias_bomb(), 0, 0, "", "20,000"},
        {"3,000 keys",
         sound + "bms:\n" +
             [] {
                 std::string text;
                 for (int i = 0; i < 3000; ++i) {
                     text += "  key" + std::to_string(i) + ": 1\n";
                 }
                 return text;
             }(),
         5, 3, "bms.key0", "unknown key"},
        {"20,001 values", "a: [" + repeated("1, ", 20'000) + "1]\n", 0, 0, "", "20,000"},
        {"20,000 lists deep", "a: " + repeated("[", 20'000), 1, 0, "", "deeper than 64"},
        {"20,000 maps deep", "a: " + repeated("{b: ", 20'000), 0, 0, "", "deeper than 64"},
        {"20,000 indented maps deep",
         [] {
             std::string text;
             for (int i = 0; i < 1000; ++i) {
                 text += repeated(" ", i) + "a:\n";
             }
             return text;
         }(),
         65, 65, "", "deeper than 64"},
        {"more than 1 MiB", "name: " + std::string(1 << 20, 'x') + "\n", 0, 0, "", "1 MiB"},
    };
}

std::vector<Malformed> wrong_values() {
    return {
        {"unknown key", sound + "bnak: {}\n", 4, 1, "bnak", "did you mean bank?"},
        {"unknown key below",
         "name: x\nduration: 1 d\nbank:\n  battery: lithium_ng_12v8_100ah\n  paralel: 2\n", 5, 3,
         "bank.paralel", "did you mean parallel?"},
        {"unknown key like nothing", sound + "quetzalcoatl: 1\n", 4, 1, "quetzalcoatl",
         "unknown key"},
        {"a unit of the wrong kind in the key", sound + "bms: {low_cell_a: 3}\n", 4, 7,
         "bms.low_cell_a", "unknown key; did you mean low_cell_v?"},
        {"number for a map", sound + "bms: 5\n", 4, 6, "bms", "expected a map"},
        {"list for a map", "name: x\nduration: 1 d\nbank: [1]\n", 3, 7, "bank", "expected a map"},
        {"map for a number", "name: x\nduration: {a: 1}\n" + sound.substr(22), 2, 15,
         "duration_s.a", "unknown"},
        {"list for a number", "name: x\nduration: [1 d]\n" + sound.substr(22), 2, 11, "duration_s",
         "expected a time"},
        {"list for a text", "name: [x]\n" + sound.substr(8), 1, 7, "name", "expected"},
        {"list for devices", sound + "devices: [a]\n", 4, 10, "devices", "map by name"},
        {"map for a list", sound + "expect: {a: 1}\n", 4, 9, "expect", "expected a list"},
        {"text for a list", sound + "events: now\n", 4, 9, "events", "expected a list"},
        {"key without a value", sound + "seed:\n", 4, 1, "seed", "has no value"},
        {"NaN", sound + "ambient: {temperature_degc: .nan}\n", 4, 29, "ambient.temperature_degc",
         "not a finite number"},
        {"infinity", sound + "ambient: {temperature_degc: -.inf}\n", 4, 29,
         "ambient.temperature_degc", "not a finite number"},
        {"too large for a number", sound + "seed: 1e999\n", 4, 7, "seed", "not a number"},
        {"text for a number", sound + "seed: many\n", 4, 7, "seed", "\"many\" is not a number"},
        {"hexadecimal", sound + "seed: 0x1F\n", 4, 7, "seed", "0x1F"},
        {"octal", sound + "seed: 010\n", 4, 7, "seed", "write 10"},
        {"zeros", sound + "seed: 00\n", 4, 7, "seed", "write 0"},
        {"half a seed", sound + "seed: 1.5\n", 4, 7, "seed", "whole number"},
        {"negative seed", sound + "seed: -1\n", 4, 7, "seed", "between 0"},
        {"decimal comma", sound + "ambient:\n  temperature_degc: 12,5\n", 5, 21,
         "ambient.temperature_degc", "write 12.5"},
        {"decimal comma with a unit", sound + "ambient:\n  temperature: 12,5 degC\n", 5, 16,
         "ambient.temperature_degc", "write 12.5 degC"},
        {"decimal comma in a flow map",
         "name: x\nduration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 50,5}\n", 3, 52,
         "bank.5", "unknown key"},
        {"number without a unit", "duration: 130\n" + sound.substr(22), 1, 11, "duration",
         "has no unit; write 130 s, or duration_s: 130"},
        {"number without a unit in an estimate",
         battery_with("low_cell_soc: {value: 1, source: me}"), 4, 23, "bank.battery.low_cell_soc",
         "has no unit"},
        {"C-rate without its key's unit", battery_with("discharge_recommended: 0.5"), 4, 24,
         "bank.battery.discharge_recommended", "discharge_recommended_c: 0.5"},
        {"unit of another dimension",
         sound + "devices:\n  a: {model: constant_current, draws: 35 W}\n", 5, 39,
         "devices.a.draws_a", "is a power; expected a current"},
        {"unit of nothing", "duration: 3 fortnights\n" + sound.substr(22), 1, 11, "duration_s",
         "no unit known here"},
        {"share for a percentage",
         "name: x\nduration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 0.5}\n", 3, 49,
         "bank.soc_pct", "0.5 %? did you mean 50?"},
        {"more than full",
         "name: x\nduration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, soc_pct: 101}\n", 3, 49,
         "bank.soc_pct", "between 0 % and 100 %"},
        {"impossible day", "start: 2026-02-30\n" + sound, 1, 8, "start", "is not a date"},
        {"date with a unit", "start: 3 d\n" + sound, 1, 8, "start", "is not a date"},
        {"offset without a sign", "utc_offset: 01:00\n" + sound, 1, 13, "utc_offset",
         "like '+01:00'"},
        {"time of day without quotes", sound + "ambient: {warmest_time: 15:00}\n", 4, 25,
         "ambient.warmest_time", "needs quotes ('15:00')"},
        {"window without quotes",
         sound + "devices:\n  a: {model: constant_current, draws_a: 1, from: 18:30, to: '22:00'}\n",
         5, 50, "devices.a.from", "needs quotes"},
        {"no time of day", sound + "ambient: {warmest_time: '25:00'}\n", 4, 25,
         "ambient.warmest_time", "is not a time of day"},
        {"on for a choice",
         sound + "devices:\n  a: {model: constant_current, draws_a: 1, switched_by: on}\n", 5, 57,
         "devices.a.switched_by", "\"on\" is not one of nothing | load | charger"},
        {"unknown word",
         "name: x\nduration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, wiring: star}\n", 3, 48,
         "bank.wiring", "busbar | diagonal | halfway | one_end"},
        {"unknown record level", "record: everything\n" + sound, 1, 9, "record",
         "bank | battery | cell"},
        {"duration too short", "duration: 0 s\n" + sound.substr(22), 1, 11, "duration_s",
         "between 1 s"},
        {"duration too long", "duration: 200000 d\n" + sound.substr(22), 1, 11, "duration_s",
         "between 1 s"},
        {"warmest day", sound + "ambient: {warmest_day_of_year: 367}\n", 4, 32,
         "ambient.warmest_day_of_year", "between 1 and 366"},
    };
}

std::vector<Malformed> wrong_scenarios() {
    return {
        {"bank missing", "name: x\nduration: 1 d\n", 1, 1, "bank", "is missing"},
        {"battery of the maker's other kind",
         "name: x\nduration: 1 d\nbank: {battery: lithium_battery_smart}\n", 3, 17, "bank.battery",
         "Lithium Battery Smart does not talk to a smallBMS NG (manual §2.1)"},
        {"product that no BMS can switch",
         sound + "devices:\n  it: {model: constant_power, draws: 1 W, product: multiplus}\n", 5, 0,
         "devices.it.product", "only VE.Bus (manual §2.1)"},
        {"the same as a device", sound + "devices:\n  it: {model: multiplus, draws: 1 W}\n", 5, 15,
         "devices.it.model",
         "MultiPlus or MultiPlus-II has no input that a smallBMS NG can switch, only VE.Bus "
         "(manual "
         "§2.1); a VE.Bus BMS NG or a Lynx Smart BMS NG can"},
        {"one that is like another of them", sound + "devices:\n  it: {model: quattro}\n", 5, 15,
         "devices.it.model", "Quattro or Quattro-II has no input"},
        {"the same by its whole name", sound + "devices:\n  it: {model: MultiPlus-II 12/3000}\n", 5,
         15, "devices.it.model", "MultiPlus or MultiPlus-II has no input"},
        {"the same as a product, by its whole name",
         sound + "devices:\n  it: {model: constant_power, draws: 1 W, product: easysolar_ii_gx}\n",
         5, 52, "devices.it.product", "EasySolar or EasySolar-II has no input"},
        {"a battery of the maker's other kind as a device",
         sound + "devices:\n  it: {model: lithium_battery_smart}\n", 5, 15, "devices.it.model",
         "Lithium Battery Smart does not talk to a smallBMS NG (manual §2.1); take Lithium NG "
         "batteries"},
        {"the same as a battery, by its whole name",
         "name: x\nduration: 1 d\nbank: {battery: {like: lithium_battery_smart_12v8_200ah}}\n", 3,
         24, "bank.battery.like", "does not talk to a smallBMS NG"},
        {"a device nearly called as what is refused", sound + "devices:\n  it: {model: multiplu}\n",
         5, 15, "devices.it.model", "is not in the catalogue"},
        {"refusal unknown",
         sound +
             "devices:\n  it: {model: constant_power, draws: 1 W, product: {like: relay, refused: "
             "no}}\n",
         5, 0, "devices.it.product.refused", "ve_bus"},
        {"product unknown",
         sound + "devices:\n  it: {model: constant_power, draws: 1 W, product: multiplu}\n", 5, 52,
         "devices.it.product", "did you mean multiplus?"},
        {"cable of what nothing switches",
         sound + "devices:\n  it: {model: constant_power, draws: 1 W, through: direct}\n", 5, 52,
         "devices.it.through", "nothing switches it"},
        {"cable unknown",
         sound + "devices:\n  it: {model: constant_power, draws: 1 W, switched_by: load, through: "
                 "invert}\n",
         5, 71, "devices.it.through", "inverting"},
        {"article number unknown",
         sound + "devices:\n  it: {model: constant_power, draws: 1 W, switched_by: load, through: "
                 "ASS030550330}\n",
         5, 71, "devices.it.through",
         "\"ASS030550330\" is not one of direct | inverting | non_inverting | "
         "ve_direct_non_inverting | skylla_i | cyrix_li_charge | ASS030550100 | ASS030550120 | "
         "ASS030550200 | ASS030550320 | ASS030550400"},
        {"a charger whose kind is switched, behind a link",
         sound +
             "devices:\n  c: {model: cyrix_li_ct_120}\n  s: {model: lead_battery_12v, capacity: 70 "
             "Ah, connected_to: c}\n  d: {model: cc_cv_charger, charges: 10 A, connected_to: "
             "c}\n",
         7, 6, "devices.d.switched_by", "say switched_by: nothing"},
        {"an alternator of 12 V at a starter battery of 24 V",
         sound + "devices:\n  c: {model: orion_tr_smart_24_12_20}\n  s: {model: lead_battery_24v, "
                 "capacity: 70 Ah, connected_to: c}\n  x: {model: alternator, charges: 10 A, "
                 "connected_to: c}\n",
         7, 6, "devices.x.regulated_v", "an alternator of 14.2 V"},
        {"behind nobody",
         sound + "devices:\n  protect: {model: main_switch}\n  lamp: {model: constant_current, "
                 "draws: 1 A, connected_to: protct}\n",
         6, 61, "devices.lamp.connected_to", "\"protct\" is no device; did you mean protect?"},
        {"behind LOAD, as the case of a BMS spells it",
         sound + "devices:\n  lamp: {model: constant_current, draws: 1 A, connected_to: LOAD}\n", 5,
         61, "devices.lamp.connected_to", "\"LOAD\" is no device; did you mean load?"},
        {"behind nobody, and nobody is near",
         sound + "devices:\n  main: {model: main_switch}\n  lamp: {model: constant_current, draws: "
                 "1 A, connected_to: elsewhere}\n",
         6, 61, "devices.lamp.connected_to",
         "\"elsewhere\" is no device; expected battery | load | main"},
        {"behind a lamp",
         sound + "devices:\n  lamp: {model: constant_current, draws: 1 A}\n  alarm: {model: "
                 "constant_current, draws: 1 A, connected_to: lamp}\n",
         6, 62, "devices.alarm.connected_to", "\"lamp\" is no switch"},
        {"behind itself", sound + "devices:\n  main: {model: main_switch, connected_to: main}\n", 5,
         44, "devices.main.connected_to", "is a circle: main behind main"},
        {"behind each other",
         sound + "devices:\n  one: {model: main_switch, connected_to: other}\n  other: {model: "
                 "main_switch, connected_to: one}\n",
         5, 43, "devices.one.connected_to", "is a circle: one behind other behind one"},
        {"a switch that nobody could name", sound + "devices:\n  load: {model: main_switch}\n", 5,
         9, "devices.load", "means another place"},
        {"battery missing", "name: x\nduration: 1 d\nbank: {soc_pct: 50}\n", 3, 7, "bank.battery",
         "is missing"},
        {"unknown battery", "duration: 1 d\nbank: {battery: lithium_ng_12v8_100a}\n", 2, 17,
         "bank.battery", "did you mean lithium_ng_12v8_100ah?"},
        {"a battery of nobody", "duration: 1 d\nbank: {battery: {capacity_ah: 5}}\n", 2, 17,
         "bank.battery.cell", "is missing"},
        {"like of an unknown battery", "duration: 1 d\nbank: {battery: {like: leadacid}}\n", 2, 24,
         "bank.battery.like", "not in the catalogue"},
        {"an enclosure of nobody",
         "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, enclosure: garage}\n", 2, 51,
         "bank.enclosure", "there is bare, insulated and indoors"},
        {"a resistance that is another at its own reference",
         "duration: 1 d\nbank: {battery: {like: lithium_ng_12v8_100ah, cell: {like: lithium_ng,\n"
         "  resistance_factor: {0: 1.5, 50: 1.25, 100: 1.25}}}}\n",
         3, 22, "bank.battery.cell.resistance_factor", "is 1.25 at 50 %, where it is 1"},
        {"a level resistance that is not 1",
         "duration: 1 d\nbank: {battery: {like: lithium_ng_12v8_100ah, cell: {like: lithium_ng,\n"
         "  resistance_factor: 2}}}\n",
         3, 22, "bank.battery.cell.resistance_factor", "is 2 at 50 %, where it is 1"},
        {"a gradient along one battery",
         "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, thermal_gradient: 5 K}\n", 2, 58,
         "bank.thermal_gradient_k", "does nothing with one"},
        {"negative capacity", battery_with("capacity_ah: -100"), 4, 14, "bank.battery.capacity_ah",
         "between 0.1 Ah"},
        {"no capacity", battery_with("capacity_ah: 0"), 4, 14, "bank.battery.capacity_ah",
         "between 0.1 Ah"},
        {"five cells", battery_with("cells: 5"), 4, 8, "bank.battery.cells", "4, 8 or 16"},
        {"51 batteries", "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, parallel: 51}\n", 2,
         50, "bank.parallel", "one BMS has at most 50 of these (R-BAT-2, manual §2.1)"},
        {"neither duration nor until", "name: x\nbank: {battery: lithium_ng_12v8_100ah}\n", 1, 1,
         "duration_s", "is missing"},
        {"duration and until", "until: 2026-02-01\n" + sound, 1, 8, "until",
         "duration is given too"},
        {"until before start",
         "start: 2026-02-01\nuntil: 2026-01-01\nbank: {battery: lithium_ng_12v8_100ah}\n", 2, 8,
         "until", "not after the start"},
        {"until at start",
         "start: 2026-02-01\nuntil: 2026-02-01\nbank: {battery: lithium_ng_12v8_100ah}\n", 2, 8,
         "until", "not after the start"},
        {"floor above the warning",
         sound + "bms: {low_soc_warning_pct: 10, discharge_floor_pct: 15}\n", 4, 53,
         "bms.discharge_floor_pct", "must be below"},
        {"setting out of range", sound + "bms: {pre_alarm_cell_v: 3.2}\n", 4, 25,
         "bms.pre_alarm_cell_v", "between 2.85 V and 3.15 V"},
        {"setting between its steps", sound + "bms: {pre_alarm_cell_v: 3.0005}\n", 4, 25,
         "bms.pre_alarm_cell_v", "multiple of 0.001"},
        {"lead below 30 s", sound + "bms: {pre_alarm_lead: 29 s}\n", 4, 23, "bms.pre_alarm_lead_s",
         "between 30 s"},
        {"unknown BMS", sound + "bms: {model: smallbms}\n", 4, 14, "bms.model",
         "did you mean smallbms_ng?"},
        {"remote of no kind", sound + "bms: {remote: maybe}\n", 4, 15, "bms.remote",
         "is not joined"},
        {"remote that drives nothing", sound + "bms: {remote: {}}\n", 4, 15, "bms.remote",
         "drives neither"},
        {"unknown terminal", sound + "bms: {remote: {middle_v: 3}}\n", 4, 26, "bms.remote.middle_v",
         "unknown terminal"},
        {"device without a model", sound + "devices:\n  a: {draws: 1 A}\n", 5, 6, "devices.a",
         "with a model"},
        {"device as a number", sound + "devices:\n  a: 5\n", 5, 6, "devices.a", "with a model"},
        {"unknown model", sound + "devices:\n  a: {model: constant_curent, draws: 1 A}\n", 5, 14,
         "devices.a.model", "did you mean constant_current?"},
        {"draws missing", sound + "devices:\n  a: {model: constant_current}\n", 5, 6,
         "devices.a.draws_a", "is missing"},
        {"draws of a charger", sound + "devices:\n  a: {model: cc_cv_charger, draws: 1 A}\n", 5, 29,
         "devices.a.draws", "unknown key"},
        {"draws twice",
         sound + "devices:\n  a: {model: constant_current, draws: 1 A, draws_a: 1}\n", 5, 44,
         "devices.a.draws_a", "given twice"},
        {"negative draw", sound + "devices:\n  a: {model: constant_current, draws: -35 mA}\n", 5,
         39, "devices.a.draws_a", "write a magnitude"},
        {"negative charge", sound + "devices:\n  a: {model: cc_cv_charger, charges_a: -5}\n", 5, 40,
         "devices.a.charges_a", "write a magnitude"},
        {"device called bms", sound + "devices:\n  bms: {model: constant_current, draws: 1 A}\n", 5,
         8, "devices.bms", "take another name"},
        {"device with a point in its name",
         sound + "devices:\n  a.b: {model: constant_current, draws: 1 A}\n", 5, 8, "devices.a.b",
         "letters, digits"},
        {"device with a number for a name",
         sound + "devices:\n  1st: {model: constant_current, draws: 1 A}\n", 5, 8, "devices.1st",
         "begins with a letter"},
        {"from without to",
         sound + "devices:\n  a: {model: constant_current, draws: 1 A, from: '18:30'}\n", 5, 50,
         "devices.a.from", "say when its window ends, too: to: '22:00'"},
        {"to without from",
         sound + "devices:\n  a: {model: constant_current, draws: 1 A, to: '18:30'}\n", 5, 48,
         "devices.a.to", "say when its window begins, too: from: '18:30'"},
        {"on_for without every",
         sound + "devices:\n  a: {model: constant_current, draws: 1 A, on_for: 1 min}\n", 5, 52,
         "devices.a.on_for_s", "go together"},
        {"a heater that stops where it begins",
         sound + "devices:\n  a: {model: heater, draws: 9 W, stops_at: 6 degC}\n", 5, 44,
         "devices.a.stops_at_degc", "must stop at more"},
        {"random starts without a rhythm",
         sound + "devices:\n  a: {model: constant_current, draws: 1 A, starts: random}\n", 5, 52,
         "devices.a.starts", "needs on_for and every"},
        {"a day that is none",
         sound + "devices:\n  a: {model: constant_current, draws: 1 A, days: [mon, lör]}\n", 5, 56,
         "devices.a.days[2]", "no day of the week"},
        {"no day", sound + "devices:\n  a: {model: constant_current, draws: 1 A, days: []}\n", 5,
         50, "devices.a.days", "no day at all"},
        {"on_for longer than every",
         sound + "devices:\n  a: {model: constant_current, draws: 1 A, on_for: 2 h, every: 1 h}\n",
         5, 52, "devices.a.on_for_s", "longer than every"},
        {"returns below its cut-out",
         sound +
             "devices:\n  a: {model: constant_current, draws: 1 A, returns_above_per_cell_v: 1}\n",
         5, 70, "devices.a.returns_above_per_cell_v", "is below"},
        {"float above absorption",
         sound + "devices:\n  a: {model: cc_cv_charger, charges: 5 A, absorption_v: 14, float_v: "
                 "14.1}\n",
         5, 70, "devices.a.float_v", "above absorption_v"},
        {"event without a moment", sound + "events:\n  - {remote: open}\n", 5, 5, "events[1].at",
         "is missing"},
        {"event that does nothing", sound + "events:\n  - {at: 1 h}\n", 5, 5, "events[1]",
         "changes nothing"},
        {"moment without a unit", sound + "events:\n  - {at: 10, remote: open}\n", 5, 10,
         "events[1].at", "write 10 d"},
        {"event before the start",
         sound + "events:\n  - {at: 2 h, remote: open}\n  - {at: 2020-01-01, remote: on}\n", 6, 5,
         "events[2].at", "before the start"},
        {"expectation of nothing", sound + "expect:\n  - damage.day\n", 5, 5, "expect[1]",
         "compares nothing"},
        {"expectation of the unknown", sound + "expect:\n  - warning.day > 1\n  - damge.day > 9\n",
         6, 5, "expect[2]", "did you mean damage?"},
        {"expectation in a map", sound + "expect:\n  - {damage: 9}\n", 5, 5, "expect[1]",
         "expected"},
        {"catalogue as a text", sound + "catalog: mine.yaml\n", 4, 10, "catalog",
         "expected a list"},
        {"base as a list", sound + "extends: [a.yaml]\n", 4, 10, "extends", "expected"},
        {"estimate with a surplus",
         battery_with("self_discharge: {value: 2 %/month, median: 1 %/month}"), 4, 44,
         "bank.battery.self_discharge_pct_per_30d.median", "an estimate has"},
        {"estimate of nothing", battery_with("self_discharge: {low: 2 %/month}"), 4, 17,
         "bank.battery.self_discharge_pct_per_30d", "expected"},
        {"estimate outside itself",
         battery_with("self_discharge: {value: 5 %/month, high: 3 %/month}"), 4, 17,
         "bank.battery.self_discharge_pct_per_30d", "outside its own"},
        {"curve that falls", cell_with("ocv_discharge_v: {0: 3, 50: 2.9, 100: 3.5}"), 5, 18,
         "bank.battery.cell.ocv_discharge_v", "must rise"},
        {"curve off its grid", cell_with("ocv_discharge_v: {0: 3, 33.3: 3.2, 100: 3.5}"), 5, 18,
         "bank.battery.cell.ocv_discharge_v", "grid"},
        {"curve that ends early", cell_with("ocv_discharge_v: {0: 3, 99: 3.2}"), 5, 18,
         "bank.battery.cell.ocv_discharge_v", "from 0 to 100 %"},
        {"curve that goes back", cell_with("ocv_discharge_v: {0: 3, 50: 3.2, 20: 3.3, 100: 3.5}"),
         5, 38, "bank.battery.cell.ocv_discharge_v.20", "does not come after"},
        {"curve of one point", cell_with("ocv_discharge_v: {0: 3}"), 5, 18,
         "bank.battery.cell.ocv_discharge_v", "at least two points"},
        {"curve over words", cell_with("ocv_discharge_v: {0: 3, full: 3.5}"), 5, 31,
         "bank.battery.cell.ocv_discharge_v.full", "not a number"},
        {"curve to the stars", cell_with("ocv_discharge_v: {0: 3, 1e12: 3.5}"), 5, 18,
         "bank.battery.cell.ocv_discharge_v", "%"},
        {"curve from the abyss", cell_with("ocv_discharge_v: {-1e300: 1, 0: 3, 100: 3.5}"), 5, 18,
         "bank.battery.cell.ocv_discharge_v", "%"},
        {"curve as a number", cell_with("ocv_discharge_v: 3.2"), 5, 18,
         "bank.battery.cell.ocv_discharge_v", "two points"},
        {"reading between its steps", battery_with("current_resolution: 1.5 mA"), 4, 21,
         "bank.battery.current_resolution_a", "whole milliamperes"},
        {"the same for the bank",
         "duration: 1 d\nbank: {battery: lithium_ng_12v8_100ah, current_resolution: 1.5 mA}\n", 2,
         60, "bank.current_resolution_a", "whole milliamperes"},
    };
}

void expect_error(const Malformed& row) {
    SCOPED_TRACE(row.what);
    const auto error = error_of([&] { load_text(row.text); });
    ASSERT_TRUE(error);
    SCOPED_TRACE(error->what());
    if (row.line != 0) {
        EXPECT_EQ(error->place().line, row.line);
    }
    if (row.column != 0) {
        EXPECT_EQ(error->place().column, row.column);
    }
    EXPECT_EQ(error->key(), row.key);
    EXPECT_THAT(error->message(), HasSubstr(row.fragment));
    EXPECT_EQ(error->place().file, "test.yaml");
    EXPECT_EQ(error->fault(), InputFault::Scenario);

    std::string whole = "test.yaml";
    if (error->place().line != 0) {
        whole +=
            ":" + std::to_string(error->place().line) + ":" + std::to_string(error->place().column);
    }
    whole += ": " + (error->key().empty() ? "" : error->key() + ": ") + error->message();
    EXPECT_EQ(error->what(), whole);
    const std::string what = error->what();
    EXPECT_LE(std::count(what.begin(), what.end(), '\n'), 2);
    EXPECT_LE(what.size(), 2000U);
}

TEST(Malformed, StructureThatIsNoScenarioIsOneErrorAtItsPlace) {
    for (const Malformed& row : structural_mistakes()) {
        expect_error(row);
    }
}

TEST(Malformed, AValueOfTheWrongKindIsOneErrorAtItsPlace) {
    for (const Malformed& row : wrong_values()) {
        expect_error(row);
    }
}

// R-BAT-2, R-BAT-10, R-SYS-8
TEST(Malformed, AScenarioThatCannotBeIsOneErrorAtItsPlace) {
    for (const Malformed& row : wrong_scenarios()) {
        expect_error(row);
    }
}

TEST(Malformed, TheSoundLinesAreSound) {
    EXPECT_NO_THROW(load_text(sound));
    EXPECT_NO_THROW(load_text(battery_with("capacity_ah: 100")));
    EXPECT_NO_THROW(
        load_text(cell_with("ocv_charge_v: null, ocv_discharge_v: {0: 2.5, 50: 3.2, 100: 3.5}")));
}

TEST(Malformed, AMessageNeverRunsAwayWithWhatWasWritten) {
    const std::string lines = repeated("a line of its own\\n", 40);
    for (const std::string& text :
         {sound + "seed: \"" + lines + "\"\n",                   // value
          sound + "\"" + lines + "\": 1\n",                      // key
          sound + "devices: {\"" + lines + "\": {model: x}}\n",  // name
          sound + "expect: [\"" + lines + "\"]\n",               // expectation
          sound + "seed: " + std::string(500'000, 'x') + "\n",   // one long word
          sound + "seed: \"\\e[2J\\a\\0\"\n",                    // what a terminal obeys
          std::string{"duration: 1 d\nbank: {battery: "} + std::string(500'000, 'x') + "}\n"}) {
        const std::string what = what_of(text);
        EXPECT_LE(std::count(what.begin(), what.end(), '\n'), 2) << what.substr(0, 200);
        EXPECT_LE(what.size(), 2000U);
        EXPECT_EQ(what.find_first_of(std::string("\x1b\x07\0", 3)), std::string::npos);
    }
}

TEST(Malformed, LongMessagesAreCutBetweenCharacters) {
    std::string umlauts;
    for (int i = 0; i < 5000; ++i) {
        umlauts += "ä";
    }
    const std::string what = what_of(sound + "seed: " + umlauts + "\n");
    EXPECT_LE(what.size(), 2000U);
    // Cut anywhere else, the text would not be UTF-8, and not one of ours to read back.
    const auto source = std::make_shared<Source>(Source{.name = "what"});
    EXPECT_NO_THROW(parse_yaml(
        "a: '" + std::string{what}.substr(what.find(umlauts.substr(0, 2))) + "'", source));
}

TEST(Malformed, AMistakeCountsLinesAndCharactersFromOne) {
    // Windows line ends and a byte order mark count as nothing.
    const auto windows = error_of([] { load_text("name: x\r\nseed: y\r\nbank: 1\r\n"); });
    ASSERT_TRUE(windows);
    EXPECT_EQ(windows->place().line, 2);
    EXPECT_EQ(windows->place().column, 7);
    EXPECT_NO_THROW(load_text("\xEF\xBB\xBF" + sound));
    const auto utf8 = error_of([] { load_text("name: åäö\nseed: {ö: \x01}\n"); });
    ASSERT_TRUE(utf8);
    EXPECT_EQ(utf8->place().line, 2);
    EXPECT_EQ(utf8->place().column, 11);
}

// --- files ---

InputError file_error(const std::string& path) {
    const auto error = error_of([&] { load_scenario(path); });
    return error.value_or(InputError({}, "", ""));
}

TEST(MalformedFile, WhatIsNoReadableFileIsSaidSo) {
    const Folder folder;
    EXPECT_THAT(file_error(folder.path("nowhere.yaml")).what(), HasSubstr("No such file"));
    EXPECT_THAT(file_error(folder.path("")).what(), HasSubstr("is a directory"));
    const std::string file = folder.write("file", "x");
    EXPECT_THAT(file_error(file + "/below.yaml").what(), HasSubstr("Not a directory"));

    ASSERT_EQ(::symlink("loop.yaml", folder.path("loop.yaml").c_str()), 0);
    EXPECT_THAT(file_error(folder.path("loop.yaml")).what(), HasSubstr("symbolic links"));

    EXPECT_THAT(file_error(std::string(5000, 'x')).what(), HasSubstr("too long"));
    EXPECT_THAT(file_error("").what(), HasSubstr("No such file"));
}

TEST(MalformedFile, ThePathStandsInFrontOfTheMessage) {
    const Folder folder;
    const std::string path = folder.path("nowhere.yaml");
    EXPECT_EQ(std::string{file_error(path).what()}.find(path + ": "), 0U);
    const std::string bad = folder.write("bad.yaml", "name: x\nseed: y\n");
    EXPECT_EQ(std::string{file_error(bad).what()}.find(bad + ":2:7: seed: "), 0U);
}

TEST(MalformedFile, APipeThatNobodyWritesToIsRefusedAndNotWaitedFor) {
    const Folder folder;
    ASSERT_EQ(::mkfifo(folder.path("pipe.yaml").c_str(), 0600), 0);
    EXPECT_THAT(file_error(folder.path("pipe.yaml")).what(), HasSubstr("not a regular file"));
    EXPECT_THAT(file_error("/dev/zero").what(), HasSubstr("not a regular file"));
}

TEST(MalformedFile, AHugeFileIsRefusedByItsSize) {
    const Folder folder;
    const std::string path = folder.write("huge.yaml", "name: x\n");
    std::filesystem::resize_file(path, 1ULL << 36U);  // sparse
    EXPECT_THAT(file_error(path).what(), HasSubstr("larger than 1 MiB"));
    std::filesystem::resize_file(path, (1ULL << 20U) + 1);
    EXPECT_THAT(file_error(path).what(), HasSubstr("larger than 1 MiB"));
    std::filesystem::resize_file(path, 1ULL << 20U);
    EXPECT_THAT(file_error(path).what(), HasSubstr("NUL"));
}

TEST(MalformedFile, AFileThatMayNotBeReadIsSaidSo) {
    const Folder folder;
    const std::string path = folder.write("secret.yaml", "name: x\n");
    ASSERT_EQ(::chmod(path.c_str(), 0), 0);
    if (::access(path.c_str(), R_OK) == 0) {
        GTEST_SKIP() << "this user may read everything";
    }
    EXPECT_THAT(file_error(path).what(), HasSubstr("cannot be read"));
}

TEST(MalformedFile, AFileThatFailsWhileItIsReadIsSaidSo) {
    // Address 0 of a process cannot be read, though its memory opens as a regular file.
    EXPECT_THAT(file_error("/proc/self/mem").what(), HasSubstr("cannot be read"));
}

// --- anything at all ---

std::string mutated_yaml(const std::string& text) {
    return mutated(text, "{}[]:,-'\"#&*!|>%@ \n?0.~");
}

RC_GTEST_PROP(Malformed, AMutatedScenarioLoadsOrIsOneInputError, ()) {
    static const Folder folder;
    static const std::vector<std::string> shipped = [] {
        std::vector<std::string> texts;
        for (const std::string& file : shipped_scenarios()) {
            texts.push_back(text_of_file(file));
            folder.write(std::filesystem::path{file}.filename().string(), texts.back());
        }
        return texts;
    }();
    for (const std::string& text : shipped) {
        const std::string mutant = mutated_yaml(text);
        const std::string path = folder.write("mutant.yaml", mutant);
        try {
            load_scenario(path);
            RC_CLASSIFY(true, "loads");
        } catch (const InputError& error) {
            const std::string what = error.what();
            RC_ASSERT(std::count(what.begin(), what.end(), '\n') <= 2);
            RC_ASSERT(what.size() <= 2000U);
            // A file to build upon that is not there has no lines.
            const bool is_there = what.find("cannot be read") == std::string::npos;
            RC_ASSERT(!is_there || error.place().line > 0);
            RC_ASSERT(!is_there || error.place().column > 0);
        } catch (const std::exception& error) {
            RC_FAIL(std::string{"not an InputError: "} + error.what() + "\n" + mutant);
        }
    }
}

RC_GTEST_PROP(Malformed, AMutatedCatalogueLoadsOrIsOneInputError, ()) {
    static const std::string text = [] {
        std::string all;
        for (const ShippedText& file : shipped_catalog()) {
            all += file.name == "catalog/devices.yaml" ? std::string{file.text} : std::string{};
        }
        return all + R"(
cells:
  mine:
    ocv_discharge_v: {value: {0: 2.5, 1: 2.8, 50: 3.28, 100: 3.5}, source: assumed}
    entropic_v_per_k: {0: -0.0004, 100: 0.0001}
    resistance_factor: {0: 1.3, 50: 1, 100: 0.9}
    rc1: 25 s
batteries:
  mine: {like: base, name: Mine, capacity: 180 Ah}
  base:
    cell: {like: mine, rc1_factor: 0.4}
    cells: 4
    nominal_voltage_v: 12.8
    capacity_ah: 100
    internal_resistance: {value: 2 mOhm, low: 1 mOhm, high: 3 mOhm, source: assumed, note: x}
    discharge_continuous_a: 100
    discharge_pulse_a: 200
    charge_continuous_a: 100
    charge_pulse_a: 200
)";
    }();
    std::string mutant = mutated_yaml(text);
    // Its devices must not collide with the shipped ones.
    for (std::size_t at = 0; (at = mutant.find("\n  c", at)) != std::string::npos; ++at) {
        mutant[at + 3] = 'k';
    }
    try {
        Catalog catalog = Catalog::shipped();
        catalog.add(mutant, std::make_shared<Source>(Source{.name = "mine.yaml"}));
        check_catalog(catalog);
    } catch (const InputError&) {
    } catch (const std::exception& error) {
        RC_FAIL(std::string{"not an InputError: "} + error.what() + "\n" + mutant);
    }
}

}  // namespace
}  // namespace engine
