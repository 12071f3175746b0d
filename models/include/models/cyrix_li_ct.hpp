#pragma once
// Cyrix-Li-ct: joins a starter battery to the bank while one of them is being charged.

#include "models/relay.hpp"

#include <array>

namespace models {

/// Voltages for a 12 V system; the maker's table (facts: Cyrix-Li-ct data sheet).
struct CyrixLiCtParameters {
    std::array<double, 3> closes_at_v{13.4, 13.7, 13.9};
    std::array<Milliseconds, 3> closes_after{std::chrono::seconds{120}, std::chrono::seconds{30},
                                             std::chrono::seconds{4}};
    double opens_below_v = 13.3;
    Milliseconds opens_after{std::chrono::seconds{10}};
    double opens_at_once_below_v = 13.2;
    Milliseconds assists_for{std::chrono::seconds{30}};
};

/// Closes while its control input is high and one of its terminals has been at a level for that
/// level's time; opens when both are low, or at once when its control input floats. A pulse at its
/// start assist closes it for a while whatever the voltages are (its sellers' word, and they do not
/// agree on the pulse; that a floating control input opens it all the same is assumed).
class CyrixLiCt final : public Relay {
  public:
    explicit CyrixLiCt(const CyrixLiCtParameters& parameters);
    bool update(Milliseconds now, const RelaySenses& senses) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override;
    RelayWatch watch() const override;
    void assist_start(Milliseconds now) override { assisted_since_ = now; }

  private:
    Milliseconds assists_for_;
    std::optional<Milliseconds> assisted_since_;
    std::array<HeldLevel, 3> closing_;
    std::array<HeldLevel, 2> opening_;
    bool is_high_ = false;
};

}  // namespace models
