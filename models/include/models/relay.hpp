#pragma once
// A relay that joins the bank's bus to what lies behind it, by rules of its own.

#include "models/held_level.hpp"

namespace models {

/// What a relay sees: its two terminals and its control input.
struct RelaySenses {
    double near_v = 0.0;  // at the bank
    double far_v = 0.0;   // at what lies behind
    bool is_high = false;
};

/// The voltages at which a relay stays as it is: each for itself, and the higher of both.
struct RelayWatch {
    VoltageWatch near;
    VoltageWatch far;
    VoltageWatch higher;
};

/// Why it is as it is.
enum class RelayCause { Voltage, Control, Assist };

class Relay {
  public:
    virtual ~Relay() = default;
    Relay() = default;
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    /// Looks at the moment. True when it has switched.
    virtual bool update(Milliseconds now, const RelaySenses& senses) = 0;
    /// The first moment after `now` at which it may switch by itself.
    virtual std::optional<Milliseconds> next_edge(Milliseconds now) const = 0;
    /// After an update, as long as its control input stays as it is.
    virtual RelayWatch watch() const = 0;

    /// Somebody asks it to close for a start of the engine; most cannot.
    virtual void assist_start(Milliseconds /*now*/) {}

    bool is_closed() const { return is_closed_; }
    RelayCause cause() const { return cause_; }

  protected:
    void set(bool is_closed, RelayCause cause) {
        is_closed_ = is_closed;
        cause_ = cause;
    }

  private:
    bool is_closed_ = false;
    RelayCause cause_ = RelayCause::Voltage;
};

}  // namespace models
