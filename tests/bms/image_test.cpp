// What outlives a power cut, as bytes (D-24, R-REM-3).
#include "bms/image.hpp"

#include "bms/crc32.hpp"
#include "bms/fields.hpp"
#include "bms/image_keeper.hpp"
#include "tests/bms/generators.hpp"

#include <algorithm>
#include <string_view>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bms {
namespace {

/// FNV-1a, 32 bits, as published (Fowler, Noll, Vo).
std::uint32_t fnv(std::string_view text) {
    std::uint32_t hash = 0x811C9DC5;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193;
    }
    return hash;
}

std::uint32_t number(const ImageSlot& slot, std::size_t at, std::size_t bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
        value |= std::uint32_t{slot[at + i]} << (8 * i);
    }
    return value;
}
std::uint32_t number_4(const ImageSlot& slot, std::size_t at) {
    return number(slot, at, 4);
}
std::size_t entries_in(const ImageSlot& slot) {
    return number(slot, 6, 2);
}

/// Puts a CRC that is right behind the entries the header names.
void seal(ImageSlot& slot) {
    const std::size_t entries = entries_in(slot);
    const std::size_t size = image_header_bytes + entries * image_entry_bytes;
    const std::uint32_t crc = crc32(std::span{slot}.first(size));
    for (std::size_t i = 0; i < 4; ++i) {
        slot[size + i] = static_cast<std::uint8_t>(crc >> (8 * i));
    }
}

/// Where the entry of a name begins; the test fails where there is none.
std::size_t entry_of(const ImageSlot& slot, std::string_view name) {
    const std::size_t entries = entries_in(slot);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t at = image_header_bytes + i * image_entry_bytes;
        if (number_4(slot, at) == fnv(name)) {
            return at;
        }
    }
    ADD_FAILURE() << "no entry " << name;
    return image_header_bytes;
}

/// A BMS that has lived: a latched low cell, a history, settings, mode, Bluetooth and a set.
Stored lived() {
    Stored stored;
    stored.memory.monitor = charged_to(345'678, MilliampHours{400'000});
    stored.memory.history.drawn = {123'456'789'012'345};
    stored.memory.history.extremes.coldest = {-123};
    stored.memory.history.deepest_discharge = {-350'000};
    stored.memory.history.cycles = 77;
    stored.memory.protection.active.insert(Condition::LowCell);
    stored.memory.protection.mode = Mode::Off;
    stored.memory.settings.set<Setting::DischargeFloor>(PerMille{170});
    stored.memory.bluetooth_enabled = 0;
    stored.set.layout = {
        .batteries = 50, .in_series = 2, .cells_per_battery = 4, .battery_capacity = {200'000}};
    stored.set.serial_numbers[0] = 0xFFFFFFFF;
    stored.set.serial_numbers[49] = 7;
    return stored;
}

/// Every number anywhere in the range that its place allows.
rc::Gen<Stored> gen_stored() {
    return rc::gen::exec([] {
        Stored stored;
        for (const NumberField& field : stored_fields) {
            for (std::size_t element = 0; element < field.count; ++element) {
                std::int64_t low = field.lowest;
                std::int64_t high = field.highest;
                if (field.spelling == Spelling::Bits) {
                    low = 0;
                    high = (std::int64_t{1} << field.words.count) - 1;
                }
                const auto any = *rc::gen::arbitrary<std::uint64_t>();
                const auto width = static_cast<std::uint64_t>(high - low) + 1;
                const std::uint64_t offset = width == 0 ? any : any % width;
                put_number(field, &stored, element,
                           static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset));
            }
        }
        return stored;
    });
}

// The check value of CRC-32/ISO-HDLC.
TEST(Crc32, GivesThePublishedCheckValue) {
    constexpr std::array<std::uint8_t, 9> digits{'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    static_assert(crc32(digits) == 0xCBF43926);
    EXPECT_EQ(crc32(digits), 0xCBF43926U);
    EXPECT_EQ(crc32({}), 0U);
}

TEST(Image, IsWrittenAsItsFormatSays) {
    ImageSlot slot = blank_slot();
    const std::size_t size = encode(lived(), 0x01020304, slot);
    EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(slot.data()), 4), "BTWI");
    EXPECT_EQ(slot[4], 1);
    EXPECT_EQ(slot[5], 0);
    EXPECT_EQ(number_4(slot, 8), 0x01020304U);
    EXPECT_EQ(slot[8], 4);  // little-endian
    EXPECT_EQ(number_4(slot, 12), 0U);
    const std::size_t entries = entries_in(slot);
    EXPECT_EQ(size, 16 + entries * 12 + 4);
    EXPECT_EQ(number_4(slot, 16), fnv(stored_fields[0].name));
    EXPECT_EQ(number_4(slot, size - 4), crc32(std::span{slot}.first(size - 4)));
    EXPECT_TRUE(std::all_of(slot.begin() + static_cast<std::ptrdiff_t>(size), slot.end(),
                            [](std::uint8_t byte) { return byte == 0xFF; }));
}

