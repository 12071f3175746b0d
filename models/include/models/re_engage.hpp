#pragma once
// How a BatteryProtect in its Li-ion mode and a Cyrix-Li-Load follow an output that opens and comes
// back: a bank that is charged again may have its loads, a flat one must not be sawed at.

#include "models/held_level.hpp"

namespace models {

struct ReEngageParameters {
    Milliseconds dead_time{30'000};    // it stays off at least so long …
    Milliseconds high_for{0};          // … and until its control input has been high for so long
    int most_attempts = 3;             // to come back; when the last has failed it stays off …
    double charged_v = 13.0;           // … until the voltage has been so high …
    Milliseconds charged_for{30'000};  // … for so long, which also begins the count anew
};

class ReEngage {
  public:
    explicit ReEngage(const ReEngageParameters& parameters)
        : parameters_{parameters},
          charged_{.level_v = parameters.charged_v, .after = parameters.charged_for} {}

    /// `wanted`: its control input is high.
    void update(Milliseconds now, double voltage_v, bool wanted);
    bool is_on() const { return is_on_; }
    bool is_locked_out() const { return is_locked_out_; }
    std::optional<Milliseconds> next_edge(Milliseconds now) const;
    VoltageWatch watch() const { return attempts_ > 0 ? charged_.watch() : VoltageWatch{}; }

  private:
    ReEngageParameters parameters_;
    bool is_on_ = false;
    bool is_locked_out_ = false;
    int attempts_ = 0;
    std::optional<Milliseconds> fell_at_;
    std::optional<Milliseconds> high_since_;
    HeldLevel charged_;  // looked at while attempts count
};

}  // namespace models
