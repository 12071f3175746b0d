// Traces: what is written is read back, and what is wrong is told where it stands.

#include "engine/trace.hpp"

#include "engine/replay.hpp"
#include "tests/allocations.hpp"
#include "tests/bms/generators.hpp"
#include "tests/engine/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ReplayHead head_of(const bms::Core& core) {
    return {.name = "A test",
            .core_source_hash = "0123",
            .calendar = {.start = *parse_date("2026-11-01"), .utc_offset = {}},
            .layout = {.batteries = 1,
                       .in_series = 1,
                       .cells_per_battery = 4,
                       .battery_capacity = bms::rig_capacity},
            .core = core};
}

/// Runs a core and a recording together, as a driver does.
class Recording {
  public:
    explicit Recording(const bms::Core& core) : core_{core}, writer_{path()} {
        writer_.begin(head_of(core));
    }

    /// Tick by tick, as the fixed driver does.
    void tick(const bms::BankSample& sample, bms::Ticks n) {
        for (std::uint32_t i = 0; i < n.count; ++i) {
            leap_once(sample, held_integrals(sample, {1}), {1});
        }
    }
    /// One call that may stop early, as the leap driver does.
    bms::Ticks leap_once(const bms::BankSample& sample, const bms::Integrals& flow, bms::Ticks n) {
        const bms::Ticks done = core_.advance(sample, flow, n);
        writer_.ran(sample, flow, n, done, core_);
        return done;
    }
    void power_off(bms::Ticks n) {
        for (std::uint32_t i = 0; i < n.count; ++i) {
            writer_.without_supply({1}, core_);
        }
        if (n.count == 0) {
            writer_.without_supply({0}, core_);
        }
        core_ = bms::Core{core_.memory()};
    }

    const bms::Core& core() const { return core_; }
    std::string finish() {
        writer_.finish(core_);
        return text_of_file(path());
    }

  private:
    std::string path() const { return folder_.path("t.trace"); }

    Folder folder_;
    bms::Core core_;
    TraceWriter writer_;
};

ReplayResult replay_text(const std::string& text, const ReplayOptions& options = {}) {
    TraceReader reader{{std::make_unique<std::istringstream>(text), "t.trace"}};
    return replay(reader, options);
}

using bms::core_at;

