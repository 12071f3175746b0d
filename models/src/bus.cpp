#include "models/bus.hpp"

namespace models {

namespace {

constexpr double tolerance_v = 1e-6;  // of a Newton step; the error it leaves is far smaller
constexpr double narrowest_v = 1e-10;
constexpr int most_rounds = 200;

double magnitude(double x) {
    return x < 0.0 ? -x : x;
}

class SumOfDevices final : public BusLaw {
  public:
    explicit SumOfDevices(std::span<const Device* const> devices) : devices_{devices} {}
    BusCurrent current(double bus_voltage_v) const override {
        BusCurrent sum;
        for (const Device* device : devices_) {
            const BusCurrent one = device->current(bus_voltage_v);
            sum.current_a += one.current_a;
            sum.slope_a_per_v += one.slope_a_per_v;
        }
        return sum;
    }

  private:
    std::span<const Device* const> devices_;
};

}  // namespace

BusPoint solve_bus(const Thevenin& bank, std::span<const Device* const> devices) {
    return solve_bus(bank, SumOfDevices{devices});
}

BusPoint solve_bus(const Thevenin& bank, const BusLaw& law, double lowest_v) {
    const double conductance = 1.0 / bank.resistance_ohm;
    const auto excess = [&](double voltage_v, const BusCurrent& sum) {
        return (voltage_v - bank.open_circuit_v) * conductance - sum.current_a;
    };
    // Above the bracket the devices give less than the bank takes.
    double high = bank.open_circuit_v > 1.0 ? bank.open_circuit_v : 1.0;
    for (double step = 1.0; excess(high, law.current(high)) < 0.0; step *= 2.0) {
        high += step;
    }
    // Below it they give more, if there is an answer at all. At 0 V constant power may ask for more
    // than the bank gives into a short, and have its answers above nevertheless.
    double low = lowest_v;
    bool is_solved = excess(low, law.current(low)) <= 0.0;
    double voltage_v = high;
    double last_step = high;
    double step_before = high;
    for (int round = 0; round < most_rounds && high - low > narrowest_v; ++round) {
        const BusCurrent sum = law.current(voltage_v);
        const double f = excess(voltage_v, sum);
        (f > 0.0 ? high : low) = voltage_v;
        is_solved = is_solved || f <= 0.0;
        const double slope = conductance - sum.slope_a_per_v;
        double step = slope > 0.0 ? -f / slope : high;
        if (magnitude(step) < tolerance_v) {
            voltage_v += step;
            is_solved = true;
            break;
        }
        // Newton's step while it stays inside and halves in every second round: around the corners
        // of a charger's law it would go back and forth for ever. Else half the bracket.
        const double next = voltage_v + step;
        if (!(next > low && next < high && magnitude(step) <= 0.5 * step_before)) {
            step = 0.5 * (low + high) - voltage_v;
        }
        voltage_v += step;
        step_before = last_step;
        last_step = magnitude(step);
    }
    if (!is_solved) {
        return {.voltage_v = 0.0, .bank_current_a = 0.0, .is_solved = false};
    }
    // The devices see the voltage at which their currents make this sum: a charger that regulates
    // and a link that solves a bus of its own would tell another one microvolts away.
    return {.voltage_v = voltage_v, .bank_current_a = law.current(voltage_v).current_a};
}

}  // namespace models
