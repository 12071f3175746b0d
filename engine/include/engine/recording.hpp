#pragma once
// What a result file holds of a run's course: signals and their samples.

#include "engine/sample_spool.hpp"
#include "engine/sim_time.hpp"

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
    /// 0, or it took too many samples: then of each span of this length from the start, cut where
    /// something is due, there is what is due and the mean if a step, the lowest and the highest if
    /// linear. As long as the run: only what is due is there, and the end.
    SimTime thinned{0};
};

struct Recording {
    std::vector<Signal> signals;
    SampleSpool samples;  // of each signal in rising time
};

}  // namespace engine