// Names are public: other firmware looks for them.
TEST(Image, NamesEveryNumberThatIsStored) {
    ImageSlot slot = blank_slot();
    encode(lived(), 1, slot);
    EXPECT_EQ(number_4(slot, entry_of(slot, "active.low_cell") + 4), 1U);
    EXPECT_EQ(number_4(slot, entry_of(slot, "setting.discharge_floor_pct") + 4), 170U);
    EXPECT_EQ(number_4(slot, entry_of(slot, "mode") + 4), 1U);
    EXPECT_EQ(number_4(slot, entry_of(slot, "cycles") + 4), 77U);
    EXPECT_EQ(number_4(slot, entry_of(slot, "serial_number.0") + 4), 0xFFFFFFFFU);
    EXPECT_EQ(number_4(slot, entry_of(slot, "serial_number.49") + 4), 7U);
    const std::size_t coldest = entry_of(slot, "coldest_dc");
    EXPECT_EQ(number_4(slot, coldest + 4), static_cast<std::uint32_t>(-123));
    EXPECT_EQ(number_4(slot, coldest + 8), 0xFFFFFFFFU);  // two's complement to 64 bits
    // Also what stands as it left the factory: another firmware may have another standard.
    EXPECT_EQ(number_4(slot, entry_of(slot, "setting.low_soc_warning_pct") + 4), 200U);
}

RC_GTEST_PROP(Image, GivesBackWhatItWasMadeOf, ()) {
    const Stored stored = *gen_stored();
    const auto sequence = *rc::gen::arbitrary<std::uint32_t>();
    ImageSlot slot = blank_slot();
    encode(stored, sequence, slot);
    const ImageJudgement expected{.fault = ImageFault::None, .sequence = sequence};
    RC_ASSERT(judge(slot) == expected);
    Stored back = lived();
    decode(slot, back);
    RC_ASSERT(back == stored);
}

TEST(Image, WithAnyBitChangedIsDamaged) {
    ImageSlot slot = blank_slot();
    const std::size_t size = encode(lived(), 9, slot);
    for (std::size_t bit = 0; bit < size * 8; ++bit) {
        const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
        slot[bit / 8] ^= mask;
        ASSERT_EQ(judge(slot).fault, ImageFault::Damaged) << "bit " << bit;
        slot[bit / 8] ^= mask;
    }
    EXPECT_EQ(judge(slot).fault, ImageFault::None);
    slot[size] ^= 1;  // what lies behind does not matter
    EXPECT_EQ(judge(slot).fault, ImageFault::None);
}

// A write that the power cut ended after any byte, over erased flash and over an older image.
TEST(Image, TornAtAnyByteIsDamaged) {
    ImageSlot whole = blank_slot();
    const std::size_t size = encode(lived(), 10, whole);
    ImageSlot older = blank_slot();
    encode(Stored{}, 8, older);
    for (const ImageSlot& below : {blank_slot(), older}) {
        ImageSlot torn = below;
        for (std::size_t bytes = 1; bytes < size; ++bytes) {
            torn[bytes - 1] = whole[bytes - 1];
            const ImageJudgement judged = judge(torn);
            const bool is_whole_again =
                std::equal(torn.begin(), torn.begin() + size, whole.begin());
            const bool is_still_older = std::equal(torn.begin(), torn.end(), older.begin());
            ASSERT_EQ(judged.fault,
                      is_whole_again || is_still_older ? ImageFault::None : ImageFault::Damaged)
                << bytes << " bytes";
        }
    }
}

