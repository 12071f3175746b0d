// Numbers of the core as text and back.

#include "engine/core_text.hpp"

#include "tests/bms/generators.hpp"

#include <cstring>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine {
namespace {

using testing::HasSubstr;

const bms::NumberField& field(const char* name) {
    return *find_number(bms::sample_fields, name);
}

std::string refusal(const char* name, std::string_view text) {
    bms::BankSample sample;
    return assign(field(name), &sample, text).value_or("taken");
}

TEST(CoreText, SpellsNumbersAsTheyAreAndSetsByTheirWords) {
    bms::BankSample sample;
    sample.bank_current = {-12'345};
    sample.pins = {.low = {.voltage = {0}, .state = bms::PinState::Driven}, .high = {}};
    EXPECT_EQ(value_text(field("bank_current_ma"), &sample), "-12345");
    EXPECT_EQ(value_text(field("remote_l"), &sample), "driven");
    EXPECT_EQ(value_text(field("remote_h"), &sample), "open");
    EXPECT_EQ(value_text(field("flags"), &sample), "none");
    sample.flags.set(bms::Flag::Complete);
    sample.flags.set(bms::Flag::ChainOpen);
    EXPECT_EQ(value_text(field("flags"), &sample), "complete+chain_open");
}

TEST(CoreText, ListsTheElementsOfAnArray) {
    const bms::Monitor monitor;
    EXPECT_EQ(value_text(*find_number(bms::Fields::monitor, "window_ua_s"), &monitor),
              "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0");
}

TEST(CoreText, NamesABitThatHasNoWordByItsNumber) {
    bms::BankSample sample;
    sample.flags.bits = 0x8000;
    EXPECT_EQ(value_text(field("flags"), &sample), "bit15");
    sample.flags.bits = 0;
    EXPECT_FALSE(assign(field("flags"), &sample, "complete+bit15"));
    EXPECT_EQ(sample.flags.bits, 0x8001);
}

TEST(CoreText, RefusesWhatDoesNotFitAndSaysWhatWould) {
    EXPECT_EQ(refusal("cells_in_series", "65536"),
              "expects a whole number between 0 and 65535, not \"65536\"");
    EXPECT_EQ(refusal("cells_in_series", "65535"), "taken");
    EXPECT_THAT(refusal("cells_in_series", "-1"), HasSubstr("between 0 and"));
    EXPECT_THAT(refusal("bank_current_ma", "2147483648"), HasSubstr("2147483647"));
    EXPECT_EQ(refusal("bank_current_ma", "-2147483648"), "taken");
    EXPECT_THAT(refusal("bank_current_ma", "1.5"), HasSubstr("a whole number"));
    EXPECT_THAT(refusal("bank_current_ma", ""), HasSubstr("not \"\""));
    EXPECT_EQ(refusal("remote_l", "closed"), "expects open, joined or driven, not \"closed\"");
    EXPECT_THAT(refusal("remote_l", "1"), HasSubstr("expects open"));
    EXPECT_THAT(refusal("flags", "complete+"), HasSubstr("complete, partial"));
    EXPECT_THAT(refusal("flags", "bit16"), HasSubstr("expects none"));
}

TEST(CoreText, RefusesAnIndexThatWouldReachOutsideItsArray) {
    bms::Monitor monitor;
    const auto set = [&](const char* name, const char* text) {
        return assign(*find_number(bms::Fields::monitor, name), &monitor, text).has_value();
    };
    EXPECT_FALSE(set("next_bucket", "17"));
    EXPECT_TRUE(set("next_bucket", "18"));
    EXPECT_FALSE(set("open_bucket_ticks", "99"));
    EXPECT_TRUE(set("open_bucket_ticks", "100"));
    EXPECT_TRUE(set("window_ua_s", "1,2,3"));
}

RC_GTEST_PROP(CoreText, IsReadBackAsWhatWasWritten, ()) {
    const bms::BankSample written = *bms::gen_sample();
    bms::BankSample read;
    for (const bms::NumberField& each : bms::sample_fields) {
        RC_ASSERT(!assign(each, &read, value_text(each, &written)));
    }
    RC_ASSERT(std::memcmp(&read, &written, sizeof read) == 0);
}

TEST(CoreText, NamesSettingsInTheUnitsOfTheCore) {
    std::set<std::string> names;
    for (const bms::SettingRow& row : bms::settings_table) {
        const std::string name = setting_name(row);
        EXPECT_TRUE(names.insert(name).second) << name;
        EXPECT_EQ(find_setting(name), &row);
    }
    EXPECT_TRUE(names.contains("low_soc_warning_permille"));
    EXPECT_TRUE(names.contains("low_cell_mv"));
    EXPECT_TRUE(names.contains("low_cell_on_ticks"));
    EXPECT_TRUE(names.contains("charge_coldest_dc"));
    EXPECT_TRUE(names.contains("idle_current_ma"));
    EXPECT_EQ(find_setting("low_cell_v"), nullptr);
}

/// The bytes of the core that only keep it free of gaps.
std::set<std::size_t> fillers() {
    std::set<std::size_t> bytes;
    for (const bms::CorePart& part : bms::Fields::parts) {
        for (const bms::NumberField& each : part.fields) {
            for (std::size_t i = 0; std::string{each.name} == "unused" && i < each.count; ++i) {
                bytes.insert(std::size_t{part.offset} + each.offset + i);
            }
        }
    }
    return bytes;
}

TEST(Dump, ChangesWithEveryByteOfTheCore) {
    const bms::Core core;
    Dump before;
    append_dump(before, core);
    const std::set<std::size_t> unused = fillers();
    EXPECT_LT(unused.size(), 16U);
    for (std::size_t byte = 0; byte < sizeof core; ++byte) {
        bms::Core other = core;
        std::byte flipped{};
        std::memcpy(&flipped, reinterpret_cast<const std::byte*>(&core) + byte, 1);
        flipped ^= std::byte{0x01};
        std::memcpy(reinterpret_cast<std::byte*>(&other) + byte, &flipped, 1);
        Dump after;
        append_dump(after, other);
        ASSERT_EQ(after.size(), before.size());
        std::size_t changed = 0;
        for (std::size_t i = 0; i < after.size(); ++i) {
            ASSERT_EQ(after[i].first, before[i].first);
            changed += after[i].second == before[i].second ? 0U : 1U;
        }
        EXPECT_EQ(changed, unused.contains(byte) ? 0U : 1U) << "byte " << byte;
    }
}

TEST(Dump, TellsTimersAndSettingsByName) {
    bms::CoreRig rig;
    rig.cells_at(3050);
    rig.run(bms::Ticks{7});  // of the 30 that the pre-alarm condition waits
    Dump dump;
    append_dump(dump, rig.core);
    append_dump(dump, rig.sample);
    const auto value = [&](const std::string& name) -> Value {
        for (const auto& [key, each] : dump) {
            if (key == name) {
                return each;
            }
        }
        return {};
    };
    EXPECT_TRUE(value("protection.held_ticks.pre_alarm_cell") == Value{std::int64_t{7}});
    EXPECT_TRUE(value("protection.held_ticks.low_cell") == Value{std::int64_t{0}});
    EXPECT_TRUE(value("protection.run") == Value{"running"});
    EXPECT_TRUE(value("settings.pre_alarm_cell_mv") == Value{std::int64_t{3100}});
    EXPECT_TRUE(value("monitor.capacity_mah") == Value{std::int64_t{200'000}});
    EXPECT_TRUE(value("sample.lowest_cell_mv") == Value{std::int64_t{3050}});
}

}  // namespace
}  // namespace engine
