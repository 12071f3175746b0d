// The whole state space of the protection: a breadth-first walk over every state that any order of
// inputs can reach, the inputs reduced to what the predicates tell apart. Law 3, and more: every
// state can be left, nothing chatters faster than its times allow, and a code is shown exactly
// while its condition or latch holds.
//
// It is walked in two ways. With times of one to three ticks, tick by tick, so that every order of
// events fits into it: LOAD and CHARGER share no condition but those that open both, so each is
// walked with its own conditions and an open chain for those that open both; these are walked in
// pairs, around an update, and one of them beside a low and a full cell. And with the standard
// times, coarser, from one deadline to the next, everything that acts on LOAD together: each hold
// is ticked and leapt, and both must end alike (law 1).

#include "tests/bms/core_rig.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <cstring>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include <gtest/gtest.h>

namespace bms {
namespace {

constexpr std::uint32_t bit(Condition condition) {
    return 1U << static_cast<unsigned>(condition);
}

// --- what is demanded, read from the manual's side ---

/// Times as the owner's table has them, in ticks; what the law demands, whatever the core does.
struct Times {
    Settings settings;
    std::uint32_t lead() const { return settings.get<Setting::PreAlarmLead>().count; }
    std::int32_t on(const ConditionRow& row) const { return settings.count(row.time_on); }
    std::int32_t off(const ConditionRow& row) const { return settings.count(row.time_off); }
    // Ages above these are all alike: longer than the lead, as long as both times of a condition.
    std::uint32_t old_pre_alarm() const { return lead() + 1; }
    std::int32_t old(const ConditionRow& row) const { return std::max(on(row), off(row)); }
    std::int32_t longest_update() const {
        return settings.count(Setting::UpdateLimit) + settings.count(Setting::UpdateFailed);
    }
    std::int32_t longest() const {
        std::int32_t ticks = 0;
        for (const ConditionRow& row : condition_table) {
            ticks = std::max(ticks, old(row));
        }
        return ticks;
    }
};

/// Every time of a condition one to three ticks, no two neighbours alike, and the lead longer.
Times short_times() {
    Times times;
    int next = 0;
    for (const SettingRow& row : settings_table) {
        if (row.unit == SettingUnit::Tick) {
            times.settings.set_count(row.setting, 1 + next++ % 3);
        }
    }
    times.settings.set<Setting::PreAlarmLead>(4_ticks);
    return times;
}

/// The standard times, begun steps of 5 s as ticks: their multiples are few enough to walk them
/// all. An update may take no longer than the least that the owner can set.
Times times_in_steps_of_5_s() {
    Times times;
    for (const SettingRow& row : settings_table) {
        if (row.unit == SettingUnit::Tick) {
            const std::int32_t ticks =
                row.setting == Setting::UpdateLimit ? row.lowest : row.standard;
            times.settings.set_count(row.setting, (ticks + 49) / 50);
        }
    }
    return times;
}

/// What an onlooker remembers who sees outputs and conditions, and not the timers.
struct Onlooker {
    std::uint32_t active = 0;
    std::uint16_t pre_alarm_age = 0;                   // ticks for which it has been High
    std::array<std::uint16_t, condition_count> age{};  // since a timed condition last changed
    // ticks for which what sets an inactive condition, or clears an active one, has held
    std::array<std::uint16_t, condition_count> pending{};
    std::uint16_t update_age = 0;  // ticks since an update was last begun, and has not succeeded
    Output load = Output::Floating;