TEST(Image, ThatClaimsMoreEntriesThanItsSlotHoldsIsDamaged) {
    ImageSlot slot = blank_slot();
    encode(lived(), 1, slot);
    slot[6] = 0xFF;
    slot[7] = 0xFF;
    EXPECT_EQ(judge(slot).fault, ImageFault::Damaged);
    const std::span<const std::uint8_t> short_slot = std::span{slot}.first(image_header_bytes);
    EXPECT_EQ(judge(short_slot).fault, ImageFault::Damaged);
}

TEST(Image, OfAnotherFormatIsRefusedByThatName) {
    ImageSlot slot = blank_slot();
    encode(lived(), 1, slot);
    slot[4] = 2;
    seal(slot);
    EXPECT_EQ(judge(slot).fault, ImageFault::OtherFormat);
}

TEST(Image, WithANameThatIsStrangePassesItOverAndTakesWhatIsMissingAsItLeftTheFactory) {
    ImageSlot slot = blank_slot();
    encode(lived(), 1, slot);
    slot[entry_of(slot, "setting.discharge_floor_pct")] ^= 0xFF;  // now of another name
    seal(slot);
    ASSERT_EQ(judge(slot).fault, ImageFault::None);
    Stored expected = lived();
    expected.memory.settings.set<Setting::DischargeFloor>(PerMille{100});
    Stored back;
    decode(slot, back);
    EXPECT_EQ(back, expected);
}

TEST(Image, WithANumberThatItsPlaceCannotHoldTakesItAsMissing) {
    ImageSlot slot = blank_slot();
    encode(lived(), 1, slot);
    slot[entry_of(slot, "mode") + 4] = 2;                   // on, off
    slot[entry_of(slot, "active.low_cell") + 4] = 2;        // a bit
    slot[entry_of(slot, "bluetooth_enabled") + 11] = 0x80;  // below nothing
    seal(slot);
    Stored expected = lived();
    expected.memory.protection.mode = Mode::On;
    expected.memory.protection.active = {};
    expected.memory.bluetooth_enabled = 1;
    Stored back;
    decode(slot, back);
    EXPECT_EQ(back, expected);
}

TEST(Image, MayFillItsSlotToTheLastByte) {
    ImageSlot slot = blank_slot();
    const std::size_t size = encode(lived(), 1, slot);
    const auto judged = [&](std::size_t bytes) {
        return judge(std::span{slot}.first(bytes)).fault;
    };
    EXPECT_EQ(judged(size), ImageFault::None);
    Stored back;
    decode(std::span{slot}.first(size), back);
    EXPECT_EQ(back, lived());
    for (std::size_t missing = 1; missing <= 2 * image_crc_bytes; ++missing) {
        EXPECT_EQ(judged(size - missing), ImageFault::Damaged) << missing;
    }
}

TEST(Image, WithoutAnEntryIsWhole) {
    ImageSlot slot = blank_slot();
    encode(lived(), 1, slot);
    slot[6] = slot[7] = 0;
    seal(slot);
    EXPECT_EQ(judge(std::span{slot}.first(image_header_bytes + image_crc_bytes)).fault,
              ImageFault::None);
    Stored back = lived();
    decode(slot, back);
    EXPECT_EQ(back, Stored{});
}

TEST(Image, OfSomethingElseIsNoneThoughItsSumIsRight) {
    for (std::size_t at = 0; at < 4; ++at) {
        ImageSlot slot = blank_slot();
        encode(lived(), 1, slot);
        slot[at] ^= 0x20;
        seal(slot);
        EXPECT_EQ(judge(slot).fault, ImageFault::Damaged) << at;
    }
}

