#pragma once
// What a result file holds of a run's course: signals and their samples.

#include "engine/sim_time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace engine {

/// One recorded quantity.
struct Signal {
    std::string name;  // "bank_voltage_v"
    std::string unit;
    std::string device;  // of a device's signal
    int battery = 0;     // from 1; 0 for the bank
    int cell = 0;
    bool is_step = false;    // holds its value between samples; else linear
    double dead_band = 0.0;  // what is drawn through the samples is within this of the run
    /// 0, or it took too many samples: then each span of this length from the start holds only what
    /// is due and, of all others, the mean if a step, the lowest and the highest if linear.
    SimTime thinned{0};
};

struct Sample {
    double value = 0.0;  // NaN: unknown from here
    SimTime at{0};
    std::uint32_t signal = 0;  // its place in the list
    bool is_due = false;       // a day's or an event's: kept whatever else must go
};

struct Recording {
    std::vector<Signal> signals;
    std::vector<Sample> samples;  // signal by signal, each in rising time
};

}  // namespace engine
