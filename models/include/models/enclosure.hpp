#pragma once
// What the bank stands in: its walls let heat through slowly, and what is inside holds some.

#include <optional>

namespace models {

struct EnclosureParameters {
    double loses_w_per_k = 1.0;              // through its walls, above 0
    double holds_j_per_k = 1.0;              // besides the batteries, above 0
    std::optional<double> heated_to_degc{};  // others keep the outside at least this warm
};

/// All cells together, as the enclosure meets them.
struct HeatSource {
    double holds_j_per_k;
    double gives_w_per_k;  // to what is around them
    double temperature_degc;
    double power_w;  // mean of the step
};

/// Two bodies, the cells and the inside, and the outside: linear, solved exactly over a step with
/// the cells' power held.
class Enclosure {
  public:
    Enclosure(const EnclosureParameters& parameters, double temperature_degc)
        : parameters_{parameters}, inside_degc_{temperature_degc} {}

    double inside_degc() const { return inside_degc_; }
    double outside_degc(double ambient_degc) const;
    /// Temperature inside at the end of a step from here.
    double end_degc(const HeatSource& cells, double ambient_degc, double dt_s) const;
    /// Takes the step.
    void advance(const HeatSource& cells, double ambient_degc, double dt_s) {
        inside_degc_ = end_degc(cells, ambient_degc, dt_s);
    }

  private:
    EnclosureParameters parameters_;
    double inside_degc_;
};

}  // namespace models
