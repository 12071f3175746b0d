#pragma once
// When an image is written, and into which of the two slots.

#include "bms/bank_view.hpp"
#include "bms/core.hpp"
#include "bms/image.hpp"

#include <cstdint>
#include <optional>

namespace bms {

/// What is stored because it has changed. What is merely counted (charge, history, balancer) waits.
struct MustStore {
    ProtectionMemory protection;
    Settings settings;
    BatterySet set;
    std::uint8_t bluetooth_enabled;

    MustStore(const Core& core, const BankView& view);
    bool is(const Core& core, const BankView& view) const;
    /// What a person chose stands as it is now: mode, update, settings, Bluetooth, the set in
    /// service.
    bool is_chosen(const Core& core, const BankView& view) const;
};

/// An image that is to stand in a slot.
struct NextImage {
    Stored stored;
    std::uint32_t sequence;
    std::uint8_t slot;

    void write(ImageSlots& slots) const { encode(stored, sequence, slots[slot]); }
};

/// Knows the slots' state; the board owns the slots and asks after every tick. A board whose supply
/// fails writes a last image from what its capacitors hold (assumed: as long as one write takes);
/// one that does not get to it loses no more than `interval` of counting.
///
/// A bank at its limits, a bad contact or a busy app must not wear the store out. So an image is
/// written at once for what a person chose while any of `most_spare` images is left, and for a
/// latch that keeps LOAD open and that a power-up would not find again by itself; for everything
/// else, and for a latch that has gone, after `patience`. An image that has waited so long gives a
/// spare one back, and each latch its turn.
class ImageKeeper {
  public:
    /// Counted values are stored at least so often (assumed): 1,460 writes a year wear two pages of
    /// 10,000 erasures in 13 years.
    static constexpr Ticks interval{6 * 36'000};
    /// Between an image and the next one of something that can wait (assumed).
    static constexpr Ticks patience{36'000};
    /// Images at once for what a person chose (assumed: nobody does more in a row).
    static constexpr std::uint8_t most_spare = 20;
    /// No day with supply sees more, whatever happens: an image every hour that has waited, the
    /// spare ones with those that they gave back, and one for each of four latches in each hour.
    static constexpr std::uint32_t most_a_day = 25 + (most_spare + 25) + 4 * (25 + 1);

    /// Power-up with the slots as `recover` found them.
    ImageKeeper(const Recovered& found, const Core& core, const BankView& view);

    /// D-24: both images are lost. The board shows `Flag::HardwareFault`, and nothing is written
    /// over what is left, until `accept_loss`: a factory reset was obeyed (assumed).
    bool is_lost() const { return is_lost_ != 0; }
    void accept_loss();

    void advance(Ticks n) { age_ = age_ + n; }
    bool is_due(const Core& core, const BankView& view) const;
    /// Ticks until an image is due by time alone, with core and view as they are; 1 when it is.
    /// Nothing while all is lost.
    std::optional<Ticks> next_deadline(const Core& core, const BankView& view) const;

    /// What there is now, to be written over the older of the two images; counts as written.
    NextImage take(const Core& core, const BankView& view);
    /// Writes it at once.
    void write(const Core& core, const BankView& view, ImageSlots& slots) {
        take(core, view).write(slots);
    }

    /// Images written since power-up, wraps.
    std::uint32_t writes() const { return writes_; }

  private:
    Ticks wait(const Core& core, const BankView& view) const;
    std::uint32_t pressing_latches(const Core& core) const;

    MustStore last_;
    Ticks age_{};              // of the last image
    std::uint32_t pressed_{};  // latches that have had their turn
    std::uint32_t next_sequence_;
    std::uint32_t writes_{};
    std::uint8_t next_slot_;
    std::uint8_t is_lost_;
    std::uint8_t is_first_;  // there is no image yet that could be kept
    std::uint8_t spare_{most_spare};
};

}  // namespace bms
