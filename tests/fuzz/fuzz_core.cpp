// Any frames, pins, flags, commands, silences and power cuts in any order: whatever the batteries
// and the owner do, the core keeps its laws, its numbers keep their ranges, and nothing overflows.

#include "bms/bank_view.hpp"
#include "bms/core.hpp"
#include "bms/fields.hpp"
#include "bms/image.hpp"
#include "bms/readout.hpp"
#include "bms/remote.hpp"
#include "tests/bms/pre_alarm_onlooker.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace bms;

namespace {

void demand(bool holds, const char* law) {
    if (!holds) {
        std::fprintf(stderr, "broken: %s\n", law);
        std::abort();
    }
}

/// The input as numbers; zeros behind its end.
class Stream {
  public:
    Stream(const std::uint8_t* data, std::size_t size) : at_{data}, end_{data + size} {}

    bool is_over() const { return at_ == end_; }
    std::uint8_t byte() { return is_over() ? std::uint8_t{0} : *at_++; }
    std::uint16_t word() {
        const std::uint8_t low = byte();
        return static_cast<std::uint16_t>(low | byte() << 8);
    }
    std::int32_t number() {
        const std::uint32_t low = word();
        return static_cast<std::int32_t>(low | static_cast<std::uint32_t>(word()) << 16U);
    }

