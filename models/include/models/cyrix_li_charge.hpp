#pragma once
// Cyrix-Li-Charge: joins a charger that has no remote input of its own.

#include "models/relay.hpp"

namespace models {

/// Voltages for a 12 V system. The maker's older text; the newer one closes at 13.0 V, and opens
/// every hour whatever the voltage is, to see whether the charger still gives any: an
/// `opens_below_v` that nothing reaches.
struct CyrixLiChargeParameters {
    double closes_at_v = 13.7;     // on the charger's side
    double needs_battery_v = 2.0;  // on the battery's
    Milliseconds closes_after{std::chrono::seconds{3}};
    int quick_retries = 2;
    Milliseconds slow_after{std::chrono::minutes{10}};
    double opens_below_v = 13.5;
    Milliseconds opens_after{std::chrono::hours{1}};
};

/// Opens at once when its control input floats. Then it closes again after its delay, twice; from
/// the third time on it waits for long, until it has once opened for want of voltage.
class CyrixLiCharge final : public Relay {
  public:
    explicit CyrixLiCharge(const CyrixLiChargeParameters& parameters);
    bool update(Milliseconds now, const RelaySenses& senses) override;
    std::optional<Milliseconds> next_edge(Milliseconds now) const override;
    RelayWatch watch() const override;

  private:
    CyrixLiChargeParameters parameters_;
    HeldLevel closing_;
    HeldLevel opening_;
    int cut_offs_ = 0;
    bool is_high_ = false;
    bool has_battery_ = false;
};

}  // namespace models
