#include "models/spread.hpp"

#include "models/random.hpp"

#include <algorithm>
#include <string>

namespace models {

namespace {

/// Parameters vary by more than this only towards larger values.
constexpr double least_share = 0.1;

struct Draws {
    double capacity, resistance, soc, self_discharge;
};

Draws draws(const Spread& spread, std::uint64_t seed, const std::string& path) {
    const auto draw = [&](double deviation, const char* what) {
        constexpr double most = 3.0;
        const double normal = RandomStream{seed, path + what}.normal(0);
        return deviation * std::clamp(normal, -most, most);
    };
    return {.capacity = draw(spread.capacity, ".capacity"),
            .resistance = draw(spread.resistance, ".resistance"),
            .soc = draw(spread.soc, ".soc"),
            .self_discharge = draw(spread.self_discharge, ".self_discharge")};
}

}  // namespace

VariedCell varied_cell(const CellParameters& meant, double soc, const Spread& of_cells,
                       const Spread& of_batteries, std::uint64_t seed, std::size_t battery,
                       std::size_t cell) {
    const std::string battery_path = "bank.battery[" + std::to_string(battery + 1) + "]";
    const Draws common = draws(of_batteries, seed, battery_path);
    const Draws own =
        draws(of_cells, seed, battery_path + ".cell[" + std::to_string(cell + 1) + "]");
    const auto share = [](double a, double b) { return std::max(least_share, 1.0 + a + b); };
    VariedCell varied{.parameters = meant, .soc = std::clamp(soc + common.soc + own.soc, 0.0, 1.0)};
    varied.parameters.capacity_ah *= share(common.capacity, own.capacity);
    varied.parameters.resistance_ohm *= share(common.resistance, own.resistance);
    varied.parameters.self_discharge_a *= share(common.self_discharge, own.self_discharge);
    return varied;
}

}  // namespace models