    explicit Onlooker(const Times& times) {
        for (const ConditionRow& row : condition_table) {
            age[static_cast<std::size_t>(row.condition)] =
                static_cast<std::uint16_t>(times.old(row));
        }
    }
    bool operator==(const Onlooker&) const = default;
};

/// The codes that a set of conditions shows; A-B01 and A-B08 wait with LOAD for the lead (D-5).
CodeSet expected_codes(const Protection& now) {
    CodeSet codes;
    for (const ConditionRow& row : condition_table) {
        const bool waits = row.effects.opens_load_warned;
        const bool holds =
            waits ? now.load_reasons().has(row.condition) : now.active().has(row.condition);
        if (holds && row.code != Code::None) {
            codes.insert(row.code);
        }
    }
    // D-22: the warning gives way to the alarm of its number.
    CodeSet shown;
    for (const CodeText& text : code_texts) {
        const bool gives_way =
            text.severity == Severity::Warning &&
            std::any_of(code_texts.begin(), code_texts.end(), [&](const CodeText& other) {
                return other.severity == Severity::Alarm && other.b_number == text.b_number &&
                       codes.contains(other.code);
            });
        if (codes.contains(text.code) && !gives_way) {
            shown.insert(text.code);
        }
    }
    return shown;
}

/// D-23: a condition changes at the tick that finds what sets or clears it held for its time, not
/// before and not later; D-5: PRE-ALARM for a low cell at once.
const char* broken_time(const Times& times, Onlooker& seen, const Protection& now,
                        const Predicates& predicates) {
    const char* broken = "";
    for (const ConditionRow& row : condition_table) {
        const std::uint32_t mask = bit(row.condition);
        std::uint16_t& pending = seen.pending[static_cast<std::size_t>(row.condition)];
        const bool was_active = (seen.active & mask) != 0;
        const bool is_pending = ((was_active ? predicates.clear : predicates.set) & mask) != 0;
        const bool at_once = !was_active && (predicates.at_once & mask) != 0;
        const bool is_due =
            is_pending && (at_once || pending >= (was_active ? times.off(row) : times.on(row)));
        const bool changed = was_active != now.active().has(row.condition);
        if (changed && !is_due) {
            broken = "a condition changed before its time, or for nothing";
        } else if (!changed && is_due) {
            broken = "a condition did not change when it was due";
        }
        pending =
            is_pending && !changed ? static_cast<std::uint16_t>(pending + 1) : std::uint16_t{0};
    }
    return broken;
}

/// The only conditions that change as often as what they look at: their two levels lie apart by
/// charge, and charge takes its time to flow (D-7, D-23). One of them opens LOAD.
bool is_parted_by_charge(const ConditionRow& row) {
    return row.measure == Measure::StateOfCharge;
}

/// D-21: an update that is begun and does not end holds LOAD for its time, and for the time that a
/// failure leaves to try again. Nobody's word is needed.
const char* broken_update(const Times& times, Onlooker& seen, const Protection& now, bool begins) {
    if (now.update_state() == UpdateState::None) {
        seen.update_age = 0;
        return "";
    }
    const std::int32_t limit = times.settings.count(Setting::UpdateLimit);
    const std::int32_t longest = times.longest_update();
    seen.update_age = begins ? std::uint16_t{0}
                             : static_cast<std::uint16_t>(std::min(seen.update_age + 1, longest));
    if (now.update_state() == UpdateState::Running && seen.update_age >= limit) {
        return "an update runs for longer than its limit";
    }
    const bool is_held = now.load() == Output::High && seen.update_age >= longest;
    return is_held ? "an update holds LOAD for longer than its limit" : "";
}

/// One tick as it was, and as it must be; "" when every law holds.
std::string broken_law(const Times& times, Onlooker& seen, const Protection& now,
                       const Predicates& predicates, bool is_on, bool begins_update) {
    const bool rose_before = seen.pre_alarm_age > 0;
    const std::uint32_t open_load = conditions_with(&Effects::opens_load);
    const std::uint32_t open_warned = conditions_with(&Effects::opens_load_warned);
    const std::uint32_t open_charger = conditions_with(&Effects::opens_charger);
    const std::uint32_t warn = conditions_with(&Effects::raises_pre_alarm);
    const std::uint32_t load_reasons = now.load_reasons().bits;
    const bool opened = seen.load == Output::High && now.load() == Output::Floating;
    const bool low_alone = (load_reasons & ~open_warned) == 0;
    const bool any_high = now.load() == Output::High || now.charger() == Output::High ||
                          now.pre_alarm() == Output::High;
    const std::uint32_t changed = seen.active ^ now.active().bits;
    bool chatters = false;
    for (const ConditionRow& row : condition_table) {
        const auto i = static_cast<std::size_t>(row.condition);
        std::uint16_t& age = seen.age[i];
        if (is_parted_by_charge(row)) {
            continue;
        }
        age = static_cast<std::uint16_t>(std::min(age + 1, times.old(row)));
        if ((changed & bit(row.condition)) != 0) {
            const bool sets = now.active().has(row.condition);
            const bool at_once = sets && (predicates.at_once & bit(row.condition)) != 0;
            chatters = chatters || (!at_once && age < (sets ? times.on(row) : times.off(row)));
            age = 0;
        }
    }
    const char* const untimely = broken_time(times, seen, now, predicates);
    const char* const unending = broken_update(times, seen, now, begins_update);
    struct Law {
        bool broken;
        const char* what;
    };
    const std::array<Law, 12> laws{{
        {opened && low_alone && seen.pre_alarm_age < times.lead(),
         "LOAD opened for a low cell before PRE-ALARM had been High for its lead"},
        {!is_on && any_high, "an output is High with the remote or the mode off"},
        {now.charger() == Output::High && (now.active().bits & open_charger) != 0,
         "CHARGER is High against a condition"},
        {now.charger() == Output::High && now.update_state() != UpdateState::None,
         "CHARGER is High through an update"},
        {now.load() == Output::High && (now.active().bits & open_load) != 0,
         "LOAD is High against a condition"},
        {now.pre_alarm() == Output::High &&
             (now.load() == Output::Floating || (now.active().bits & warn) == 0),
         "PRE-ALARM is High while LOAD is open, or for nothing"},
        {now.load() == Output::High && (now.active().bits & warn) != 0 &&
             now.pre_alarm() == Output::Floating,
         "PRE-ALARM is silent though something warns"},
        {(now.load() == Output::Floating) != now.load_reasons().any() ||
             (now.charger() == Output::Floating) != now.charger_reasons().any(),
         "an open output without a reason"},
        {!(now.codes() == expected_codes(now)), "a code without its condition, or the other way"},
        {chatters, "a condition changed faster than its times allow"},
        {*unending != '\0', unending},
        {*untimely != '\0', untimely},
    }};
    for (const Law& law : laws) {
        if (law.broken) {
            return law.what;
        }
    }
    const bool is_high = now.pre_alarm() == Output::High;
    seen.pre_alarm_age =
        !is_high ? std::uint16_t{0}
                 : static_cast<std::uint16_t>(std::min<std::uint32_t>(
                       rose_before ? seen.pre_alarm_age + 1U : 1U, times.old_pre_alarm()));
    seen.active = now.active().bits;
    seen.load = now.load();
    return "";
}

// --- the inputs ---

/// One combination of regions. What is detected depends on the update, too.
struct Input {
    std::array<Predicates, update_stage_count> predicates;  // by UpdateStage
    bool remote_on = true;
    bool complete = true;
    std::optional<ModeEvent> mode{};
    std::optional<UpdateEvent> update{};

