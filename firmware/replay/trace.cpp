#include "firmware/replay/trace.hpp"

#include "bms/image.hpp"
#include "bms/readout.hpp"
#include "firmware/replay/made_up.hpp"

#include <array>
#include <bit>
#include <type_traits>

namespace replay {

namespace {

constexpr std::uint32_t ticks_per_life = 100'000;
constexpr std::uint32_t lives = 10;
/// Every so many steps that too which is made for others: a cipher is slow on a small chip.
constexpr std::uint32_t steps_per_telling = 16;

/// xorshift64: the same numbers everywhere.
class Numbers {
  public:
    std::uint32_t below(std::uint32_t limit) {
        state_ ^= state_ << 13U;
        state_ ^= state_ >> 7U;
        state_ ^= state_ << 17U;
        return static_cast<std::uint32_t>(state_ >> 32U) % limit;
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

void add_answers(Hash& hash, const bms::Core& core, const bms::BankView& view,
                 const bms::BankSample& sample) {
    hash.add(core);
    hash.add(view);
    hash.add(sample);
    const auto silent = view.next_deadline(core.settings());
    hash.add(silent ? silent->count : 0U);
    const auto next = core.next_deadline(sample);
    hash.add(next ? next->count : 0U);
    const bms::Watch watch = core.watch(sample);
    hash.add(watch.lowest_cell_mv.lowest);
    hash.add(watch.bank_voltage_mv.highest);
    hash.add(watch.bank_current_ma.lowest);
    hash.add(watch.charge_ua_s.lowest);
    hash.add(core.monitor().consumed().count);
    hash.add(core.balancer_status());
    hash.add(core.memory());
    const auto remaining = core.monitor().remaining_time(core.settings());
    hash.add(remaining ? remaining->count : -1);
}

/// What leaves the core: its image in the store, and its advertisement.
void add_what_leaves(Hash& hash, const bms::Core& core, const bms::BankView& view,
                     const bms::BankSample& sample, std::uint32_t number) {
    bms::ImageSlot slot = bms::blank_slot();
    bms::encode({.memory = core.memory(), .set = view.in_service()}, number, slot);
    hash.add(slot);
    bms::ReadoutIdentity identity{.product_id = 0xA3E5};
    identity.key.fill(static_cast<std::uint8_t>(number));
    hash.add(
        bms::advertise(bms::readout(core, sample), identity, static_cast<std::uint16_t>(number)));
}

/// One battery set from power-up on.
void live(const bms::BankLayout& layout, Numbers& numbers, Hash& hash, TraceResult& result) {
    bms::BankView view(layout);
    const bms::MilliampHours capacity{layout.battery_capacity.count * layout.in_parallel()};
    bms::Core core(bms::Memory{.monitor = bms::charged_to(500'000, capacity)});
    bms::Command last{};
    bms::Output load_before = bms::Output::Floating;
    std::uint32_t steps = 0;
    for (std::uint32_t ticks = 0; ticks < ticks_per_life;) {
        const Step step = made_up_step(numbers, layout, core.settings(), view, last);
        last = step.sample.command;
        apply(step, core);
        const bool leaps = numbers.below(2) == 0;
        for (std::uint32_t done = 0; done < step.span.count;) {
            const bms::Ticks n{leaps ? step.span.count - done : 1};
            done += core.advance(step.sample, bms::held_integrals(step.sample, n), n).count;
            result.single_ticks += leaps ? 0U : 1U;
            result.load_changes += core.status().load != load_before ? 1U : 0U;
            load_before = core.status().load;
        }
        ticks += step.span.count;
        result.ticks += step.span.count;
        numbers.below(4) == 0 ? view.advance(step.span) : view.hold(step.span);
        add_answers(hash, core, view, step.sample);
        if (++steps % steps_per_telling == 0) {
            add_what_leaves(hash, core, view, step.sample, steps);
        }
    }
    result.cycles += core.history().cycles;
}

}  // namespace

TraceResult run_made_up_trace() {
    Numbers numbers;
    Hash hash;
    TraceResult result{};
    for (std::uint32_t i = 0; i < lives; ++i) {
        live(layouts[i % layouts.size()], numbers, hash, result);
    }
    result.hash = hash.value();
    return result;
}

}  // namespace replay
