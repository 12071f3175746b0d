// The link to the batteries: silence measured from the last valid frame, the open chain, and what a
// battery that is not heard may still decide.

#include "tests/bms/bank_rig.hpp"
#include "tests/bms/generators.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bms {
namespace {

// R-COD-2, R-COD-3, D-9, D-22
TEST(Link, WarnsFiveSecondsAfterTheLastFrameAndFloatsBothOutputsAfterThirty) {
    for (const std::size_t silent : {0U, 1U, 3U}) {
        BankRig rig{4, 2};
        ASSERT_TRUE(rig.both_high());
        rig.run(59_ticks);  // frames at ticks 0 … 50
        rig.chain[silent].is_silent = true;
        EXPECT_EQ(rig.tick_of([&] { return rig.shows(Code::W_B05); }), 50U + 50U);
        EXPECT_TRUE(rig.both_high());
        EXPECT_EQ(rig.view.most_silent(), silent);
        EXPECT_EQ(rig.tick_of([&] { return rig.shows(Code::A_B05); }), 50U + 300U);
        EXPECT_EQ(rig.codes(), only(Code::A_B05));
        EXPECT_TRUE(rig.both_float());
        EXPECT_TRUE(rig.core.status().load_reasons.has(Condition::LinkLost));
        rig.run(3600_seconds);  // no longer silence ends it
        EXPECT_TRUE(rig.both_float());
        rig.chain[silent].is_silent = false;
        rig.run(100_ticks);
        EXPECT_TRUE(rig.both_float());
        rig.run(10_ticks);
        EXPECT_EQ(rig.codes(), CodeSet{});
        EXPECT_TRUE(rig.both_high());
    }
}

// A frame may come at any tick; the time runs from it and not from when the next was due.
// D-9
TEST(Link, MeasuresSilenceFromTheLastFrameWheneverItCame) {
    for (std::uint32_t last = 40; last < 50; ++last) {
        BankRig rig{1, 1};
        while (rig.now < last) {
            rig.step();
        }
        rig.send(0);
        rig.step();
        rig.chain[0].is_silent = true;
        EXPECT_EQ(rig.tick_of([&] { return rig.shows(Code::W_B05); }), last + 50);
        EXPECT_EQ(rig.tick_of([&] { return rig.both_float(); }), last + 300);
    }
}

// D-9
TEST(Link, TakesItsTimesFromTheSettings) {
    Settings settings;
    settings.set<Setting::LinkWarning>(20_ticks);
    settings.set<Setting::LinkAlarm>(31_ticks);
    BankRig rig{2, 1};
    rig.core = Core(Memory{.settings = settings});
    rig.run(1_ticks);
    rig.chain[1].is_silent = true;  // its last frame was at tick 0
    EXPECT_EQ(rig.tick_of([&] { return rig.shows(Code::W_B05); }), 20U);
    EXPECT_EQ(rig.tick_of([&] { return rig.shows(Code::A_B05); }), 31U);
}

// Batteries that drop out in turn: somebody is always missing, nobody for five seconds.
// R-COD-2, D-9
TEST(Link, DoesNotAddUpTheSilencesOfDifferentBatteries) {
    BankRig rig{3, 1};
    for (int round = 0; round < 40; ++round) {
        for (std::size_t turn = 0; turn < 3; ++turn) {
            for (std::size_t i = 0; i < 3; ++i) {
                rig.chain[i].is_silent = i == turn;
            }
            rig.run(40_ticks);
            ASSERT_EQ(rig.codes(), CodeSet{});
        }
    }
    EXPECT_TRUE(rig.both_high());
}

// D-9
TEST(Link, DoesNotHearAFrameThatIsNotValid) {
    BankRig rig{1, 1};
    BatteryFrame broken = frame_of(rig.chain[0]);
    broken.cell_mv[2] = 5001;
    rig.chain[0].is_silent = true;
    const auto warned = [&] {
        rig.view.receive(0, broken);
        return rig.shows(Code::W_B05);
    };
    EXPECT_EQ(rig.tick_of(warned), 50U);
}

// A stored battery that never sends is lost too, and the outputs never close.
// R-COD-3, D-9, D-24
TEST(Link, MissesABatteryOfTheStoredSetFromPowerUp) {
    const std::vector<BenchBattery> chain = bench_batteries(2);
    BankRig rig{chain, 13'200};
    rig.view = BankView{set_of(chain, 1)};
    rig.chain[1].is_silent = true;
    EXPECT_EQ(rig.tick_of([&] { return rig.shows(Code::W_B05); }), 50U);
    EXPECT_EQ(rig.tick_of([&] { return rig.shows(Code::A_B05); }), 300U);
    EXPECT_TRUE(rig.both_float());
    EXPECT_TRUE(rig.core.status().load_reasons.has(Reason::Starting));
    rig.chain[1].is_silent = false;
    rig.run(110_ticks);
    EXPECT_TRUE(rig.both_high());
}

// R-BAT-11, R-COD-3, D-9
TEST(Link, KnowsAnOpenChainAtOnce) {
    BankRig rig{2, 1};
    rig.view.set_chain_open(true);
    rig.run(1_ticks);
    EXPECT_EQ(rig.codes(), only(Code::A_B05));
    EXPECT_TRUE(rig.both_float());
    EXPECT_TRUE(rig.core.status().charger_reasons.has(Condition::OpenChain));
    EXPECT_FALSE(rig.core.status().charger_reasons.has(Condition::LinkLost));
    rig.run(60_seconds);
    EXPECT_TRUE(rig.both_float());
    rig.view.set_chain_open(false);
    rig.run(100_ticks);
    EXPECT_EQ(rig.codes(), only(Code::A_B05));
    EXPECT_TRUE(rig.both_float());
    rig.run(1_ticks);
    EXPECT_EQ(rig.codes(), CodeSet{});
    EXPECT_TRUE(rig.both_high());
}

// A plug that works loose and back makes no output chatter: each is back once the contact has been
// good for ten seconds.
// R-BAT-11, D-9
TEST(Link, LetsABadContactOpenTheOutputsOnce) {
    BankRig rig{2, 1};
    int changes = 0;
    bool was_high = true;
    for (int half_second = 0; half_second < 240; ++half_second) {
        rig.view.set_chain_open(half_second % 2 == 0 && half_second < 200);
        for (int tick = 0; tick < 5; ++tick) {
            rig.run(1_ticks);
            ASSERT_EQ(rig.load(), rig.charger());
            changes += rig.both_high() != was_high ? 1 : 0;
            was_high = rig.both_high();
        }
    }
    EXPECT_EQ(changes, 2);
    EXPECT_TRUE(was_high);
}

// ---- What a silent battery decides ------------------------------------------------------------

// Two strings of two. A battery that is silent has the current of its string's other battery; a
// string that is silent altogether carries, after five seconds, the mean of the others.
// R-BAT-6, D-27
TEST(SilentBattery, LeavesItsStringsCurrentHeldForFiveSecondsAndThenGuessed) {
    BankRig rig{6, 2};
    for (std::size_t i = 0; i < 6; ++i) {
        rig.chain[i].current_ma = i < 2 ? -30'000 : i < 4 ? -10'000 : -20'000;
    }
    rig.run(10_ticks);  // tick 10: the last frame of the first string
    ASSERT_EQ(rig.sample.bank_current, Milliamps{-60'000});
    rig.chain[0].is_silent = true;
    rig.chain[0].current_ma = rig.chain[1].current_ma = -35'000;
    rig.run(10_ticks);
    // The mean of both while its own frame still counts, then the other's alone.
    EXPECT_EQ(rig.sample.bank_current, Milliamps{-62'500});
    rig.run(60_ticks);
    EXPECT_EQ(rig.sample.bank_current, Milliamps{-65'000});
    EXPECT_FALSE(rig.sample.flags.has(Flag::CurrentGuessed));
    rig.chain[1].is_silent = true;  // its last frame came at tick 80
    rig.run(Ticks{131 - rig.now});
    EXPECT_EQ(rig.sample.flags.has(Flag::CurrentGuessed), true);
    EXPECT_EQ(rig.sample.bank_current, Milliamps{-45'000});  // three times the mean of 10 and 20 A
    EXPECT_FALSE(rig.sample.flags.has(Flag::CurrentUnknown));
}

// D-27
TEST(SilentBattery, HoldsItsLastCurrentForFiveSecondsToTheTick) {
    BankRig rig{2, 1, {.current_ma = -8000}};
    rig.run(10_ticks);
    rig.chain[1].is_silent = true;  // last heard at tick 10
    rig.chain[0].current_ma = -2000;
    rig.run(50_ticks);  // ticks 11 … 60
    EXPECT_EQ(rig.sample.bank_current, Milliamps{-4000});
    BankRig before{2, 1, {.current_ma = -8000}};
    before.run(10_ticks);
    before.chain[1].is_silent = true;
    before.chain[0].current_ma = -2000;
    before.run(49_ticks);
    EXPECT_EQ(before.sample.bank_current, Milliamps{-10'000});
}

// A single string: zero, and the state of charge cannot be trusted.
// D-27
TEST(SilentBattery, LeavesASingleStringWithoutACurrent) {
    BankRig rig{1, 1, {.current_ma = -8000}};
    rig.core = core_at(500_permille);
    rig.run(10_ticks);
    rig.chain[0].is_silent = true;
    rig.run(49_ticks);
    EXPECT_EQ(rig.sample.bank_current, Milliamps{-8000});
    EXPECT_FALSE(rig.sample.flags.has(Flag::CurrentUnknown));
    EXPECT_EQ(rig.core.monitor().trust(), SocTrust::Known);
    rig.run(1_ticks);
    EXPECT_EQ(rig.core.monitor().trust(), SocTrust::Uncertain);
    EXPECT_EQ(rig.sample.bank_current, Milliamps{0});
    EXPECT_TRUE(rig.sample.flags.has(Flag::CurrentUnknown));
    EXPECT_FALSE(rig.sample.flags.has(Flag::Complete));  // no value means anything
    EXPECT_TRUE(rig.both_high());                        // until the thirty seconds are over
}

// R-BAT-6, D-27
TEST(SilentBattery, HasNoPartInVoltageOrExtremesAfterFiveSeconds) {
    BankRig rig{4, 2};
    rig.chain[3].cell_mv = 3000;
    rig.chain[3].temperature_dc = -100;
    rig.run(1_seconds);
    rig.chain[3].is_silent = true;
    ASSERT_EQ(rig.sample.extremes.lowest_cell, Millivolts{3000});
    rig.run(5_seconds);
    EXPECT_TRUE(rig.sample.flags.has(Flag::Partial));
    EXPECT_TRUE(rig.sample.flags.has(Flag::Complete));
    EXPECT_EQ(rig.sample.extremes.lowest_cell, Millivolts{3300});
    EXPECT_EQ(rig.sample.extremes.coldest, DeciCelsius{200});
    EXPECT_EQ(rig.sample.bank_voltage, Millivolts{26'400});
}

// The cell that was low is not heard any more: nobody may say that it has recovered.
// R-OUT-3, D-9, D-27
TEST(SilentBattery, KeepsWhatItHasRaised) {
    BankRig rig{2, 1};
    rig.chain[1].cell_mv = 3050;
    rig.chain[1].temperature_dc = 30;
    rig.run(10_seconds);
    ASSERT_EQ(rig.codes(), only(Code::W_B01));
    ASSERT_EQ(rig.charger(), Output::Floating);
    rig.chain[1].is_silent = true;
    rig.run(29_seconds);
    EXPECT_TRUE(rig.shows(Code::W_B01));
    EXPECT_TRUE(rig.shows(Code::W_B05));
    EXPECT_EQ(rig.core.status().pre_alarm, Output::High);
    EXPECT_EQ(rig.charger(), Output::Floating);
    rig.chain[1] = {.serial_number = 1002};  // and now it has
    rig.run(90_seconds);
    EXPECT_EQ(rig.codes(), CodeSet{});
    EXPECT_TRUE(rig.both_high());
}

// R-OUT-3, D-9
TEST(SilentBattery, DoesNotHideALowCellOfTheOthers) {
    BankRig rig{2, 1};
    rig.chain[1].is_silent = true;
    rig.run(10_seconds);
    rig.chain[0].cell_mv = 3050;
    EXPECT_LE(rig.tick_of([&] { return rig.shows(Code::W_B01); }, 50), 150U);
}

// R-MON-1, D-27
TEST(SilentBattery, LetsNobodySynchronise) {
    BankRig rig{2, 1, {.cell_mv = 3520}};
    rig.run(10_seconds);
    rig.chain[1].is_silent = true;
    rig.run(1000_seconds);
    EXPECT_EQ(rig.core.status().synchronisations, 0);
    rig.chain[1].is_silent = false;
    rig.run(200_seconds);
    EXPECT_EQ(rig.core.status().synchronisations, 1);
}

// With every battery silent the remote input still knows the battery's voltage: the BMS measures
// its own supply.
// R-REM-1, D-9, D-26
TEST(SilentBattery, DoesNotSwitchOffTheRemoteInput) {
    BankRig rig{1, 1};
    rig.view.set_supply_voltage({13'200});
    const auto step = [&] {
        rig.sample = aggregate(rig.view, rig.core.settings());
        rig.sample.pins = {.low = {}, .high = driven(13'200)};
        rig.core.advance(rig.sample, held_integrals(rig.sample, {1}), {1});
        rig.view.advance({1});
    };
    for (int i = 0; i < 200; ++i) {
        step();
        ASSERT_EQ(rig.load(), Output::High) << i;
    }
}

// ---- Update ---------------------------------------------------------------------------------

// No silence counts while a battery is updated, and all of it starts anew at the end.
// R-UPD-1, D-21
TEST(Update, HoldsBackTheLinkCodesAndGivesEveryBatteryItsTimeAgain) {
    const Settings settings;
    BankView view{set_of(bench_batteries(2), 1)};
    for (const BenchBattery& battery : bench_batteries(2)) {
        view.receive(battery.serial_number - 1001, frame_of(battery));
    }
    view.set_updating(true);
    view.advance(600_seconds);
    EXPECT_FALSE(view.flags(settings).has(Flag::Silent));
    EXPECT_FALSE(view.flags(settings).has(Flag::LinkLost));
    EXPECT_TRUE(aggregate(view, settings).flags.has(Flag::CurrentUnknown));
    view.set_updating(false);
    view.advance(49_ticks);
    EXPECT_FALSE(view.flags(settings).has(Flag::Silent));
    view.advance(1_ticks);
    EXPECT_TRUE(view.flags(settings).has(Flag::Silent));
    view.advance(249_ticks);
    EXPECT_FALSE(view.flags(settings).has(Flag::LinkLost));
    view.advance(1_ticks);
    EXPECT_TRUE(view.flags(settings).has(Flag::LinkLost));
}

// D-21
TEST(Update, HoldsTheLastCurrentForFiveSeconds) {
    const Settings settings;
    BankView view{set_of(bench_batteries(1), 1)};
    view.receive(0, frame_of({.serial_number = 1001, .current_ma = -7000}));
    view.set_updating(true);
    view.advance(49_ticks);
    EXPECT_EQ(aggregate(view, settings).bank_current, Milliamps{-7000});
    view.advance(1_ticks);
    EXPECT_EQ(aggregate(view, settings).bank_current, Milliamps{0});
}

// ---- Properties ---------------------------------------------------------------------------------

/// What comes to the BMS in one tick.
struct Arrival {
    std::size_t position;
    bool is_valid;
};

/// For each tick what arrives: frames lost, doubled, late and all in one tick, some of them broken.
rc::Gen<std::vector<std::vector<Arrival>>> gen_arrivals(std::size_t batteries) {
    return rc::gen::exec([batteries] {
        const std::size_t ticks = 1500;
        std::vector<std::vector<Arrival>> arrivals(ticks);
        for (std::size_t battery = 0; battery < batteries; ++battery) {
            // A battery may fall silent for a while, and be as unreliable as it likes.
            const int drop_pct = *rc::gen::element(0, 0, 10, 50, 90);
            const int jitter = *rc::gen::element(0, 0, 3, 9, 40, 60);
            const int gone_from = *rc::gen::inRange(0, 2000);
            const int gone_for = *rc::gen::element(0, 39, 40, 41, 49, 50, 51, 291, 299, 300, 400);
            for (int sent = 10; sent < static_cast<int>(ticks); sent += 10) {
                const bool is_gone = sent >= gone_from && sent < gone_from + gone_for;
                if (is_gone || *rc::gen::inRange(0, 100) < drop_pct) {
                    continue;
                }
                const auto tick = static_cast<std::size_t>(
                    sent + (jitter > 0 ? *rc::gen::inRange(0, jitter) : 0));
                const int copies = *rc::gen::weightedElement<int>({{9, 1}, {1, 2}});
                const bool is_valid = *rc::gen::inRange(0, 50) != 0;
                for (int copy = 0; copy < copies && tick < ticks; ++copy) {
                    arrivals[tick].push_back({battery, is_valid});
                }
            }
        }
        return arrivals;
    });
}

/// A condition that is true from a silence on, and for 100 ticks more.
struct Lingering {
    std::size_t silence;
    bool is_active = false;
    int over_for = 0;

    bool after(std::size_t now) {
        over_for = now < silence ? over_for + 1 : 0;
        is_active = now >= silence || (is_active && over_for <= 100);
        return is_active;
    }
};

// The whole rule of D-9 once more, from the arrivals alone.
// R-COD-2, R-COD-3, D-9
RC_GTEST_PROP(Link, TellsTheLongestSilenceOfOneBatteryForAnyArrivals, ()) {
    const auto batteries = *rc::gen::inRange<std::size_t>(1, 5);
    const auto arrivals =
        *rc::gen::noShrink(rc::gen::resize(rc::kNominalSize, gen_arrivals(batteries)));
    BankRig rig{batteries, 1};
    std::vector<std::size_t> last(batteries, 0);
    bool warned = false;
    Lingering warning{50};
    Lingering alarm{300};
    for (std::size_t tick = 1; tick < arrivals.size(); ++tick) {
        for (const Arrival& arrival : arrivals[tick]) {
            BatteryFrame frame = frame_of(rig.chain[arrival.position]);
            frame.cell_mv[0] = static_cast<std::uint16_t>(arrival.is_valid ? 3300 : 5001);
            rig.view.receive(arrival.position, frame);
            last[arrival.position] = arrival.is_valid ? tick : last[arrival.position];
        }
        rig.step();
        const std::size_t silence = tick - *std::min_element(last.begin(), last.end());
        const bool is_lost = alarm.after(silence);
        RC_ASSERT(rig.shows(Code::W_B05) == (warning.after(silence) && !is_lost));
        RC_ASSERT(rig.shows(Code::A_B05) == is_lost);
        RC_ASSERT(rig.both_float() == is_lost);
        RC_ASSERT(rig.both_high() == !is_lost);
        RC_ASSERT(rig.view.silence_of(rig.view.most_silent()) ==
                  Ticks{static_cast<std::uint32_t>(silence + 1)});
        warned = warned || silence >= 50;
    }
    RC_CLASSIFY(warned, "silent");
}

/// Leaps as far as core and view allow, then lets those send whose frames were due.
void leap_together(BankView& view, Core& core, Ticks n) {
    for (std::uint32_t done = 0; done < n.count;) {
        const BankSample sample = aggregate(view, core.settings());
        Ticks step{n.count - done};
        if (const auto deadline = view.next_deadline(core.settings())) {
            step = std::min(step, *deadline);
        }
        step = core.advance(sample, held_integrals(sample, step), step);
        view.hold(step);
        done += step.count;
    }
}

/// The same tick by tick, with every frame received when it is due.
void tick_together(BankView& view, Core& core, Ticks n, std::vector<BatteryFrame> frames) {
    for (std::uint32_t done = 0; done < n.count; ++done) {
        const BankSample sample = aggregate(view, core.settings());
        core.advance(sample, held_integrals(sample, {1}), {1});
        view.advance({1});
        for (std::size_t i = 0; i < frames.size(); ++i) {
            if (frames[i].cells != 0 && view.silence_of(i) == frame_period) {
                view.receive(i, frames[i]);
            }
        }
    }
}

// Law 1 for the view and the core together: a held sample means that those who send go on sending
// the same, and those who are silent stay silent.
// D-9, D-24, D-27
RC_GTEST_PROP(Law1, LeapsOverBatteriesThatKeepSendingOrKeepSilentByteForByte, ()) {
    const BankLayout layout = *gen_layout();
    const bool is_first_start = *rc::gen::arbitrary<bool>();
    const auto gone = *rc::gen::container<std::vector<bool>>(
        layout.batteries, rc::gen::map(rc::gen::inRange(0, 4), [](int n) { return n == 0; }));
    const auto chain =
        bench_batteries(layout.batteries, {.cells = layout.cells_per_battery,
                                           .capacity_mah = layout.battery_capacity.count,
                                           .current_ma = *rc::gen::inRange(-50'000, 50'000)});
    BankView leaping = is_first_start ? BankView{} : BankView{set_of(chain, layout.in_series)};
    leaping.set_supply_voltage({3300 * layout.cells_per_battery * layout.in_series});
    std::vector<BatteryFrame> frames;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        frames.push_back(frame_of(chain[i]));
        leaping.receive(i, frames.back());
    }
    BankView ticking = leaping;
    Core leaper;
    Core ticker;
    for (const std::uint32_t ticks :
         *rc::gen::resize(rc::kNominalSize, rc::gen::container<std::vector<std::uint32_t>>(
                                                4, rc::gen::inRange<std::uint32_t>(1, 900)))) {
        leap_together(leaping, leaper, Ticks{ticks});
        tick_together(ticking, ticker, Ticks{ticks}, frames);
        RC_ASSERT(leaping == ticking);
        RC_ASSERT(same_bytes(leaper, ticker));
        // From now on some are silent: not heard again once their next frame is due.
        for (std::size_t i = 0; i < frames.size(); ++i) {
            if (gone[i] && frames[i].cells != 0) {
                frames[i].cells = 0;
                while (leaping.silence_of(i) < frame_period) {
                    leaping.advance({1});
                    ticking.advance({1});
                }
            }
        }
        for (BankView* view : {&leaping, &ticking}) {
            for (std::size_t i = 0; i < frames.size(); ++i) {
                if (frames[i].cells != 0) {
                    view->receive(i, frames[i]);
                }
            }
        }
    }
}

// D-9
RC_GTEST_PROP(Link, ChangesNoSampleBeforeTheNextDeadline, ()) {
    const auto batteries = *rc::gen::inRange<std::size_t>(1, 6);
    BankRig rig{batteries, 1};
    for (BenchBattery& battery : rig.chain) {
        battery.is_silent = *rc::gen::arbitrary<bool>();
    }
    rig.run(Ticks{*rc::gen::inRange<std::uint32_t>(11, 400)});
    const Settings settings;
    const auto deadline = rig.view.next_deadline(settings);
    const BankSample held = aggregate(rig.view, settings);
    for (std::uint32_t i = 1; i < (deadline ? deadline->count : 500); ++i) {
        rig.view.hold({1});
        RC_ASSERT(aggregate(rig.view, settings) == held);
    }
}

// D-9
TEST(Link, HasItsNextDeadlineWhereTheSampleChanges) {
    const Settings settings;
    BankRig rig{2, 1};
    rig.run(5_ticks);
    EXPECT_EQ(rig.view.next_deadline(settings), std::nullopt);  // all keep sending
    EXPECT_FALSE(rig.view.is_waiting());
    rig.chain[1].is_silent = true;
    rig.run(5_ticks);  // its frame was due at tick 10; the view stands before tick 11
    EXPECT_EQ(rig.view.next_deadline(settings), Ticks{50 - 11});
    rig.run(39_ticks);
    EXPECT_TRUE(rig.view.flags(settings).has(Flag::Silent));
    rig.send(0);  // due at tick 50 as well
    EXPECT_EQ(rig.view.next_deadline(settings), Ticks{300 - 50});
    rig.run(250_ticks);
    rig.send(0);
    EXPECT_EQ(rig.view.next_deadline(settings), std::nullopt);
    EXPECT_TRUE(rig.view.flags(settings).has(Flag::LinkLost));
    EXPECT_TRUE(rig.view.is_waiting());
}

// The clock has no end: after any time a silent battery is still lost, and a frame is still heard.
// D-9
TEST(Link, HasNoTimeAfterWhichSilenceIsForgotten) {
    const Settings settings;
    BankRig rig{2, 1};
    rig.chain[1].is_silent = true;
    rig.run(15_ticks);
    for (const std::uint32_t ticks :
         {65'535U, 1U, 65'536U, std::numeric_limits<std::uint32_t>::max(), 1U}) {
        rig.view.hold({ticks});
        EXPECT_TRUE(rig.view.flags(settings).has(Flag::LinkLost));
        EXPECT_EQ(rig.view.most_silent(), 1U);
    }
    rig.view.advance({std::numeric_limits<std::uint32_t>::max()});
    rig.send(0);
    rig.send(1);
    EXPECT_EQ(rig.view.flags(settings), Flags{});
}

// A sample changes by itself when silence comes of age: of a battery of the set, of one that does
// not belong to it and has fallen silent, of one behind the last position, and when the set is
// found.
// D-9, D-10, D-21, D-24
TEST(Link, TellsWhenItsSampleChangesByItself) {
    const Settings settings;
    BankRig rig{2, 1};
    EXPECT_EQ(rig.view.next_deadline(settings), std::nullopt) << "every battery keeps sending";
    // A third battery comes and falls silent: it is counted for the 30 s of a lost link.
    rig.view.receive(2, frame_of({.serial_number = 9}));
    rig.view.advance(10_ticks);
    rig.send(0);
    rig.send(1);
    EXPECT_EQ(rig.view.next_deadline(settings), Ticks{50 - 10});
    rig.view.hold(40_ticks);
    EXPECT_EQ(rig.view.next_deadline(settings), Ticks{300 - 50});
    rig.view.hold(250_ticks);
    EXPECT_EQ(rig.view.next_deadline(settings), std::nullopt);
    // One behind the last position.
    rig.view.receive(most_batteries, frame_of({.serial_number = 99}));
    rig.view.hold(10_ticks);
    EXPECT_EQ(rig.view.next_deadline(settings), std::nullopt) << "held, it keeps sending, too";
    rig.view.advance(10_ticks);
    rig.send(0);
    rig.send(1);
    ASSERT_TRUE(rig.view.next_deadline(settings).has_value());
    EXPECT_LE(rig.view.next_deadline(settings)->count, 300U);
}

// D-21: while an update runs no silence comes of age.
TEST(Link, HasNoDeadlineOfSilenceWhileAnUpdateRuns) {
    const Settings settings;
    BankRig rig{1, 1};
    rig.view.set_updating(true);
    rig.view.advance(40_ticks);
    EXPECT_EQ(rig.view.flags(settings), Flags{});
    // The silence itself is counted on, so that the core is asked again then, and only the excuse
    // is told.
    ASSERT_EQ(rig.view.next_deadline(settings), Ticks{50 - 41});  // one tick had passed before
    rig.view.hold(9_ticks);
    BankView later = rig.view;
    later.advance(400_ticks);
    EXPECT_EQ(later.next_deadline(settings), std::nullopt);
    Flags excused;
    excused.set(Flag::Excused);
    EXPECT_EQ(rig.view.flags(settings), excused);
    rig.view.set_updating(false);
    ASSERT_TRUE(rig.view.next_deadline(settings).has_value());
    const Ticks first = *rig.view.next_deadline(settings);
    rig.view.hold(first);
    EXPECT_FALSE(rig.view.flags(settings) == excused &&
                 rig.view.next_deadline(settings) == std::nullopt);
}

// D-24: five seconds from the last new position, and none while the chain is open.
TEST(Link, TellsWhenASetWillBeFoundAndNeverWhileTheChainIsOpen) {
    const Settings settings;
    BankRig rig{bench_batteries(1), 13'200};
    rig.send(0);
    rig.view.advance(1_ticks);
    EXPECT_EQ(rig.view.next_deadline(settings), Ticks{50 - 1});
    rig.view.set_chain_open(true);
    EXPECT_NE(rig.view.next_deadline(settings), Ticks{50 - 1});
}

// D-9
TEST(Link, WaitsForTheFirstBatteryAsForAnyOther) {
    BankRig rig{1, 1};
    rig.chain[0].is_silent = true;
    rig.run(20_ticks);
    EXPECT_TRUE(rig.view.is_waiting());
}

// D-21: an update that is over at once gives every battery its time from then on, to the tick.
TEST(Update, GivesEveryBatteryItsTimeFromItsEnd) {
    const Settings settings;
    BankRig rig{1, 1};
    rig.view.advance(200_ticks);
    rig.view.set_updating(true);
    rig.view.set_updating(false);
    EXPECT_EQ(rig.view.next_deadline(settings), 50_ticks);
    rig.view.advance(49_ticks);
    EXPECT_FALSE(rig.view.flags(settings).has(Flag::Silent));
    rig.view.advance(1_ticks);
    EXPECT_TRUE(rig.view.flags(settings).has(Flag::Silent));
}

// D-9: the BMS lives from a battery, so the first one is waited for before anybody is heard.
TEST(Link, HasTheDeadlinesOfTheFirstBatteryBeforeAnybodyIsHeard) {
    const Settings settings;
    BankView view;
    view.hold(60_ticks);  // the search's own five seconds are over
    EXPECT_EQ(view.next_deadline(settings), Ticks{300 - 60});
}

}  // namespace
}  // namespace bms
