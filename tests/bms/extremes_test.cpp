// Anything that a frame can carry, and counters at their ends: nothing overflows (the sanitizers
// watch), and the laws hold there too.

#include "tests/bms/core_rig.hpp"
#include "tests/bms/generators.hpp"

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bms {
namespace {

constexpr std::uint32_t most_u32 = std::numeric_limits<std::uint32_t>::max();

/// Runs the core for any time on one sample, in leaps and, when that is not too long, in ticks too.
void run_and_check(Core& core, const BankSample& sample) {
    const auto n =
        *rc::gen::resize(rc::kNominalSize, rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(1, 5000),
                                                          rc::gen::just(Core::most_ticks.count)));
    Core ticking = core;
    std::uint32_t done = 0;
    while (done < n) {
        const Ticks rest{n - done};
        done += core.advance(sample, held_integrals(sample, rest), rest).count;
        core.next_deadline(sample);
        const Watch watch = core.watch(sample);
        RC_ASSERT(watch.lowest_cell_mv.contains(sample.extremes.lowest_cell.count));
        RC_ASSERT(watch.bank_voltage_mv.contains(sample.bank_voltage.count));
        RC_ASSERT(watch.bank_current_ma.contains(
            std::clamp(sample.bank_current.count, -largest_current_ma, largest_current_ma)));
    }
    if (n < 5000) {
        tick_by_tick(ticking, sample, {n});
        RC_ASSERT(same_bytes(core, ticking));
    }
    const std::int64_t full_ua_s = std::int64_t{core.monitor().capacity().count} * 3'600'000;
    RC_ASSERT(core.monitor().charge().count >= 0);
    RC_ASSERT(core.monitor().charge().count <= full_ua_s);
    RC_ASSERT(core.monitor().consumed().count <= 0);
    RC_ASSERT(core.history().drawn.count >= 0);
    const auto remaining = core.monitor().remaining_time(core.settings());
    // D-15: ten days, unless the settings of this run say otherwise.
    const auto longest =
        static_cast<std::int32_t>(core.settings().get<Setting::RemainingTimeCap>().count / 600);
    // Not inside RC_ASSERT: it evaluates both sides.
    const bool is_bounded = !remaining || (remaining->count >= 0 && remaining->count <= longest);
    RC_ASSERT(is_bounded);
}

RC_GTEST_PROP(Extremes, OfAnythingAFrameCanCarryLeaveTheCoreWhole, ()) {
    const BankLayout layout = *gen_layout();
    const Settings settings = *gen_settings();
    BankView view(layout);
    const PerMille soc = *gen_soc();
    const MilliampHours capacity{layout.battery_capacity.count * layout.in_parallel()};
    Core core(Memory{.monitor = charged_to(std::int64_t{soc.count} * 1000, capacity),
                     .settings = settings});
    for (int round = 0; round < 4; ++round) {
        for (std::size_t position = 0; position < layout.batteries; ++position) {
            view.receive(position, *gen_extreme_frame(layout));
        }
        BankSample sample = aggregate(view, settings);
        RC_ASSERT(std::abs(sample.bank_current.count) <= largest_current_ma);
        RC_ASSERT(std::abs(sample.bank_voltage.count) <= largest_voltage_mv);
        sample.pins = *rc::gen::oneOf(gen_pins(), gen_extreme_pins());
        run_and_check(core, sample);
        view.hold({*rc::gen::inRange<std::uint32_t>(0, 100)});
        RC_CLASSIFY(sample.flags.has(Flag::Complete), "complete");
    }
}

RC_GTEST_PROP(Extremes, OfAnySampleLeaveTheCoreWhole, ()) {
    const PerMille soc = *gen_soc();
    Core core = core_at(soc, *gen_settings());
    for (int round = 0; round < 4; ++round) {
        run_and_check(core, *gen_extreme_sample());
    }
}

// The largest current and voltage for the largest call, and for what held_integrals promises.
TEST(Extremes, OfCurrentAndVoltageFitTheIntegrals) {
    BankSample sample = resting_sample();
    for (const int sign : {-1, 1}) {
        sample.bank_voltage = {largest_voltage_mv};
        sample.bank_current = {sign * largest_current_ma};
        constexpr std::int64_t n = 1 << 24;
        const Integrals flow = held_integrals(sample, Ticks{static_cast<std::uint32_t>(n)});
        const std::int64_t charge = 50'000LL * 1'000'000 / 10 * n;        // 50 kA, per 100 ms
        const std::int64_t energy = 100LL * 50'000 * 1'000'000 / 10 * n;  // at 100 V
        EXPECT_EQ((sign < 0 ? flow.discharged : flow.charged).count, charge);
        EXPECT_EQ((sign < 0 ? flow.discharged_energy : flow.charged_energy).count, energy);
        EXPECT_EQ((sign < 0 ? flow.charged : flow.discharged).count, 0);
    }
    // beyond the largest they count as the largest
    BankSample beyond = sample;
    beyond.bank_current = {std::numeric_limits<std::int32_t>::max()};
    beyond.bank_voltage = {std::numeric_limits<std::int32_t>::max()};
    EXPECT_EQ(held_integrals(beyond, {1}).charged_energy,
              held_integrals(sample, {1}).charged_energy);
}

TEST(Extremes, OfACallAreCutToTheMostTicksItRuns) {
    CoreRig rig;
    rig.sample.bank_current = {-100};
    EXPECT_EQ(rig.core.advance(rig.sample, held_integrals(rig.sample, {0}), {0}), Ticks{0});
    Core whole = rig.core;
    const Ticks ran = whole.advance(rig.sample, held_integrals(rig.sample, {most_u32}), {most_u32});
    EXPECT_EQ(ran, Core::most_ticks);
    EXPECT_EQ(ran.count, 1'048'576U);  // 29 hours
    leap(rig.core, rig.sample, Core::most_ticks);
    EXPECT_TRUE(same_bytes(whole, rig.core));
}

// Thirteen years and seven months are 2^32 ticks.
TEST(Extremes, OfTimeStopTheClockSinceTheLastFullChargeAndNothingElse) {
    CoreRig rig{800_permille};
    rig.sample.bank_voltage = {14'100};
    leap(rig.core, rig.sample, 181_seconds);
    rig.sample.bank_voltage = {13'200};
    rig.run(1_ticks);
    const std::uint32_t since = rig.core.history().since_full_charge.count;
    leap(rig.core, rig.sample, Ticks{most_u32 - since - 5});
    ASSERT_EQ(rig.core.history().since_full_charge, Ticks{most_u32 - 5});
    Core ticking = rig.core;
    rig.cells_at(2700);  // a low cell right across the end of the count
    leap(rig.core, rig.sample, 60_seconds);
    EXPECT_EQ(rig.core.history().since_full_charge, Ticks{most_u32});
    EXPECT_EQ(rig.load(), Output::Floating);
    tick_by_tick(ticking, rig.sample, 60_seconds);
    EXPECT_TRUE(same_bytes(ticking, rig.core));
    // Held timers do not run over either: three days at a level that sets nothing new.
    leap(rig.core, rig.sample, Ticks{72 * 36'000});
    EXPECT_EQ(rig.load(), Output::Floating);
}

TEST(Extremes, OfTheSynchronisationCountWrapWithoutStoppingTheCore) {
    Settings settings;
    settings.set<Setting::ChargedDetection>(60_seconds);
    CoreRig rig{800_permille, settings};
    for (int i = 0; i < 65'537; ++i) {
        rig.sample.bank_voltage = {14'100};
        leap(rig.core, rig.sample, Ticks{601});
        rig.sample.bank_voltage = {13'200};
        rig.run(1_ticks);
    }
    EXPECT_EQ(rig.status().synchronisations, 1);
}

}  // namespace
}  // namespace bms