  private:
    const std::uint8_t* at_;
    const std::uint8_t* end_;
};

/// A battery that is well, with one or another number as the stream will have it.
BatteryFrame frame_from(Stream& in) {
    BatteryFrame frame{.voltage = {13'200},
                       .current = {static_cast<std::int16_t>(in.word())},
                       .temperature = {200},
                       .nominal_capacity = {200'000},
                       .cells = 4,
                       .cell_mv = {3300, 3300, 3300, 3300}};
    const std::uint8_t what = in.byte();
    if ((what & 1U) != 0) {
        const std::uint16_t mv = in.word();
        frame.cell_mv.fill(mv);
        frame.voltage = {4 * mv};
    }
    if ((what & 2U) != 0) {
        frame.cell_mv[in.byte() % frame.cell_mv.size()] = in.word();
    }
    if ((what & 4U) != 0) {
        frame.temperature = {static_cast<std::int16_t>(in.word())};
    }
    if ((what & 8U) != 0) {
        frame.voltage = {in.number()};
        frame.current = {in.number()};
        frame.temperature = {in.number()};
    }
    if ((what & 16U) != 0) {
        frame.nominal_capacity = {in.number()};
        frame.cells = in.byte();
        frame.serial_number = static_cast<std::uint32_t>(in.number());
    }
    return frame;
}

RemotePin pin_from(Stream& in) {
    const std::uint8_t state = in.byte();
    return {.voltage = {in.number() % 80'000}, .state = static_cast<PinState>(state % 3)};
}

Command command_from(Stream& in, std::uint8_t last) {
    Command command{.kind = static_cast<CommandKind>(in.byte() % command_count),
                    .setting = static_cast<Setting>(in.byte() % (setting_count + 1)),
                    .sequence = static_cast<std::uint8_t>(last % 255 + 1),
                    .value = in.number()};
    if (command.setting != Setting::None && (in.byte() & 1U) != 0) {
        const SettingRow& row = row_of(command.setting);
        const auto width = static_cast<std::uint32_t>(row.highest - row.lowest) + 1;
        command.value = row.lowest + static_cast<std::int32_t>(
                                         static_cast<std::uint32_t>(command.value) % width);
    }
    return command;
}

/// Every number of the core keeps the range that its field names.
void check_ranges(const Core& core) {
    for (const CorePart& part : Fields::parts) {
        const auto* owner = reinterpret_cast<const std::byte*>(&core) + part.offset;
        for (const NumberField& field : part.fields) {
            for (std::size_t element = 0; element < field.count; ++element) {
                const std::int64_t number = number_at(field, owner, element);
                demand(field.lowest <= number && number <= field.highest, field.name);
            }
        }
    }
    demand(!first_violation(core.settings()), "settings that do not go together");
}

void check_outputs(const Core& core, const BankSample& sample) {
    const Status now = core.status();
    const bool any_high =
        now.load == Output::High || now.charger == Output::High || now.pre_alarm == Output::High;
    demand(!(any_high && !remote_is_on(sample.pins, sample.bank_voltage)),
           "an output is High with the remote off");
    demand(!(any_high && now.mode == Mode::Off), "an output is High with the mode off");
    demand(!(now.charger == Output::High && now.update != UpdateState::None),
           "CHARGER is High through an update");
    demand((now.load == Output::Floating) == now.load_reasons.any(), "LOAD without a reason");
    demand((now.charger == Output::Floating) == now.charger_reasons.any(),
           "CHARGER without a reason");
    demand(!(now.pre_alarm == Output::High && now.load == Output::Floating),
           "PRE-ALARM while LOAD is open");
    demand(!(now.load == Output::High &&
             (core.protection().active().bits & conditions_with(&Effects::opens_load)) != 0),
           "LOAD against a condition");
    demand(!(now.charger == Output::High &&
             (core.protection().active().bits & conditions_with(&Effects::opens_charger)) != 0),
           "CHARGER against a condition");
}

class Bench {
  public:
    void run(Stream& in) {
        while (!in.is_over()) {
            act(in);
        }
    }

  private:
    void act(Stream& in) {
        switch (in.byte() % 9) {
            case 0:
                view_.receive(in.byte() % (most_batteries + 2), frame_from(in));
                return;
            case 1:  // every battery of the set
                for (std::size_t i = 0; i < std::max<std::size_t>(view_.layout().batteries, 2);
                     ++i) {
                    view_.receive(i, frame_from(in));
                }
                return;
            case 2:
                pins_ = {.low = pin_from(in), .high = pin_from(in)};
                return;
            case 3:
                command_ = command_from(in, command_.sequence);
                return;
            case 4:
                set_chain(in.byte());
                view_.set_supply_voltage({in.number() % 100'000});
                return;
            case 5:
                power_cycle();
                return;
            case 6:
                flags_ = in.byte();
                return;
            case 7:
                advance({in.word() % 3000U + 1});
                return;
            default:
                advance({in.byte() % 12U + 1});
                return;
        }
    }

    void set_chain(unsigned bits) {
        view_.set_chain_open((bits & 1U) != 0);
        if ((bits & 2U) != 0) {
            view_.detect_anew();
        }
    }

    BankSample sample() const {
        BankSample out = aggregate(view_, core_.settings());
        out.pins = pins_;
        out.command = command_;
        if ((flags_ & 1U) != 0) {
            out.flags.set(Flag::HardwareFault);
        }
        if ((flags_ & 2U) != 0) {
            out.flags.set(Flag::BluetoothConnected);
        }
        return out;
    }

    /// A battery of the set has not been heard for longer than any setting allows.
    bool misses_a_battery() const {
        const Ticks longest{static_cast<std::uint32_t>(row_of(Setting::LinkAlarm).highest)};
        return view_.layout().batteries > 0 && view_.silence_of(view_.most_silent()) >= longest;
    }

    bool has_lost_a_battery() const { return core_.status().load_reasons.has(Condition::LinkLost); }

    /// Law 1: so many ticks at once are so many one by one, byte for byte.
    void advance(Ticks n) {
        view_.set_updating(core_.protection().update_state() == UpdateState::Running);
        const BankSample held = sample();
        Core single = core_;
        for (std::uint32_t i = 0; i < n.count; ++i) {
            single.advance(held, held_integrals(held, {1}), {1});
            check_outputs(single, held);
            const Ticks lead = single.settings().get<Setting::PreAlarmLead>();
            demand(onlooker_.holds(single.protection(), lead, {1}),
                   "LOAD opened for a low cell before PRE-ALARM had been High for its lead");
        }
        const Status before = core_.status();
        const bool had_lost_one = misses_a_battery() && has_lost_a_battery();
        const auto deadline = core_.next_deadline(held);
        for (Ticks left = n; left.count > 0;) {
            const Ticks ran = core_.advance(held, held_integrals(held, left), left);
            demand(ran.count > 0 && ran.count <= left.count, "an advance that runs no tick");
            if (left == n && !(core_.status() == before)) {
                demand(deadline && deadline->count <= ran.count, "a change before its deadline");
            }
            left = left - ran;
        }
        demand(std::memcmp(&single, &core_, sizeof core_) == 0, "law 1");
        demand(!had_lost_one || has_lost_a_battery() || core_.status().mode == Mode::Off ||
                   !remote_is_on(held.pins, held.bank_voltage),
               "a lost battery is back that was never heard");
        // Batteries that go on sending what they sent, or that fall silent.
        (flags_ & 4U) != 0 ? view_.hold(n) : view_.advance(n);
        check_ranges(core_);
        const ReadoutRecord record = readout(core_, held);
        demand(ReadoutRecord{record.packed()} == record, "a readout that does not come back");
    }

    void power_cycle() {
        const Stored stored{.memory = core_.memory(), .set = view_.in_service()};
        ImageSlots slots{blank_slot(), blank_slot()};
        encode(stored, 1, slots[0]);
        Stored back;
        demand(recover(slots, back).recovery == Recovery::Restored, "an image that is lost");
        demand(back == stored, "an image that is not what was stored");
        core_ = Core{back.memory};
        view_ = BankView{back.set};
        command_ = {};
        onlooker_ = {};
        check_ranges(core_);
    }

    BankView view_;
    Core core_;
    RemotePins pins_ = factory_loop();
    Command command_;
    PreAlarmOnlooker onlooker_;
    unsigned flags_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Stream stream{data, size};
    Bench{}.run(stream);
    return 0;
}
