#pragma once
// What lies between the batteries and the BMS: frames may be lost, late or never sent.

#include "bms/bank_view.hpp"
#include "models/random.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace models {

/// How good the link is. Every frame is lost with the same chance, independently of the others; one
/// that is not arrives after `delay_ticks`, and up to `jitter_ticks` later than that, all equally
/// likely, so that a frame may overtake the one before.
struct LinkQuality {
    double lost_share = 0.0;        // 0 … 1
    std::uint32_t delay_ticks = 0;  // of 100 ms; both together at most `most_late_ticks`
    std::uint32_t jitter_ticks = 0;
};

class FrameLink {
  public:
    static constexpr std::uint32_t most_late_ticks = 100;

    FrameLink(std::size_t batteries, std::uint64_t seed);

    void set_quality(const LinkQuality& quality) { quality_ = quality; }
    /// A battery that has gone, or that is being updated (D-21), sends nothing. Either may end
    /// while the other lasts.
    void set_gone(std::size_t battery, bool is_gone) { lines_[battery].is_gone = is_gone; }
    void set_updating(std::size_t battery, bool is_updating) {
        lines_[battery].is_updating = is_updating;
    }

    bool is_silent(std::size_t battery) const { return lines_[battery].is_silent(); }
    /// Every frame arrives at once.
    bool is_perfect() const {
        return quality_.lost_share == 0.0 && quality_.delay_ticks == 0 &&
               quality_.jitter_ticks == 0 && in_flight_.empty();
    }

    /// A battery sends a frame at this tick, at most one in a second.
    void send(std::size_t battery, const bms::BatteryFrame& frame, std::int64_t tick);
    /// Hands over every frame that has arrived by this tick, the earliest sent first:
    /// `receive(battery, frame)`. False when there was none.
    template <class Receive>
    bool deliver(std::int64_t tick, Receive receive) {
        std::size_t kept = 0;
        for (const InFlight& frame : in_flight_) {
            if (frame.arrives_at <= tick) {
                receive(frame.battery, frame.frame);
            } else {
                in_flight_[kept++] = frame;
            }
        }
        const bool any = kept != in_flight_.size();
        in_flight_.resize(kept);
        return any;
    }
    /// Every battery that was being updated sends again: an update that has ended, however, leaves
    /// it with one firmware or the other (assumed).
    void end_updates() {
        for (Line& line : lines_) {
            line.is_updating = false;
        }
    }
    /// With the supply of the BMS, what is under way is lost, and so is every update.
    void clear() {
        in_flight_.clear();
        end_updates();
    }

  private:
    struct Line {
        RandomStream lost, late;
        bool is_gone = false;
        bool is_updating = false;

        bool is_silent() const { return is_gone || is_updating; }
    };
    struct InFlight {
        std::int64_t arrives_at = 0;
        std::size_t battery = 0;
        bms::BatteryFrame frame;
    };

    LinkQuality quality_;
    std::vector<Line> lines_;
    std::vector<InFlight> in_flight_;
};

}  // namespace models