TEST(Image, ThatNamesABitTwiceMeansTheLast) {
    ImageSlot slot = blank_slot();
    encode(lived(), 1, slot);
    const std::size_t set = entry_of(slot, "active.low_cell");
    ASSERT_EQ(slot[set + 4], 1);
    // The entry of another one behind it becomes the same bit once more, and clear.
    const std::size_t later = entry_of(slot, "setting.discharge_floor_pct");
    ASSERT_GT(later, set);
    std::copy_n(slot.begin() + static_cast<std::ptrdiff_t>(set), image_entry_bytes,
                slot.begin() + static_cast<std::ptrdiff_t>(later));
    slot[later + 4] = 0;
    seal(slot);
    Stored back;
    decode(slot, back);
    EXPECT_EQ(back.memory.protection.active, ConditionSet{});
}

TEST(Image, ThatCannotBeReadHasNoSequence) {
    ImageSlot slot = blank_slot();
    EXPECT_EQ(judge(slot), (ImageJudgement{.fault = ImageFault::Blank, .sequence = 0}));
    encode(lived(), 7, slot);
    slot[20] ^= 1;
    EXPECT_EQ(judge(slot), (ImageJudgement{.fault = ImageFault::Damaged, .sequence = 0}));
}

// --- two slots ---

ImageSlot image_of(const Stored& stored, std::uint32_t sequence) {
    ImageSlot slot = blank_slot();
    encode(stored, sequence, slot);
    return slot;
}
ImageSlot damaged(std::uint32_t sequence = 3) {
    ImageSlot slot = image_of(lived(), sequence);
    slot[100] ^= 1;
    return slot;
}
/// The first `bytes` of an image, over erased flash.
ImageSlot torn(std::uint32_t sequence, std::size_t bytes) {
    const ImageSlot whole = image_of(lived(), sequence);
    ImageSlot slot = blank_slot();
    std::copy_n(whole.begin(), bytes, slot.begin());
    return slot;
}
ImageSlot foreign() {
    ImageSlot slot = image_of(lived(), 3);
    slot[4] = 9;
    seal(slot);
    return slot;
}
Stored with_cycles(std::uint16_t cycles) {
    Stored stored = lived();
    stored.memory.history.cycles = cycles;
    return stored;
}

// D-24: which slots a power-up finds, and what becomes of it.
TEST(Recovery, TellsAFirstStartFromALoss) {
    struct Case {
        ImageSlot first, second;
        Recovery recovery;
    };
    const ImageSlot blank = blank_slot();
    const ImageSlot good = image_of(lived(), 4);
    const std::vector<Case> cases{
        {blank, blank, Recovery::FirstStart},
        {damaged(1), blank, Recovery::FirstStart},
        {torn(1, 1), blank, Recovery::FirstStart},
        {torn(1, 9), blank, Recovery::FirstStart},
        {torn(1, 12), blank, Recovery::FirstStart},
        {torn(1, 13), blank, Recovery::FirstStart},
        // Its other slot has been erased, but there was an image before it.
        {damaged(), blank, Recovery::Lost},
        {damaged(0x0101), blank, Recovery::Lost},
        {torn(3, 12), blank, Recovery::Lost},
        {damaged(0x01000001), blank, Recovery::Lost},
        {damaged(0), blank, Recovery::Lost},
        {blank, damaged(), Recovery::Lost},
        {damaged(), damaged(), Recovery::Lost},
        {foreign(), blank, Recovery::Lost},
        {blank, foreign(), Recovery::Lost},
        {foreign(), damaged(), Recovery::Lost},
        {foreign(), foreign(), Recovery::Lost},
        {good, blank, Recovery::Restored},
        {blank, good, Recovery::Restored},
        {good, damaged(), Recovery::FromOlder},
        {damaged(), good, Recovery::FromOlder},
        {good, foreign(), Recovery::FromOlder},
        {foreign(), good, Recovery::FromOlder},
    };
    for (std::size_t i = 0; i < cases.size(); ++i) {
        Stored stored = with_cycles(1);
        const Recovered found = recover({cases[i].first, cases[i].second}, stored);
        EXPECT_EQ(found.recovery, cases[i].recovery) << "case " << i;
        const bool has_image =
            found.recovery == Recovery::Restored || found.recovery == Recovery::FromOlder;
        EXPECT_EQ(stored, has_image ? lived() : Stored{}) << "case " << i;
    }
}

