// costliest_tick OUT.trace [SEED [TRIALS]]: searches for what makes one tick of the core cost most.
//
// A plan is what happens to 50 batteries, one move after the other: what they send, pins, commands,
// and for how long. Its price is the number of instructions of the core's last tick. Plans are
// changed in one small place after another, and a change is kept unless it makes the plan cheaper;
// after a while without gain the search begins anew elsewhere. Same seed, same program: same plan.

#include "bms/core.hpp"
#include "bms/source_hash.hpp"
#include "engine/trace.hpp"
#include "instructions.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace {

constexpr std::size_t batteries = bms::most_batteries;
constexpr std::size_t moves_in_plan = 8;
constexpr long trials_without_gain = 400;
constexpr bms::BankLayout layout{
    .batteries = batteries, .in_series = 1, .cells_per_battery = 4, .battery_capacity = {200'000}};

/// What may stand in a move: values on both sides of every standard level, and the ends.
constexpr std::array<std::uint32_t, 10> ticks_choices{1, 2, 10, 30, 50, 100, 300, 600, 1200, 1800};
constexpr std::array cell_mv_choices{0,    1500, 2500, 2800, 2801, 3000, 3100, 3150, 3200,
                                     3300, 3499, 3501, 3600, 3750, 3751, 4000, 5000};
constexpr std::array spread_mv_choices{0, 9, 10, 50, 101, 1000};
constexpr std::array current_ma_choices{-5'000'000, -200'000, -1000, -2,     0,
                                        2,          1000,     8000,  20'000, 5'000'000};
constexpr std::array temperature_dc_choices{-600, 49, 60, 200, 450, 501, 1500};
constexpr std::array supply_mv_choices{0, 8999, 12'800, 60'001};
constexpr std::array<std::size_t, 4> silent_choices{0, 1, 49, 50};
constexpr std::array pin_choices{bms::PinState::Joined, bms::PinState::Open, bms::PinState::Driven};
constexpr std::array pin_mv_choices{0, 3499, 3500, 2901, 13'000};
constexpr std::array per_mille_choices{0, 99, 100, 150, 200, 210, 649, 899, 1000, 1001};

/// One thing that happens, and how long what it leaves is held. Values are indices.
struct Move {
    std::size_t ticks;
    std::size_t cell, spread, current, temperature, supply, silent;
    std::size_t low_pin, high_pin, pin_voltage;
    bool chain_open, hardware_fault, connected;
    bms::CommandKind command;
    bms::Setting setting;
    std::int32_t value;
};
using Plan = std::array<Move, moves_in_plan>;

class Chance {
  public:
    explicit Chance(std::uint64_t seed) : numbers_{seed} {}
    /// 0 … n - 1
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(numbers_() % n); }
    template <class Array>
    std::size_t place_in(const Array& array) {
        return below(array.size());
    }

  private:
    std::mt19937_64 numbers_;
};

std::int32_t argument(bms::CommandKind kind, bms::Setting setting, Chance& chance) {
    if (kind == bms::CommandKind::SetStateOfCharge) {
        return per_mille_choices[chance.place_in(per_mille_choices)];
    }
    if (kind != bms::CommandKind::ChangeSetting) {
        return 0;
    }
    const bms::SettingRow& row = bms::row_of(setting);
    return std::array{row.lowest, row.standard, row.highest, row.highest + 1}[chance.below(4)];
}

void choose_command(Move& move, Chance& chance) {
    move.command = static_cast<bms::CommandKind>(chance.below(bms::command_count));
    move.setting = static_cast<bms::Setting>(chance.below(bms::setting_count));
    move.value = argument(move.command, move.setting, chance);
}

/// Chooses one thing of a move anew.
void change(Move& move, Chance& chance) {
    const std::array<std::pair<std::size_t*, std::size_t>, 10> places{{
        {&move.ticks, ticks_choices.size()},
        {&move.cell, cell_mv_choices.size()},
        {&move.spread, spread_mv_choices.size()},
        {&move.current, current_ma_choices.size()},
        {&move.temperature, temperature_dc_choices.size()},
        {&move.supply, supply_mv_choices.size()},
        {&move.silent, silent_choices.size()},
        {&move.low_pin, pin_choices.size()},
        {&move.high_pin, pin_choices.size()},
        {&move.pin_voltage, pin_mv_choices.size()},
    }};
    const std::array flags{&move.chain_open, &move.hardware_fault, &move.connected};
    const std::size_t what = chance.below(places.size() + flags.size() + 1);
    if (what < places.size()) {
        *places[what].first = chance.below(places[what].second);
    } else if (what < places.size() + flags.size()) {
        bool& flag = *flags[what - places.size()];
        flag = !flag;
    } else {
        choose_command(move, chance);
    }
}

/// Healthy batteries at rest that go on like that.
Move rest() {
    return {.ticks = 4,
            .cell = 9,
            .spread = 0,
            .current = 4,
            .temperature = 3,
            .supply = 2,
            .silent = 0,
            .low_pin = 0,
            .high_pin = 0,
            .pin_voltage = 0,
            .chain_open = false,
            .hardware_fault = false,
            .connected = false,
            .command = bms::CommandKind::None,
            .setting = bms::Setting::None,
            .value = 0};
}

bms::BatteryFrame frame_of(const Move& move, std::size_t battery) {
    const int low_mv = cell_mv_choices[move.cell];
    const int high_mv = std::min(low_mv + spread_mv_choices[move.spread], 5000);
    bms::BatteryFrame frame{.voltage = {3 * low_mv + high_mv},
                            .current = {current_ma_choices[move.current]},
                            .temperature = {temperature_dc_choices[move.temperature]},
                            .nominal_capacity = layout.battery_capacity,
                            .serial_number = static_cast<std::uint32_t>(battery + 1),
                            .cells = layout.cells_per_battery};
    frame.cell_mv.fill(static_cast<std::uint16_t>(low_mv));
    frame.cell_mv[battery % layout.cells_per_battery] = static_cast<std::uint16_t>(high_mv);
    return frame;
}

/// A core with 50 batteries that a plan happens to. `ran` hears of every call of `advance`.
class Bank {
  public:
    Bank() : core_{bms::Memory{.monitor = bms::charged_to(500'000, bank_capacity)}} {}

    const bms::Core& core() const { return core_; }

    /// All but the last tick of the plan.
    template <class Ran>
    void prepare(const Plan& plan, Ran ran) {
        for (const Move& move : plan) {
            begin(move);
            const std::uint32_t ticks = ticks_choices[move.ticks];
            hold(&move == &plan.back() ? 0 : ticks, ran);
        }
    }
    /// The last tick.
    void tick() { core_.advance(sample_, bms::held_integrals(sample_, {1}), {1}); }
    const bms::BankSample& sample() const { return sample_; }

  private:
    static constexpr bms::MilliampHours bank_capacity{static_cast<std::int32_t>(batteries) *
                                                      layout.battery_capacity.count};

    void begin(const Move& move) {
        for (std::size_t i = silent_choices[move.silent]; i < batteries; ++i) {
            view_.receive(i, frame_of(move, i));
        }
        view_.set_chain_open(move.chain_open);
        view_.set_supply_voltage({supply_mv_choices[move.supply]});
        sample_ = bms::aggregate(view_, core_.settings());
        sample_.pins = {.low = {.voltage = {pin_mv_choices[move.pin_voltage]},
                                .state = pin_choices[move.low_pin]},
                        .high = {.voltage = {pin_mv_choices[move.pin_voltage]},
                                 .state = pin_choices[move.high_pin]}};
        if (move.command != bms::CommandKind::None) {
            ++sequence_;
        }
        sample_.command = {.kind = move.command,
                           .setting = move.setting,
                           .sequence = sequence_,
                           .value = move.value};
        if (move.hardware_fault) {
            sample_.flags.set(bms::Flag::HardwareFault);
        }
        if (move.connected) {
            sample_.flags.set(bms::Flag::BluetoothConnected);
        }
        has_silent_ = silent_choices[move.silent] != 0;
    }

    template <class Ran>
    void hold(std::uint32_t ticks, Ran ran) {
        for (std::uint32_t done = 0; done < ticks;) {
            const bms::Ticks rest{ticks - done};
            const bms::Integrals flow = bms::held_integrals(sample_, rest);
            const bms::Ticks run = core_.advance(sample_, flow, rest);
            ran(sample_, flow, rest, run, core_);
            done += run.count;
        }
        if (has_silent_) {
            view_.advance({ticks});
        } else {
            view_.hold({ticks});
        }
    }

    bms::BankView view_{layout};
    bms::Core core_;
    bms::BankSample sample_;
    std::uint8_t sequence_ = 0;
    bool has_silent_ = false;
};

long price_of(const Plan& plan) {
    Bank bank;
    bank.prepare(plan, [](auto&&...) {});
    const auto counts = bench::instructions_of(1, [&] { bank.tick(); });
    if (!counts) {
        throw std::runtime_error{"instructions can be counted on x86-64 only"};
    }
    return counts->front();
}

struct Found {
    Plan plan;
    long instructions;
};

Found search(Chance& chance, long trials) {
    Plan resting;
    resting.fill(rest());
    Found best{.plan = resting, .instructions = price_of(resting)};
    Found here = best;
    long since_gain = 0;
    for (long trial = 0; trial < trials; ++trial) {
        Plan next = here.plan;
        const std::size_t changes = 1 + chance.below(3);
        for (std::size_t i = 0; i < changes; ++i) {
            change(next[chance.below(next.size())], chance);
        }
        const long price = price_of(next);
        since_gain = price > here.instructions ? 0 : since_gain + 1;
        if (price >= here.instructions) {
            here = {.plan = next, .instructions = price};
        }
        if (here.instructions > best.instructions) {
            best = here;
            fmt::print("trial {:6}: {} instructions\n", trial, best.instructions);
        }
        if (since_gain >= trials_without_gain) {
            here = {.plan = resting, .instructions = price_of(resting)};
            since_gain = 0;
        }
    }
    return best;
}

/// Lets the moves rest that the price does not need.
void simplify(Found& found) {
    for (Move& move : found.plan) {
        const Move kept = move;
        move = rest();
        if (price_of(found.plan) < found.instructions) {
            move = kept;
        }
    }
}

void write(const Plan& plan, const std::string& path) {
    Bank bank;
    engine::TraceWriter writer{path};
    writer.begin({.name = "The costliest tick of the core that a search has found: the last one",
                  .core_source_hash = bms::source_hash(),
                  .calendar = {.start = *engine::parse_date("2026-01-01"), .utc_offset = {}},
                  .layout = layout,
                  .core = bank.core()});
    const auto ran = [&](const bms::BankSample& sample, const bms::Integrals& flow, bms::Ticks of,
                         bms::Ticks done,
                         const bms::Core& core) { writer.ran(sample, flow, of, done, core); };
    bank.prepare(plan, ran);
    bank.tick();
    ran(bank.sample(), bms::held_integrals(bank.sample(), {1}), {1}, {1}, bank.core());
    writer.finish(bank.core());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        fmt::print(stderr, "usage: costliest_tick OUT.trace [SEED [TRIALS]]\n");
        return 2;
    }
    try {
        Chance chance{argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1};
        Found found = search(chance, argc > 3 ? std::strtol(argv[3], nullptr, 10) : 5000);
        simplify(found);
        write(found.plan, argv[1]);
        fmt::print("{} instructions\n", found.instructions);
    } catch (const std::exception& error) {
        fmt::print(stderr, "costliest_tick: {}\n", error.what());
        return 1;
    }
    return 0;
}
