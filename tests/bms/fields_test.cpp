// Every number of the core by name.

#include "bms/fields.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace bms {
namespace {

const NumberField* find(std::span<const NumberField> fields, const std::string& name) {
    for (const NumberField& field : fields) {
        if (name == field.name) {
            return &field;
        }
    }
    return nullptr;
}

void expect_unique_names(std::span<const NumberField> fields) {
    std::set<std::string> names;
    for (const NumberField& field : fields) {
        EXPECT_TRUE(names.insert(field.name).second) << field.name << " twice";
    }
}

TEST(Fields, StandWhereTheCompilerPutsTheMembers) {
    EXPECT_EQ(find(sample_fields, "flags")->offset, offsetof(BankSample, flags));
    EXPECT_EQ(find(sample_fields, "coldest_dc")->offset,
              offsetof(BankSample, extremes) + offsetof(Extremes, coldest));
    EXPECT_EQ(find(status_fields, "codes")->offset, offsetof(Status, codes));
    EXPECT_EQ(find(integral_fields, "discharged_ua_s")->offset, offsetof(Integrals, discharged));
    EXPECT_EQ(find(layout_fields, "battery_capacity_mah")->offset,
              offsetof(BankLayout, battery_capacity));
}

TEST(Fields, KnowSizeSignAndCountOfTheMembers) {
    const NumberField& codes = *find(status_fields, "codes");
    EXPECT_EQ(codes.size, 2);
    EXPECT_FALSE(codes.is_signed);
    const NumberField& coldest = *find(sample_fields, "coldest_dc");
    EXPECT_EQ(coldest.size, 4);
    EXPECT_TRUE(coldest.is_signed);
    const NumberField& window = *find(Fields::monitor, "window_ua_s");
    EXPECT_EQ(window.size, 8);
    EXPECT_EQ(window.count, Monitor::bucket_count);
    EXPECT_EQ(find(Fields::protection, "held_ticks")->count, condition_count);
}

TEST(Fields, HaveNamesOfTheirOwn) {
    for (const CorePart& part : Fields::parts) {
        expect_unique_names(part.fields);
    }
    expect_unique_names(sample_fields);
    expect_unique_names(status_fields);
    expect_unique_names(integral_fields);
    expect_unique_names(layout_fields);
}

TEST(Fields, SpellWordsAsTheirEnumeratorsStand) {
    const auto word = [](const Words& words, auto enumerator) -> std::string {
        const auto number = static_cast<std::size_t>(enumerator);
        return number < words.count ? words.word(number) : "no word";
    };
    EXPECT_EQ(word(words_in<output_names>, Output::High), "high");
    EXPECT_EQ(word(words_in<light_names>, Light::Blinking), "blinking");
    EXPECT_EQ(word(words_in<pin_names>, PinState::Driven), "driven");
    EXPECT_EQ(word(words_in<run_names>, RunState::Off), "off");
    EXPECT_EQ(word(words_in<update_names>, UpdateState::Failed), "failed");
    EXPECT_EQ(word(words_in<mode_names>, Mode::Off), "off");
    EXPECT_EQ(word(words_in<bluetooth_names>, BluetoothState::Window), "window");
    EXPECT_EQ(word(words_in<trust_names>, SocTrust::Uncertain), "uncertain");
    EXPECT_EQ(word(words_in<verdict_names>, Balancer::Verdict::Imbalance), "imbalance");
    EXPECT_EQ(word(words_in<flag_names>, Flag::ChainOpen), "chain_open");
    EXPECT_EQ(word(words_in<flag_names>, Flag::BluetoothConnected), "bluetooth_connected");
    EXPECT_EQ(word(command_words, CommandKind::ChangeSetting), "change_setting");
    EXPECT_EQ(word(outcome_words, Outcome::WrongOrder), "wrong_order");
    EXPECT_EQ(word(setting_words, Setting::LowCell), "low_cell_v");
    EXPECT_EQ(word(setting_words, Setting::None), "none");
    EXPECT_EQ(word(code_words, Code::E_B11), "E-B11");
    EXPECT_EQ(word(condition_words, Condition::UpdateFailed), "update_failed");
    EXPECT_EQ(word(reason_words, Reason::Updating), "updating");
}

void expect_words(std::span<const NumberField> fields) {
    for (const NumberField& field : fields) {
        for (std::size_t number = 0; number < field.words.count; ++number) {
            EXPECT_NE(field.words.word(number), nullptr) << field.name << ' ' << number;
        }
    }
}

TEST(Fields, HaveAWordForEachNumber) {
    for (const CorePart& part : Fields::parts) {
        expect_words(part.fields);
    }
    expect_words(sample_fields);
    expect_words(status_fields);
    expect_words(stored_fields);
}

// The last enumerator of each, and one more.
TEST(Fields, HaveAsManyWordsAsThereAreEnumerators) {
    const auto count = [](auto last) { return static_cast<std::size_t>(last) + 1; };
    EXPECT_EQ(words_in<output_names>.count, count(Output::High));
    EXPECT_EQ(words_in<light_names>.count, count(Light::On));
    EXPECT_EQ(words_in<pin_names>.count, count(PinState::Driven));
    EXPECT_EQ(words_in<run_names>.count, count(RunState::Off));
    EXPECT_EQ(words_in<update_names>.count, count(UpdateState::Failed));
    EXPECT_EQ(words_in<mode_names>.count, count(Mode::Off));
    EXPECT_EQ(words_in<bluetooth_names>.count, count(BluetoothState::Window));
    EXPECT_EQ(words_in<trust_names>.count, count(SocTrust::Known));
    EXPECT_EQ(words_in<verdict_names>.count, count(Balancer::Verdict::Imbalance));
    EXPECT_EQ(flag_count, count(Flag::Excused));
    EXPECT_EQ(reason_count, count(Reason::Updating));
    EXPECT_EQ(outcome_count, count(Outcome::NotNow));
    EXPECT_EQ(command_count, count(CommandKind::DisableBluetooth));
    EXPECT_EQ(condition_count, count(Condition::UpdateFailed));
    EXPECT_EQ(update_stage_count, count(UpdateStage::GivenUp));
    EXPECT_EQ(image_fault_count, count(ImageFault::OtherFormat));
    EXPECT_EQ(recovery_count, count(Recovery::Lost));
}

struct Bounds {
    std::int64_t lowest;
    std::int64_t highest;
};

void expect_bounds(std::span<const NumberField> fields,
                   const std::map<std::string, Bounds>& expected) {
    for (const auto& [name, bounds] : expected) {
        const NumberField* field = find(fields, name);
        ASSERT_NE(field, nullptr) << name;
        EXPECT_EQ(field->lowest, bounds.lowest) << name;
        EXPECT_EQ(field->highest, bounds.highest) << name;
    }
}

constexpr std::int64_t no_end = std::numeric_limits<std::int64_t>::max();
// 50 batteries of 10 000 Ah: 500 000 Ah, 3600 As each.
constexpr std::int64_t largest_bank_mah = 500'000'000;
constexpr std::int64_t largest_bank_na_s = 1'800'000'000'000'000'000;

TEST(Fields, OfTheMonitorHoldWhatTheLargestBankAndCurrentGive) {
    // 50 kA for the 10 s of a bucket.
    constexpr std::int64_t bucket_ua_s = 500'000'000'000;
    expect_bounds(Fields::monitor, {
                                       {"charge_na_s", {0, largest_bank_na_s}},
                                       {"window_ua_s", {-bucket_ua_s, bucket_ua_s}},
                                       {"open_bucket_ua_s", {-bucket_ua_s, bucket_ua_s}},
                                       {"capacity_mah", {0, largest_bank_mah}},
                                       {"charged_ticks", {0, 65'535}},
                                       {"uncounted_ticks", {0, 100}},
                                       {"open_bucket_ticks", {0, 99}},
                                       {"next_bucket", {0, 17}},
                                       {"filled_buckets", {0, 18}},
                                       {"trust", {0, 2}},
                                   });
}

TEST(Fields, OfTheHistoryNeverFallBelowZero) {
    expect_bounds(Fields::history, {{"drawn_ua_s", {0, no_end}},
                                    {"discharged_energy_uw_s", {0, no_end}},
                                    {"charged_energy_uw_s", {0, no_end}}});
}

TEST(Fields, OfSampleAndFlowHoldWhatTheLargestBankAndCurrentGive) {
    // 50 kA for the 2^20 ticks of 0.1 s that one call may run.
    constexpr std::int64_t flow_ua_s = 5'242'880'000'000'000;
    expect_bounds(sample_fields, {{"bank_capacity_mah", {0, largest_bank_mah}}});
    expect_bounds(integral_fields, {{"charged_ua_s", {0, flow_ua_s}},
                                    {"discharged_ua_s", {0, flow_ua_s}},
                                    {"charged_energy_uw_s", {0, no_end}},
                                    {"discharged_energy_uw_s", {0, no_end}}});
}

// R-REM-2, R-REM-3, D-24: an image that says more than any bank can is not believed.
TEST(Fields, OfAnImageHoldNothingThatNoBankCanHave) {
    expect_bounds(stored_fields, {{"charge_na_s", {0, largest_bank_na_s}},
                                  {"capacity_mah", {0, largest_bank_mah}},
                                  {"trust", {0, 2}},
                                  {"monitor_unused", {0, 0}},
                                  {"drawn_ua_s", {0, no_end}},
                                  {"discharged_energy_uw_s", {0, no_end}},
                                  {"charged_energy_uw_s", {0, no_end}},
                                  {"has_extremes", {0, 1}},
                                  {"fell_below_90", {0, 1}},
                                  {"fell_below_65", {0, 1}},
                                  {"was_full", {0, 1}},
                                  {"mode", {0, 1}},
                                  {"update", {0, 2}},
                                  {"protection_unused", {0, 0}},
                                  {"verdict", {0, 2}},
                                  {"balancing", {0, 1}},
                                  {"balancer_unused", {0, 0}},
                                  {"bluetooth_enabled", {0, 1}},
                                  {"memory_unused", {0, 0}},
                                  {"batteries", {0, 50}},
                                  {"layout_unused", {0, 0}},
                                  {"battery_capacity_mah", {0, 10'000'000}}});
}

/// The names of the fields that are spelled so.
std::set<std::string> spelled(std::span<const NumberField> fields, Spelling spelling) {
    std::set<std::string> names;
    for (const NumberField& field : fields) {
        if (field.spelling == spelling) {
            names.insert(field.name);
        }
    }
    return names;
}

TEST(Fields, SpellEnumerationsAsWordsAndSetsAsBits) {
    using Names = std::set<std::string>;
    struct Spelled {
        std::span<const NumberField> fields;
        Names words;
        Names bits;
    };
    const std::array<Spelled, 9> tables{{
        {Fields::protection,
         {"run", "mode", "update"},
         {"active", "load_reasons", "charger_reasons", "pre_alarm_reasons", "codes"}},
        {Fields::monitor, {"trust"}, {}},
        {Fields::history, {}, {}},
        {Fields::balancer, {"verdict"}, {}},
        {Fields::bluetooth, {"state"}, {}},
        {Fields::core, {"receipt", "receipt_lower", "receipt_upper"}, {}},
        {sample_fields, {"remote_l", "remote_h", "command", "command_setting"}, {"flags"}},
        {status_fields,
         {"load", "charger", "pre_alarm", "red", "blue", "mode", "update", "soc_trust", "receipt",
          "receipt_lower", "receipt_upper"},
         {"load_reasons", "charger_reasons", "pre_alarm_reasons", "codes"}},
        {stored_fields, {"trust", "mode", "update", "verdict"}, {"active"}},
    }};
    for (const Spelled& table : tables) {
        EXPECT_EQ(spelled(table.fields, Spelling::Word), table.words);
        EXPECT_EQ(spelled(table.fields, Spelling::Bits), table.bits);
    }
    EXPECT_EQ(find(Fields::settings, "counts")->spelling, Spelling::Number);
}

TEST(Fields, NameTheElementsThatHaveNames) {
    EXPECT_STREQ(find(Fields::protection, "held_ticks")->elements.word(0), "pre_alarm_cell");
    EXPECT_STREQ(find(stored_fields, "setting")->elements.word(0), "low_soc_warning_pct");
    EXPECT_EQ(find(Fields::monitor, "window_ua_s")->elements.count, 0);
}

TEST(Fields, ReadAndWriteEverySizeWithItsSign) {
    struct Sizes {
        std::int8_t i8;
        std::uint8_t u8;
        std::int16_t i16;
        std::uint16_t u16;
        std::int32_t i32;
        std::uint32_t u32;
        std::int64_t i64;
        std::array<std::int16_t, 3> many;
    };
    Sizes sizes{};
    const auto round_trip = [&](const NumberField& field, std::int64_t number,
                                std::size_t element = 0) {
        put_number(field, &sizes, element, number);
        return number_at(field, &sizes, element);
    };
    for (const std::int64_t number : {-128, -1, 0, 127}) {
        EXPECT_EQ(round_trip(number_field<std::int8_t>(offsetof(Sizes, i8), "i8"), number), number);
    }
    EXPECT_EQ(round_trip(number_field<std::uint8_t>(offsetof(Sizes, u8), "u8"), 255), 255);
    EXPECT_EQ(round_trip(number_field<std::int16_t>(offsetof(Sizes, i16), "i16"), -32'768),
              -32'768);
    EXPECT_EQ(round_trip(number_field<std::uint16_t>(offsetof(Sizes, u16), "u16"), 65'535), 65'535);
    EXPECT_EQ(round_trip(number_field<std::int32_t>(offsetof(Sizes, i32), "i32"), -2'147'483'648),
              -2'147'483'648);
    EXPECT_EQ(round_trip(number_field<std::uint32_t>(offsetof(Sizes, u32), "u32"), 4'294'967'295),
              4'294'967'295);
    constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
    EXPECT_EQ(round_trip(number_field<std::int64_t>(offsetof(Sizes, i64), "i64"), least), least);
    constexpr NumberField many =
        number_field<std::array<std::int16_t, 3>>(offsetof(Sizes, many), "many");
    EXPECT_EQ(round_trip(many, -7, 2), -7);
    put_number(many, &sizes, 0, 5);
    EXPECT_EQ(number_at(many, &sizes), 5);  // the first, where none is named
    EXPECT_EQ(sizes.many, (std::array<std::int16_t, 3>{5, 0, -7}));
    // What is written leaves its neighbours alone.
    std::memset(&sizes, 0x55, sizeof sizes);
    Sizes wanted = sizes;
    wanted.i8 = 0;
    put_number(number_field<std::int8_t>(offsetof(Sizes, i8), "i8"), &sizes, 0, 0);
    EXPECT_EQ(std::memcmp(&sizes, &wanted, sizeof sizes), 0);
    wanted.u16 = 0;
    put_number(number_field<std::uint16_t>(offsetof(Sizes, u16), "u16"), &sizes, 0, 0);
    EXPECT_EQ(std::memcmp(&sizes, &wanted, sizeof sizes), 0);
    wanted.i32 = 0;
    put_number(number_field<std::int32_t>(offsetof(Sizes, i32), "i32"), &sizes, 0, 0);
    EXPECT_EQ(std::memcmp(&sizes, &wanted, sizeof sizes), 0);
}

}  // namespace
}  // namespace bms