    bool operator==(const Input&) const = default;
};

Monitor monitor_at(PerMille soc) {
    return Monitor(charged_to(std::int64_t{soc.count} * 1000, rig_capacity));
}

Input input_of(const Settings& settings, const BankSample& sample, PerMille soc = {500}) {
    Input input;
    for (std::size_t stage = 0; stage < update_stage_count; ++stage) {
        input.predicates[stage] =
            detect(settings, sample, monitor_at(soc), static_cast<UpdateStage>(stage));
    }
    input.complete = sample.flags.has(Flag::Complete);
    return input;
}

/// Many regions look the same to the protection; each is walked once.
void add(std::vector<Input>& inputs, const Input& input) {
    if (std::find(inputs.begin(), inputs.end(), input) == inputs.end()) {
        inputs.push_back(input);
    }
}

BankSample open_chain() {
    BankSample sample = resting_sample();
    sample.flags.set(Flag::ChainOpen);
    return sample;
}

/// Everything that LOAD and PRE-ALARM depend on: every side of every level of the cells, the bank
/// and the state of charge; a battery not heard; the remote.
std::vector<Input> inputs_of_load(const Settings& settings) {
    std::vector<Input> inputs;
    for (const int cell : {2800, 3100, 3150, 3199, 3300}) {
        for (const int bank : {9900, 11'000, 13'200}) {
            for (const int soc : {100, 120, 180, 205, 500}) {
                for (const Flag flag : {Flag::Complete, Flag::Partial}) {
                    BankSample sample = resting_sample();
                    sample.extremes.lowest_cell = {cell};
                    sample.bank_voltage = {bank};
                    sample.flags.set(flag);
                    add(inputs, input_of(settings, sample, PerMille{soc}));
                }
            }
        }
    }
    add(inputs, input_of(settings, BankSample{}));
    add(inputs, input_of(settings, open_chain()));
    Input off = input_of(settings, sample_at(2800));
    off.remote_on = false;
    add(inputs, off);
    return inputs;
}

/// Everything that CHARGER alone depends on: every side of every level of voltage and temperature,
/// an open chain, the remote.
std::vector<Input> inputs_of_charger(const Settings& settings) {
    std::vector<Input> inputs;
    for (const int cell : {3300, 3599, 3600, 3750}) {
        for (const int coldest : {49, 50, 60}) {
            for (const int warmest : {450, 451, 501}) {
                BankSample sample = resting_sample();
                sample.extremes.highest_cell = {cell};
                sample.extremes.coldest = {coldest};
                sample.extremes.warmest = {warmest};
                add(inputs, input_of(settings, sample));
            }
        }
    }
    add(inputs, input_of(settings, open_chain()));
    Input off = input_of(settings, resting_sample());
    off.remote_on = false;
    add(inputs, off);
    return inputs;
}

/// The supply of the BMS outside its range, with a low cell and without.
std::vector<Input> inputs_of_supply(const Settings& settings) {
    std::vector<Input> inputs;
    for (const int bank : {8900, 13'200, 60'001}) {
        for (const int cell : {2800, 3150, 3300}) {
            for (const bool remote_on : {false, true}) {
                BankSample sample = resting_sample();
                sample.extremes.lowest_cell = {cell};
                sample.bank_voltage = {bank};
                Input input = input_of(settings, sample);
                input.remote_on = remote_on;
                add(inputs, input);
            }
        }
    }
    return inputs;
}

constexpr std::array fault_flags{Flag::Silent,        Flag::LinkLost,   Flag::ChainOpen,
                                 Flag::ImpossibleSet, Flag::ChangedSet, Flag::HardwareFault};
constexpr std::array update_events{UpdateEvent::Begin, UpdateEvent::Fail, UpdateEvent::Finish};

/// Two flags, alone and together, and an update around them.
std::vector<Input> inputs_of_flags(const Settings& settings, Flag one, Flag other) {
    std::vector<Input> inputs;
    for (const unsigned bits : {0U, 1U, 2U, 3U}) {
        BankSample sample = resting_sample();
        if ((bits & 1U) != 0) {
            sample.flags.set(one);
        }
        if ((bits & 2U) != 0) {
            sample.flags.set(other);
        }
        Input input = input_of(settings, sample);
        add(inputs, input);
        for (const UpdateEvent event : update_events) {
            input.update = event;
            add(inputs, input);
        }
    }
    return inputs;
}

/// What is done in the app, around a bank that is well, low, or not heard at all; and an open
/// chain.
std::vector<Input> inputs_of_commands(const Settings& settings) {
    std::vector<Input> inputs;
    for (const int cell : {3300, 3750}) {
        BankSample open = sample_at(cell);
        open.flags.set(Flag::ChainOpen);
        add(inputs, input_of(settings, open));
    }
    BankSample silent{.bank_voltage = {9900}, .cells_in_series = 4};
    silent.flags.set(Flag::CurrentUnknown);
    Input unheard = input_of(settings, silent);
    unheard.complete = true;
    add(inputs, unheard);
    for (const int cell : {2800, 3300}) {
        for (const bool remote_on : {false, true}) {
            Input input = input_of(settings, sample_at(cell));
            input.remote_on = remote_on;
            add(inputs, input);
            for (const ModeEvent event : {ModeEvent::SwitchOff, ModeEvent::SwitchOn}) {
                input.mode = event;
                add(inputs, input);
            }
            input.mode.reset();
            for (const UpdateEvent event : update_events) {
                input.update = event;
                add(inputs, input);
            }
        }
    }
    return inputs;
}

// --- the walk ---

struct Node {
    Protection protection;
    Onlooker onlooker;

