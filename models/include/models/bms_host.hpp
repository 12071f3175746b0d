#pragma once
// The one place where volts become millivolts: measures the bank as its batteries do, feeds the BMS
// core, and gives back what it shows.

#include "bms/core.hpp"
#include "bms/image_keeper.hpp"
#include "models/bank.hpp"
#include "models/battery_frames.hpp"
#include "models/frame_link.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace models {

bms::Millivolts to_millivolts(double voltage_v);
bms::RemotePin driven_pin(double voltage_v);

/// Something that is watched, and between what nobody tells of it.
struct Watched {
    double value, lowest, highest;
};

class BmsHost {
  public:
    /// The bank is the set in service, known to the BMS (D-24). `reported_soc`: 0..1, nothing for
    /// unknown (D-25). `seed`: of the link's chances.
    BmsHost(const BatteryParameters& battery, int in_series, int in_parallel,
            const bms::Settings& settings, std::optional<double> reported_soc,
            std::uint64_t seed = 1);

    /// Every battery sends one frame of what it measures now; what arrives at once is heard.
    void receive_frames(const Bank& bank);

    /// Between the batteries and the BMS.
    FrameLink& link() { return link_; }
    /// Another battery of this capacity stands there, with a serial number of its own.
    void exchange(std::size_t battery, double capacity_ah);
    /// R-BAT-11: a place of the chain is open.
    void set_chain_open(bool is_open);
    /// D-24: the board's self test fails.
    void set_hardware_fault(bool is_broken);
    /// The set is detected anew (assumed: how one that was changed on purpose gets into service).
    void detect_anew();

    void set_remote(const bms::RemotePins& pins) { sample_.pins = pins; }
    const bms::RemotePins& remote() const { return sample_.pins; }
    /// Hands the BMS a command, whose sequence number is given here; it is answered at the next
    /// tick. False without supply: nobody hears it. One command a tick: while `has_command` a
    /// second one would replace the first. `battery`: the one that an update is of, which is silent
    /// from the tick at which the BMS begins with it until the update has ended (D-21); nothing for
    /// the BMS's own.
    bool give(const bms::Command& command, std::optional<std::size_t> battery = std::nullopt);
    bool has_command() const { return sample_.command.sequence != core_.status().receipt.sequence; }
    /// An app is connected by Bluetooth, or no longer.
    void set_connected(bool connected) { set_flag(bms::Flag::BluetoothConnected, connected); }

    /// Without supply all outputs float and no tick runs. When the supply fails, a last image is
    /// written; when it comes back, the core and its view of the batteries start anew with what the
    /// images hold (D-24). A command that it had not obeyed is gone.
    void set_powered(bool powered);
    bool is_powered() const { return powered_; }
    /// How often the supply has come back.
    int starts() const { return starts_; }
    /// The non-volatile store, which does not outlive everything: whoever damages it decides what
    /// the next power-up finds.
    bms::ImageSlots& image_slots();
    /// Images written since the start of the run, which wear the store.
    std::uint32_t image_writes() const { return image_writes_; }

    /// One control tick; true when what it shows has changed.
    bool tick();

    // Many ticks at once: between two frames that tell nothing new, the BMS holds its sample and
    // counts what has flowed. `hold` runs up to the tick before the later frame.

