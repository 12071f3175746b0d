// Law 3, safe always: invariants of the outputs, over random traces tick by tick. The whole state
// space is walked in state_space_test.cpp.

#include "tests/bms/core_rig.hpp"
#include "tests/bms/generators.hpp"
#include "tests/bms/pre_alarm_onlooker.hpp"

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

/// Compares what is shown now with what was before the last `ran` ticks; "" when every law holds.
std::string broken_law(PreAlarmOnlooker& seen, const Protection& now, bool remote_on, Ticks lead,
                       Ticks ran) {
    const auto fail = [&](bool broken, const char* law) { return broken ? law : ""; };
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
             fail(!seen.holds(now, lead, ran),
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
    PreAlarmOnlooker onlooker;
    const Ticks lead = settings.get<Setting::PreAlarmLead>();
    bool waited = false;
    for (const TraceStep& step : steps) {
        const bool remote_on = remote_is_on(step.sample.pins, step.sample.bank_voltage);
        for (std::uint32_t i = 0; i < step.ticks.count; ++i) {
            core.advance(step.sample, held_integrals(step.sample, {1}), {1});
            const std::string broken =
                broken_law(onlooker, core.protection(), remote_on, lead, {1});
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

// ---- Ticks that stray ---------------------------------------------------------------------------

/// What a host runs at a moment of the clock at which one tick is due.
enum class Beat { OnTime, Late, Merged, Doubled };

void showValue(Beat beat, std::ostream& os) {
    os << std::array{"on time", "late", "merged", "doubled"}[static_cast<std::size_t>(beat)];
}

/// The most ticks by which such a host is ahead of the clock or behind it.
constexpr std::int64_t most_astray = 5;
/// A change that is seen when the host is ahead and timed until it is behind.
constexpr std::size_t most_shift = 2 * most_astray;

Integrals operator+(const Integrals& a, const Integrals& b) {
    return {.charged = {a.charged.count + b.charged.count},
            .discharged = {a.discharged.count + b.discharged.count},
            .charged_energy = {a.charged_energy.count + b.charged_energy.count},
            .discharged_energy = {a.discharged_energy.count + b.discharged_energy.count},
            .extremes = b.extremes};
}

/// Runs its core at its own beat, on the sample of the moment, and loses nothing of what flows.
struct StrayingHost {
    Core core;
    PreAlarmOnlooker onlooker{};
    Integrals flowed{};
    std::int64_t ahead = 0;  // ticks that were run, less those that were due

    void run(const BankSample& sample, std::int64_t ticks) {
        const Ticks lead = core.settings().get<Setting::PreAlarmLead>();
        for (auto left = static_cast<std::uint32_t>(ticks); left > 0;) {
            const Ticks ran = core.advance(sample, flowed, {left});
            flowed = share_of(flowed, ran.count, left, left);
            left -= ran.count;
            ahead += ran.count;
            const bool remote_on = remote_is_on(sample.pins, sample.bank_voltage);
            const std::string broken =
                broken_law(onlooker, core.protection(), remote_on, lead, ran);
            if (!broken.empty()) {
                RC_FAIL(broken);
            }
        }
    }
    /// The next moment of the clock.
    void meet(const BankSample& sample, Beat beat) {
        --ahead;
        flowed = flowed + held_integrals(sample, {1});
        const std::int64_t owed = std::max<std::int64_t>(-ahead, 0);
        if (beat == Beat::Merged) {
            run(sample, owed);
        } else if (beat == Beat::OnTime || (beat == Beat::Late && owed > most_astray)) {
            run(sample, 1);
        } else if (beat == Beat::Doubled) {
            run(sample, 1);
            run(sample, ahead < most_astray ? 1 : 0);
        }
    }
};

/// Steps that outlast every time of D-23 but those of updates, Bluetooth and full charges, and end
/// well before or after those. The current is the same throughout, so that a tick more or less of
/// it moves a level of charge by a tick; nobody sets charge or settings.
rc::Gen<std::vector<TraceStep>> gen_settling_trace() {
    return rc::gen::exec([] {
        const Milliamps current = (*rc::gen::resize(rc::kNominalSize, gen_sample())).bank_current;
        const auto count = *rc::gen::inRange<std::size_t>(1, 5);
        std::vector<TraceStep> steps(count);
        for (TraceStep& step : steps) {
            step.sample = *rc::gen::resize(rc::kNominalSize, gen_sample());
            step.sample.bank_current = current;
            step.sample.bank_capacity = rig_capacity;
            step.sample.flags.set(Flag::Complete);
            const CommandKind kind = step.sample.command.kind;
            if (kind == CommandKind::SetStateOfCharge || kind == CommandKind::Synchronise ||
                kind == CommandKind::ChangeSetting) {
                step.sample.command = {};
            }
            step.ticks = {*rc::gen::element<std::uint32_t>(710, 930, 2170)};
        }
        return steps;
    });
}

// Law 3 holds for ticks that come late, doubled, or several in one; and wherever a host on time
// shows the same for a while, such a host shows it too.
// R-OUT-1, R-OUT-2, R-OUT-3, R-OUT-4, R-REM-1
RC_GTEST_PROP(Law3, HoldsForLateMergedAndDoubledTicksThatEndInTheSameOutputs, ()) {
    const auto start = *gen_soc();
    const auto steps = *gen_settling_trace();
    // Four moments of each, over and over.
    const auto beats = *rc::gen::container<std::vector<Beat>>(
        40, rc::gen::element(Beat::OnTime, Beat::OnTime, Beat::Late, Beat::Merged, Beat::Doubled));
    Core on_time = core_at(start);
    StrayingHost straying{.core = on_time};
    std::vector<Status> wanted;
    std::vector<Status> shown;
    std::int64_t farthest = 0;
    for (const TraceStep& step : steps) {
        for (std::uint32_t i = 0; i < step.ticks.count; ++i) {
            on_time.advance(step.sample, held_integrals(step.sample, {1}), {1});
            straying.meet(step.sample, beats[wanted.size() / 4 % beats.size()]);
            farthest = std::max(farthest, std::abs(straying.ahead));
            wanted.push_back(on_time.status());
            shown.push_back(straying.core.status());
        }
    }
    RC_ASSERT(farthest <= most_astray);
    std::size_t changed_at = 0;
    std::size_t settled = 0;
    for (std::size_t now = 1; now < wanted.size(); ++now) {
        changed_at = wanted[now] == wanted[now - 1] ? changed_at : now;
        if (now >= changed_at + 2 * most_shift) {
            RC_ASSERT(shown[now - most_shift] == wanted[now - most_shift]);
            ++settled;
        }
    }
    RC_ASSERT(settled > wanted.size() / 2);
    RC_CLASSIFY(farthest == most_astray, "as far astray as can be");
}

}  // namespace
}  // namespace bms