TEST(Recovery, TakesTheNewerOfTwoImagesAndWritesOverTheOther) {
    for (const std::uint32_t older : {1U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFFFU}) {
        const std::uint32_t newer = older + 1;  // wraps
        Stored stored;
        EXPECT_EQ(
            recover({image_of(with_cycles(1), older), image_of(with_cycles(2), newer)}, stored),
            (Recovered{.recovery = Recovery::Restored,
                       .next_slot = 0,
                       .unused = 0,
                       .next_sequence = newer + 1}));
        EXPECT_EQ(stored, with_cycles(2));
        EXPECT_EQ(
            recover({image_of(with_cycles(2), newer), image_of(with_cycles(1), older)}, stored),
            (Recovered{.recovery = Recovery::Restored,
                       .next_slot = 1,
                       .unused = 0,
                       .next_sequence = newer + 1}));
        EXPECT_EQ(stored, with_cycles(2));
    }
}

// Two of the same number cannot be told apart; it takes the first and writes over the second.
TEST(Recovery, TakesTheFirstOfTwoImagesOfTheSameNumber) {
    const ImageSlots slots{image_of(with_cycles(1), 5), image_of(with_cycles(2), 5)};
    Stored stored;
    EXPECT_EQ(recover(slots, stored).next_slot, 1);
    EXPECT_EQ(stored, with_cycles(1));
}

TEST(Recovery, SpellsItsNames) {
    EXPECT_STREQ(name_of(Recovery::FirstStart), "first_start");
    EXPECT_STREQ(name_of(Recovery::Lost), "lost");
    EXPECT_STREQ(name_of(ImageFault::None), "none");
    EXPECT_STREQ(name_of(ImageFault::OtherFormat), "other_format");
}

// --- when an image is written ---

