// Every number of the core by name.

#include "bms/fields.hpp"

#include <cstddef>
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
    EXPECT_EQ(sizes.many, (std::array<std::int16_t, 3>{0, 0, -7}));
}

}  // namespace
}  // namespace bms