    /// Every battery of the set sends frames that arrive at once, or is silent for so long that
    /// nothing is decided by it, and no command waits: only then a sample may be held.
    bool is_steady() const;
    /// Ticks until the sample changes while it is held, by silence alone.
    std::optional<bms::Ticks> next_deadline() const;
    /// The sample that the batteries' next frames would make; pins and command as they are. And
    /// whether the BMS would hear the same batteries: it refuses frames that nobody can mean.
    struct Preview {
        bms::BankSample sample;
        bool hears_the_same = true;
    };
    Preview preview(const Bank& bank) const;
    /// Whether a predicate of the core, or a fact about the bank, differs from what it is now.
    bool tells_news(const Preview& next) const;
    /// What the core watches as it nearly is now, before anybody rounds it, with the levels at
    /// which a reading would be news; in V, A and °C. For guesses of when: readings of several
    /// batteries are rounded one by one.
    std::array<Watched, 6> watched(const Bank& bank) const;
    /// What the batteries' readings add up to in the ticks after the frame at the begin of a step
    /// and before the one at its end, whose sample is `next`. Each reading holds until the next
    /// frame; what a string carries, held like that, is linear on the mean over the `seconds`.
    bms::Integrals integrals(std::span<const double> begin_a, std::span<const double> end_a,
                             std::int64_t seconds, const bms::BankSample& next) const;
    /// How many of `n` ticks pass before the core shows something else, that tick included; all of
    /// them when none does.
    bms::Ticks ticks_until_change(const bms::Integrals& integrals, bms::Ticks n) const;
    /// Runs `n` (> 0) ticks, up to the one before the next frames; none changes what the core
    /// shows.
    void hold(const bms::Integrals& integrals, bms::Ticks n);

    /// What the BMS shows now; without supply nothing but floating outputs.
    bms::Status status() const { return powered_ ? shown_ : bms::Status{}; }
    const bms::Core& core() const { return core_; }
    const bms::BankView& view() const { return view_; }
    const bms::BankSample& sample() const { return sample_; }

    /// What the app would show: state of charge 0..1, remaining time in minutes.
    std::optional<double> reported_soc() const;
    std::optional<double> remaining_time_min() const;
    double reported_current_a() const;
    double reported_charge_ah() const;
    /// What the batteries' readings add up to so far, as magnitudes.
    double measured_charged_ah() const;
    double measured_discharged_ah() const;
    /// Every battery tells its current now; else the BMS counts what it guesses (D-27), or nothing.
    bool hears_all() const;
    /// Net charge that it has counted without hearing all; positive charges.
    double unheard_ah() const;

  private:
    static bms::Millivolts supply_voltage(const Bank& bank);
    /// Takes what has arrived; true when anything has.
    bool deliver();
    /// Its last frame has come, and was none to refuse.
    bool is_heard(std::size_t battery) const {
        return view_.silence_of(battery) <= bms::frame_period;
    }
    bool is_counted(std::size_t string) const;
    void count(const bms::Integrals& integrals);
    bms::BankSample completed(const bms::BankSample& sample) const;
    void hear(const bms::BankSample& sample);
    void hear_anew() { hear(bms::aggregate(view_, core_.settings())); }
    void set_flag(bms::Flag flag, bool is_set) {
        sample_.flags = with(sample_.flags, flag, is_set);
    }
    static bms::Flags with(bms::Flags flags, bms::Flag flag, bool is_set);
    bool has_obeyed(bms::CommandKind kind) const;
    void follow_update(bms::UpdateState update);
    void write_image();
    void start();

    bms::BankView view_;
    bms::Core core_;
    bms::ImageSlots slots_{bms::blank_slot(), bms::blank_slot()};
    /// Images become bytes when somebody looks: of a year's 1,460 most are written over before.
    std::array<std::optional<bms::NextImage>, 2> unwritten_;
    bms::ImageKeeper keeper_;
    bms::BankSample sample_;
    bms::Integrals tick_integrals_;
    bms::Status shown_;                     // after the last tick
    std::optional<std::size_t> update_of_;  // the battery of the last command
    std::optional<std::size_t> updating_;   // the one whose update has begun last
    std::int64_t measured_charged_ua_s_ = 0;
    std::int64_t measured_discharged_ua_s_ = 0;
    std::int64_t unheard_ua_s_ = 0;
    mutable BatteryFrames frames_;  // remembers those that it made last
    FrameLink link_;
    std::int64_t ticks_ = 0;  // passed, with supply or without
    bool powered_ = true;
    bool hardware_fault_ = false;
    bool chain_is_open_ = false;
    int starts_ = 0;
    std::uint32_t image_writes_ = 0;
};

}  // namespace models