bms::Integrals gen_flow(bms::Ticks n) {
    const auto amount = [&](std::int64_t most_per_tick) {
        return *rc::gen::inRange<std::int64_t>(0, most_per_tick * n.count);
    };
    bms::Integrals flow{.extremes = bms::resting_sample().extremes};
    flow.extremes.lowest_cell = {*bms::gen_cell_mv()};
    (*rc::gen::arbitrary<bool>() ? flow.charged : flow.discharged).count = amount(40'000'000);
    flow.discharged_energy.count = amount(1'000'000'000);
    return flow;
}

// Law 1 lets a held sample be one line; the charge is exact to the last microampere-second.
RC_GTEST_PROP(Trace, OfAnyRunIsReplayedToTheSameBytes, ()) {
    Recording recording{core_at(*bms::gen_soc(), *bms::gen_settings())};
    for (const bms::TraceStep& step : *bms::gen_trace()) {
        const int way = *rc::gen::inRange(0, 8);
        if (way == 0) {
            recording.power_off({*rc::gen::inRange<std::uint32_t>(0, 40)});
        } else if (way < 3) {
            const bms::Integrals flow = gen_flow(step.ticks);
            const bms::Ticks done = recording.leap_once(step.sample, flow, step.ticks);
            RC_CLASSIFY(done < step.ticks, "a flow was cut short");
        }
        recording.tick(step.sample, {std::min(step.ticks.count, 900U)});
    }
    const std::string text = recording.finish();
    const ReplayResult result = replay_text(text);
    RC_ASSERT(!result.first_difference);
    RC_ASSERT(result.compared > 0U);
    RC_ASSERT(bms::same_bytes(result.core, recording.core()));
}

TEST(Trace, HoldsASampleInOneLineHoweverLong) {
    Recording recording{core_at({500})};
    recording.tick(bms::resting_sample(), bms::Ticks{100'000});
    const std::string text = recording.finish();
    EXPECT_THAT(text, HasSubstr("\n1 bank_voltage_mv=13200 "));  // the first frame: LOAD goes High
    EXPECT_THAT(text, HasSubstr("\n99999\n"));
    EXPECT_THAT(text, HasSubstr("\nend 100000\n"));
}

TEST(Trace, NamesOnlyWhatChanges) {
    Recording recording{core_at({500})};
    recording.tick(bms::resting_sample(), bms::Ticks{10});
    recording.tick(bms::sample_at(3290), bms::Ticks{10});
    bms::BankSample off = bms::sample_at(3290);
    off.pins = {};
    recording.tick(off, bms::Ticks{10});
    const std::string text = recording.finish();
    EXPECT_THAT(text, HasSubstr("\n10 bank_voltage_mv=13160 lowest_cell_mv=3290 "
                                "highest_cell_mv=3290 lowest_battery_mv=13160 "
                                "highest_battery_mv=13160\n"));
    // R-REM-1: with both terminals open everything floats at the next tick.
    EXPECT_THAT(text, HasSubstr("\n1 remote_l=open remote_h=open\n# 2026-11-01T00:00:02Z\n"
                                "= load=floating load_reasons=remote_off charger=floating "
                                "charger_reasons=remote_off"));
}

TEST(Trace, KeepsTheCoreItStartsWith) {
    bms::Settings settings;
    settings.set<bms::Setting::DischargeFloor>({150});
    bms::Core core = core_at({437}, settings);
    bms::tick_by_tick(core, bms::sample_at(3050), bms::Ticks{1234});
    Recording recording{core};
    const std::string text = recording.finish();
    EXPECT_THAT(text, HasSubstr("\nsetting discharge_floor_permille=150\n"));
    TraceReader reader{{std::make_unique<std::istringstream>(text), "t.trace"}};
    EXPECT_TRUE(bms::same_bytes(reader.head().core, core));
    EXPECT_EQ(reader.head().name, "A test");
    EXPECT_EQ(reader.head().core_source_hash, "0123");
    EXPECT_EQ(reader.head().layout.battery_capacity, bms::rig_capacity);
    EXPECT_EQ(reader.head().calendar.iso(SimTime{0}), "2026-11-01T00:00:00Z");
}

TEST(Trace, DoesNotAllocateWhileItIsWritten) {
    Recording recording{core_at({500})};
    bms::BankSample sample = bms::resting_sample();
    recording.tick(sample, bms::Ticks{10});
    EXPECT_EQ(tests::allocations_during([&] {
                  for (int i = 0; i < 1000; ++i) {
                      sample.bank_voltage = {13'200 + i % 7};
                      sample.bank_current = {-i};
                      recording.tick(sample, bms::Ticks{3});
                  }
              }),
              0);
    EXPECT_THAT(recording.finish(), HasSubstr("\nend 3010\n"));
}

TEST(TraceFile, IsNotThereBeforeItIsWhole) {
    const Folder folder;
    {
        TraceWriter writer{folder.path("t.trace")};
        writer.begin(head_of(core_at({500})));
        EXPECT_FALSE(std::filesystem::exists(folder.path("t.trace")));
    }
    EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(TraceFile, OverwritesTracesAndNothingElse) {
    const Folder folder;
    const bms::Core core = core_at({500});
    for (int i = 0; i < 2; ++i) {
        TraceWriter writer{folder.path("t.trace")};
        writer.begin(head_of(core));
        writer.finish(core);
    }
    EXPECT_THAT(folder.names(), testing::ElementsAre("t.trace"));
    const std::string mine = folder.write("notes.txt", "mine");
    EXPECT_THROW(TraceWriter{mine}, StoreError);
    EXPECT_EQ(text_of_file(mine), "mine");
    EXPECT_THROW(TraceWriter{folder.path("no/such/folder.trace")}, StoreError);
}

// --- mistakes ---

struct Mistake {
    const char* what;
    std::string text;  // behind the first line
    int line;
    int column;
    const char* message;
};

class TraceMistake : public testing::TestWithParam<Mistake> {};

TEST_P(TraceMistake, IsToldWhereItStands) {
    const Mistake& row = GetParam();
    try {
        replay_text("banktwin.trace/1\n" + row.text);
        FAIL() << "was taken";
    } catch (const InputError& error) {
        EXPECT_EQ(error.place().file, "t.trace");
        EXPECT_EQ(error.place().line, row.line) << error.what();
        EXPECT_EQ(error.place().column, row.column) << error.what();
        EXPECT_THAT(error.message(), HasSubstr(row.message));
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, TraceMistake,
    testing::Values(
        Mistake{"CutShort", "10\n", 2, 1, "cut short"},
        Mistake{"WrongCount", "10\nend 11\n", 3, 5, "hold 10 ticks"},
        Mistake{"MoreBehindTheEnd", "10\nend 10\n10\n", 4, 1, "nothing may follow"},
        Mistake{"UnknownWord", "\nof 10\nend\n", 3, 1, "did you mean off?"},
        Mistake{"HeadBehindTheFirstStep", "10\nsetting low_cell_mv=2800\nend\n", 3, 1,
                "begins no line of a trace's body"},
        Mistake{"UnknownField", "10 lowest_cel_mv=3100\nend\n", 2, 4,
                "did you mean lowest_cell_mv?"},
        Mistake{"NoValue", "10 lowest_cell_mv\nend\n", 2, 4, "expects name=value"},
        Mistake{"NoNumber", "10 lowest_cell_mv=3.1\nend\n", 2, 19, "a whole number"},
        Mistake{"NegativeTicks", "-10\nend\n", 2, 1, "begins no line"},
        Mistake{"TicksWithAUnit", "10s\nend\n", 2, 1, "expects a number of ticks"},
        Mistake{"OffWithoutTicks", "off\nend\n", 2, 1, "expects one word"},
        Mistake{"FlowForNobody", "flow 10 charged_ua_s=5\nend\n", 3, 1, "needs a line"},
        Mistake{"FlowTooShort", "flow 10 charged_ua_s=5\n11\nend\n", 3, 1, "no longer than"},
        Mistake{"NegativeFlow", "flow 10 charged_ua_s=-5\n10\nend\n", 2, 22, "between 0"},
        Mistake{"UnknownSetting", "setting low_cell_v=2.8\nend\n", 2, 9, "low_cell_mv?"},
        Mistake{"SettingOutside", "setting low_cell_mv=5000\nend\n", 2, 21,
                "between 2000 and 3000"},
        Mistake{"SettingsInTheWrongOrder", "setting discharge_floor_permille=300\n10\nend\n", 3, 1,
                "wrong order"},
        Mistake{"SettingBehindTheState",
                "state monitor trust=known\nsetting low_cell_mv=2800\nend\n", 3, 9,
                "before the state"},
        Mistake{"UnknownPart", "state monito trust=known\nend\n", 2, 1, "a part of the core"},
        Mistake{"IndexOutside", "state monitor next_bucket=18\nend\n", 2, 27, "between 0 and 17"},
        Mistake{"UnknownCode", "10\n= codes=A-B02\nend\n", 3, 9, "A-B01"},
        Mistake{"UnknownOutput", "10\n= laod=high\nend\n", 3, 3, "did you mean load?"},
        Mistake{"OutputAsNumber", "10\n= load=1\nend\n", 3, 8, "floating or high"},
        Mistake{"NoDate", "start tomorrow\nend\n", 2, 1, "expects a date"},
        Mistake{"NoOffset", "utc_offset 1\nend\n", 2, 1, "+01:00"},
        Mistake{"UnknownExpectation", "expect nothing\nend\n", 2, 8, "every_change"}),
    [](const auto& row) { return std::string{row.param.what}; });

TEST(TraceMistakes, OfTheFirstLineAndOfTheFileAreTold) {
    const auto message = [](const std::string& text) -> std::string {
        try {
            replay_text(text);
            return "";
        } catch (const InputError& error) {
            return error.what();
        }
    };
    EXPECT_EQ(message(""), "t.trace:1:1: expects banktwin.trace/1 as its first line");
    EXPECT_EQ(message("banktwin.trace/2\n"),
              "t.trace:1:1: expects banktwin.trace/1 as its first line");
    EXPECT_THAT(message("banktwin.trace/1\n" + std::string(5000, 'x')), HasSubstr("longer than"));
    const Folder folder;
    EXPECT_THROW(TextLines{folder.path("missing.trace")}, InputError);
    EXPECT_THROW(TextLines{folder.path("")}, InputError);
}

// Whatever stands in a trace: an error, or a replay that ends; sanitizers watch.
RC_GTEST_PROP(TraceMistakes, NeverHarmTheProgram, ()) {
    static const std::string sound = [] {
        Recording recording{core_at({150})};
        recording.tick(bms::sample_at(3050), bms::Ticks{400});
        recording.power_off(bms::Ticks{5});
        recording.leap_once(bms::resting_sample(), {.charged = {5'000'000}}, bms::Ticks{700});
        return recording.finish();
    }();
    std::string text = sound;
    const auto changes = *rc::gen::inRange(1, 4);
    for (int i = 0; i < changes; ++i) {
        const auto at = *rc::gen::inRange<std::size_t>(17, text.size());
        text[at] = *rc::gen::elementOf(std::string{"0129-=+ \n#abv"});
    }
    try {
        replay_text(text, {.until = SimTime{3'600'000}});
    } catch (const InputError& error) {
        RC_ASSERT(error.place().line > 0);
    }
}

}  // namespace
}  // namespace engine
