#pragma once
// The bank by which simulators are compared: strings of cells in parallel that meet in one point,
// an invented LiFePO4-like open-circuit voltage, a spread from a hash. Two independent programs
// agree on its answers to every digit here.

#include "models/bank_network.hpp"
#include "models/electrical_cells.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace models {

/// Over 0, 0.05 … 1; straight between, and beyond.
inline constexpr std::array peer_ocv_v{2.500, 3.000, 3.130, 3.205, 3.235, 3.250, 3.260,
                                       3.270, 3.278, 3.285, 3.290, 3.292, 3.294, 3.298,
                                       3.308, 3.322, 3.328, 3.330, 3.332, 3.340, 3.450};

struct PeerBank {
    const char* name;
    std::size_t positions, strings;

    std::size_t cells() const { return positions * strings; }
    /// Drawn.
    double one_c_a() const { return 100.0 * static_cast<double>(strings); }
};

inline constexpr std::array peer_banks{PeerBank{"4s50p", 4, 50}, PeerBank{"8s50p", 8, 50},
                                       PeerBank{"16s25p", 16, 25}};

inline double peer_spread(std::uint64_t k) {
    std::uint64_t z = (k + 1) * 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    z ^= z >> 31U;
    return static_cast<double>(z >> 11U) * 0x1p-52 - 1.0;
}

/// With two RC pairs; `rc2_ohm` 0: one.
inline ElectricalCell peer_cell(std::size_t position, std::size_t string, double rc2_ohm = 0.5e-3) {
    const std::uint64_t k = 1000 * string + position;
    return {.capacity_ah = 100.0 * (1.0 + 0.02 * peer_spread(3 * k)),
            .r0_ohm = 1e-3 * (1.0 + 0.10 * peer_spread(3 * k + 1)),
            .r1_ohm = 0.5e-3,
            .r2_ohm = rc2_ohm,
            .soc = 0.95 + 0.01 * peer_spread(3 * k + 2)};
}

/// A second of forward Euler, time constants of 60 and 1000 s.
inline const ElectricalStep euler_step{.hours = 1.0 / 3600.0,
                                       .rc1 = LowPass::that_goes(1.0 / 60.0),
                                       .rc2 = LowPass::that_goes(1.0 / 1000.0)};

class PeerRun {
  public:
    PeerRun(const PeerBank& bank, Isa isa, const ElectricalStep& step, double rc2_ohm = 0.5e-3)
        : step_{step},
          cubics_{straight_ocv()},
          cells_{{.first_soc = 0.0, .per_grid = 20.0, .cubics_v = cubics_},
                 bank.positions,
                 bank.strings,
                 isa},
          network_{Wiring::Busbar, bank.strings, 0.0},
          current_a_(bank.strings) {
        for (std::size_t position = 0; position < bank.positions; ++position) {
            for (std::size_t string = 0; string < bank.strings; ++string) {
                cells_.set(position, string, peer_cell(position, string, rc2_ohm));
            }
        }
        network_.fold(cells_.source_v(), cells_.resistance_ohm());
    }

    /// Divides what is drawn from the bank, advances, and divides again; the bank's voltage then.
    double step(double drawn_a) {
        network_.divide(-drawn_a, current_a_);
        cells_.advance(current_a_, step_);
        network_.fold(cells_.source_v(), cells_.resistance_ohm());
        return network_.bank().open_circuit_v - network_.bank().resistance_ohm * drawn_a;
    }

    const ElectricalCells& cells() const { return cells_; }
    const std::vector<double>& string_current_a() const { return current_a_; }

  private:
    static std::vector<Cubic> straight_ocv() {
        std::vector<Cubic> cubics;
        for (std::size_t i = 0; i + 1 < peer_ocv_v.size(); ++i) {
            cubics.push_back({.c0 = peer_ocv_v[i], .c1 = peer_ocv_v[i + 1] - peer_ocv_v[i]});
        }
        return cubics;
    }

    ElectricalStep step_;
    std::vector<Cubic> cubics_;
    ElectricalCells cells_;
    BankNetwork network_;
    std::vector<double> current_a_;
};

}  // namespace models
