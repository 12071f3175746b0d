#pragma once
// A core on the bench: one string of four cells, with everything at rest at 3.30 V and 20 °C.

#include "bms/core.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace bms {

using namespace literals;

inline constexpr MilliampHours rig_capacity{200'000};

/// A complete view of a 12.8 V, 200 Ah bank at rest.
inline BankSample resting_sample() {
    BankSample sample{.bank_voltage = {13'200},
                      .extremes = {.lowest_cell = {3300},
                                   .highest_cell = {3300},
                                   .lowest_battery = {13'200},
                                   .highest_battery = {13'200},
                                   .coldest = {200},
                                   .warmest = {200}},
                      .bank_capacity = rig_capacity,
                      .cells_in_series = 4};
    sample.flags.set(Flag::Complete);
    return sample;
}

/// The resting sample with every cell at `cell_mv`.
inline BankSample sample_at(int cell_mv) {
    BankSample sample = resting_sample();
    sample.bank_voltage = {4 * cell_mv};
    sample.extremes.lowest_cell = sample.extremes.highest_cell = {cell_mv};
    sample.extremes.lowest_battery = sample.extremes.highest_battery = {4 * cell_mv};
    return sample;
}

/// A core that has known the rig's bank at this state of charge before.
inline Core core_at(PerMille soc, const Settings& settings = {}) {
    const std::int64_t millionths = std::int64_t{soc.count} * 1000;
    return Core(Memory{.monitor = charged_to(millionths, rig_capacity), .settings = settings});
}

/// Puts a command into the sample, with the sequence number that is next.
inline void put(BankSample& sample, CommandKind kind, std::int32_t value = 0,
                Setting setting = Setting::None) {
    sample.command = {.kind = kind,
                      .setting = setting,
                      .sequence = static_cast<std::uint8_t>(sample.command.sequence % 255 + 1),
                      .value = value};
}

inline RemotePin driven(int mv) {
    return {.voltage = {mv}, .state = PinState::Driven};
}

inline bool same_bytes(const Core& a, const Core& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

/// Runs `n` ticks of a held sample in as few calls as the core allows.
inline void leap(Core& core, const BankSample& sample, Ticks n) {
    while (n.count > 0) {
        const Ticks call = std::min(n, Core::most_ticks);
        const Ticks ran = core.advance(sample, held_integrals(sample, call), call);
        if (ran.count == 0) {
            std::abort();  // would never end
        }
        n = n - ran;
    }
}

inline void tick_by_tick(Core& core, const BankSample& sample, Ticks n) {
    for (std::uint32_t i = 0; i < n.count; ++i) {
        core.advance(sample, held_integrals(sample, {1}), {1});
    }
}

/// A core in service with a sample it is fed; `run` ticks one by one.
struct CoreRig {
    Core core;
    BankSample sample = resting_sample();

    explicit CoreRig(PerMille soc = {500}, const Settings& settings = {})
        : CoreRig(core_at(soc, settings)) {}
    explicit CoreRig(const Core& started) : core(started) { run(Ticks{1}); }
    void run(Ticks n) { tick_by_tick(core, sample, n); }
    /// Gives a command, in one tick.
    Outcome tell(CommandKind kind, std::int32_t value = 0, Setting setting = Setting::None) {
        put(sample, kind, value, setting);
        run(Ticks{1});
        return core.status().receipt.outcome;
    }
    /// A power cut, and one tick after it.
    void power_cycle() { begin_with(core.memory()); }
    /// The same with another charge in its memory.
    void set_share(std::int64_t millionths) {
        Memory memory = core.memory();
        memory.monitor = charged_to(millionths, memory.monitor.capacity);
        begin_with(memory);
    }
    void begin_with(const Memory& memory) {
        core = Core(memory);
        sample.command = {};
        run(Ticks{1});
    }
    /// Every cell, and so the bank, at `cell_mv`, with flags and pins as they are.
    void cells_at(int cell_mv) {
        const BankSample at = sample_at(cell_mv);
        sample.bank_voltage = at.bank_voltage;
        sample.extremes.lowest_cell = at.extremes.lowest_cell;
        sample.extremes.highest_cell = at.extremes.highest_cell;
    }
    /// The number of ticks, one by one, until `done` says so; `limit` + 1 when it never does.
    template <class Done>
    std::uint32_t ticks_until(Done done, std::uint32_t limit) {
        for (std::uint32_t i = 1; i <= limit; ++i) {
            run(Ticks{1});
            if (done()) {
                return i;
            }
        }
        return limit + 1;
    }
    Status status() const { return core.status(); }
    Output load() const { return core.status().load; }
    Output charger() const { return core.status().charger; }
    Output pre_alarm() const { return core.status().pre_alarm; }
    bool shows(Code code) const { return core.status().codes.contains(code); }
    bool has(Condition condition) const { return core.protection().active().has(condition); }
};

}  // namespace bms
