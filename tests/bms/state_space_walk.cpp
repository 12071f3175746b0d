// A breadth-first walk over every state that any order of inputs can reach.

#include "tests/bms/state_space.hpp"

#include <cstring>
#include <deque>
#include <unordered_set>

namespace bms {

namespace {

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

}  // namespace

Walk walk(const Settings& settings, const std::vector<Input>& inputs, const Times& demanded,
          const Blunder& blunder) {
    const Times core{settings};
    return walk_by(
        [&](Node& node, const Input& input) { return tick(core, demanded, node, input, blunder); },
        core, demanded, inputs);
}

Walk walk_by_deadlines(const Settings& settings, const std::vector<Input>& inputs,
                       const Times& demanded) {
    const Times core{settings};
    return walk_by(
        [&](Node& node, const Input& input) { return hold(core, demanded, node, input); }, core,
        demanded, inputs);
}

}  // namespace bms
