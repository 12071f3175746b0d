#pragma once
// A result file read back as a wide table, as `banktwin export` writes it.

#include "engine/sim_time.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace engine {

/// One column per signal, one row per step from the start to the horizon. Step signals hold, linear
/// ones are interpolated; nothing before a signal's first sample and where it is unknown.
class WideTable {
  public:
    /// Reads the file. Throws InputError when it is none of ours or damaged.
    explicit WideTable(const std::string& path);

    /// day, date, then one per signal: "soc_pct", "fridge.device_current_a",
    /// "cell_voltage_v.battery2.cell3".
    std::vector<std::string> columns() const;

    struct Row {
        double day = 0.0;
        std::string date;
        std::vector<std::optional<double>> values;
    };
    std::int64_t row_count(SimTime every) const;
    /// Calls `take` with each row; the row is the same object every time.
    void rows(SimTime every, const std::function<void(const Row&)>& take) const;

  private:
    struct Trace {
        std::string name;
        bool is_step = false;
        std::vector<std::pair<SimTime, std::optional<double>>> samples;
    };
    Calendar calendar_;
    SimTime horizon_{0};
    std::vector<Trace> traces_;
};

}  // namespace engine
