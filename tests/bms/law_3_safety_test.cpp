// Law 3, safe always: invariants of the outputs, over random traces tick by tick and over the whole
// state space of the protection with its inputs reduced to regions.

#include "tests/bms/core_rig.hpp"
#include "tests/bms/generators.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <map>
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

// ---- The whole state space
// -----------------------------------------------------------------------

/// One combination of input regions, as the protection sees it.
struct Input {
    BankSample sample;
    Predicates predicates;
    bool remote_on;
    bool complete;
};

/// Times of one tick and a lead of three: every order of events, in a space small enough to walk.
Settings short_times() {
    Settings settings;
    for (const SettingRow& row : settings_table) {
        if (row.unit == SettingUnit::Tick) {
            settings.set_count(row.setting, 1);
        }
    }
    settings.set<Setting::PreAlarmLead>(3_ticks);
    return settings;
}

Monitor monitor_at(PerMille soc) {
    return Monitor(charged_to(std::int64_t{soc.count} * 1000, rig_capacity));
}

/// Everything that LOAD and PRE-ALARM depend on.
std::vector<Input> inputs_of_load(const Settings& settings) {
    std::vector<Input> inputs;
    for (const int cell : {2800, 3100, 3150, 3199, 3300}) {
        for (const int bank : {8900, 9900, 11'000, 13'200}) {
            for (const int soc : {100, 120, 180, 205, 500}) {
                for (const Flag flag : {Flag::Complete, Flag::ChainOpen, Flag::LinkLost,
                                        Flag::Silent, Flag::Partial}) {
                    BankSample sample = resting_sample();
                    sample.extremes.lowest_cell = {cell};
                    sample.bank_voltage = {bank};
                    sample.flags.set(flag);
                    const Predicates seen =
                        detect(settings, sample, monitor_at(PerMille{soc}), UpdateState::None);
                    inputs.push_back({sample, seen, true, true});
                }
            }
        }
    }
    BankSample nothing;
    inputs.push_back(
        {nothing, detect(settings, nothing, monitor_at({500}), UpdateState::None), true, false});
    for (const int cell : {2800, 3300}) {
        BankSample off = sample_at(cell);
        inputs.push_back(
            {off, detect(settings, off, monitor_at({500}), UpdateState::None), false, true});
    }
    return inputs;
}

/// Everything that CHARGER depends on.
std::vector<Input> inputs_of_charger(const Settings& settings) {
    std::vector<Input> inputs;
    for (const int cell : {3300, 3599, 3600, 3750}) {
        for (const int coldest : {49, 50, 60}) {
            for (const int warmest : {450, 451, 501}) {
                for (const Flag flag : {Flag::Complete, Flag::ImpossibleSet, Flag::HardwareFault}) {
                    for (const bool remote_on : {false, true}) {
                        BankSample sample = resting_sample();
                        sample.extremes.highest_cell = {cell};
                        sample.extremes.coldest = {coldest};
                        sample.extremes.warmest = {warmest};
                        sample.flags.set(flag);
                        const Predicates seen =
                            detect(settings, sample, monitor_at({500}), UpdateState::None);
                        inputs.push_back({sample, seen, remote_on, true});
                    }
                }
            }
        }
    }
    return inputs;
}

/// A state of the walk: the protection with its onlooker, whose count stops at the lead.
struct Node {
    Protection protection;
    Onlooker onlooker;

    std::string bytes() const {
        std::string out(sizeof protection + 2, '\0');
        std::memcpy(out.data(), &protection, sizeof protection);
        out[sizeof protection] = static_cast<char>(onlooker.pre_alarm_ticks);
        out[sizeof protection + 1] = static_cast<char>(onlooker.load);
        return out;
    }
};

/// Walks every state that `inputs` can reach; returns how many there are.
std::size_t walk(const Settings& settings, const std::vector<Input>& inputs) {
    const std::uint32_t lead = settings.get<Setting::PreAlarmLead>().count;
    const BankSample good = resting_sample();
    const Predicates all_well = detect(settings, good, monitor_at({500}), UpdateState::None);
    std::map<std::string, bool> known;
    std::deque<Node> open{Node{}};
    known[open.front().bytes()] = true;
    while (!open.empty()) {
        const Node at = open.front();
        open.pop_front();
        for (const Input& input : inputs) {
            Node next = at;
            next.protection.step(settings, input.predicates, input.remote_on, input.complete);
            const std::string broken =
                broken_law(next.onlooker, next.protection, input.remote_on, lead);
            if (!broken.empty()) {
                ADD_FAILURE() << broken << " at a lowest cell of "
                              << input.sample.extremes.lowest_cell.count << " mV";
                return known.size();
            }
            next.onlooker.pre_alarm_ticks = std::min(next.onlooker.pre_alarm_ticks, lead);
            if (known.try_emplace(next.bytes(), true).second) {
                open.push_back(next);
            }
        }
        // R-OUT-5: from every state a good bank with the remote on leads back.
        Protection back = at.protection;
        for (int tick = 0; tick < 8; ++tick) {
            back.step(settings, all_well, true, true);
        }
        if (back.load() != Output::High || back.charger() != Output::High ||
            back.pre_alarm() != Output::Floating || back.codes() != CodeSet{} ||
            back.active() != ConditionSet{}) {
            ADD_FAILURE() << "a state that a good bank does not leave";
            return known.size();
        }
    }
    return known.size();
}

// R-OUT-1, R-OUT-3, R-OUT-4, R-OUT-5, R-REM-1, R-COD-1, R-COD-5, D-5, D-8, D-22
TEST(Law3, HoldsInEveryStateOfLoadAndPreAlarmAndEachCanBeLeft) {
    const Settings settings = short_times();
    EXPECT_GT(walk(settings, inputs_of_load(settings)), 1000U);
}

// R-OUT-2, R-OUT-5, R-REM-1, R-COD-1, R-COD-5, D-2
TEST(Law3, HoldsInEveryStateOfChargerAndEachCanBeLeft) {
    const Settings settings = short_times();
    EXPECT_GT(walk(settings, inputs_of_charger(settings)), 100U);
}

}  // namespace
}  // namespace bms
