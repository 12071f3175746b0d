// Law 3, safe always: invariants of the outputs, over random traces tick by tick. The whole state
// space is walked in state_space_test.cpp.

#include "tests/bms/core_rig.hpp"
#include "tests/bms/generators.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bms {
namespace {

constexpr std::uint32_t bit(Condition condition) {
    return 1U << static_cast<unsigned>(condition);
}
constexpr std::uint32_t waits_for_pre_alarm =
    bit(Condition::LowCell) | bit(Condition::LowBankVoltage);

/// What an onlooker sees who knows the outputs alone: for how many ticks PRE-ALARM has been High.
struct Onlooker {
    Output load = Output::Floating;
    Output pre_alarm = Output::Floating;
    std::uint32_t pre_alarm_ticks = 0;
};

/// Compares one tick with the one before; "" when every law holds.
std::string broken_law(Onlooker& seen, const Protection& now, bool remote_on, std::uint32_t lead) {
    if (seen.pre_alarm == Output::High) {
        ++seen.pre_alarm_ticks;  // up to and including this tick's decision
    }
    const std::uint32_t load_bits = now.load_reasons().bits;
    const auto fail = [&](bool broken, const char* law) { return broken ? law : ""; };
    const bool opened = seen.load == Output::High && now.load() == Output::Floating;
    const CodeSet codes = now.codes();
    const auto both = [&](Code a, Code b) { return codes.contains(a) && codes.contains(b); };
    const auto shown_without = [&](Code code, std::uint32_t conditions) {
        return codes.contains(code) && (now.active().bits & conditions) == 0;
    };
    std::uint32_t open_charger = conditions_with(&Effects::opens_charger);
    std::uint32_t open_load = conditions_with(&Effects::opens_load);
    bool orphan = false;
    for (const CodeText& text : code_texts) {
        std::uint32_t conditions = 0;
        for (const ConditionRow& row : condition_table) {
            conditions |= row.code == text.code ? bit(row.condition) : 0;
        }
        orphan = orphan || shown_without(text.code, conditions);
    }
    bool alarm_without_shutdown = false;  // R-COD-1
    for (const Code code : {Code::A_B01, Code::A_B05, Code::A_B07, Code::A_B08, Code::E_B01,
                            Code::E_B05, Code::E_B09, Code::E_B11}) {
        alarm_without_shutdown =
            alarm_without_shutdown || (codes.contains(code) && now.load() == Output::High);
    }
    for (const Code code :
         {Code::A_B05, Code::A_B09, Code::E_B01, Code::E_B05, Code::E_B09, Code::E_B11}) {
        alarm_without_shutdown =
            alarm_without_shutdown || (codes.contains(code) && now.charger() == Output::High);
    }
    bool warns = false;
    bool alarms = false;
    for (const CodeText& text : code_texts) {
        const bool is_warning = text.spelled[0] == 'W';
        warns = warns || (codes.contains(text.code) && is_warning);
        alarms = alarms || (codes.contains(text.code) && !is_warning);
    }
    const Light red = alarms ? Light::On : warns ? Light::Blinking : Light::Off;
    for (const char* broken : {
             fail(opened && (load_bits & ~waits_for_pre_alarm) == 0 && seen.pre_alarm_ticks < lead,
                  "LOAD opened for a low cell before PRE-ALARM had been High for its lead"),
             fail(!remote_on && (now.load() == Output::High || now.charger() == Output::High ||
                                 now.pre_alarm() == Output::High),
                  "an output is High with the remote off"),
             fail(now.charger() == Output::High && (now.active().bits & open_charger) != 0,
                  "CHARGER is High against a condition"),
             fail(now.load() == Output::High && (now.active().bits & open_load) != 0,
                  "LOAD is High against a condition"),
             fail(now.pre_alarm() == Output::High && now.load() == Output::Floating,
                  "PRE-ALARM is High while LOAD is open"),
             fail(both(Code::W_B01, Code::A_B01) || both(Code::W_B05, Code::A_B05) ||
                      both(Code::W_B07, Code::A_B07),
                  "a warning stands beside its alarm"),
             fail((now.load() == Output::Floating) != now.load_reasons().any(),
                  "LOAD and its reasons disagree"),
             fail((now.charger() == Output::Floating) != now.charger_reasons().any(),
                  "CHARGER and its reasons disagree"),
             fail(orphan, "a code is shown without a condition"),
             fail(alarm_without_shutdown, "an alarm or error that has shut nothing down"),
             fail(now.red_light() != red, "the red light does not follow the codes"),
         }) {
        if (*broken != '\0') {
            return broken;
        }
    }
    if (now.pre_alarm() == Output::Floating || seen.pre_alarm == Output::Floating) {
        seen.pre_alarm_ticks = 0;
    }
    seen.load = now.load();
    seen.pre_alarm = now.pre_alarm();
    return "";
}

/// Steps that dwell around the low levels for times around the times of D-23.
rc::Gen<std::vector<TraceStep>> gen_low_trace() {
    const auto step = rc::gen::exec([] {
        const int cell = *rc::gen::weightedElement<int>({{4, 2700},
                                                         {2, 2800},
                                                         {2, 2801},
                                                         {2, 3100},
                                                         {1, 3101},
                                                         {1, 3150},
                                                         {3, 3151},
                                                         {1, 3199},
                                                         {2, 3200},
                                                         {2, 3400},
                                                         {1, 3750},
                                                         {1, 2500}});
        BankSample sample = sample_at(cell);
        if (*rc::gen::inRange(0, 4) == 0) {
            sample.bank_voltage = {*rc::gen::element(10'000, 10'001, 11'999, 12'000, 8999, 60'001)};
        }
        sample.bank_current = {
            *rc::gen::element(0, 0, -5'000'000, -1'000'000, 5'000'000, 1'000'000)};
        sample.pins = *gen_pins();
        sample.flags = *gen_flags();
        const auto ticks = *rc::gen::element<std::uint32_t>(1, 2, 10, 30, 31, 49, 50, 51, 99, 100,
                                                            101, 150, 249, 299, 300, 301, 302, 600);
        return TraceStep{.sample = sample, .ticks = {ticks}};
    });
    return rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, 40), [step](std::size_t steps) {
        return rc::gen::container<std::vector<TraceStep>>(steps,
                                                          rc::gen::resize(rc::kNominalSize, step));
    });
}

void check_trace(const Settings& settings, PerMille start, const std::vector<TraceStep>& steps) {
    Core core = core_at(start, settings);
    Onlooker onlooker;
    const std::uint32_t lead = settings.get<Setting::PreAlarmLead>().count;
    bool waited = false;
    for (const TraceStep& step : steps) {
        const bool remote_on = remote_is_on(step.sample.pins, step.sample.bank_voltage);
        for (std::uint32_t i = 0; i < step.ticks.count; ++i) {
            core.advance(step.sample, held_integrals(step.sample, {1}), {1});
            const std::string broken = broken_law(onlooker, core.protection(), remote_on, lead);
            if (!broken.empty()) {
                RC_FAIL(broken);
            }
            waited = waited || core.status().load_reasons.has(Condition::LowCell);
        }
    }
    RC_CLASSIFY(waited, "low cell");
}

// R-OUT-1, R-OUT-2, R-OUT-3, R-OUT-4, R-REM-1, R-COD-1, R-COD-5, D-2, D-5, D-8, D-22
RC_GTEST_PROP(Law3, HoldsOnTracesAroundTheLowLevels, ()) {
    const auto start = *gen_soc();
    const auto steps = *gen_low_trace();
    check_trace(Settings{}, start, steps);
}

// R-OUT-1, R-OUT-2, R-OUT-3, R-OUT-4, R-REM-1, R-COD-1, R-COD-5, D-2, D-5, D-8, D-22
RC_GTEST_PROP(Law3, HoldsOnAnyTraceWithAnySettings, ()) {
    const auto start = *gen_soc();
    const Settings settings = *gen_settings();
    const auto steps = *gen_trace();
    check_trace(settings, start, steps);
}

}  // namespace
}  // namespace bms