    std::string bytes() const {
        std::string out;
        const auto append = [&out](const auto& value) {
            const std::size_t at = out.size();
            out.resize(at + sizeof value);
            std::memcpy(out.data() + at, &value, sizeof value);
        };
        append(protection);
        append(onlooker.age);
        append(onlooker.pending);
        append(onlooker.update_age);
        append(onlooker.pre_alarm_age);
        append(onlooker.load);
        return out;
    }
};

struct Walk {
    std::size_t states = 0;
    std::size_t transitions = 0;
    std::string broken;  // the first law that was
};

/// One tick; the stage of the update at which its conditions were judged.
UpdateStage step(const Settings& settings, Protection& protection, const Input& input) {
    if (input.mode) {
        protection.meet(*input.mode);
    }
    if (input.update) {
        protection.meet(*input.update);
    }
    protection.count_update(settings);
    const UpdateStage stage = protection.update_stage();
    protection.step(settings, input.predicates[static_cast<std::size_t>(stage)], input.remote_on,
                    input.complete);
    return stage;
}

/// Whether a good bank, with remote and mode on and no update, leads back to a system that is on.
bool can_be_left(const Times& times, Protection from) {
    from.meet(ModeEvent::SwitchOn);
    if (from.update_state() == UpdateState::Failed) {
        from.meet(UpdateEvent::Begin);
    }
    from.meet(UpdateEvent::Finish);
    const Predicates well =
        detect(times.settings, resting_sample(), monitor_at({500}), UpdateStage::None);
    const std::int32_t starts_and_clears = times.longest() + 4;
    for (std::int32_t tick = 0; tick < starts_and_clears; ++tick) {
        from.step(times.settings, well, true, true);
    }
    return from.load() == Output::High && from.charger() == Output::High &&
           from.pre_alarm() == Output::Floating && from.codes() == CodeSet{} &&
           from.active() == ConditionSet{};
}

/// What a broken core makes of its input.
using Blunder = std::function<Input(const Input&)>;

/// One tick of a node, which was at `before` when its input came; "" when every law holds.
std::string tick(const Times& core, const Times& demanded, Node& node, const Input& input,
                 const Blunder& blunder) {
    const UpdateState before = node.protection.update_state();
    const UpdateStage stage =
        step(core.settings, node.protection, blunder ? blunder(input) : input);
    const bool is_on = input.remote_on && node.protection.mode() == Mode::On;
    const bool begins_update = input.update == UpdateEvent::Begin && before != UpdateState::Running;
    return broken_law(demanded, node.onlooker, node.protection,
                      input.predicates[static_cast<std::size_t>(stage)], is_on, begins_update);
}

/// How a walk goes on from a node with an input: "" or the law that was broken on the way.
using Move = std::function<std::string(Node&, const Input&)>;

/// Every state that `inputs` can reach with these moves.
Walk walk_by(const Move& move, const Times& core, const Times& demanded,
             const std::vector<Input>& inputs) {
    Walk result;
    std::unordered_set<std::string> known;
    std::deque<Node> open{Node{.protection = {}, .onlooker = Onlooker(demanded)}};
    known.insert(open.front().bytes());
    while (!open.empty() && result.broken.empty()) {
        const Node at = open.front();
        open.pop_front();
        if (!can_be_left(core, at.protection)) {
            result.broken = "a state that a good bank does not leave";
        }
        for (std::size_t i = 0; i < inputs.size() && result.broken.empty(); ++i) {
            Node next = at;
            result.broken = move(next, inputs[i]);
            ++result.transitions;
            if (known.insert(next.bytes()).second) {
                open.push_back(next);
            }
        }
    }
    result.states = known.size();
    return result;
}

/// Every state that `inputs` can reach with these settings, judged by those times.
Walk walk(const Settings& settings, const std::vector<Input>& inputs, const Times& demanded,
          const Blunder& blunder = {}) {
    const Times core{settings};
    return walk_by(
        [&](Node& node, const Input& input) { return tick(core, demanded, node, input, blunder); },
        core, demanded, inputs);
}

/// `ticks` ticks in which nothing happens, as the onlooker sees them; "" unless something was due.
const char* look_on_quietly(const Times& times, Onlooker& seen, const Protection& now,
                            const Predicates& predicates, std::uint32_t ticks) {
    const auto older = [ticks](std::uint16_t age, std::uint32_t oldest) {
        return static_cast<std::uint16_t>(std::min(age + ticks, oldest));
    };
    const char* broken = "";
    for (const ConditionRow& row : condition_table) {
        const auto i = static_cast<std::size_t>(row.condition);
        const bool is_active = now.active().has(row.condition);
        const std::uint32_t changes = is_active ? predicates.clear : predicates.set;
        const std::int32_t time = is_active ? times.off(row) : times.on(row);
        if (ticks > 0 && (changes & bit(row.condition)) != 0) {
            seen.pending[i] = static_cast<std::uint16_t>(seen.pending[i] + ticks);
            broken = seen.pending[i] > time ? "a leap over what was due" : broken;
        }
        if (!is_parted_by_charge(row)) {
            seen.age[i] = older(seen.age[i], static_cast<std::uint32_t>(times.old(row)));
        }
    }
    if (now.pre_alarm() == Output::High) {
        seen.pre_alarm_age = older(seen.pre_alarm_age, times.old_pre_alarm());
    }
    if (now.update_state() != UpdateState::None) {
        seen.update_age =
            older(seen.update_age, static_cast<std::uint32_t>(times.longest_update()));
    }
    return broken;
}

/// All that a timer can change but the timers.
bool looks_alike(const Protection& a, const Protection& b) {
    return a.active() == b.active() && a.load_reasons() == b.load_reasons() &&
           a.charger_reasons() == b.charger_reasons() &&
           a.pre_alarm_reasons() == b.pre_alarm_reasons() && a.codes() == b.codes() &&
           a.run_state() == b.run_state() && a.update_state() == b.update_state();
}

/// Holds an input until nothing changes from one tick to the next, and from there to the next
/// deadline, if there is one. The ticks before it are ticked and leapt.
std::string hold(const Times& core, const Times& demanded, Node& node, Input input) {
    std::string broken = tick(core, demanded, node, input, {});
    input.mode.reset();
    input.update.reset();
    bool moves = true;
    while (moves && broken.empty()) {
        const Protection before = node.protection;
        broken = tick(core, demanded, node, input, {});
        moves = !looks_alike(before, node.protection);
    }
    const Predicates& held =
        input.predicates[static_cast<std::size_t>(node.protection.update_stage())];
    const std::optional<Ticks> deadline = node.protection.next_timer(core.settings, held);
    if (!broken.empty() || !deadline) {
        return broken;
    }
    const std::uint32_t quiet = deadline->count - 1;
    Protection ticked = node.protection;
    for (std::uint32_t n = 0; n < quiet; ++n) {
        step(core.settings, ticked, input);
    }
    node.protection.step_quietly(core.settings, held, Ticks{quiet});
    if (!(ticked == node.protection)) {
        return "a leap is not its ticks";
    }
    broken = look_on_quietly(demanded, node.onlooker, node.protection, held, quiet);
    return broken.empty() ? tick(core, demanded, node, input, {}) : broken;
}

/// Every state that `inputs` can reach with these settings from deadline to deadline.
Walk walk_by_deadlines(const Settings& settings, const std::vector<Input>& inputs,
                       const Times& demanded) {
    const Times core{settings};
    return walk_by(
        [&](Node& node, const Input& input) { return hold(core, demanded, node, input); }, core,
        demanded, inputs);
}

void expect_sound(const char* of, const Walk& result, const std::vector<Input>& inputs,
                  std::size_t at_least) {
    EXPECT_EQ(result.broken, "");
    EXPECT_GE(result.states, at_least);
    std::printf("state space of %s: %zu inputs, %zu states, %zu transitions\n", of, inputs.size(),
                result.states, result.transitions);
}

void expect_sound(const char* of, const std::vector<Input>& inputs, std::size_t at_least) {
    const Times times = short_times();
    expect_sound(of, walk(times.settings, inputs, times), inputs, at_least);
}

// What lets the walk be cut in parts: a condition acts on LOAD, on CHARGER, or opens both at once.
TEST(StateSpace, OfLoadAndChargerShareNoConditionButThoseThatOpenBoth) {
    for (const ConditionRow& row : condition_table) {
        const bool on_load =
            row.effects.opens_load || row.effects.opens_load_warned || row.effects.raises_pre_alarm;
        EXPECT_TRUE(!(on_load && row.effects.opens_charger) || row.effects.opens_load) << row.name;
    }
}

// R-OUT-1, R-OUT-3, R-OUT-4, R-OUT-5, R-REM-1, R-COD-1, D-5, D-8, D-22, D-23
TEST(StateSpace, OfLoadAndPreAlarmBreaksNoLaw) {
    expect_sound("LOAD and PRE-ALARM", inputs_of_load(short_times().settings), 1000);
}

// R-OUT-2, R-OUT-5, R-REM-1, R-COD-1, D-2, D-6, D-23
TEST(StateSpace, OfChargerBreaksNoLaw) {
    expect_sound("CHARGER", inputs_of_charger(short_times().settings), 1000);
}

// R-OUT-3, R-COD-4, R-REM-1, D-3, D-23, D-24
TEST(StateSpace, OfTheSupplyBreaksNoLaw) {
    expect_sound("the supply", inputs_of_supply(short_times().settings), 1000);
}

// R-REM-3, R-UPD-1, R-UPD-2, R-COD-1, R-BAT-11, D-8, D-21
TEST(StateSpace, OfModeAndUpdateBreaksNoLaw) {
    expect_sound("mode and update", inputs_of_commands(short_times().settings), 1000);
}

// What lets the flags be walked two by two: each acts by itself, and none on PRE-ALARM.
TEST(StateSpace, OfFlagsShareNoConditionAndOnlyOpen) {
    for (const Flag flag : fault_flags) {
        BankSample sample = resting_sample();
        sample.flags.set(flag);
        const Predicates seen = detect(Settings{}, sample, monitor_at({500}), UpdateStage::None);
        ASSERT_EQ(std::popcount(seen.set), 1);
        const ConditionRow& row = row_of(static_cast<Condition>(std::countr_zero(seen.set)));
        EXPECT_FALSE(row.effects.raises_pre_alarm) << row.name;
        EXPECT_EQ(row.effects.opens_load, row.effects.opens_charger) << row.name;
    }
}

// R-UPD-1, R-UPD-2, R-COD-4, R-BAT-11, D-9, D-10, D-21, D-24
TEST(StateSpace, OfFlagsAndUpdateBreaksNoLaw) {
    for (std::size_t one = 0; one < fault_flags.size(); ++one) {
        for (std::size_t other = 0; other < one; ++other) {
            expect_sound(
                "two flags and an update",
                inputs_of_flags(short_times().settings, fault_flags[one], fault_flags[other]), 100);
        }
    }
}

/// Everything that acts on LOAD, at once: low cells and states of charge, a lost link, an open
/// chain, the remote, an update that begins, fails and ends.
std::vector<Input> inputs_of_all_on_load(const Settings& settings) {
    std::vector<Input> inputs;
    for (const int cell : {2800, 3100, 3300}) {
        for (const int soc : {100, 180, 500}) {
            add(inputs, input_of(settings, sample_at(cell), PerMille{soc}));
        }
    }
    BankSample lost = sample_at(2800);
    lost.flags.set(Flag::LinkLost);
    add(inputs, input_of(settings, lost));
    add(inputs, input_of(settings, open_chain()));
    Input off = input_of(settings, sample_at(2800));
    off.remote_on = false;
    add(inputs, off);
    for (const int cell : {2800, 3300}) {
        for (const UpdateEvent event : update_events) {
            Input input = input_of(settings, sample_at(cell));
            input.update = event;
            add(inputs, input);
        }
    }
    return inputs;
}

// R-OUT-1, R-OUT-3, R-OUT-4, R-OUT-5, R-UPD-1, R-UPD-2, R-COD-1, D-5, D-7, D-8, D-21, D-22, D-23
TEST(StateSpace, FromDeadlineToDeadlineOfEverythingOnLoadBreaksNoLaw) {
    const Times times = times_in_steps_of_5_s();
    const std::vector<Input> inputs = inputs_of_all_on_load(times.settings);
    expect_sound("LOAD, from deadline to deadline",
                 walk_by_deadlines(times.settings, inputs, times), inputs, 1000);
}

// Nothing that opens an output is left out of the law of chatter but what charge parts: a floor
// that has come clears by charging alone, by the points of D-7.
TEST(StateSpace, EveryConditionThatOpensAnOutputHasATimeOrChargeBetweenItsLevels) {
    for (const ConditionRow& row : condition_table) {
        const bool opens =
            row.effects.opens_load || row.effects.opens_load_warned || row.effects.opens_charger;
        const bool ends_by_command = row.measure == Measure::Update;
        EXPECT_TRUE(!opens || row.time_off != Setting::None || is_parted_by_charge(row) ||
                    ends_by_command)
            << row.name;
    }
    EXPECT_GT(row_of(Setting::DischargeFloorReturn).lowest, 0);
    EXPECT_GT(row_of(Setting::LowSocWarningClear).lowest, 0);
}

// --- the walk can fail ---

/// The law that a core with this one setting otherwise would break.
template <Setting setting>
std::string broken_with(Ticks ticks, std::vector<Input> (*inputs)(const Settings&)) {
    const Times demanded = short_times();
    Settings wrong = demanded.settings;
    wrong.set<setting>(ticks);
    return walk(wrong, inputs(wrong), demanded).broken;
}

TEST(StateSpace, TellsALeadThatIsOneTickShort) {
    EXPECT_EQ(broken_with<Setting::PreAlarmLead>(3_ticks, &inputs_of_load),
              "LOAD opened for a low cell before PRE-ALARM had been High for its lead");
}

/// One tick more than the onlooker demands.
template <Setting setting>
std::string broken_a_tick_later(std::vector<Input> (*inputs)(const Settings&)) {
    const std::int32_t demanded = short_times().settings.count(setting);
    return broken_with<setting>(Ticks{static_cast<std::uint32_t>(demanded + 1)}, inputs);
}

TEST(StateSpace, TellsALeapOverWhatWasDue) {
    const Times demanded = times_in_steps_of_5_s();
    Times slower = demanded;
    slower.settings.set_count(Setting::LowCellOff,
                              demanded.settings.count(Setting::LowCellOff) + 2);
    const std::vector<Input> inputs = inputs_of_all_on_load(demanded.settings);
    EXPECT_EQ(walk_by_deadlines(slower.settings, inputs, demanded).broken,
              "a leap over what was due");
}

std::vector<Input> inputs_of_an_update_that_nobody_ends(const Settings& settings) {
    Input input = input_of(settings, resting_sample());
    std::vector<Input> inputs{input};
    input.update = UpdateEvent::Begin;
    inputs.push_back(input);
    return inputs;
}

TEST(StateSpace, TellsAnUpdateThatRunsOrHoldsLoadATickTooLong) {
    EXPECT_EQ(broken_a_tick_later<Setting::UpdateLimit>(&inputs_of_an_update_that_nobody_ends),
              "an update runs for longer than its limit");
    EXPECT_EQ(broken_a_tick_later<Setting::UpdateFailed>(&inputs_of_an_update_that_nobody_ends),
              "an update holds LOAD for longer than its limit");
}

TEST(StateSpace, TellsAConditionThatChattersAndAFaultThatWasLeftOut) {
    const Times demanded = short_times();
    Times slower = demanded;
    // The core's own conditions change after their time and one tick more; two more are too many.
    slower.settings.set_count(Setting::HighCellOff,
                              demanded.settings.count(Setting::HighCellOff) + 2);
    const std::vector<Input> inputs = inputs_of_charger(demanded.settings);
    EXPECT_EQ(walk(demanded.settings, inputs, slower).broken,
              "a condition changed faster than its times allow");
}

/// The first of the inputs above among which something sets this condition; what is not there is a
/// flag, or an update that fails among them.
std::vector<Input> inputs_that_set(Condition condition, const Settings& settings) {
    for (const auto& inputs : {inputs_of_load, inputs_of_charger, inputs_of_supply}) {
        std::vector<Input> found = inputs(settings);
        if (std::any_of(found.begin(), found.end(), [&](const Input& input) {
                return (input.predicates.front().set & bit(condition)) != 0;
            })) {
            return found;
        }
    }
    for (const Flag flag : fault_flags) {
        std::vector<Input> found = inputs_of_flags(settings, flag, Flag::ChainOpen);
        if (std::any_of(found.begin(), found.end(), [&](const Input& input) {
                return (input.predicates.front().set & bit(condition)) != 0;
            })) {
            return found;
        }
    }
    return inputs_of_commands(settings);
}

/// The law that a core breaks which does not see one predicate of one condition.
std::string broken_by_the_blind(Condition condition, std::uint32_t Predicates::*unseen) {
    const Times demanded = short_times();
    return walk(demanded.settings, inputs_that_set(condition, demanded.settings), demanded,
                [=](const Input& input) {
                    Input told = input;
                    for (Predicates& predicates : told.predicates) {
                        predicates.*unseen &= ~bit(condition);
                    }
                    return told;
                })
        .broken;
}

// The inputs reach every condition both ways, and not one may be missed, or kept, in silence.
TEST(StateSpace, TellsAConditionThatIsNotSeenToSetOrToClear) {
    for (const ConditionRow& row : condition_table) {
        EXPECT_EQ(broken_by_the_blind(row.condition, &Predicates::set),
                  "a condition did not change when it was due")
            << row.name;
        EXPECT_EQ(broken_by_the_blind(row.condition, &Predicates::clear),
                  "a condition did not change when it was due")
            << row.name;
    }
}

TEST(StateSpace, TellsAPreAlarmThatWaitsForACellThatFallsStraightThrough) {
    EXPECT_EQ(broken_by_the_blind(Condition::PreAlarmCell, &Predicates::at_once),
              "a condition did not change when it was due");
}

TEST(StateSpace, TellsACoreThatDoesNotReadTheRemote) {
    const Times demanded = short_times();
    const auto deaf = [](const Input& input) {
        Input told = input;
        told.remote_on = true;
        return told;
    };
    EXPECT_EQ(walk(demanded.settings, inputs_of_supply(demanded.settings), demanded, deaf).broken,
              "an output is High with the remote or the mode off");
}

TEST(StateSpace, TellsACoreThatSetsAConditionForNothing) {
    const Times demanded = short_times();
    const auto nervous = [](const Input& input) {
        Input told = input;
        for (Predicates& predicates : told.predicates) {
            predicates.set |= bit(Condition::HighCell);
        }
        return told;
    };
    EXPECT_EQ(
        walk(demanded.settings, inputs_of_supply(demanded.settings), demanded, nervous).broken,
        "a condition changed before its time, or for nothing");
}

}  // namespace
}  // namespace bms