struct KeeperRig {
    BankView view{BankLayout{
        .batteries = 2, .in_series = 1, .cells_per_battery = 4, .battery_capacity = {200'000}}};
    Core core{Memory{}};
    ImageSlots slots{blank_slot(), blank_slot()};
    Stored stored{};
    ImageKeeper keeper{recover(slots, stored), core, view};

    bool is_due() const { return keeper.is_due(core, view); }
    void write() { keeper.write(core, view, slots); }
    /// Another memory, as if the core had come to it.
    void come_to(const Memory& memory) { core = Core{memory}; }
};

TEST(ImageKeeper, WritesAFirstImageAtOnce) {
    KeeperRig rig;
    EXPECT_TRUE(rig.is_due());
    EXPECT_EQ(rig.keeper.next_deadline(rig.core, rig.view), Ticks{1});
    rig.write();
    EXPECT_FALSE(rig.is_due());
    EXPECT_EQ(judge(rig.slots[0]), (ImageJudgement{.fault = ImageFault::None, .sequence = 1}));
    EXPECT_EQ(judge(rig.slots[1]).fault, ImageFault::Blank);
    EXPECT_EQ(rig.keeper.writes(), 1U);
}

// A host that stores later has the same bytes; of two images for a slot only the last one counts.
TEST(ImageKeeper, GivesAnImageToBeWrittenLaterThatCountsAsWritten) {
    KeeperRig at_once;
    KeeperRig later;
    at_once.write();
    const NextImage next = later.keeper.take(later.core, later.view);
    EXPECT_FALSE(later.is_due());
    EXPECT_EQ(later.keeper.writes(), 1U);
    EXPECT_EQ(judge(later.slots[0]).fault, ImageFault::Blank);
    EXPECT_EQ(next.slot, 0);
    EXPECT_EQ(next.sequence, 1U);
    next.write(later.slots);
    EXPECT_EQ(later.slots, at_once.slots);
    EXPECT_EQ(later.keeper.take(later.core, later.view).slot, 1);
}

/// An image, then another memory: is the next one due after so long?
template <class Change>
bool is_due_after(Ticks age, Change change) {
    KeeperRig rig;
    rig.write();
    rig.keeper.advance(age);
    Memory memory = rig.core.memory();
    change(memory);
    rig.come_to(memory);
    return rig.is_due();
}

TEST(ImageKeeper, WritesAtOnceWhatAPersonChoseAndWhatKeepsLoadOpen) {
    static constexpr Ticks at_once = 0_ticks;
    const auto is_at_once = [](auto change) { return is_due_after(at_once, change); };
    for (const Condition latch : {Condition::LowCell, Condition::LowBankVoltage,
                                  Condition::DischargeFloor, Condition::UpdateFailed}) {
        EXPECT_TRUE(is_at_once([=](Memory& memory) { memory.protection.active.insert(latch); }));
    }
    EXPECT_TRUE(is_at_once([](Memory& memory) { memory.protection.mode = Mode::Off; }));
    EXPECT_TRUE(is_at_once([](Memory& memory) { memory.protection.update = UpdateState::Failed; }));
    EXPECT_TRUE(is_at_once([](Memory& memory) { memory.bluetooth_enabled = 0; }));
    EXPECT_TRUE(is_at_once(
        [](Memory& memory) { memory.settings.set<Setting::DischargeFloor>(PerMille{120}); }));
    EXPECT_FALSE(is_at_once([](Memory& memory) { memory.history.cycles = 3; }));
    EXPECT_FALSE(is_at_once(
        [](Memory& memory) { memory.monitor = charged_to(500'000, MilliampHours{400'000}); }));
    KeeperRig rig;
    rig.write();
    rig.view.receive(0, {.voltage = {13'200},
                         .nominal_capacity = {200'000},
                         .serial_number = 4711,  // learnt
                         .cells = 4,
                         .cell_mv = {3300, 3300, 3300, 3300}});
    EXPECT_TRUE(rig.is_due());
}

// What a power-up sees again by itself within seconds has an hour.
TEST(ImageKeeper, WritesOtherConditionsAfterAnHour) {
    for (const ConditionRow& row : condition_table) {
        const bool is_latch =
            row.condition == Condition::LowCell || row.condition == Condition::LowBankVoltage ||
            row.condition == Condition::DischargeFloor || row.condition == Condition::UpdateFailed;
        const auto change = [&](Memory& memory) { memory.protection.active.insert(row.condition); };
        EXPECT_EQ(is_due_after(35'999_ticks, change), is_latch) << row.name;
        EXPECT_TRUE(is_due_after(36'000_ticks, change)) << row.name;
    }
}

// Losing that a latch has gone is safe: LOAD stays open until the bank is charged once more.
TEST(ImageKeeper, LetsALatchThatHasGoneWaitAndComeOnceAnHour) {
    KeeperRig rig;
    const auto set_low_cell = [&](bool is_low) {
        Memory memory = rig.core.memory();
        memory.protection.active = {};
        if (is_low) {
            memory.protection.active.insert(Condition::LowCell);
        }
        rig.come_to(memory);
    };
    rig.write();
    set_low_cell(true);
    ASSERT_TRUE(rig.is_due());
    rig.write();
    set_low_cell(false);
    EXPECT_FALSE(rig.is_due());
    EXPECT_EQ(rig.keeper.next_deadline(rig.core, rig.view), 36'000_ticks);
    set_low_cell(true);
    EXPECT_FALSE(rig.is_due());  // the image has it
    set_low_cell(false);
    rig.keeper.advance(36'000_ticks);
    ASSERT_TRUE(rig.is_due());
    rig.write();
    set_low_cell(true);
    EXPECT_TRUE(rig.is_due());
    // Two latches that take turns do not get round this.
    rig.write();
    for (const Condition condition : {Condition::DischargeFloor, Condition::LowCell}) {
        Memory memory = rig.core.memory();
        memory.protection.active = {};
        memory.protection.active.insert(condition);
        rig.come_to(memory);
        EXPECT_EQ(rig.is_due(), condition == Condition::DischargeFloor);
        if (rig.is_due()) {
            rig.write();
        }
    }
}

TEST(ImageKeeper, LetsABusyAppWaitWhenItsSpareImagesAreUsedUp) {
    KeeperRig rig;
    rig.write();  // takes one of them, too
    int at_once = 0;
    const auto switch_mode = [&] {
        Memory memory = rig.core.memory();
        memory.protection.mode = memory.protection.mode == Mode::On ? Mode::Off : Mode::On;
        rig.come_to(memory);
    };
    for (switch_mode(); rig.is_due() && at_once < 100; switch_mode()) {
        rig.write();
        ++at_once;
    }
    EXPECT_EQ(at_once, 19);
    rig.write();  // as when the supply fails: that one is not refused, and owes nothing
    switch_mode();
    EXPECT_FALSE(rig.is_due());
    EXPECT_EQ(rig.keeper.next_deadline(rig.core, rig.view), 36'000_ticks);
    rig.keeper.advance(36'000_ticks);
    EXPECT_TRUE(rig.is_due());
    rig.write();
    switch_mode();
    EXPECT_TRUE(rig.is_due());  // that one gave one back
    rig.write();
    switch_mode();
    EXPECT_FALSE(rig.is_due());
}

TEST(ImageKeeper, NumbersItsImagesUpwards) {
    KeeperRig rig;
    for (std::uint16_t cycles = 1; cycles <= 5; ++cycles) {
        Memory memory = rig.core.memory();
        memory.history.cycles = cycles;
        rig.come_to(memory);
        rig.write();
        Stored found;
        EXPECT_EQ(recover(rig.slots, found).next_sequence, cycles + 1U);
        EXPECT_EQ(found.memory.history.cycles, cycles);
    }
}

// Whatever flaps, and however often: a store of two pages of 10,000 erasures outlives the worst
// hundred days, and a single thing that flaps for a year.
RC_GTEST_PROP(ImageKeeper, WearsTheStoreWithinItsBound, ()) {
    KeeperRig rig;
    rig.write();
    const std::uint32_t before = rig.keeper.writes();
    const bool is_one_thing = *rc::gen::arbitrary<bool>();
    const auto the_one = *rc::gen::inRange<std::size_t>(0, condition_count);
    const auto longest = *rc::gen::inRange<std::uint32_t>(20, 4000);
    for (Ticks now{}; now < Ticks{24 * 36'000};) {
        Memory memory = rig.core.memory();
        const std::size_t what =
            is_one_thing ? the_one : *rc::gen::inRange<std::size_t>(0, condition_count + 2);
        if (what < condition_count) {
            memory.protection.active.bits ^= 1U << what;
        } else if (what == condition_count) {
            memory.bluetooth_enabled ^= 1U;
        } else {
            memory.protection.mode = memory.protection.mode == Mode::On ? Mode::Off : Mode::On;
        }
        rig.come_to(memory);
        const Ticks pause{*rc::gen::inRange<std::uint32_t>(1, longest)};
        if (rig.is_due()) {
            rig.write();
        }
        rig.keeper.advance(pause);
        now = now + pause;
    }
    const std::uint32_t writes = rig.keeper.writes() - before;
    RC_ASSERT(writes <= ImageKeeper::most_a_day);
    RC_ASSERT(!is_one_thing || writes <= 2U * 25U);
    static_assert(ImageKeeper::most_a_day * 100 <= 20'000);
}

// An hour has its image, and one for each of four latches: 25 and 26 in a day that begins within
// one. 20 spare ones, and as many as have waited.
TEST(ImageKeeper, PromisesNoMoreThan174WritesADay) {
    EXPECT_EQ(ImageKeeper::most_a_day, 25U + 20U + 25U + 4U * 26U);
}

TEST(Image, SlotsAreTwoPagesOfFlash) {
    EXPECT_EQ(sizeof(ImageSlot), 2048U);
    EXPECT_EQ(sizeof(ImageSlots), 2 * sizeof(ImageSlot));
}

TEST(ImageKeeper, WritesWhatIsCountedEverySixHours) {
    KeeperRig rig;
    rig.write();
    rig.keeper.advance({100});
    EXPECT_EQ(rig.keeper.next_deadline(rig.core, rig.view), Ticks{216'000 - 100});
    rig.keeper.advance({215'899});
    EXPECT_FALSE(rig.is_due());
    EXPECT_EQ(rig.keeper.next_deadline(rig.core, rig.view), Ticks{1});
    rig.keeper.advance({1});
    EXPECT_TRUE(rig.is_due());
    EXPECT_EQ(rig.keeper.next_deadline(rig.core, rig.view), Ticks{1});
    rig.write();
    EXPECT_FALSE(rig.is_due());
    EXPECT_EQ(rig.keeper.next_deadline(rig.core, rig.view), Ticks{216'000});
}

// D-24: nothing is written over what may still tell somebody something.
TEST(ImageKeeper, WritesNothingAfterALossUntilItIsAccepted) {
    KeeperRig rig;
    rig.slots = {damaged(), damaged()};
    rig.keeper = ImageKeeper{recover(rig.slots, rig.stored), rig.core, rig.view};
    EXPECT_TRUE(rig.keeper.is_lost());
    EXPECT_FALSE(rig.is_due());
    EXPECT_EQ(rig.keeper.next_deadline(rig.core, rig.view), std::nullopt);
    rig.keeper.accept_loss();
    EXPECT_FALSE(rig.keeper.is_lost());
    EXPECT_TRUE(rig.is_due());
    rig.write();
    EXPECT_EQ(recover(rig.slots, rig.stored).recovery, Recovery::FromOlder);
    rig.write();
    EXPECT_EQ(recover(rig.slots, rig.stored).recovery, Recovery::Restored);
}

// Whatever is written, and wherever a power cut tears a write: a power-up finds the last image that
// was finished, or nothing before the first; never a mixture.
RC_GTEST_PROP(ImageKeeper, SurvivesPowerCutsAnywhere, ()) {
    ImageSlots slots{blank_slot(), blank_slot()};
    std::optional<Stored> last;
    Stored found;
    const std::size_t lives = *rc::gen::inRange<std::size_t>(1, 6);
    for (std::size_t life = 0; life < lives; ++life) {
        const Recovered recovered = recover(slots, found);
        RC_ASSERT(found == last.value_or(Stored{}));
        RC_ASSERT((recovered.recovery == Recovery::FirstStart) == !last.has_value());
        BankView view{found.set};
        Core core{found.memory};
        ImageKeeper keeper{recovered, core, view};
        const std::size_t writes = *rc::gen::inRange<std::size_t>(0, 5);
        for (std::size_t write = 0; write < writes; ++write) {
            Memory memory = core.memory();
            memory.history.cycles = *rc::gen::arbitrary<std::uint16_t>();
            memory.protection.mode = *rc::gen::element(Mode::On, Mode::Off);
            core = Core{memory};
            keeper.write(core, view, slots);
            last = Stored{.memory = core.memory(), .set = view.in_service()};
        }
        if (*rc::gen::arbitrary<bool>()) {
            continue;  // cut between two writes
        }
        // The write that is torn: over what is there, or after an erasure.
        ImageSlots next = slots;
        Memory memory = core.memory();
        memory.history.synchronisations = *rc::gen::arbitrary<std::uint16_t>();
        core = Core{memory};
        keeper.write(core, view, next);
        const std::size_t into = next[0] == slots[0] ? 1 : 0;
        if (*rc::gen::arbitrary<bool>()) {
            slots[into] = blank_slot();
        }
        const std::size_t bytes = *rc::gen::inRange<std::size_t>(0, 1000);
        std::copy_n(next[into].begin(), bytes, slots[into].begin());
    }
}

}  // namespace
}  // namespace bms
