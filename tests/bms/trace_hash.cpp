// Law 2, the same everywhere: one made-up trace of a million ticks through the whole core, and one
// hash of what the core was along the way. Built by trace_hash.cmake with every compiler.

#include "bms/core.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>

namespace {

/// xorshift64: the same numbers everywhere.
class Numbers {
  public:
    std::uint32_t below(std::uint32_t limit) {
        state_ ^= state_ << 13U;
        state_ ^= state_ >> 7U;
        state_ ^= state_ << 17U;
        return static_cast<std::uint32_t>((state_ >> 32U) % limit);
    }
    template <std::size_t n>
    std::int32_t one_of(const std::array<std::int32_t, n>& values) {
        return values[below(n)];
    }

  private:
    std::uint64_t state_ = 0x9e3779b97f4a7c15U;
};

/// FNV-1a/64.
class Hash {
  public:
    template <class Value>
    void add(const Value& value) {
        static_assert(std::has_unique_object_representations_v<Value>);
        for (const std::uint8_t byte :
             std::bit_cast<std::array<std::uint8_t, sizeof value>>(value)) {
            hash_ = (hash_ ^ byte) * 0x100000001b3U;
        }
    }
    std::uint64_t value() const { return hash_; }

  private:
    std::uint64_t hash_ = 0xcbf29ce484222325U;
};

constexpr std::array<std::int32_t, 28> cell_levels_mv{
    2000, 2499, 2500, 2501, 2700, 2799, 2800, 2801, 2900, 3000, 3099, 3100, 3101, 3149,
    3150, 3151, 3199, 3200, 3201, 3300, 3499, 3500, 3501, 3599, 3600, 3749, 3750, 65'535};
constexpr std::array<std::int32_t, 14> temperatures_dc{-400, 0,   49,  50,  59,  60,     200,
                                                       449,  450, 451, 500, 501, 40'000, -40'000};
constexpr std::array<std::int32_t, 15> currents_ma{
    0,    0,    -10,     10,     -99,      -100,      -101,          7990,
    8000, 4000, -35'000, 90'000, -400'000, 2'000'000, -2'000'000'000};
constexpr std::array<std::int32_t, 10> spans{1, 2, 29, 31, 50, 100, 299, 301, 601, 1801};

/// A frame mostly near the levels; now and then one that no battery would send.
bms::BatteryFrame frame(Numbers& numbers, std::uint8_t cells) {
    const std::int32_t base = numbers.below(2) == 0 ? 3300 : numbers.one_of(cell_levels_mv);
    bms::BatteryFrame out{.voltage = {base * cells + static_cast<std::int32_t>(numbers.below(9))},
                          .current = {numbers.one_of(currents_ma)},
                          .temperature = {numbers.one_of(temperatures_dc)},
                          .cells = cells};
    for (std::uint16_t& cell : out.cell_mv) {
        cell = static_cast<std::uint16_t>(numbers.below(8) == 0 ? numbers.one_of(cell_levels_mv)
                                                                : base);
    }
    return out;
}

bms::RemotePins pins(Numbers& numbers) {
    const auto pin = [&] {
        return bms::RemotePin{.voltage = {static_cast<std::int32_t>(numbers.below(16'000))},
                              .state = static_cast<bms::PinState>(numbers.below(3))};
    };
    if (numbers.below(32) != 0) {
        return bms::factory_loop();
    }
    const bms::RemotePin low = pin();
    return {.low = low, .high = pin()};
}

bms::Settings settings(Numbers& numbers) {
    bms::Settings out;
    for (std::uint32_t i = numbers.below(4); i > 0; --i) {
        const bms::SettingRow& row = bms::settings_table[numbers.below(bms::setting_count)];
        const auto width = static_cast<std::uint32_t>(row.highest - row.lowest) + 1;
        out.set_count(row.setting, row.lowest + static_cast<std::int32_t>(numbers.below(width)));
    }
    return out;
}

void add_state(Hash& hash, const bms::Core& core, const bms::BankSample& sample) {
    hash.add(core);
    hash.add(sample);
    const auto next = core.next_deadline(sample);
    hash.add(next ? next->count : 0U);
    const bms::Watch watch = core.watch(sample);
    hash.add(watch.lowest_cell_mv.lowest);
    hash.add(watch.bank_voltage_mv.highest);
    hash.add(watch.bank_current_ma.lowest);
    hash.add(watch.charge_ua_s.lowest);
    hash.add(core.monitor().consumed().count);
    const auto remaining = core.monitor().remaining_time(core.settings());
    hash.add(remaining ? remaining->count : -1);
}

}  // namespace

int main() {
    constexpr std::uint32_t all_ticks = 1'000'000;
    Numbers numbers;
    Hash hash;
    bms::Core core;
    bms::BankView view(
        {.batteries = 6, .in_series = 2, .cells_per_battery = 4, .battery_capacity = {200'000}});
    core.set_bank_capacity({600'000});
    core.set_state_of_charge({500});
    bms::Output load_before = bms::Output::Floating;
    std::uint32_t load_changes = 0;
    std::uint32_t single_ticks = 0;
    for (std::uint32_t ticks = 0; ticks < all_ticks;) {
        const bms::BatteryFrame all_alike = frame(numbers, 4);
        const bool alike = numbers.below(4) != 0;
        for (std::size_t position = 0; position < 6; ++position) {
            view.receive(position, alike ? all_alike : frame(numbers, 4));
        }
        bms::BankSample sample = bms::aggregate(view);
        sample.pins = pins(numbers);
        if (numbers.below(16) == 0) {
            sample.flags.bits = static_cast<std::uint8_t>(numbers.below(64));
        }
        if (numbers.below(64) == 0) {
            core.change_settings(settings(numbers));
        }
        if (numbers.below(6) == 0) {
            core.set_charge_share(numbers.below(1'000'001));
        }
        const auto span = static_cast<std::uint32_t>(numbers.one_of(spans));
        const bool leaps = numbers.below(2) == 0;
        for (std::uint32_t done = 0; done < span;) {
            const bms::Ticks n{leaps ? span - done : 1};
            const bms::Ticks ran = core.advance(sample, bms::held_integrals(sample, n), n);
            done += ran.count;
            single_ticks += leaps ? 0 : 1;
            load_changes += core.status().load != load_before ? 1 : 0;
            load_before = core.status().load;
        }
        ticks += span;
        add_state(hash, core, sample);
    }
    // A trace in which nothing happens would prove nothing.
    if (load_changes < 400 || single_ticks < all_ticks / 4 || core.history().cycles < 5) {
        std::printf("idle: %u changes of LOAD, %u single ticks, %u cycles\n", load_changes,
                    single_ticks, unsigned{core.history().cycles});
        return 1;
    }
    std::printf("%016llx\n", static_cast<unsigned long long>(hash.value()));
    return 0;
}
